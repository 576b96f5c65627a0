/**
 * Draws the proof that goes with a set of weights, of prompts nobody chose: the 60 prompts of real people of the evaluation
 * (`training/evaluate/asked/real.json` without its probes), in file order, seed 1.
 *
 *   npm run contact-sheet -- [--model NAME] [--out docs/images] [--work out/contact-sheet] [--count 60]
 *
 * OUT/contact-sheet.webp has the first, middle and last frame of clips of 2 s (at most 450 kB), contact-sheet.md its prompts in
 * reading order. Clips already in WORK are kept, so that an interrupted run goes on: empty it when the weights change.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AkezoraError } from '@akezora/contract';
import { decodeVideo, type Frame, generate, resample } from '@akezora/engine';
import sharp, { type OverlayOptions } from 'sharp';
import { readAsked } from '../bench/evaluation/asked.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'akezora-2' },
    out: { type: 'string', default: 'docs/images' },
    work: { type: 'string', default: 'out/contact-sheet' },
    count: { type: 'string', default: '60' },
  },
});
const { model, out, work } = values;
const columns = 3;
const cell = { width: 240, height: 136 };
const gap = { frame: 2, clip: 8 };
const largestSheet = 450_000;
const form = { seconds: 2, fps: 12, resolution: '360p', seed: 1 } as const;

/** The clip of a prompt at seed 1, made unless it is there; none of a prompt that is refused. */
async function clip(id: string, prompt: string): Promise<string | undefined> {
  const file = join(work, `${id}.mp4`);
  try {
    if (!existsSync(file)) for await (const _ of generate({ ...form, model, prompt }, { file }));
  } catch (error) {
    const { code, message } = AkezoraError.from(error);
    if (!code.startsWith('prompt_')) throw error;
    console.log(`${id} ${message}`);
    return undefined;
  }
  console.log(`${id} ${prompt}`);
  return file;
}

async function threeFrames(file: string): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of decodeVideo(file)) frames.push(resample(frame, cell.width, cell.height));
  return [frames[0]!, frames[frames.length >> 1]!, frames.at(-1)!];
}

const perClip = 3 * cell.width + 2 * gap.frame;

/** Where the frames of a clip lie in the sheet. */
const tilesOf = (frames: readonly Frame[], clipIndex: number): OverlayOptions[] =>
  frames.map(({ data, width, height }, i) => ({
    input: Buffer.from(data),
    raw: { width, height, channels: 4 },
    left: (clipIndex % columns) * (perClip + gap.clip) + i * (cell.width + gap.frame),
    top: Math.floor(clipIndex / columns) * (cell.height + gap.clip),
  }));

/** The sheet as WebP, as good as fits. */
async function drawSheet(tiles: OverlayOptions[], clips: number): Promise<Buffer> {
  const width = columns * (perClip + gap.clip) - gap.clip;
  const height = Math.ceil(clips / columns) * (cell.height + gap.clip) - gap.clip;
  const canvas = { create: { width, height, channels: 3 as const, background: '#101426' } };
  for (const quality of [82, 74, 66, 58]) {
    const picture = await sharp(canvas).composite(tiles).webp({ quality, effort: 6 }).toBuffer();
    if (picture.length <= largestSheet) return picture;
  }
  throw new Error(`the sheet has more than ${largestSheet} bytes at any quality`);
}

const shown = (await readAsked('real')).filter(({ source }) => source !== 'probe').slice(0, Number(values.count));
await mkdir(work, { recursive: true });
await mkdir(out, { recursive: true });
const tiles: OverlayOptions[] = [];
for (const [i, { id, prompt }] of shown.entries()) {
  const file = await clip(id, prompt);
  if (file !== undefined) tiles.push(...tilesOf(await threeFrames(file), i));
}
const sheet = await drawSheet(tiles, shown.length);
await writeFile(join(out, 'contact-sheet.webp'), sheet);
await writeFile(
  join(out, 'contact-sheet.md'),
  [
    'The prompts of real people of the [evaluation](../../training/evaluate/README.md) in file order, none chosen, seed 1: first,',
    'middle and last frame of clips of 2 s; rows from left to right.',
    '',
    ...shown.map(({ prompt }, i) => `${i + 1}. ${prompt}`),
    '',
  ].join('\n'),
);
console.log(`${shown.length} prompts, ${sheet.length} bytes`);
