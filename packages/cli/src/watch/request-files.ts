import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { AkezoraError, type GenerationRequestInput, type RequestPart, withoutFolders } from '@akezora/contract';
import { reason } from '../arguments.ts';

/** Changes the name of every file of a request. */
export async function mapFiles<T extends RequestPart>(
  request: T,
  to: (file: string, field: string) => Promise<string>,
): Promise<T> {
  const { conditions, actors, backdrop, loras } = request;
  const all = <A>(list: readonly A[], change: (one: A, index: number) => Promise<A>) => Promise.all(list.map(change));
  return {
    ...request,
    ...(conditions && {
      conditions: await all(conditions, async (one, index) =>
        one.source.kind === 'clip'
          ? one
          : { ...one, source: { ...one.source, file: await to(one.source.file, `conditions.${index}`) } },
      ),
    }),
    ...(actors && {
      actors: await all(actors, async (one, index) => ({
        ...one,
        ...(one.clip === undefined ? {} : { clip: await to(one.clip, `actors.${index}.clip`) }),
        ...(one.image === undefined ? {} : { image: await to(one.image, `actors.${index}.image`) }),
      })),
    }),
    ...(backdrop && { backdrop: { ...backdrop, image: await to(backdrop.image, 'backdrop') } }),
    ...(loras && {
      loras: await all(loras, async (one, index) =>
        'file' in one ? { ...one, file: await to(one.file, `loras.${index}`) } : one,
      ),
    }),
  } as T;
}

/**
 * Finds the files that a dropped request names, beside it or in the watched folder. Who may drop files there need not be who runs
 * the watcher: a request reaches no other file of the machine, by a path, a link or the name of a model.
 * @param folders where to look, the first one first
 * @throws AkezoraError `input_missing`, `request_invalid` for a path that leads elsewhere
 */
export async function withFilesInside(
  request: GenerationRequestInput,
  folders: readonly string[],
): Promise<GenerationRequestInput> {
  const { model } = request;
  if (model !== undefined && withoutFolders(model) !== model)
    throw new AkezoraError('request_invalid', { field: 'model', reason: reason('watchModelPath') });
  return mapFiles(request, (file, field) => insideOf(folders, file, field));
}

/**
 * The path of a file by its name in one of some folders.
 * @throws AkezoraError `input_missing`, `request_invalid` for a path or a link that leads elsewhere
 */
export async function insideOf(folders: readonly string[], file: string, field: string): Promise<string> {
  // Of a server, not of a folder.
  if (/^upload:/.test(file)) return file;
  const outside = new AkezoraError('request_invalid', { field, reason: reason('watchOutside', { file }) });
  if (isAbsolute(file) || /^[A-Za-z]:|^\\\\/.test(file)) throw outside;
  for (const folder of folders) {
    const path = join(folder, file);
    const isThere = await stat(path).then(
      (found) => found.isFile(),
      () => false,
    );
    if (!isThere) continue;
    const from = relative(await realpath(folder), await realpath(path));
    if (from.startsWith(`..${sep}`) || from === '..' || isAbsolute(from)) throw outside;
    return path;
  }
  if (file.split(/[\\/]/).includes('..')) throw outside;
  throw new AkezoraError('input_missing', { field, path: file });
}
