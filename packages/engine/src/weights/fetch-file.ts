import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AkezoraError, type Text } from '@akezora/contract';
import { writeFailure } from '../host/disk.ts';
import { isAlive } from '../host/process-alive.ts';
import { downloadFailure, type HubAccess, type HubFile, hubHeaders, statusFailure } from './hub.ts';

/** Attempts to download a file over a failing connection; each resumes where the last one stopped. */
const attempts = 6;

/** One file to download. */
export interface FileJob {
  readonly access: HubAccess;
  readonly url: string;
  readonly file: HubFile;
  /** Path of the complete file. Until then it is `….incomplete` beside it, as with Python's client. */
  readonly path: string;
  /** Cancels the download. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of bytes that are on disk. Default: none. */
  readonly onBytes?: (bytes: number) => void;
  /** Milliseconds before the second attempt; doubles with every attempt. Default 500. */
  readonly firstPause?: number;
}

/** The hash in a file's etag: SHA-256 for large files, git's SHA-1 of a blob for small ones, SHA-512 for NuGet's packages. */
const hasherOf = ({ etag, bytes }: HubFile): Hash | undefined => {
  if (/^[0-9a-f]{64}$/.test(etag)) return createHash('sha256');
  if (/^[0-9a-f]{128}$/.test(etag)) return createHash('sha512');
  if (/^[0-9a-f]{40}$/.test(etag)) return createHash('sha1').update(`blob ${bytes}\0`);
  return undefined;
};

async function hashInto(hash: Hash, path: string, signal?: AbortSignal): Promise<void> {
  for await (const chunk of createReadStream(path, signal ? { signal } : {})) hash.update(chunk as Buffer);
}

/** Problem of a file that does not exist. */
export const missingFile: Text = { en: 'missing', ja: 'ファイルがありません' };
/** Problem of a file whose content is not the published one. */
export const otherHash: Text = {
  en: 'its hash differs from the published one',
  ja: 'ハッシュが公開された値と一致しません',
};

/**
 * Checks a file's size and hash against the hub's.
 * @returns the problem, or `undefined`
 */
export async function fileProblem(path: string, file: HubFile, signal?: AbortSignal): Promise<Text | undefined> {
  const size = await stat(path).then(
    (info) => info.size,
    () => undefined,
  );
  if (size === undefined) return missingFile;
  if (size !== file.bytes)
    return { en: `${size} bytes, not ${file.bytes}`, ja: `${file.bytes}バイトのはずが ${size}バイトです` };
  const hash = hasherOf(file);
  if (!hash) return undefined;
  await hashInto(hash, path, signal);
  return hash.digest('hex') === file.etag ? undefined : otherHash;
}

/** A lock counts only while the process that wrote it is alive. */
async function lock(path: string): Promise<() => Promise<void>> {
  const file = `${path}.lock`;
  for (let round = 0; round < 2; round++) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
      const owner = Number(await readFile(file, 'utf8').catch(() => '0'));
      if (owner !== process.pid && isAlive(owner))
        throw downloadFailure(
          path,
          { en: `process ${owner} is already downloading it`, ja: `プロセス ${owner} がダウンロード中です` },
          'network',
        );
      await rm(file, { force: true });
    }
  }
  throw downloadFailure(path, { en: 'its lock file cannot be created', ja: 'ロックファイルを作れません' }, 'network');
}

/**
 * Fetches one file, going on from what is there, and puts it in place only when its size and hash are right.
 * @throws AkezoraError `download_failed`, `not_enough_disk`, `output_unwritable`; the signal's reason.
 */
export async function fetchFile(job: FileJob): Promise<void> {
  await mkdir(dirname(job.path), { recursive: true });
  const unlock = await lock(job.path);
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        await fetchOnce(job);
        return;
      } catch (error) {
        job.signal?.throwIfAborted();
        const dropped = error instanceof AkezoraError && error.details.reason === droppedReason;
        if (!dropped || attempt >= attempts) throw error;
        await pause((job.firstPause ?? 500) * 2 ** (attempt - 1), job.signal);
      }
    }
  } finally {
    await unlock();
  }
}

const droppedReason = { en: 'the connection dropped', ja: '接続が切れました' } as const;

const pause = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });

async function fetchOnce(job: FileJob): Promise<void> {
  const { file, path, signal } = job;
  const partial = `${path}.incomplete`;
  let have = await stat(partial).then(
    (info) => info.size,
    () => 0,
  );
  if (have > file.bytes) {
    await rm(partial, { force: true });
    have = 0;
  }
  if (have < file.bytes || file.bytes === 0) await fetchRest(job, partial, have);
  const problem = await fileProblem(partial, file, signal);
  if (problem !== undefined) {
    await rm(partial, { force: true });
    throw downloadFailure(
      file.path,
      {
        en: `the downloaded file is damaged (${problem.en})`,
        ja: `ダウンロードしたファイルが壊れています（${problem.ja}）`,
      },
      'changed',
    );
  }
  await rename(partial, path);
}

async function fetchRest(job: FileJob, partial: string, have: number): Promise<void> {
  const { access, url, file, path, signal } = job;
  const headers: Record<string, string> = hubHeaders(access);
  if (have > 0) headers.range = `bytes=${have}-`;
  const response = await fetch(url, { headers, ...(signal ? { signal } : {}) }).catch((cause) => {
    if (signal?.aborted) throw signal.reason;
    throw downloadFailure(file.path, droppedReason, 'network', cause);
  });
  if (response.status >= 500) {
    await response.body?.cancel();
    throw downloadFailure(file.path, droppedReason, 'network');
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw statusFailure(file.path, response.status);
  }
  // A server without ranges sends the whole file: start over.
  const from = response.status === 206 ? have : 0;
  const handle = await open(partial, from > 0 ? 'a' : 'w').catch(async (cause) => {
    await response.body?.cancel();
    throw await writeFailure(path, file.bytes - from, cause);
  });
  try {
    await writeBody(job, response.body, handle, from);
    await handle.sync().catch(async (cause) => {
      throw await writeFailure(path, file.bytes, cause);
    });
  } finally {
    await handle.close();
  }
}

async function writeBody(
  job: FileJob,
  body: ReadableStream<Uint8Array>,
  handle: FileHandle,
  from: number,
): Promise<void> {
  let done = from;
  const reader = body.getReader();
  try {
    for (;;) {
      const { value, done: ended } = await reader.read().catch((cause) => {
        if (job.signal?.aborted) throw job.signal.reason;
        throw downloadFailure(job.file.path, droppedReason, 'network', cause);
      });
      if (ended) break;
      await handle.writeFile(value).catch(async (cause) => {
        throw await writeFailure(job.path, job.file.bytes - done, cause);
      });
      done += value.length;
      job.onBytes?.(done);
      if (done > job.file.bytes) break;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
  if (done < job.file.bytes) throw downloadFailure(job.file.path, droppedReason, 'network');
}
