import { readFileSync } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { dataNames } from '../data-names.ts';
import { folderUnwritable, makeFolder } from '../private-folder.ts';

/** Start time of a process in clock ticks since boot, which tells apart two processes of one id. Linux only. */
function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Locks a data folder for this process: a second one would destroy PGlite's files. A lock whose process has ended (or whose
 * process id now belongs to another) is replaced.
 * @returns the function that releases the lock.
 * @throws AkezoraError `data_folder_busy` with the other process, `data_folder_unwritable`.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await makeFolder(folder);
  const path = join(folder, dataNames.lock);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      const handle = await open(path, 'wx', 0o600);
      await handle.writeFile(JSON.stringify({ pid: process.pid, started: startTimeOf(process.pid) ?? null }));
      await handle.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw folderUnwritable(folder, error);
    }
    const holder = await readHolder(path);
    if (holder !== undefined && isAlive(holder.pid)) {
      const started = startTimeOf(holder.pid);
      const same = holder.started === null || started === undefined || started === holder.started;
      if (same) throw new AkezoraError('data_folder_busy', { path: folder, pid: holder.pid });
    }
    await rm(path, { force: true });
  }
  throw new AkezoraError('data_folder_busy', { path: folder, pid: '?' });
}

async function readHolder(path: string): Promise<{ pid: number; started: string | null } | undefined> {
  try {
    const held: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof held !== 'object' || held === null) return undefined;
    const { pid, started } = held as Record<string, unknown>;
    return typeof pid === 'number' ? { pid, started: typeof started === 'string' ? started : null } : undefined;
  } catch {
    // Empty: its writer died between creating and filling it, or is about to fill it; the next turn decides.
    return undefined;
  }
}
