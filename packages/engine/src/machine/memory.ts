import { readFile } from 'node:fs/promises';
import { freemem } from 'node:os';

/** Bytes that can still be taken without swapping: `MemAvailable` on Linux, free memory elsewhere. */
export async function availableMemory(): Promise<number> {
  try {
    const match = /^MemAvailable:\s+(\d+) kB/m.exec(await readFile('/proc/meminfo', 'utf8'));
    if (match?.[1] !== undefined) return Number(match[1]) * 1024;
  } catch {
    // Not Linux.
  }
  return freemem();
}
