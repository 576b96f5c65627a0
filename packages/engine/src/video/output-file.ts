import { type FileHandle, open, rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AkezoraError, formatBytes } from '@akezora/contract';
import { removeLeftovers } from '../host/leftovers.ts';
import { outputPlace, unfinishedPrefix } from '../host/output-place.ts';

/**
 * A file that appears under its name only when it is whole: written beside it (or beside the file that it is a link to) under a temporary name, synced, then
 * renamed. `discard` removes what was written; harmless after `commit`.
 */
export interface OutputFile {
  /** Writes bytes at a place; gaps are allowed and filled later. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Reads back bytes already written. */
  read(position: number, length: number): Promise<Uint8Array>;
  /** Bytes written so far, to the furthest end. */
  readonly size: number;
  commit(): Promise<void>;
  discard(): Promise<void>;
}

let counter = 0;

/** Removes unfinished files of ended processes for the same output: a killed process cannot do this itself. */
async function clearAbandoned(folder: string, name: string): Promise<void> {
  const prefix = unfinishedPrefix(name);
  const ownerOf = (entry: string) => {
    const owner = entry.startsWith(prefix) ? /^(\d+)-\d+\.part$/.exec(entry.slice(prefix.length))?.[1] : undefined;
    return owner === undefined ? undefined : Number(owner);
  };
  await removeLeftovers(folder, { ownerOf });
}

/**
 * Begins a file.
 * @throws AkezoraError `output_unwritable` or `not_enough_disk`, also from every later call.
 */
export async function createOutput(file: string): Promise<OutputFile> {
  const place = await outputPlace(file);
  const folder = dirname(place);
  counter += 1;
  const temporary = join(folder, `${unfinishedPrefix(basename(place))}${process.pid}-${counter}.part`);
  let size = 0;
  let done = false;
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      throw await outputFailure(file, size, thrown);
    }
  };
  await clearAbandoned(folder, basename(place));
  const handle: FileHandle = await guard(() => open(temporary, 'wx+'));
  const closed = async () => {
    if (done) return;
    done = true;
    await handle.close();
  };
  return {
    get size() {
      return size;
    },
    write: (bytes, position) =>
      guard(async () => {
        let sent = 0;
        while (sent < bytes.length) {
          const { bytesWritten } = await handle.write(bytes, sent, bytes.length - sent, position + sent);
          sent += bytesWritten;
        }
        size = Math.max(size, position + bytes.length);
      }),
    read: (position, length) =>
      guard(async () => {
        const bytes = new Uint8Array(length);
        const { bytesRead } = await handle.read(bytes, 0, length, position);
        return bytes.subarray(0, bytesRead);
      }),
    commit: () =>
      guard(async () => {
        await handle.sync();
        await closed();
        await rename(temporary, place);
        await syncFolder(folder);
      }),
    discard: async () => {
      await closed().catch(() => undefined);
      await rm(temporary, { force: true }).catch(() => undefined);
    },
  };
}

/** Makes the rename itself durable; not every file system lets a folder be opened. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Names why a file cannot be written. */
async function outputFailure(file: string, written: number, thrown: unknown): Promise<unknown> {
  if (thrown instanceof AkezoraError) return thrown;
  const code = (thrown as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const folder = dirname(resolve(file));
    const disk = await statfs(folder).catch(() => undefined);
    return new AkezoraError(
      'not_enough_disk',
      {
        field: 'output',
        path: folder,
        needed: `> ${formatBytes(written)}`,
        available: disk === undefined ? '0 B' : formatBytes(disk.bavail * disk.bsize),
      },
      { cause: thrown },
    );
  }
  const reasons: Record<string, { en: string; ja: string }> = {
    ENOENT: { en: 'the folder does not exist', ja: 'フォルダーがありません' },
    ENOTDIR: { en: 'a part of the path is not a folder', ja: 'パスの途中がフォルダーではありません' },
    EACCES: { en: 'no permission to write there', ja: '書き込む権限がありません' },
    EPERM: { en: 'no permission to write there', ja: '書き込む権限がありません' },
    EROFS: { en: 'the disk is read-only', ja: '読み取り専用のディスクです' },
    EISDIR: { en: 'it is a folder', ja: 'フォルダーです' },
    ENAMETOOLONG: { en: 'the name is too long', ja: '名前が長すぎます' },
  };
  const reason = reasons[code] ?? (thrown instanceof Error ? thrown.message : String(thrown));
  return new AkezoraError('output_unwritable', { field: 'output', path: file, reason }, { cause: thrown });
}
