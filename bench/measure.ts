/** What every bench shares: timing, the machine's description, and where results go. */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { cpuFeatures } from '../packages/engine/src/runtime/index.ts';

/** Best milliseconds of a call over some seconds: the best is what the machine can do when nothing else disturbs it. */
export async function best(call: () => Promise<unknown>, seconds: number): Promise<number> {
  await call();
  let fastest = Number.POSITIVE_INFINITY;
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const start = performance.now();
    await call();
    fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest;
}

/** One line that describes the machine without naming it. */
export const machineName = (): string =>
  `${availableParallelism()} cores ${cpus()[0]?.model.trim() ?? 'unknown'} (${cpuFeatures().join(' ') || process.arch}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, onnxruntime-node 1.30`;

/** Short form for file names. */
export const machineSlug = (): string =>
  `${cpus()[0]?.model ?? 'cpu'} ${cpuFeatures().at(-1) ?? process.arch} ${availableParallelism()}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** Writes results with the machine's description to `bench/results/<bench>-<machine>.json`. */
export async function saveResults(bench: string, results: unknown): Promise<string> {
  const folder = join(import.meta.dirname, 'results');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${bench}-${machineSlug()}.json`);
  // Other work on the machine slows every figure: the load says how far to trust them.
  const load = Number(loadavg()[0]?.toFixed(1));
  const record = { bench, machine: machineName(), date: new Date().toISOString().slice(0, 10), load, results };
  await writeFile(file, `${JSON.stringify(record, null, 2)}\n`);
  return file;
}
