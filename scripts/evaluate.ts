/**
 * Makes the clips of the fixed evaluation with this engine:
 *
 *   npm run evaluate -- FOLDER [--count 500] [--quality turbo|teacher] [--precision int8|f32] [--whole] [--model NAME]
 *
 * `python -m training.evaluate --clips FOLDER` then scores them with the reader, next to exact renders of the same
 * prompts. Everything is judged at the painter's 160×90, so the clips are what the painter made; `--whole` has the
 * finisher at work too, three times as slow. Clips that are already there are kept, so that an interrupted run goes on.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generate } from '@akezora/engine';

interface EvaluationRow {
  readonly id: string;
  readonly prompt: string;
  readonly seed: number;
}

/** Prompts that are also made from two more seeds, for the diversity over seeds. */
const seededPrompts = 8;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '500' },
    quality: { type: 'string', default: 'turbo' },
    precision: { type: 'string', default: 'int8' },
    whole: { type: 'boolean', default: false },
    model: { type: 'string', default: 'akezora-1' },
  },
});
const [folder] = positionals;
const { quality, precision, whole, model } = values;
const known = (quality === 'turbo' || quality === 'teacher') && (precision === 'int8' || precision === 'f32');
if (folder === undefined || !known) {
  throw new Error('usage: npm run evaluate -- FOLDER [--count N] [--quality turbo|teacher] [--precision int8|f32]');
}
await mkdir(folder, { recursive: true });
const prompts = new URL('../training/evaluate/prompts.json', import.meta.url);
const rows = (JSON.parse(await readFile(prompts, 'utf8')) as EvaluationRow[]).slice(0, Number(values.count));
const clips = rows.flatMap(({ id, prompt, seed }, i) => [
  { name: `${id}.mp4`, prompt, seed },
  ...(i < seededPrompts
    ? [1000, 2000].map((more) => ({ name: `${id}-${seed + more}.mp4`, prompt, seed: seed + more }))
    : []),
]);
const began = performance.now();
let made = 0;
for (const [i, { name, prompt, seed }] of clips.entries()) {
  const file = join(folder, name);
  if (existsSync(file)) continue;
  const request = { model, prompt, seed, seconds: 2, resolution: '360p', fps: 12, quality } as const;
  for await (const _ of generate(
    { ...request, finish: { upscale: whole } },
    { file, ...(precision === 'f32' ? { precision } : {}) },
  ));
  made += 1;
  const each = (performance.now() - began) / made / 1000;
  const left = Math.round(((clips.length - i - 1) * each) / 60);
  console.log(`${i + 1}/${clips.length} ${name}, ${each.toFixed(1)} s a clip, ${left} min left`);
}
