import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import { promisify } from 'node:util';

/**
 * Bytes that can still be taken without swapping: `MemAvailable` on Linux; on macOS, where nearly all memory holds files that are
 * given up on demand, free and inactive pages; free memory elsewhere.
 */
export async function availableMemory(): Promise<number> {
  try {
    if (process.platform === 'darwin')
      return memoryOfVmStat((await promisify(execFile)('/usr/bin/vm_stat')).stdout) ?? freemem();
    const match = /^MemAvailable:\s+(\d+) kB/m.exec(await readFile('/proc/meminfo', 'utf8'));
    if (match?.[1] !== undefined) return Number(match[1]) * 1024;
  } catch {
    // Another system, or one that does not let itself be asked.
  }
  return freemem();
}

/** Free, speculative and inactive pages in the output of macOS's `vm_stat`, in bytes; undefined when it has another form. */
export function memoryOfVmStat(text: string): number | undefined {
  const page = /page size of (\d+) bytes/.exec(text)?.[1];
  const pages = ['free', 'speculative', 'inactive'].map(
    (kind) => new RegExp(`^Pages ${kind}:\\s+(\\d+)\\.`, 'm').exec(text)?.[1],
  );
  if (page === undefined || pages.includes(undefined)) return undefined;
  return Number(page) * pages.reduce((sum, count) => sum + Number(count), 0);
}
