/**
 * The stage: milliseconds from a brief to a scene, the best and the median of many, and the first call of a process.
 * `node bench/stage.ts [--seconds 2]` writes bench/results/stage-<machine>.json.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { briefSchema } from '@akezora/contract';
import { stage } from '../packages/engine/src/models/akezora/scene/stage.ts';
import { readWorld } from '../packages/engine/src/models/akezora/scene/world.ts';
import { machineName, saveResults } from './measure.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '2' } } });
const world = readWorld(JSON.parse(readFileSync(new URL('../models/akezora-2/world.json', import.meta.url), 'utf8')));
const open = { place: null, time: null, weather: null, style: null, camera: null };
const cases = {
  'one runs, 4 s': [{ ...open, subjects: [{ name: 'horse', action: 'run' }] }, 4],
  'two chase, 10 s': [
    {
      ...open,
      subjects: [{ name: 'fox', relation: { kind: 'chasing', to: 'rabbit' } }, { name: 'rabbit' }],
    },
    10,
  ],
  'five dance round a castle, 60 s': [
    { ...open, place: 'town', subjects: [{ name: 'pig', count: 5, action: 'dance' }], things: [{ name: 'castle' }] },
    60,
  ],
} as const;

const results: Record<string, { first: number; best: number; median: number }> = {};
for (const [name, [said, length]] of Object.entries(cases)) {
  const brief = briefSchema.parse(said);
  const times: number[] = [];
  const end = performance.now() + Number(values.seconds) * 1000;
  for (let seed = 0; seed < 20 || performance.now() < end; seed += 1) {
    const start = performance.now();
    stage(world, brief, seed, length, '16:9');
    times.push(performance.now() - start);
  }
  const [first] = times as [number];
  times.sort((a, b) => a - b);
  const rounded = (ms: number) => Number(ms.toFixed(2));
  results[name] = { first: rounded(first), best: rounded(times[0]!), median: rounded(times[times.length >> 1]!) };
}
console.log(machineName());
console.table(results);
await saveResults('stage', results);
