import { createHash, randomBytes } from 'node:crypto';
import { link, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AkezoraError } from '@akezora/contract';
import { dataNames } from '../data-names.ts';
import { folderUnwritable, makeFolder } from '../private-folder.ts';
import { type Holder, holderOfText, isAlive, mayShareIds, placeOfProcess, startTimeOf } from './lock-holder.ts';
import { answersOnSocket, listenOnSocket } from './lock-socket.ts';

/** How often a holder renews its lock, in milliseconds. */
const renewedEvery = 2000;

/** How long the lock of another machine must stay as it is to count as left behind, in milliseconds. */
const watchedFor = 12_000;

/**
 * Locks a data folder for this process: a second one would destroy PGlite's files. A lock whose process has ended (or whose
 * process id now belongs to another) is replaced. That holds between containers of a machine too, where process ids say
 * nothing: the holder listens on a socket in the folder, which the system closes with the process. Between machines the
 * holder renews the lock, and one that nobody renews is replaced after a while.
 * @param watch how long the lock of another machine is watched, in milliseconds. Default: 12 seconds.
 * @returns the function that releases the lock.
 * @throws AkezoraError `data_folder_busy` with the other process, `data_folder_unwritable`.
 */
export async function lockFolder(folder: string, watch = watchedFor): Promise<() => Promise<void>> {
  await makeFolder(folder);
  const path = join(folder, dataNames.lock);
  const token = randomBytes(6).toString('hex');
  // The socket answers before the lock names it: a lock without an answer is one that was left behind.
  const socket = await listenOnSocket(folder, `${dataNames.lock}-${token}`);
  const own = { ...placeOfProcess(), token, socket: socket?.name ?? null };
  try {
    await takeFile(folder, path, own, watch);
  } catch (error) {
    await socket?.close();
    throw error;
  }
  const renewal = setInterval(() => {
    const now = new Date();
    // A folder that is gone has no lock to renew.
    utimes(path, now, now).catch(() => undefined);
  }, renewedEvery).unref();
  return async () => {
    clearInterval(renewal);
    if ((await readLock(path))?.token === token) await rm(path, { force: true });
    await socket?.close();
  };
}

/**
 * Makes a file the holder's own, which says so in it; one that was left behind is removed first.
 * @throws AkezoraError `data_folder_busy` when its holder lives, `data_folder_unwritable`
 */
async function takeFile(folder: string, path: string, own: Holder, watch: number): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (await createFile(folder, path, own)) return;
    const text = await textOf(path);
    if (text === undefined) continue;
    const holder = holderOfText(text);
    if (holder !== undefined && (await isHeld(folder, path, holder, watch))) throw busy(folder, holder);
    // Where there are no hard links, its writer may be about to fill it.
    if (holder === undefined) await sleep(500);
    await removeLeft(folder, path, text, own, watch);
  }
  throw new AkezoraError('data_folder_busy', { path: folder, pid: '?' });
}

/** Creates a file with what it says in it at once; false when there is one. */
async function createFile(folder: string, path: string, holder: Holder): Promise<boolean> {
  const draft = `${path}-${holder.token}.new`;
  const [text, access] = [JSON.stringify(holder), { mode: 0o600, flag: 'wx' }];
  try {
    await writeFile(draft, text, access);
    try {
      await link(draft, path);
    } catch (error) {
      if (!noHardLinks.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      await writeFile(path, text, access);
    } finally {
      await rm(draft, { force: true });
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw folderUnwritable(folder, error);
  }
}

/** What file systems without hard links answer: exFAT, some shares. */
const noHardLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Whether the process of a lock still runs. */
async function isHeld(folder: string, path: string, holder: Holder, watch: number): Promise<boolean> {
  const here = placeOfProcess();
  if (mayShareIds(holder, here)) {
    if (!isAlive(holder.pid)) return false;
    const started = startTimeOf(holder.pid);
    return holder.started === null || started === undefined || started === holder.started;
  }
  if (holder.socket !== null && holder.boot !== null && holder.boot === here.boot)
    return answersOnSocket(folder, holder.socket);
  const renewedAt = () =>
    stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
  const before = await renewedAt();
  for (const end = Date.now() + watch; Date.now() < end; ) {
    await sleep(Math.min(250, watch));
    if ((await renewedAt()) !== before) return true;
  }
  return false;
}

/**
 * Removes a file that was left behind, with its socket, if it still says `text`. Who removes it holds a second file named after
 * that text: only its holder may remove a file that says it, so a lock that another process makes meanwhile stays. The second
 * file can be left behind as well, and is removed in the same way.
 */
async function removeLeft(folder: string, path: string, text: string, own: Holder, watch: number): Promise<void> {
  const removal = `${join(folder, dataNames.lock)}-${createHash('sha256').update(`${path}\n${text}`).digest('hex').slice(0, 12)}.old`;
  try {
    await takeFile(folder, removal, own, watch);
  } catch (error) {
    if (!(error instanceof AkezoraError) || error.code !== 'data_folder_busy') throw error;
    // Another process is removing it.
    await sleep(20);
    return;
  }
  try {
    if ((await textOf(path)) !== text) return;
    const socket = holderOfText(text)?.socket;
    if (socket != null) await rm(join(folder, socket), { force: true });
    await rm(path, { force: true });
  } finally {
    await rm(removal, { force: true });
  }
}

/** What a file says; undefined when there is none. */
const textOf = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

const readLock = async (path: string): Promise<Holder | undefined> => holderOfText((await textOf(path)) ?? '');

/** Names the process, and where it runs when its id means nothing here. */
function busy(folder: string, holder: Holder): AkezoraError {
  const pid = mayShareIds(holder, placeOfProcess()) ? holder.pid : `${holder.pid}, ${holder.host}`;
  return new AkezoraError('data_folder_busy', { path: folder, pid });
}
