/**
 * One clip of akezora-1 from prompt to file: seconds, seconds of CPU (what counts on a machine that does other work), and
 * peak memory, each beside what the plan foretold. `node bench/akezora.ts [SECONDS] [MODEL]` writes
 * bench/results/akezora-<seconds>s-<machine>.json.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '../packages/engine/src/generate.ts';
import { machineName, saveResults } from './measure.ts';

const seconds = Number(process.argv[2] ?? 10);
const model = process.argv[3] ?? 'akezora-1';
const folder = await mkdtemp(join(tmpdir(), 'akezora-bench-'));
const started = performance.now();
const spent = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const result: Record<string, unknown> = { seconds };
const stages: Record<string, number> = {};
let stage = 'start';
let mark = 0;
const enter = (name: string) => {
  const now = spent();
  stages[stage] = (stages[stage] ?? 0) + now - mark;
  [stage, mark] = [name, now];
};
try {
  const prompt = 'a fox running through falling snow at dusk';
  for await (const event of generate({ model, prompt, seed: 1, seconds }, { file: join(folder, 'clip.mp4') })) {
    if (event.type === 'planned') {
      result.plannedSeconds = event.plan.estimatedSeconds;
      result.plannedPeakMb = Math.round(event.plan.peakMemoryBytes / 1e6);
      enter('load');
    } else if (event.type === 'stage') enter(event.name);
    else if (event.type === 'preview') result.firstPreviewSeconds ??= (performance.now() - started) / 1000;
    else if (event.type === 'done') {
      enter('end');
      result.wallSeconds = event.measures.totalSeconds;
      result.peakMb = Math.round(event.measures.peakResidentBytes / 1e6);
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
// The encoder works beside the other stages, so its CPU is counted in theirs.
result.cpuSeconds = spent();
result.cpuSecondsByStage = stages;
console.log(machineName());
console.log(result);
await saveResults(`akezora-${seconds}s`, result);
