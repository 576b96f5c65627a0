/**
 * Draws a contact sheet of clips nobody chose: prompts in file order, seed 1, first, middle and last frame of each.
 *
 *   node scripts/contact-sheet.ts PROMPTS.json OUT.webp [COUNT] [COLUMNS] [MODEL]
 *
 * PROMPTS.json holds objects with a `prompt`. Beside the picture a Markdown list names the prompts in reading order.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeVideo, type Frame, generate, resample } from '@akezora/engine';
import sharp, { type OverlayOptions } from 'sharp';

const [promptsFile, out, count = '24', columns = '3', model = 'akezora-1'] = process.argv.slice(2);
if (promptsFile === undefined || out === undefined) throw new Error('usage: contact-sheet PROMPTS.json OUT.webp');
const seconds = 2;
const cell = { width: 240, height: 136 };

async function threeFrames(prompt: string, folder: string): Promise<Frame[]> {
  const file = join(folder, 'clip.mp4');
  for await (const _ of generate({ model, prompt, seed: 1, seconds, resolution: '540p' }, { file }));
  const frames: Frame[] = [];
  for await (const frame of decodeVideo(file)) frames.push(resample(frame, cell.width, cell.height));
  return [frames[0]!, frames[frames.length >> 1]!, frames.at(-1)!];
}

const asked = (JSON.parse(await readFile(promptsFile, 'utf8')) as { prompt: string }[]).slice(0, Number(count));
const folder = await mkdtemp(join(tmpdir(), 'akezora-sheet-'));
const perRow = Number(columns);
const tiles: OverlayOptions[] = [];
for (const [i, { prompt }] of asked.entries()) {
  const frames = await threeFrames(prompt, folder);
  for (const [j, { data, width, height }] of frames.entries()) {
    const left = ((i % perRow) * 3 + j) * (cell.width + 2) + (i % perRow) * 8;
    const top = Math.floor(i / perRow) * (cell.height + 8);
    tiles.push({ input: Buffer.from(data), raw: { width, height, channels: 4 }, left, top });
  }
  console.log(`${i + 1}/${asked.length} ${prompt}`);
}
await rm(folder, { recursive: true });
const width = perRow * (3 * (cell.width + 2) + 8) - 10;
const height = Math.ceil(asked.length / perRow) * (cell.height + 8) - 8;
await sharp({ create: { width, height, channels: 3, background: '#101426' } })
  .composite(tiles)
  .webp({ quality: 80 })
  .toFile(out);
const list = asked.map(({ prompt }, i) => `${i + 1}. ${prompt}`).join('\n');
await writeFile(
  out.replace(/\.\w+$/, '.md'),
  `Seed 1, ${seconds} s, first, middle and last frame; rows from left to right.\n\n${list}\n`,
);
