import { readdir, readFile } from 'node:fs/promises';

/** Watches the memory of all processes of a browser together (Linux): what is shared counts once. */
export interface MemoryWatch {
  /** Most megabytes so far, of all processes and of the largest one. */
  peak(): { readonly all: number; readonly largest: number };
  /** Begins anew. */
  reset(): void;
  stop(): Promise<void>;
}

/** Milliseconds between two looks. */
const every = 250;

/** @param profile the browser's folder, which its command line names */
export function watchMemory(profile: string): MemoryWatch {
  let [all, largest, stopped] = [0, 0, false];
  const watching = (async () => {
    while (!stopped) {
      const sizes = await Promise.all((await processesOf(profile)).map(megabytesOf));
      all = Math.max(
        all,
        sizes.reduce((sum, size) => sum + size, 0),
      );
      largest = Math.max(largest, ...sizes);
      await new Promise((resolve) => setTimeout(resolve, every));
    }
  })();
  return {
    peak: () => ({ all: Math.round(all), largest: Math.round(largest) }),
    reset() {
      [all, largest] = [0, 0];
    },
    async stop() {
      stopped = true;
      await watching;
    },
  };
}

/** The process whose command line names the profile, and all that it started. */
async function processesOf(profile: string): Promise<number[]> {
  const ids = (await readdir('/proc')).map(Number).filter((id) => id > 0);
  const rows = await Promise.all(
    ids.map(async (id) => {
      const [line, stat] = await Promise.all(
        ['cmdline', 'stat'].map((name) => readFile(`/proc/${id}/${name}`, 'utf8').catch(() => '')),
      );
      return {
        id,
        parent: Number(/\) \S (\d+)/.exec(stat!)?.[1]),
        isFirst: line!.includes(`--user-data-dir=${profile}`),
      };
    }),
  );
  const found = new Set(rows.filter(({ isFirst }) => isFirst).map(({ id }) => id));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { id, parent } of rows) if (found.has(parent)) found.add(id);
  }
  return [...found];
}

async function megabytesOf(id: number): Promise<number> {
  const text = await readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => '');
  return (Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1024) / 1e6;
}
