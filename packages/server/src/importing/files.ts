import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { type ImportFile, importFileOf, type ReadableFile } from './sources.ts';

const videos = /\.(?:mp4|m4v|mov|mkv|webm|gif|webp)$/i;
const sheets = /\.(?:json|jsonl|ndjson|csv|tsv|txt)$/i;
/** Files and folders that operating systems create: `.DS_Store`, `__MACOSX`, …. */
const litter = /(?:^|\/)(?:__MACOSX\/|\.)/;

/** Whether a file's name is that of a video; its content is checked later. */
export const isVideo = ({ name }: Pick<ReadableFile, 'name'>): boolean => videos.test(name) && !litter.test(name);

/** A picture beside a video that may say how it was made: ComfyUI's nodes for videos and A1111's extensions save one of the same name. */
export const isStill = ({ name }: Pick<ReadableFile, 'name'>): boolean =>
  /\.(?:png|jpe?g)$/i.test(name) && !litter.test(name);

/** The path of a file without its ending. */
export const stemOf = (name: string): string => name.replace(/\.[^./]*$/, '');

/** Whether a file may hold notes about the videos beside it. */
export const isSheet = ({ name }: Pick<ReadableFile, 'name'>): boolean => sheets.test(name) && !litter.test(name);

/**
 * Lists the files of a folder and of the folders in it, by name. Links are not followed.
 * @throws AkezoraError `input_missing`, `input_unreadable`.
 */
export async function folderFiles(folder: string): Promise<ImportFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch((error: Error) => {
    throw new AkezoraError(
      'input_unreadable',
      { field: 'path', path: folder, reason: error.message },
      { cause: error },
    );
  });
  const files: ImportFile[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.push(await oneFile(path, relative(folder, path).replaceAll('\\', '/')));
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * A file of this machine.
 * @throws AkezoraError `input_missing`.
 */
export async function oneFile(path: string, name: string = basename(path)): Promise<ImportFile> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new AkezoraError('input_missing', { field: 'path', path });
  return importFileOf({ name, bytes: found.size, source: { kind: 'file', path: resolve(path) } });
}
