/**
 * Draws the proof that goes with a set of weights, of prompts nobody chose: the first of the evaluation, in file order, every
 * second one Japanese, seed 1.
 *
 *   npm run contact-sheet -- [--model NAME] [--out docs/images] [--work out/contact-sheet] [--sheet 48] [--clips 6]
 *
 * OUT/contact-sheet.webp has the first, middle and last frame of 2 s clips (at most 1 MB), contact-sheet.md its prompts in
 * reading order; OUT/contact-sheet-NN.mp4 are the first prompts as 10 s clips (360p, VP9: about 1 MB each). Clips already in WORK are kept, so that an
 * interrupted run goes on: empty it when the weights change.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeVideo, type Frame, generate, resample } from '@akezora/engine';
import sharp, { type OverlayOptions } from 'sharp';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'akezora-2' },
    out: { type: 'string', default: 'docs/images' },
    work: { type: 'string', default: 'out/contact-sheet' },
    sheet: { type: 'string', default: '48' },
    clips: { type: 'string', default: '6' },
  },
});
const { model, out, work } = values;
const [sheetCount, clipCount] = [Number(values.sheet), Number(values.clips)];
const columns = 3;
const cell = { width: 240, height: 136 };
const gap = { frame: 2, clip: 8 };
const largestSheet = 1_000_000;

/** Makes a clip of a prompt at seed 1 unless it is there. */
async function clip(
  name: string,
  prompt: string,
  form: { seconds: number; fps: number; codec: 'h264' | 'vp9' },
): Promise<string> {
  const file = join(work, name);
  if (!existsSync(file)) {
    for await (const _ of generate({ model, prompt, seed: 1, resolution: '360p', ...form }, { file }));
  }
  console.log(`${name} ${prompt}`);
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

const promptsFile = new URL('../training/evaluate/prompts.json', import.meta.url);
const rows = JSON.parse(await readFile(promptsFile, 'utf8')) as { id: string; prompt: string }[];
await mkdir(work, { recursive: true });
await mkdir(out, { recursive: true });
const shown = rows.slice(0, sheetCount);
const tiles: OverlayOptions[] = [];
for (const [i, { id, prompt }] of shown.entries()) {
  const file = await clip(`${id}.mp4`, prompt, { seconds: 2, fps: 12, codec: 'h264' });
  tiles.push(...tilesOf(await threeFrames(file), i));
}
const sheet = await drawSheet(tiles, shown.length);
await writeFile(join(out, 'contact-sheet.webp'), sheet);
let bytes = 0;
const long: string[] = [];
for (const [i, { id, prompt }] of rows.slice(0, clipCount).entries()) {
  const file = await clip(`${id}-long.mp4`, prompt, { seconds: 10, fps: 24, codec: 'vp9' });
  const name = `contact-sheet-${String(i + 1).padStart(2, '0')}.mp4`;
  await copyFile(file, join(out, name));
  bytes += (await stat(file)).size;
  long.push(`[${i + 1}](${name})`);
}
await writeFile(
  join(out, 'contact-sheet.md'),
  [
    'The first prompts of the evaluation in file order, none of them trained on, seed 1: first, middle and last frame of 2 s',
    `clips; rows from left to right.${long.length > 0 ? ` As 10 s clips: ${long.join(', ')}.` : ''}`,
    '',
    ...shown.map(({ prompt }, i) => `${i + 1}. ${prompt.replaceAll('\n', ' ')}`),
    '',
  ].join('\n'),
);
console.log(`${shown.length} prompts, ${sheet.length} bytes; ${long.length} clips of 10 s, ${bytes} bytes`);
