/**
 * Draws the sheets of the guide "Make your drawing move":
 *
 *   node scripts/drawing-sheets.ts [--model NAME] [--out docs/images] [--work out/drawings] [--before FOLDER]
 *
 * OUT/drawings.webp has ten pictures (`drawings.ts`), one a row, at dawn, by day, at sunset and at night: each a clip of four
 * cards, seed 1, and the middle frame of each card. With BEFORE, a folder of the clips `three.mp4`, `drawing.mp4` and `fox.mp4` that an
 * earlier version made of the requests below, OUT/before-after.webp has frame 23 of each above that of this version. Clips already in
 * WORK are kept: empty it when the weights change.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeVideo, type Frame, generate } from '@akezora/engine';
import sharp, { type OverlayOptions } from 'sharp';
import { drawings } from './drawings.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'akezora-2' },
    out: { type: 'string', default: 'docs/images' },
    work: { type: 'string', default: 'out/drawings' },
    before: { type: 'string' },
  },
});
const { model, out, work, before } = values;
type Request = Omit<Parameters<typeof generate>[0], 'model' | 'seed'>;
const mostBytes = 200_000;
const gap = 4;

/** The clip of a request at seed 1, made unless it is there. */
async function clip(name: string, request: Request): Promise<string> {
  const file = join(work, `${name}.mp4`);
  if (!existsSync(file)) for await (const _ of generate({ ...request, model, seed: 1 }, { file }));
  console.log(file);
  return file;
}

/** Frames of a clip by their numbers. */
async function framesOf(file: string, numbers: readonly number[]): Promise<Frame[]> {
  const frames: Frame[] = [];
  let number = 0;
  for await (const frame of decodeVideo(file)) {
    if (numbers.includes(number)) frames.push(frame);
    number += 1;
  }
  return frames;
}

const pictureOf = ({ data, width, height }: Frame) =>
  sharp(Buffer.from(data), { raw: { width, height, channels: 4 } }).removeAlpha();

/** Pictures at their places as WebP, as good as fits. */
async function saveSheet(name: string, width: number, height: number, tiles: OverlayOptions[]): Promise<void> {
  const canvas = { create: { width, height, channels: 3 as const, background: '#fff' } };
  for (const quality of [84, 78, 72, 66, 60, 50]) {
    const sheet = await sharp(canvas).composite(tiles).webp({ quality, effort: 6 }).toBuffer();
    if (sheet.length > mostBytes) continue;
    await writeFile(join(out, `${name}.webp`), sheet);
    console.log(`${name}.webp, ${width}×${height}, quality ${quality}, ${sheet.length} bytes`);
    return;
  }
  throw new Error(`${name}.webp has more than ${mostBytes} bytes at any quality`);
}

const hours = ['at dawn', 'at noon', 'at sunset', 'at night'];
const cell = { width: 208, height: 117 };

async function drawDrawings(): Promise<void> {
  const tiles: OverlayOptions[] = [];
  for (const [row, { name, does, write }] of drawings.entries()) {
    const image = await write(work);
    const storyboard = hours.map((hour, at) => ({ at, prompt: `@${name} ${does} ${hour}` }));
    const [prompt, seconds, fps] = ['', hours.length, 12] as const;
    const actors = [{ name, image }];
    const file = await clip(name, { prompt, storyboard, actors, seconds, fps, resolution: '360p' });
    const frames = await framesOf(
      file,
      hours.map((_, at) => at * fps + fps / 2),
    );
    const top = row * (cell.height + gap);
    const side = cell.height;
    const given = await sharp(image)
      .resize(side, side, { fit: 'contain', background: '#fff' })
      .flatten({ background: '#fff' });
    tiles.push({ input: await given.png().toBuffer(), left: 0, top });
    for (const [column, frame] of frames.entries()) {
      const input = await pictureOf(frame).resize(cell.width, cell.height).png().toBuffer();
      tiles.push({ input, left: side + gap + column * (cell.width + gap), top });
    }
  }
  const width = cell.height + hours.length * (cell.width + gap);
  await saveSheet('drawings', width, drawings.length * (cell.height + gap) - gap, tiles);
}

/** Subjects of the world side by side: where a figure can be compared with itself. */
const three = ['cat', 'dog', 'horse'].map((name, i) => ({
  name,
  path: [{ at: 0, x: 0.58 * (i - 1), y: 0.88, size: 0.5 }],
}));
const large = { seconds: 2, fps: 24, resolution: '1080p' } as const;
const sameAsBefore: Readonly<Record<string, (image: string) => Request>> = {
  three: () => ({
    ...large,
    prompt: '',
    scene: { version: 1, place: 'meadow', seed: 1, seconds: 2, horizon: 0.62, subjects: three },
  }),
  drawing: (image) => ({
    ...large,
    prompt: 'it walks to the left in the park',
    conditions: [{ source: { kind: 'image', file: image }, at: 0 }],
  }),
  fox: () => ({ ...large, prompt: 'a fox running through falling snow at dusk' }),
};

async function drawBeforeAfter(folder: string): Promise<void> {
  const image = await drawings[0]!.write(work);
  const [width, height] = [520, 292];
  const tiles: OverlayOptions[] = [];
  for (const [column, [name, request]] of Object.entries(sameAsBefore).entries()) {
    const files = [join(folder, `${name}.mp4`), await clip(name, request(image))];
    for (const [row, file] of files.entries()) {
      const [frame] = await framesOf(file, [23]);
      const input = await pictureOf(frame!).resize(width, height).png().toBuffer();
      tiles.push({ input, left: column * (width + gap), top: row * (height + gap) });
    }
  }
  await saveSheet('before-after', 3 * (width + gap) - gap, 2 * (height + gap) - gap, tiles);
}

await mkdir(work, { recursive: true });
await mkdir(out, { recursive: true });
await drawDrawings();
if (before !== undefined) await drawBeforeAfter(before);
