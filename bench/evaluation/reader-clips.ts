/**
 * The clips that the reader scores: 500 prompts of `training/evaluate/prompts.json`, 2 s each, at the painter's 160×90, so that they
 * are the painter's very pixels (NumPy files); `whole` makes finished MP4s instead, three times as slow. Clips that are already
 * there are kept, so that an interrupted run goes on.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate, openModel, planRequest } from '../../packages/engine/src/index.ts';

interface EvaluationRow {
  readonly id: string;
  readonly prompt: string;
  readonly seed: number;
}

/** How the clips are made. */
export interface ReaderClips {
  readonly folder: string;
  readonly count: number;
  readonly quality: 'fast' | 'best';
  readonly precision: 'int8' | 'f32';
  /** Finished clips, not only painted ones. */
  readonly whole: boolean;
  readonly model: string;
}

/** Prompts that are also made from two more seeds, for the diversity over seeds. */
const seededPrompts = 8;

const promptsFile = new URL('../../training/evaluate/prompts.json', import.meta.url);

/** Makes the clips that a folder does not have yet. */
export async function makeReaderClips({ folder, count, quality, precision, whole, model }: ReaderClips): Promise<void> {
  await mkdir(folder, { recursive: true });
  const rows = (JSON.parse(await readFile(promptsFile, 'utf8')) as EvaluationRow[]).slice(0, count);
  const ending = whole ? 'mp4' : 'npy';
  const clips = rows.flatMap(({ id, prompt, seed }, i) => [
    { name: `${id}.${ending}`, prompt, seed },
    ...(i < seededPrompts
      ? [1000, 2000].map((more) => ({ name: `${id}-${seed + more}.${ending}`, prompt, seed: seed + more }))
      : []),
  ]);
  const painter = await openModel(model);
  const exact = precision === 'f32' ? ({ precision } as const) : {};
  const began = performance.now();
  let made = 0;
  for (const [i, { name, prompt, seed }] of clips.entries()) {
    const file = join(folder, name);
    if (existsSync(file)) continue;
    const request = { model, prompt, seed, seconds: 2, fps: 12, quality };
    if (whole) for await (const _ of generate({ ...request, resolution: '360p' }, { file, ...exact }));
    else await paintedClip(painter, request, file, exact);
    made += 1;
    const each = (performance.now() - began) / made / 1000;
    const left = Math.round(((clips.length - i - 1) * each) / 60);
    console.log(`${i + 1}/${clips.length} ${name}, ${each.toFixed(1)} s a clip, ${left} min left`);
  }
}

/** Writes the frames of a clip as they were painted. */
async function paintedClip(
  painter: Awaited<ReturnType<typeof openModel>>,
  asked: Parameters<typeof planRequest>[0],
  file: string,
  exact: { readonly precision?: 'f32' },
): Promise<void> {
  const { request, plan, machine } = await planRequest({ ...asked, finish: { upscale: false } }, painter, exact);
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
