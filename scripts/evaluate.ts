/**
 * Makes the clips of the fixed evaluation with this engine: `npm run evaluate -- FOLDER [COUNT] [turbo|teacher] [MODEL]`.
 *
 * `python -m training.evaluate --clips FOLDER` then scores them with the reader, next to exact renders of the same
 * prompts. Clips that are already there are kept, so that an interrupted run goes on.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from '@akezora/engine';

interface EvaluationRow {
  readonly id: string;
  readonly prompt: string;
  readonly seed: number;
}

/** Prompts that are also made from two more seeds, for the diversity over seeds. */
const seededPrompts = 8;

const [folder, count = '500', quality = 'turbo', model = 'akezora-1'] = process.argv.slice(2);
if (folder === undefined || (quality !== 'turbo' && quality !== 'teacher')) {
  throw new Error('usage: npm run evaluate -- FOLDER [COUNT] [turbo|teacher] [MODEL]');
}
await mkdir(folder, { recursive: true });
const prompts = new URL('../training/evaluate/prompts.json', import.meta.url);
const rows = (JSON.parse(await readFile(prompts, 'utf8')) as EvaluationRow[]).slice(0, Number(count));
const clips = rows.flatMap(({ id, prompt, seed }, i) => [
  { name: `${id}.mp4`, prompt, seed },
  ...(i < seededPrompts
    ? [1000, 2000].map((more) => ({ name: `${id}-${seed + more}.mp4`, prompt, seed: seed + more }))
    : []),
]);
for (const [i, { name, prompt, seed }] of clips.entries()) {
  const file = join(folder, name);
  if (!existsSync(file)) {
    for await (const _ of generate(
      { model, prompt, seed, seconds: 2, resolution: '360p', fps: 12, quality },
      { file },
    ));
  }
  console.log(`${i + 1}/${clips.length} ${name}`);
}
