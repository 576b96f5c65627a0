/**
 * One clip of the model in the box from prompt to file: seconds, seconds of processor time (what counts on a machine that does
 * other work) and how many cores they kept busy, by stage and, on Linux, by the threads that spent them; and peak memory; each
 * beside what the plan foretold. The painter works during `finish`, too, and the encoder during both.
 * `node bench/akezora.ts [SECONDS] [--resolution 1080p] [--model akezora-2] [--steps N]` writes
 * bench/results/akezora-<seconds>s[-<resolution>]-<machine>.json.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Resolution } from '../packages/contract/src/index.ts';
import { generate } from '../packages/engine/src/generate.ts';
import { machineName, saveResults } from './measure.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    resolution: { type: 'string', default: '1080p' },
    model: { type: 'string', default: 'akezora-2' },
    prompt: { type: 'string', default: 'a fox running through falling snow at dusk' },
    steps: { type: 'string' },
  },
});
const seconds = Number(positionals[0] ?? 10);
const { model, prompt } = values;
const resolution = values.resolution as Resolution;
const steps = values.steps === undefined ? {} : { steps: Number(values.steps) };
const folder = await mkdtemp(join(tmpdir(), 'akezora-bench-'));
const started = performance.now();
const round = (value: number) => Math.round(value * 100) / 100;

/** Seconds so far: on the clock, and of processor time. */
function spent(): { wall: number; cpu: number } {
  const { user, system } = process.cpuUsage();
  return { wall: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 };
}

/** Seconds of processor time of each thread that still lives, the busiest first, by its name; empty where there is no /proc. */
async function byThread(): Promise<readonly (readonly [name: string, seconds: number])[]> {
  const ids = await readdir('/proc/self/task').catch(() => []);
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/self/task/${id}/stat`, 'utf8').catch(() => '')));
  const rows = lines.filter(Boolean).map((line) => {
    const [, id, name, rest] = /^(\d+) \((.*)\) (.*)$/.exec(line.trim())!;
    const fields = rest!.split(' ');
    return [Number(id) === process.pid ? 'main' : name!, (Number(fields[11]) + Number(fields[12])) / 100] as const;
  });
  return rows.filter(([, cpu]) => cpu >= 0.1).sort((a, b) => b[1] - a[1]);
}

const result: Record<string, unknown> = { seconds, resolution };
const stages: Record<string, { wall: number; cpu: number; cores: number }> = {};
let stage = 'start';
let mark = { wall: 0, cpu: 0 };
const enter = (name: string) => {
  const now = spent();
  const before = stages[stage] ?? { wall: 0, cpu: 0 };
  const [wall, cpu] = [before.wall + now.wall - mark.wall, before.cpu + now.cpu - mark.cpu];
  stages[stage] = { wall, cpu, cores: cpu / wall };
  [stage, mark] = [name, now];
};
let threads: Awaited<ReturnType<typeof byThread>> = [];
try {
  const request = { model, prompt, seed: 1, seconds, resolution, ...steps };
  for await (const event of generate(request, { file: join(folder, 'clip.mp4') })) {
    if (event.type === 'planned') {
      result.plannedSeconds = event.plan.estimatedSeconds;
      result.plannedPeakMb = Math.round(event.plan.peakMemoryBytes / 1e6);
      result.steps = event.plan.steps;
      enter('load');
    } else if (event.type === 'stage') enter(event.name);
    else if (event.type === 'preview') result.firstPreviewSeconds ??= spent().wall;
    else if (event.type === 'frames') {
      result.firstFrameSeconds ??= spent().wall;
      if (event.done === event.total) threads = await byThread();
    } else if (event.type === 'done') {
      enter('end');
      result.wallSeconds = event.measures.totalSeconds;
      result.peakMb = Math.round(event.measures.peakResidentBytes / 1e6);
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
const { wall, cpu } = spent();
result.cpuSeconds = cpu;
result.coresBusy = cpu / wall;
console.log(machineName());
for (const [name, value] of Object.entries(result)) if (typeof value === 'number') result[name] = round(value);
console.log(result);
console.table(Object.fromEntries(Object.entries(stages).map(([name, row]) => [name, rounded(row)])));
console.log(threads.map(([name, used]) => `${name} ${round(used)}`).join(', '));
const suffix = resolution === '1080p' ? '' : `-${resolution}`;
await saveResults(`akezora-${seconds}s${suffix}`, {
  ...result,
  stages: Object.fromEntries(Object.entries(stages).map(([name, row]) => [name, rounded(row)])),
});

function rounded(row: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, round(value)]));
}
