/** What every bench shares: timing, the machine's description, and where results go. */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { cpuFeatures } from '../packages/engine/src/runtime/cpu.ts';

/** Best milliseconds of a call over some seconds: the best is what the machine can do when nothing else disturbs it. */
export async function best(call: () => Promise<unknown>, seconds: number): Promise<number> {
  return (await bestTimes(call, seconds)).ms;
}

/** The same with the least milliseconds of processor time, of all threads together, which other work hardly changes. */
export async function bestTimes(
  call: () => Promise<unknown>,
  seconds: number,
): Promise<{ readonly ms: number; readonly cpuMs: number }> {
  await call();
  let [ms, cpuMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const end = performance.now() + seconds * 1000;
  for (let calls = 0; calls < 5 || performance.now() < end; calls++) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    await call();
    const { user, system } = process.cpuUsage(used);
    ms = Math.min(ms, performance.now() - start);
    cpuMs = Math.min(cpuMs, (user + system) / 1000);
  }
  return { ms, cpuMs };
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
