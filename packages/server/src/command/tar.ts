import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AkezoraError, type Text } from '@akezora/contract';

const block = 512;

const endsEarly: Text = { en: 'it ends early', ja: '途中で終わっています' };

/** A ustar header (POSIX.1-1988), with GNU's binary sizes for files over 8 GB. */
function headerOf(name: string, size: number, mtime: number, kind: '0' | '5' = '0'): Buffer {
  const header = Buffer.alloc(block);
  const bytes = Buffer.byteLength(name);
  const cut = bytes > 100 ? name.indexOf('/', Math.max(0, name.length - 100)) : -1;
  if (bytes > 100 && (cut <= 0 || cut > 155)) throw new RangeError(`name too long for a tar file: ${name}`);
  header.write(cut > 0 ? name.slice(cut + 1) : name, 0);
  if (cut > 0) header.write(name.slice(0, cut), 345);
  header.write(kind === '5' ? '0000700\0' : '0000600\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  if (size < 8 ** 11) header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  else {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(size), 128);
  }
  header.write(
    `${Math.floor(mtime / 1000)
      .toString(8)
      .padStart(11, '0')}\0`,
    136,
  );
  header.write('        ', 148);
  header.write(kind, 156);
  header.write('ustar\0', 257);
  header.write('00', 263);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** A file, or every file and folder below a folder; empty folders too, since Postgres does not start without its own. */
async function* filesUnder(folder: string): AsyncGenerator<{ path: string; folder?: true }> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return;
  if (found.isFile()) {
    yield { path: folder };
    return;
  }
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (entries.length === 0) yield { path: folder, folder: true };
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else if (entry.isFile()) yield { path };
  }
}

/** Packs some subfolders of a folder into a tar file; returns the number of files. */
export async function packFolders(root: string, folders: readonly string[], target: string): Promise<number> {
  let count = 0;
  async function* content(): AsyncGenerator<Uint8Array> {
    for (const folder of folders) {
      for await (const { path, folder: isFolder } of filesUnder(join(root, folder))) {
        const name = relative(root, path).split(sep).join('/');
        if (isFolder === true) {
          yield headerOf(`${name}/`, 0, 0, '5');
          continue;
        }
        const { size, mtimeMs } = await stat(path);
        yield headerOf(name, size, mtimeMs);
        if (size > 0) yield* createReadStream(path, { end: size - 1 });
        yield Buffer.alloc((block - (size % block)) % block);
        count += 1;
      }
    }
    yield Buffer.alloc(2 * block);
  }
  await pipeline(Readable.from(content()), createWriteStream(target, { flags: 'wx', mode: 0o600 }));
  return count;
}

/**
 * Unpacks an archive of `packFolders`; names that lead outside the folder are refused.
 * @throws AkezoraError `input_unreadable` for anything else.
 */
export async function unpack(source: string, root: string): Promise<number> {
  const handle = await open(source, 'r');
  const damaged = (reason: Text) => new AkezoraError('input_unreadable', { field: 'file', path: source, reason });
  try {
    const header = Buffer.alloc(block);
    let count = 0;
    for (let at = 0; ; ) {
      const { bytesRead } = await handle.read(header, 0, block, at);
      if (bytesRead < block) throw damaged(endsEarly);
      at += block;
      if (header.every((byte) => byte === 0)) return count;
      const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
      if (Number.parseInt(header.toString('latin1', 148, 154), 8) !== sum)
        throw damaged({ en: 'a checksum is wrong', ja: 'チェックサムが合いません' });
      const text = (from: number, to: number) => header.toString('utf8', from, to).replace(/\0.*$/s, '');
      const prefix = text(345, 500);
      const whole = prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`;
      const kind = header.toString('latin1', 156, 157);
      if (!['0', '5', '\0'].includes(kind)) {
        throw damaged({ en: `${whole} is no file or folder`, ja: `${whole} はファイルでもフォルダーでもありません` });
      }
      const isFolder = kind === '5';
      const name = isFolder ? whole.replace(/\/$/, '') : whole;
      const size = (header[124] ?? 0) & 0x80 ? Number(header.readBigUInt64BE(128)) : Number.parseInt(text(124, 136), 8);
      if (
        name.split('/').some((part) => part === '' || part === '..' || part === '.') ||
        !(Number.isSafeInteger(size) && size >= 0)
      ) {
        throw damaged({ en: `it contains the name ${name}`, ja: `使えない名前 ${name} が含まれています` });
      }
      const target = join(root, ...name.split('/'));
      await mkdir(isFolder ? target : dirname(target), { recursive: true, mode: 0o700 });
      if (isFolder) continue;
      if (size > 0)
        await pipeline(createReadStream(source, { start: at, end: at + size - 1 }), createWriteStream(target));
      else await (await open(target, 'w')).close();
      if ((await stat(target)).size !== size) throw damaged(endsEarly);
      at += Math.ceil(size / block) * block;
      count += 1;
    }
  } finally {
    await handle.close();
  }
}
