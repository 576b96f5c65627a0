import { existsSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { AkezoraError, formatBytes, type Text } from '@akezora/contract';
import { checkDisk } from '../host/disk.ts';
import { replaceFile } from '../host/replace-file.ts';
import { fetchFile } from './fetch-file.ts';
import { fileUrl, type HubAccess, type HubFile, type HubListing, hubAccess, listRepo } from './hub.ts';
import { repoFolder, snapshotOf } from './hub-cache.ts';
import { linkBlob } from './link-blob.ts';
import { narrowBlob, narrowedBlob, narrowedRevision, narrowShare } from './narrowed.ts';
import { type PullTarget, partsInTwoSizes, wantedFiles } from './targets.ts';

/** Progress of a download: `plan` once, `progress` many times, `file` for each file, `done` at the end. */
export type PullEvent =
  | { readonly type: 'plan'; readonly files: number; readonly bytes: number; readonly bytesHere: number }
  | { readonly type: 'notice'; readonly message: Text }
  | {
      readonly type: 'progress';
      readonly path: string;
      /** Bytes of all files that are on disk. `total`: bytes of all files. */
      readonly done: number;
      readonly total: number;
      readonly bytesPerSecond: number;
    }
  | { readonly type: 'file'; readonly path: string; readonly fetched: boolean }
  | { readonly type: 'done'; readonly folders: readonly string[] };

/** Options of a download. */
export interface PullOptions {
  /** Cancels the download; a later one resumes it. Default: none. */
  readonly signal?: AbortSignal;
  /** Number of files that are downloaded at once. Default 4. */
  readonly parallel?: number;
  /** Milliseconds before a failed file is tried again; doubles with every attempt. Default 500. */
  readonly firstPause?: number;
}

interface Wanted {
  readonly listing: HubListing;
  readonly file: HubFile;
  readonly blob: string;
  /** Whether the file is kept in 16 bits in place of 32. */
  readonly narrows: boolean;
}

/** Bytes of a file; 0 where there is none. */
export const sizeAt = (path: string): Promise<number> =>
  stat(path).then(
    (info) => info.size,
    () => 0,
  );

/** Bytes of a wanted file that are on disk already, whole or in part. */
async function bytesHere({ blob, file, narrows }: Wanted): Promise<number> {
  if (narrows && (await narrowedBlob(blob)) !== undefined) return file.bytes;
  const whole = await sizeAt(blob);
  return whole === file.bytes ? whole : Math.min(file.bytes, await sizeAt(`${blob}.incomplete`));
}

/**
 * Downloads files of repositories into the hub's cache, which Python programs share: several at once, resumable after an
 * interruption, each verified by size and hash. Snapshots and refs are written only when all files are complete.
 * @throws AkezoraError `download_failed`, `not_enough_disk`, `weights_mismatch`; the signal's reason.
 */
export async function* pull(
  targets: readonly PullTarget[],
  options: PullOptions = {},
): AsyncGenerator<PullEvent, void, void> {
  const access = await hubAccess();
  if (access.offline) {
    const folders = await Promise.all(
      targets.map(({ repo, revision, narrows }) =>
        snapshotOf({ repo, revision: narrows ? narrowedRevision(revision) : revision }),
      ),
    );
    if (folders.every((folder): folder is string => folder !== undefined)) {
      yield { type: 'done', folders: [...new Set(folders)] };
      return;
    }
  }
  const listings = new Map<string, Promise<HubListing>>();
  const listingOf = ({ repo, revision }: PullTarget): Promise<HubListing> => {
    const key = `${repo}@${revision}`;
    const known = listings.get(key) ?? listRepo(access, repo, revision);
    listings.set(key, known);
    return known;
  };
  const wanted = new Map<string, Wanted>();
  const notices = new Map<string, Text>();
  for (const target of targets) {
    const listing = await listingOf(target);
    const notice = variantNotice(target, listing);
    if (notice) notices.set(notice.en, notice);
    for (const file of wantedFiles(target, listing)) {
      const blob = join(repoFolder(target.repo), 'blobs', file.etag);
      const narrows = target.narrows?.(file.path) ?? false;
      wanted.set(`${target.repo}/${file.path}`, { listing, file, blob, narrows });
    }
  }
  const files = [...wanted.values()];
  const here = await Promise.all(files.map(bytesHere));
  const total = files.reduce((sum, { file }) => sum + file.bytes, 0);
  const already = here.reduce((a, b) => a + b, 0);
  yield { type: 'plan', files: files.length, bytes: total, bytesHere: already };
  const disk = await diskBytes(files, here);
  const narrow = narrowNotice(files, disk);
  for (const message of [...notices.values(), ...(narrow ? [narrow] : [])]) yield { type: 'notice', message };
  const biggest = Math.max(0, ...files.map(({ file, narrows }) => file.bytes * (narrows ? narrowShare : 1)));
  if (biggest > totalmem())
    yield {
      type: 'notice',
      message: {
        en: `The largest file has ${formatBytes(biggest)} and this machine ${formatBytes(totalmem())} of memory: it will run in pieces, slowly.`,
        ja: `最大のファイルは ${formatBytes(biggest)}、このマシンのメモリは ${formatBytes(totalmem())} です。分割して実行するため時間がかかります。`,
      },
    };
  await checkDisk(repoFolder(targets[0]!.repo), disk);
  yield* fetchAll(access, files, here, total, options);
  const folders: string[] = [];
  for (const listing of await Promise.all(listings.values()))
    folders.push(
      await linkSnapshot(
        listing,
        files.filter((entry) => entry.listing === listing),
      ),
    );
  yield { type: 'done', folders };
}

/** Says which of two sizes of the same weights is taken. */
function variantNotice(target: PullTarget, listing: HubListing): Text | undefined {
  const taken = new Set(target.wants(listing.files).map(({ path }) => path.slice(0, path.lastIndexOf('/'))));
  const both = partsInTwoSizes(listing.files).filter((folder) => taken.has(folder));
  if (both.length === 0) return undefined;
  const names = both.join(', ');
  return {
    en: `${target.repo} holds ${names} in 32 and in 16 bits: the files in 16 bits (bf16) are fetched.`,
    ja: `${target.repo} の ${names} には32ビットと16ビットの2種類があります。16ビット（bf16）のファイルをダウンロードします。`,
  };
}

/** Most bytes that the disk still has to hold at once: all that is kept, and the largest file that is kept in fewer bits. */
async function diskBytes(files: readonly Wanted[], here: readonly number[]): Promise<number> {
  let kept = 0;
  let largest = 0;
  for (const [i, { file, narrows }] of files.entries()) {
    const missing = file.bytes - here[i]!;
    if (!narrows) kept += missing;
    else if (missing > 0 || (await narrowedBlob(files[i]!.blob)) === undefined) {
      kept += file.bytes * narrowShare;
      largest = Math.max(largest, missing);
    }
  }
  return Math.ceil(kept + largest);
}

function narrowNotice(files: readonly Wanted[], disk: number): Text | undefined {
  const wide = files.filter(({ narrows }) => narrows).reduce((sum, { file }) => sum + file.bytes, 0);
  if (wide === 0) return undefined;
  const [from, to, peak] = [wide, wide * narrowShare, disk].map(formatBytes);
  return {
    en: `${from} of these are published in 32 bits alone: each file is kept in 16 bits as it comes, ${to} in all. The disk has to hold ${peak} more at most.`,
    ja: `このうち ${from} は32ビットだけで公開されています。1ファイルずつ16ビットにして保存するので、残るのは ${to} です。ディスクには最大であと ${peak} が必要です。`,
  };
}

async function* fetchAll(
  access: HubAccess,
  files: readonly Wanted[],
  here: readonly number[],
  total: number,
  options: PullOptions,
): AsyncGenerator<PullEvent, void, void> {
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const have = [...here];
  const started = performance.now();
  const first = have.reduce((a, b) => a + b, 0);
  const events: PullEvent[] = [];
  let wake = () => {};
  let latest = '';
  const queue = files.map((_, i) => i).sort((a, b) => files[b]!.file.bytes - files[a]!.file.bytes);
  // One after another, so that the disk holds one of them alone in 32 bits.
  const wide = queue.filter((i) => files[i]!.narrows);
  const others = queue.filter((i) => !files[i]!.narrows);
  const underway = new Map<string, Promise<boolean>>();
  const worker = async (left: number[]) => {
    for (let i = left.shift(); i !== undefined; i = left.shift()) {
      const { file, blob, listing, narrows } = files[i]!;
      const at = i;
      // Files of one content are one blob: two fetches of it at once would write over each other.
      const twin = underway.get(blob);
      const fetch = async () => {
        if (narrows && (await narrowedBlob(blob)) !== undefined) return false;
        const there = (await sizeAt(blob)) === file.bytes;
        if (there && !narrows) return false;
        const url = fileUrl(access, listing.repo, listing.commit, file.path);
        const onBytes = (bytes: number) => {
          have[at] = bytes;
          latest = file.path;
        };
        const pause = options.firstPause === undefined ? {} : { firstPause: options.firstPause };
        if (!there) await fetchFile({ access, url, file, path: blob, signal, onBytes, ...pause });
        if (narrows) await narrowBlob(blob, existsSync(join(snapshotFolder(listing, false), file.path)), signal);
        return true;
      };
      const turn = twin ?? fetch();
      underway.set(blob, turn);
      const fetched = (await turn) && twin === undefined;
      have[at] = file.bytes;
      events.push({ type: 'file', path: file.path, fetched });
      wake();
    }
  };
  const parallel = Math.max(1, Math.min((options.parallel ?? 4) - (wide.length > 0 ? 1 : 0), others.length));
  const workers = Promise.all([worker(wide), ...Array.from({ length: parallel }, () => worker(others))]);
  let running = true;
  workers.then(
    () => {
      running = false;
      wake();
    },
    () => {
      running = false;
      wake();
    },
  );
  try {
    while (running || events.length > 0) {
      for (let event = events.shift(); event; event = events.shift()) yield event;
      if (!running) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 200);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      const done = have.reduce((a, b) => a + b, 0);
      const seconds = (performance.now() - started) / 1000;
      if (latest) yield { type: 'progress', path: latest, done, total, bytesPerSecond: (done - first) / seconds };
    }
    await workers;
  } finally {
    stop.abort(new AkezoraError('cancelled'));
    await workers.catch(() => {});
  }
}

/** Folder of the snapshot of a listing, as published or with some of its files in fewer bits. */
const snapshotFolder = ({ repo, commit }: HubListing, narrowed: boolean): string =>
  join(repoFolder(repo), 'snapshots', narrowed ? narrowedRevision(commit) : commit);

/** Lays the links of a snapshot and notes its commit, as Python's client does. */
async function linkSnapshot(listing: HubListing, files: readonly Wanted[]): Promise<string> {
  const narrowed = files.some(({ narrows }) => narrows);
  const snapshot = snapshotFolder(listing, narrowed);
  for (const { file, blob, narrows } of files) {
    const path = join(snapshot, file.path);
    await mkdir(dirname(path), { recursive: true });
    await linkBlob(narrows ? ((await narrowedBlob(blob)) ?? blob) : blob, path);
  }
  const revision = narrowed ? narrowedRevision(listing.revision) : listing.revision;
  const ref = join(repoFolder(listing.repo), 'refs', revision);
  await mkdir(dirname(ref), { recursive: true });
  await replaceFile(ref, narrowed ? narrowedRevision(listing.commit) : listing.commit);
  return snapshot;
}
