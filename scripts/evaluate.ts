/**
 * Makes the clips of the fixed evaluation with this engine:
 *
 *   npm run evaluate -- FOLDER [--count 500] [--quality fast|best] [--precision int8|f32] [--whole] [--model NAME]
 *
 * `python -m training.evaluate --clips FOLDER` then scores them with the reader, next to exact renders of the same
 * prompts. Everything is judged at the painter's 160×90, so the clips are the painter's very pixels (NumPy files); `--whole`
 * makes finished MP4s instead, three times as slow. Clips that are already there are kept, so that an interrupted run goes on.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generate, openModel, planRequest } from '@akezora/engine';

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
    quality: { type: 'string', default: 'fast' },
    precision: { type: 'string', default: 'int8' },
    whole: { type: 'boolean', default: false },
    model: { type: 'string', default: 'akezora-2' },
  },
});
const [folder] = positionals;
const { precision, whole, model } = values;
const quality = (['fast', 'best'] as const).find((name) => name === values.quality);
if (folder === undefined || quality === undefined || (precision !== 'int8' && precision !== 'f32')) {
  throw new Error('usage: npm run evaluate -- FOLDER [--count N] [--quality fast|best] [--precision int8|f32]');
}
await mkdir(folder, { recursive: true });
const prompts = new URL('../training/evaluate/prompts.json', import.meta.url);
const rows = (JSON.parse(await readFile(prompts, 'utf8')) as EvaluationRow[]).slice(0, Number(values.count));
const ending = whole ? 'mp4' : 'npy';
const clips = rows.flatMap(({ id, prompt, seed }, i) => [
  { name: `${id}.${ending}`, prompt, seed },
  ...(i < seededPrompts
    ? [1000, 2000].map((more) => ({ name: `${id}-${seed + more}.${ending}`, prompt, seed: seed + more }))
    : []),
]);
const painter = await openModel(model);

/** Writes the frames of a clip as they were painted. */
async function paintedClip(asked: Parameters<typeof planRequest>[0], file: string): Promise<void> {
  const draft = { ...asked, finish: { upscale: false } };
  const exact = precision === 'f32' ? ({ precision: 'f32' } as const) : {};
  const { request, plan, machine } = await planRequest(draft, painter, exact);
  const { signal } = new AbortController();
  const frames: Uint8Array[] = [];
  for await (const event of painter.run(request, plan, { machine, signal })) {
    if (event.type === 'frame') frames.push(event.frame.data.filter((_, i) => i % 4 !== 3));
  }
  await writeFile(`${file}.part`, npy([frames.length, plan.height, plan.width, 3], Buffer.concat(frames)));
  await rename(`${file}.part`, file);
}

/** A NumPy file, version 1.0, of unsigned bytes. */
function npy(shape: readonly number[], bytes: Uint8Array): Buffer {
  const about = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const header = `${about.padEnd(Math.ceil((about.length + 11) / 64) * 64 - 11)}\n`;
  const size = Buffer.alloc(2);
  size.writeUInt16LE(header.length);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), size, Buffer.from(header, 'latin1'), bytes]);
}

const began = performance.now();
let made = 0;
for (const [i, { name, prompt, seed }] of clips.entries()) {
  const file = join(folder, name);
  if (existsSync(file)) continue;
  const request = { model, prompt, seed, seconds: 2, fps: 12, quality };
  if (whole) {
    const options = { file, ...(precision === 'f32' ? ({ precision } as const) : {}) };
    for await (const _ of generate({ ...request, resolution: '360p' }, options));
  } else {
    await paintedClip(request, file);
  }
  made += 1;
  const each = (performance.now() - began) / made / 1000;
  const left = Math.round(((clips.length - i - 1) * each) / 60);
  console.log(`${i + 1}/${clips.length} ${name}, ${each.toFixed(1)} s a clip, ${left} min left`);
}
