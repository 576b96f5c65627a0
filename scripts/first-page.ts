/**
 * Makes the clips of the studio's first page ("Ideas") and the pictures of its presets with the model in the box:
 *
 *   node scripts/first-page.ts [--work out/first-page] [--only NAME …]
 *
 * WORK keeps the clips as the engine writes them (720p), so that a later run only shrinks them: empty it when the weights or the prompts
 * change. `public/ideas` of the studio gets, for every idea, a clip of 320×180 (H.264), a still (WebP) and the scene it was made from
 * (JSON); `public/looks` a still of one fox in every preset; `public/knows` a still of every place, time and weather. `routes/home/ideas.json`
 * lists the ideas with their words, their seed and the version of the model. Needs ffmpeg.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { boxModel, type GenerationRequestInput } from '@akezora/contract';
import { generate, openModel, readFacts } from '@akezora/engine';
import sharp from 'sharp';
import { type Idea, ideas, looks, skies } from './first-page-ideas.ts';

const { values } = parseArgs({
  options: {
    work: { type: 'string', default: 'out/first-page' },
    only: { type: 'string', multiple: true },
  },
});
const { work, only } = values;
const studio = fileURLToPath(new URL('../packages/studio/', import.meta.url));
const out = {
  ideas: join(studio, 'public/ideas'),
  looks: join(studio, 'public/looks'),
  knows: join(studio, 'public/knows'),
};
const seconds = 3;
const size = { width: 320, height: 180 };
/** Seconds of its clip at which the picture of a look or a place is taken. */
const pictureAt = 1;
/** Bytes that the folders may have. */
const most = { ideas: 1_500_000, looks: 150_000, knows: 150_000 };

/** The clip of a request as the engine writes it, with its facts inside. */
async function clip(name: string, request: GenerationRequestInput): Promise<string> {
  const file = join(work, `${name}.mp4`);
  if (!existsSync(file)) for await (const _ of generate(request, { file }));
  return file;
}

const ffmpeg = (...args: string[]): void => {
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args], { stdio: 'inherit' });
};

const scaled = ({ width, height }: typeof size) => `scale=${width}:${height}:flags=lanczos`;

/** One frame of a clip at a time, as WebP. */
async function still(file: string, at: number, target: string, quality: number, shown = size): Promise<void> {
  const png = join(work, 'still.png');
  ffmpeg('-ss', String(at), '-i', file, '-frames:v', '1', '-vf', scaled(shown), png);
  await sharp(png).webp({ quality, effort: 6 }).toFile(target);
}

async function makeIdea({ name, en, seed }: Idea): Promise<string> {
  const file = await clip(name, { prompt: en, seed, seconds, resolution: '720p' });
  const facts = await readFacts(file);
  if (facts?.scene === undefined) throw new Error(`${file} has no scene in it`);
  // Browsers start at once on a file with its index first, and play Main profile 4:2:0 without exception.
  const encoded = ['-c:v', 'libx264', '-preset', 'veryslow', '-crf', '22', '-profile:v', 'main', '-pix_fmt', 'yuv420p'];
  const target = join(out.ideas, name);
  ffmpeg('-i', file, '-vf', scaled(size), '-an', ...encoded, '-movflags', '+faststart', `${target}.mp4`);
  await still(file, 0, `${target}.webp`, 72);
  await writeFile(`${target}.json`, `${JSON.stringify(facts.scene)}\n`);
  return `${facts.model} ${facts.modelVersion}`;
}

/** The same fox in a preset. */
async function makeLook(id: string): Promise<void> {
  const preset = id === 'none' ? {} : { preset: id };
  const prompt = 'a fox runs through the snowy forest at dawn';
  await still(
    await clip(`look-${id}`, { prompt, seed: 3, seconds: 2, resolution: '720p', ...preset }),
    pictureAt,
    join(out.looks, `${id}.webp`),
    78,
  );
}

/** A place, a time or a weather as the model paints it: the name of its file, and words that say it. */
async function makeKnown(name: string, prompt: string): Promise<void> {
  const file = await clip(`known-${name}`, {
    prompt,
    seed: 5,
    seconds: 2,
    fps: 12,
    resolution: '360p',
    finish: { upscale: false },
  });
  await still(file, pictureAt, join(out.knows, `${name}.webp`), 80, { width: 160, height: 90 });
}

function checkSize(folder: string, limit: number): void {
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  if (bytes > limit) throw new Error(`${folder} has ${bytes} bytes, more than ${limit}`);
  console.log(`${folder}, ${bytes} bytes`);
}

const wanted = (name: string): boolean => only === undefined || only.includes(name);

for (const folder of [work, ...Object.values(out)]) await mkdir(folder, { recursive: true });
const models = new Set<string>();
for (const idea of ideas) if (wanted(idea.name)) models.add(await makeIdea(idea));
for (const look of looks) if (wanted(`look-${look}`)) await makeLook(look);
const { capabilities } = await openModel(boxModel);
for (const { id } of capabilities.places ?? []) if (wanted('knows')) await makeKnown(id.replaceAll(' ', '-'), id);
for (const [name, prompt] of Object.entries(skies)) if (wanted('knows')) await makeKnown(name, prompt);
if (only === undefined) {
  if (models.size !== 1) throw new Error(`the clips are of several models: ${[...models].join(', ')}; empty ${work}`);
  const list = { madeBy: [...models][0], clips: ideas };
  await writeFile(join(studio, 'src/routes/home/ideas.json'), `${JSON.stringify(list, null, 2)}\n`);
}
checkSize(out.ideas, most.ideas);
checkSize(out.looks, most.looks);
checkSize(out.knows, most.knows);
