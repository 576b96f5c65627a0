/** Fetching one file of a repository on GitHub at a commit, checked against the hash by which git knows it. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkDisk } from '../host/disk.ts';
import { fetchFile } from './fetch-file.ts';
import { downloadFailure, hubAccess, statusFailure } from './hub.ts';
import type { PullEvent, PullOptions } from './pull.ts';

/** A file of a repository on GitHub at one commit. */
export interface PublishedFile {
  readonly repo: string;
  readonly commit: string;
  readonly file: string;
  /** Git's SHA-1 of the file. */
  readonly blob: string;
}

const address = ({ repo, commit, file }: PublishedFile): string => {
  const host = (process.env.AKEZORA_GITHUB || 'https://raw.githubusercontent.com').replace(/\/+$/, '');
  return `${host}/${repo}/${commit}/${file}`;
};

/** Length of a file that is fetched. */
async function lengthOf(url: string, path: string, signal: AbortSignal | undefined): Promise<number> {
  const response = await fetch(url, { method: 'HEAD', ...(signal ? { signal } : {}) }).catch((cause) => {
    signal?.throwIfAborted();
    throw downloadFailure(path, { en: 'the connection failed', ja: '接続できません' }, 'network', cause);
  });
  if (!response.ok) throw statusFailure(path, response.status);
  const bytes = Number(response.headers.get('content-length'));
  if (bytes > 0) return bytes;
  throw downloadFailure(path, { en: 'its length is not known', ja: '長さが分かりません' }, 'network');
}

/**
 * Fetches a file to `path`, going on from what is there.
 * @throws AkezoraError `download_failed`, also for a file of another hash; `not_enough_disk`; the signal's reason.
 */
export async function* pullPublished(
  file: PublishedFile,
  path: string,
  { signal, firstPause }: PullOptions = {},
): AsyncGenerator<PullEvent, void, void> {
  if (!existsSync(path)) {
    const access = { ...(await hubAccess()), token: undefined };
    if (access.offline)
      throw downloadFailure(file.file, { en: 'offline mode is on', ja: 'オフラインモードです' }, 'offline');
    const url = address(file);
    const bytes = await lengthOf(url, file.file, signal);
    yield { type: 'plan', files: 1, bytes, bytesHere: 0 };
    await checkDisk(dirname(path), bytes);
    const pause = firstPause === undefined ? {} : { firstPause };
    await fetchFile({ access, url, file: { path: file.file, bytes, etag: file.blob }, path, signal, ...pause });
    yield { type: 'file', path: file.file, fetched: true };
  }
  yield { type: 'done', folders: [path] };
}
