import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

/** Writes each script, style and drawing of the studio a second time, packed by Brotli, as the server sends it to browsers that take it. */
export async function compressTexts(folder: string): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    if (!/\.(?:js|css|svg)$/.test(name)) continue;
    const file = join(folder, name);
    const bytes = await readFile(file);
    const packed = brotliCompressSync(bytes);
    if (packed.length < bytes.length - 1000) await writeFile(`${file}.br`, packed);
  }
}
