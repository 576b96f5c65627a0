import { extname } from 'node:path';
import { formatBytes, type GenerationRequest } from '@akezora/contract';
import type { Ingredient } from '@akezora/engine';
import { filesOf } from '../generate/input-hashes.ts';
import type { Terminal } from '../terminal.ts';

/** Signs a finished clip, with the pictures and clips of its request as its ingredients; says so where that cannot be. */
export async function signClip(
  file: string,
  request: GenerationRequest,
  joined: string | undefined,
  terminal: Terminal,
): Promise<void> {
  const { largestSigned, signFile } = await import('@akezora/engine');
  const found = await signFile(file, { ingredients: ingredientsOf(request, joined) });
  if (found === 'format') terminal.err(`${terminal.say('notSignedFormat')}\n`);
  if (found === 'size') terminal.err(`${terminal.say('notSignedSize', { limit: formatBytes(largestSigned) })}\n`);
}

/** Pictures and clips of a request, each once. @param joined the clip that the made part was joined to */
export function ingredientsOf(request: GenerationRequest, joined?: string): Ingredient[] {
  const videos = (request.conditions ?? []).flatMap(({ source }) => (source.kind === 'video' ? [source.file] : []));
  const files = [
    ...(joined === undefined ? [] : [joined]),
    ...filesOf(request).flatMap(([field, file]) =>
      field.startsWith('loras.') || extname(file).toLowerCase() === '.svg' ? [] : [file],
    ),
  ];
  return [...new Set(files)].map((file) => ({
    file,
    kind: file === joined || videos.includes(file) ? 'video' : 'image',
  }));
}
