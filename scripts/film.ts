/**
 * Makes the film of docs/film: 60 s from a storyboard of eight cards, with two drawings as actors, exactly as
 *
 *   akezora generate --storyboard docs/film/storyboard.json --seconds 60
 *     --actor pip=docs/film/pip.svg,faces=right,scale=0.85 --actor tin=docs/film/tin.svg,faces=right,scale=1.05
 *
 * does, and makes it small enough for a repository with ffmpeg:
 *
 *   node scripts/film.ts [--seed 1] [--out docs/film] [--work out/film] [--model NAME] [--draft]
 *
 * WORK/film.mp4 is the clip as the engine wrote it (720p; kept, so that a later run only shrinks it: empty WORK when the weights, the
 * drawings or the cards change). OUT/film.mp4 is the same at 540p, at most 1.2 MB; OUT/film.webp shows 1.5 s of every card, at most
 * 0.6 MB. `--draft` makes a clip of 360p in WORK alone.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generate } from '@akezora/engine';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: 'docs/film' },
    work: { type: 'string', default: 'out/film' },
    model: { type: 'string', default: 'akezora-2' },
    draft: { type: 'boolean', default: false },
  },
});
const { out, work, model, draft } = values;
const folder = new URL('../docs/film/', import.meta.url);
const seconds = 60;
const most = { film: 1_200_000, excerpt: 600_000 };

/** Seconds of every card in the excerpt, from this many seconds after its start. */
const excerpt = { from: 2.6, seconds: 1.5 };

const cards = JSON.parse(await readFile(new URL('storyboard.json', folder), 'utf8')) as {
  at: number;
  prompt: string;
}[];
const drawing = (name: string, scale: number) => {
  const image = fileURLToPath(new URL(`${name}.svg`, folder));
  return { name, image, faces: 'right', scale } as const;
};

/** The clip as the engine writes it. */
async function film(): Promise<string> {
  const file = join(work, draft ? 'draft.mp4' : 'film.mp4');
  if (!draft && existsSync(file)) return file;
  const request = {
    ...{
      model,
      prompt: '',
      storyboard: cards,
      actors: [drawing('pip', 0.85), drawing('tin', 1.05)],
      seconds,
      seed: Number(values.seed),
    },
    resolution: draft ? '360p' : '720p',
  } as const;
  for await (const event of generate(request, { file })) {
    if (event.type === 'planned') for (const { message } of event.plan.notices) console.log(message.en);
    if (event.type === 'done') console.log(`${event.file}, seed ${event.facts.seed}`);
  }
  return file;
}

const ffmpeg = (...args: string[]): void => {
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args], { stdio: 'inherit' });
};

/** The film at 540p in H.264: two passes, so that its size is what was asked. */
async function shrink(file: string): Promise<void> {
  const kilobits = Math.floor((most.film * 0.9 * 8) / seconds / 1000);
  const common = [
    '-i',
    file,
    '-vf',
    'scale=960:540:flags=lanczos',
    '-c:v',
    'libx264',
    '-preset',
    'slow',
    '-b:v',
    `${kilobits}k`,
    '-an',
  ];
  const log = ['-passlogfile', join(work, 'pass')];
  ffmpeg(...common, '-pass', '1', ...log, '-f', 'null', '-');
  ffmpeg(...common, '-pass', '2', ...log, '-pix_fmt', 'yuv420p', '-movflags', '+faststart', join(out, 'film.mp4'));
  await checkSize(join(out, 'film.mp4'), most.film);
}

/** A part of every card, one after the other, as an animated WebP: a GIF of its size has too few colours for skies. */
async function shorten(file: string): Promise<void> {
  const picked = cards
    .map(({ at }) => `between(t,${at + excerpt.from},${at + excerpt.from + excerpt.seconds})`)
    .join('+');
  const target = join(out, 'film.webp');
  const shown = `fps=8,select='${picked}',setpts=N/8/TB,scale=400:-2:flags=lanczos`;
  const encoder = ['-c:v', 'libwebp_anim', '-quality', '58', '-compression_level', '6'];
  ffmpeg('-i', file, '-vf', shown, ...encoder, '-loop', '0', target);
  await checkSize(target, most.excerpt);
}

async function checkSize(file: string, limit: number): Promise<void> {
  const { size } = await stat(file);
  if (size > limit) throw new Error(`${file} has ${size} bytes, more than ${limit}`);
  console.log(`${file}, ${size} bytes`);
}

await mkdir(work, { recursive: true });
await mkdir(out, { recursive: true });
const master = await film();
if (!draft) {
  await shorten(master);
  await shrink(master);
}
