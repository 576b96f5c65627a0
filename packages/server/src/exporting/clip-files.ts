import { credentialsKey, credentialsMime } from '../library/store-clip.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { ClipRow } from '../platform/store/tables.ts';

/** A file of a clip. */
export interface ClipFile {
  /** Where it is stored. */
  readonly key: string;
  /** Its name in what is exported. */
  readonly name: string;
  readonly mime: string;
}

/**
 * The files of a clip: its video, and the credentials that lie beside it where its format holds none.
 * @param name the video's name, with its ending
 */
export async function clipFiles(
  storage: Storage,
  { files: { video }, mime }: Pick<ClipRow, 'files' | 'mime'>,
  name: string,
): Promise<ClipFile[]> {
  const beside = credentialsKey(video);
  const files = [{ key: video, name, mime }];
  if ((await storage.size(beside)) === undefined) return files;
  return [...files, { key: beside, name: credentialsKey(name), mime: credentialsMime }];
}
