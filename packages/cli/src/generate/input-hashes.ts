import { type GenerationRequest, publicRequest } from '@akezora/contract';
import { onceEach } from '../once-each.ts';

/**
 * SHA-256 of each file of a request, by its field: what tells whether a clip was made from these pictures and clips, whatever they
 * are called now. Files that cannot be read have none.
 */
export async function inputHashes(request: GenerationRequest): Promise<Readonly<Record<string, string>>> {
  const { sha256OfFile } = await import('@akezora/engine');
  const hashOf = onceEach((file: string) => sha256OfFile(file));
  const hashes: Record<string, string> = {};
  for (const [field, file] of filesOf(request)) {
    const found = await hashOf(file).catch(() => undefined);
    if (found !== undefined) hashes[field] = found;
  }
  return hashes;
}

/** The files of a request with their fields. */
export function filesOf({ conditions, actors, backdrop, loras }: GenerationRequest): [field: string, file: string][] {
  const files: [string, string | undefined][] = [
    ...(conditions ?? []).map(({ source }, index): [string, string | undefined] => [
      `conditions.${index}`,
      source.kind === 'clip' ? undefined : source.file,
    ]),
    ...(actors ?? []).flatMap(({ clip, image }, index): [string, string | undefined][] => [
      [`actors.${index}.clip`, clip],
      [`actors.${index}.image`, image],
    ]),
    ['backdrop', backdrop?.image],
    ...(loras ?? []).map((lora, index): [string, string | undefined] => [
      `loras.${index}`,
      'file' in lora ? lora.file : undefined,
    ]),
  ];
  return files.filter((entry): entry is [string, string] => entry[1] !== undefined);
}

/** A request whose files have no names, to compare it with one whose files may have been called otherwise. */
export function withoutFileNames(request: GenerationRequest): GenerationRequest {
  const names = Object.fromEntries(filesOf(request).map(([, file]) => [file, 'file']));
  return publicRequest(request, names);
}
