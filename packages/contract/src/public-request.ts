import type { ClipFacts } from './facts.ts';
import { type GenerationRequest, generationRequestSchema } from './request.ts';

/** A path without its folders; a name, an id, or a repository (`owner/name`) stays as it is. */
export function withoutFolders(name: string): string {
  const isPath = /^(?:[\\/~.]|[A-Za-z]:[\\/]|file:)/.test(name) || name.includes('\\') || name.split('/').length > 2;
  return isPath ? (name.split(/[\\/]/).findLast((part) => part !== '') ?? '') : name;
}

/**
 * A request as it may leave this machine, in the facts of a clip: every input is a name without folders.
 * @param names name to write for a local file, such as `upload:<id>`. Default: the file's name.
 */
export function publicRequest(
  request: GenerationRequest,
  names: Readonly<Record<string, string>> = {},
): GenerationRequest {
  const named = (file: string) => names[file] ?? (file.split(/[\\/]/).at(-1) || 'file');
  const { conditions, actors, backdrop, loras, model, ...rest } = pickKnown(request);
  return {
    ...rest,
    model: withoutFolders(model),
    ...(conditions && {
      conditions: conditions.map((condition) => {
        const { source } = condition;
        return source.kind === 'clip' ? condition : { ...condition, source: { ...source, file: named(source.file) } };
      }),
    }),
    ...(actors && {
      actors: actors.map(({ clip, image, ...actor }) => ({
        ...actor,
        ...(clip === undefined ? {} : { clip: named(clip) }),
        ...(image === undefined ? {} : { image: named(image) }),
      })),
    }),
    ...(backdrop && { backdrop: { ...backdrop, image: named(backdrop.image) } }),
    ...(loras && { loras: loras.map((lora) => ('file' in lora ? { ...lora, file: named(lora.file) } : lora)) }),
  };
}

/** Facts as they may leave this machine with their clip: they name files without folders. `names` as for `publicRequest`. */
export function publicFacts(facts: ClipFacts, names: Readonly<Record<string, string>> = {}): ClipFacts {
  return {
    ...facts,
    model: withoutFolders(facts.model),
    modelVersion: withoutFolders(facts.modelVersion),
    request: publicRequest(facts.request, names),
  };
}

/** Only the fields of the contract: what else a program puts into a request stays here. */
function pickKnown(request: GenerationRequest): GenerationRequest {
  const known = Object.keys(generationRequestSchema.shape);
  return Object.fromEntries(Object.entries(request).filter(([name]) => known.includes(name))) as GenerationRequest;
}
