import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
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
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (await writeLock(folder, path, { ...placeOfProcess(), token, socket: socket?.name ?? null })) {
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
      const text = await textOf(path);
      const holder = holderOfText(text);
      if (holder !== undefined && (await isHeld(folder, path, holder, watch))) throw busy(folder, holder);
      // Its writer died between creating and filling it, or is about to fill it.
      if (holder === undefined) await sleep(100);
      await removeLock(folder, path, text, token);
    }
    throw new AkezoraError('data_folder_busy', { path: folder, pid: '?' });
  } catch (error) {
    await socket?.close();
    throw error;
  }
}

/** Creates the lock; false when there is one. */
async function writeLock(folder: string, path: string, holder: Holder): Promise<boolean> {
  try {
    const handle = await open(path, 'wx', 0o600);
    await handle.writeFile(JSON.stringify(holder)).finally(() => handle.close());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw folderUnwritable(folder, error);
  }
}

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

/** Removes a lock that was left behind, with its socket; one that another process has made meanwhile is put back. */
async function removeLock(folder: string, path: string, text: string, token: string): Promise<void> {
  const aside = `${path}-${token}.old`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw folderUnwritable(folder, error);
  }
  if ((await textOf(aside)) !== text) {
    await rename(aside, path);
    return;
  }
  const socket = holderOfText(text)?.socket;
  if (socket != null) await rm(join(folder, socket), { force: true });
  await rm(aside, { force: true });
}

const textOf = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

const readLock = async (path: string): Promise<Holder | undefined> => holderOfText(await textOf(path));

/** Names the process, and where it runs when its id means nothing here. */
function busy(folder: string, holder: Holder): AkezoraError {
  const pid = mayShareIds(holder, placeOfProcess()) ? holder.pid : `${holder.pid}, ${holder.host}`;
  return new AkezoraError('data_folder_busy', { path: folder, pid });
}
