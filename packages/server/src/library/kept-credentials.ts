/**
 * The credentials of uploaded pictures. Of a picture only the pixels are stored; one that carries content credentials is kept as it was
 * sent as well, so that those are not lost for what is made of it. Nobody is sent that file.
 */
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path/posix';
import type { Ingredient } from '../inference/credentials.ts';
import type { Storage } from '../platform/storage/storage.ts';

/** Most bytes of a picture that is kept. */
const mostBytes = 32e6;

/** How the box of content credentials begins, in every format that holds one. */
const mark = Buffer.from('jumdc2pa');

const nameOf = (folder: string) => `${folder}/credentials.bin`;

/** Keeps an uploaded picture that has content credentials. */
export async function keepCredentials(storage: Storage, upload: string, path: string): Promise<void> {
  const { size } = await stat(path);
  if (size > mostBytes || !(await readFile(path)).includes(mark)) return;
  await storage.put(nameOf(`uploads/${upload}`), path, 'application/octet-stream');
}

/** An upload as an ingredient: a picture as it was sent, where that was kept. @param file the stored file on this machine */
export async function uploadIngredient(storage: Storage, key: string, file: string): Promise<Ingredient> {
  if (!/\.(?:png|jpe?g|webp|avif|heic|gif)$/.test(key)) return { file, kind: 'video' };
  const kept = nameOf(dirname(key));
  const isKept = (await storage.size(kept)) !== undefined;
  return { file: isKept ? await storage.local(kept) : file, kind: 'image' };
}
