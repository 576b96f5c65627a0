import { readFile } from 'node:fs/promises';

const everyMs = 200;

/** Bytes of memory that a process holds, swapped ones included; undefined where the system does not tell (not Linux). */
export async function memoryOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = [...status.matchAll(/^Vm(?:RSS|Swap):\s+(\d+) kB$/gm)].map(([, number]) => Number(number));
  return kilobytes.length === 0 ? undefined : kilobytes.reduce((a, b) => a + b) * 1024;
}

/** Calls `onExceeded` once when a process holds more than `limit` bytes. Returns the end of the watch. */
export function watchMemory(pid: () => number | undefined, limit: number, onExceeded: () => void): () => void {
  const timer = setInterval(async () => {
    const id = pid();
    const bytes = id === undefined ? undefined : await memoryOf(id);
    if (bytes === undefined || bytes <= limit || id !== pid()) return;
    clearInterval(timer);
    onExceeded();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
