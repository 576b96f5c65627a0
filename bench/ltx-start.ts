/**
 * How long a user waits from `akezora generate` to the first denoising step of LTX-Video at full size, through the command
 * line: the first run (the text encoder's and the transformer's weights are packed and kept), a second run of the same
 * prompt, and a second run with another prompt. The clip itself is small, so that a step takes a second or two; the time to
 * the first step's begin is the time to its end less what the second step took.
 *
 * `node bench/ltx-start.ts MODEL-FOLDER [--lora FILE] [--precision f32]`. `bench/random-ltx.ts` writes such a folder. The files
 * should be in the disk cache. Writes bench/results/ltx-start[-lora][-f32]-<machine>.json.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { saveResults } from './measure.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { lora: { type: 'string' }, precision: { type: 'string' } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('say the folder of a model, see bench/random-ltx.ts');

const command = join(import.meta.dirname, '..', 'node_modules', '.bin', 'akezora');
const cache = await mkdtemp(join(tmpdir(), 'akezora-bench-'));
const options = [
  ...['--model', folder, '--size', '256x160', '--seconds', '0.4', '--steps', '3', '--seed', '1', '--json'],
  ...(values.lora ? ['--lora', values.lora] : []),
  ...(values.precision ? ['--precision', values.precision] : []),
  ...['-o', join(cache, 'clip.mp4')],
];

/** Seconds from the start of the process to the end of its text stage and to the first step. */
function run(prompt: string): Promise<Record<string, number | string>> {
  const started = performance.now();
  const since = () => (performance.now() - started) / 1000;
  const child = spawn(process.execPath, [command, 'generate', prompt, ...options], {
    env: { ...process.env, AKEZORA_CACHE: cache },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const seen: Record<string, number | string> = {};
  let [text, first] = ['', 0];
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    const lines = (text + more).split('\n');
    text = lines.pop()!;
    for (const line of lines) {
      const event = JSON.parse(line);
      if (event.type === 'planned') seen.precision = event.plan.precision;
      if (event.type === 'stage' && event.name === 'denoise') seen.textSeconds = since();
      if (event.type !== 'step' || event.stage !== 'denoise') continue;
      if (event.index === 1) first = since();
      if (event.index === 2) {
        seen.stepSeconds = since() - first;
        seen.firstStepBegins = first - seen.stepSeconds;
        child.kill('SIGINT');
      }
    }
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('exit', () => {
      if (seen.firstStepBegins === undefined) reject(new Error('it ended before the second step'));
      else resolve(seen);
    });
  });
}

try {
  const rows: Record<string, unknown>[] = [];
  for (const [what, prompt] of [
    ['first run', 'a red fox runs through snow'],
    ['the same prompt again', 'a red fox runs through snow'],
    ['another prompt', 'a lighthouse in a storm at night'],
  ] as const) {
    rows.push({ what, ...(await run(prompt)) });
    console.error(rows.at(-1));
  }
  console.table(rows);
  const name = ['ltx-start', values.lora && 'lora', values.precision].filter(Boolean).join('-');
  console.log(await saveResults(name, { rows }));
} finally {
  await rm(cache, { recursive: true, force: true });
}
