import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { AkezoraError } from '@akezora/contract';
import { dataNames } from '../data-names.ts';
import { typedError } from '../errors.ts';
import { digestFile } from './digest.ts';
import { checkKey, type Storage, type StoredFile } from './storage.ts';
import { createTidy } from './tidy.ts';

/** Storage in a folder of this machine. */
export function fileStorage(folder: string): Storage {
  const files = join(folder, dataNames.files);
  const temporaries = join(folder, dataNames.temporary);
  const pathOf = (key: string) => join(files, checkKey(key));
  return {
    kind: 'files',
    put: (key, localFile) => putFile(pathOf(key), localFile, temporaries),
    size: async (key) => {
      const found = await stat(pathOf(key)).catch(() => undefined);
      return found?.isFile() === true ? found.size : undefined;
    },
    read: async (key, range): Promise<Readable> => {
      const stream = createReadStream(pathOf(key), range);
      await once(stream, 'open');
      return stream;
    },
    local: async (key) => pathOf(key),
    remove: async (key) => {
      await rm(pathOf(key), { force: true });
    },
    removeAll: async (folder) => {
      await rm(pathOf(`${folder}x`).slice(0, -1), { recursive: true, force: true });
    },
    temporary: async (name) => {
      await mkdir(temporaries, { recursive: true });
      return join(temporaries, `${randomBytes(6).toString('hex')}-${name}`);
    },
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(folder).catch(async () => {
        await mkdir(folder, { recursive: true });
        return statfs(folder);
      });
      return bavail * bsize;
    },
    check: async () => {
      await mkdir(temporaries, { recursive: true });
      const probe = join(temporaries, `probe-${randomBytes(6).toString('hex')}`);
      const handle = await open(probe, 'w');
      await handle.close();
      await rm(probe, { force: true });
    },
    tidy: createTidy(temporaries),
  };
}

async function putFile(target: string, source: string, temporaries: string): Promise<StoredFile> {
  try {
    await mkdir(dirname(target), { recursive: true });
    const digest = await digestFile(source);
    // The content is on the disk before the name: after a power failure there is the whole file or none.
    // A copied file brings the mode of its source.
    await chmod(source, 0o600);
    await sync(source);
    try {
      await rename(source, target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
      await mkdir(temporaries, { recursive: true });
      const copy = join(temporaries, `${randomBytes(6).toString('hex')}-copy`);
      await copyFile(source, copy);
      await sync(copy);
      await rename(copy, target);
      await rm(source, { force: true });
    }
    await sync(dirname(target), true).catch(() => undefined);
    return digest;
  } catch (error) {
    const typed = typedError(error);
    if (typed.code !== 'internal') throw typed;
    const { code } = error as NodeJS.ErrnoException;
    throw new AkezoraError('storage_unavailable', { reason: code ?? 'unknown' }, { cause: error });
  }
}

/** Forces a file or folder to the disk. Windows does so only for files that are open for writing, and opens no folders. */
async function sync(path: string, isFolder = false): Promise<void> {
  const handle = await open(path, isFolder ? 'r' : 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
