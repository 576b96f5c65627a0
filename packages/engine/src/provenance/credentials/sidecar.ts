import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { extname } from 'node:path';

/** Name of the credentials beside a file, as other programs look for them: `fox.webm` → `fox.c2pa`. */
export const credentialsBeside = (file: string): string => `${file.slice(0, file.length - extname(file).length)}.c2pa`;

/** SHA-256 of a file of any size. */
export async function hashOfFile(file: string): Promise<Uint8Array> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  return hash.digest();
}
