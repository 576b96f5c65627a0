import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AkezoraError, type Text } from '@akezora/contract';
import { createTarDecoder, createTarPacker } from 'modern-tar';

const damage: Text = { en: 'it is damaged or ends early', ja: '壊れているか、途中で終わっています' };

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

/** Packs some subfolders of a folder into a tar file (POSIX pax, where ustar does not suffice); returns the number of files. */
export async function packFolders(root: string, folders: readonly string[], target: string): Promise<number> {
  const { readable, controller } = createTarPacker();
  let count = 0;
  const fill = async (): Promise<void> => {
    for (const folder of folders) {
      for await (const { path, folder: isFolder = false } of filesUnder(join(root, folder))) {
        const name = relative(root, path).split(sep).join('/');
        const { size, mtime } = await stat(path);
        if (isFolder) {
          await controller.add({ name: `${name}/`, size: 0, mtime, mode: 0o700, type: 'directory' }).close();
          continue;
        }
        const body = Writable.fromWeb(controller.add({ name, size, mtime, mode: 0o600 }));
        // A log that grows meanwhile ends where it ended.
        await pipeline(size === 0 ? Readable.from([]) : createReadStream(path, { end: size - 1 }), body);
        count += 1;
      }
    }
    controller.finalize();
  };
  const filled = fill().catch((error) => controller.error(error));
  await pipeline(
    Readable.from(readable, { objectMode: false }),
    createWriteStream(target, { flags: 'wx', mode: 0o600 }),
  );
  await filled;
  return count;
}

/**
 * Unpacks an archive of `packFolders`; names that lead outside the folder are refused.
 * @throws AkezoraError `input_unreadable` for anything else.
 */
export async function unpack(source: string, root: string): Promise<number> {
  const damaged = (reason: Text, cause?: unknown) =>
    new AkezoraError('input_unreadable', { field: 'file', path: source, reason }, { cause });
  let count = 0;
  try {
    const bytes = Readable.toWeb(createReadStream(source)) as ReadableStream<Uint8Array<ArrayBuffer>>;
    const entries = bytes.pipeThrough(createTarDecoder({ strict: true }));
    for await (const { header, body } of entries) {
      const { name, type = 'file' } = header;
      if (type !== 'file' && type !== 'directory')
        throw damaged({ en: `${name} is no file or folder`, ja: `${name} はファイルでもフォルダーでもありません` });
      const steps = name.replace(/\/$/, '').split('/');
      if (/[\\\0]/.test(name) || steps.some((step) => step === '' || step === '..' || step === '.'))
        throw damaged({ en: `it contains the name ${name}`, ja: `使えない名前 ${name} が含まれています` });
      const target = join(root, ...steps);
      await mkdir(type === 'directory' ? target : dirname(target), { recursive: true, mode: 0o700 });
      if (type === 'directory') await body.cancel();
      else {
        await pipeline(Readable.from(body, { objectMode: false }), createWriteStream(target));
        count += 1;
      }
    }
    return count;
  } catch (error) {
    // Errors of the disk have a code, those of the archive have none.
    if (error instanceof AkezoraError || (error as NodeJS.ErrnoException).code !== undefined) throw error;
    throw damaged(damage, error);
  }
}
