/**
 * Films the studio in use, with the model in the box: words and a clip that plays while it is painted, the stage, a remix, a re-cut, a blend,
 * a loop, the library, a download. Waits are left out, as the film says. Needs Chromium and a built studio (`npm run studio-film` builds it).
 *
 *   node scripts/studio-film.ts [--out docs/film/studio.mp4] [--slowness 4] [--pictures FOLDER] [--work FILE]
 *
 * The film is encoded by the engine, from the pictures that Chromium's screencast sends, and ffmpeg makes it small for the repository.
 * Everything is played slower than it is seen, so that a small machine sends enough pictures. `--pictures` keeps one of every two
 * seconds there, to look at. `--work FILE` keeps the film as the engine wrote it.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createClient } from '@akezora/contract/api';
import { decodePicture, encodeAll, type Frame } from '@akezora/engine';
import { startServer } from '@akezora/server';
import { openBrowser } from '../packages/studio/tests/browser/browser.ts';
import { captionHeight, drawCaption } from './studio-film/caption.ts';
import { handAt } from './studio-film/hand.ts';
import { showPointer, slowDown } from './studio-film/page.ts';
import { record } from './studio-film/recording.ts';
import { scenes } from './studio-film/scenes.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'docs/film/studio.mp4' },
    slowness: { type: 'string', default: '4' },
    pictures: { type: 'string' },
    work: { type: 'string' },
  },
});
const size = { width: 1280, height: 720 };
const fps = 12;
/** Seconds of playing for one of the film. */
const slowness = Number(values.slowness);
/** How much quicker the hand is than a person's, so that a minute shows everything. */
const haste = 1.2;
/** Most bytes of the film in the repository. */
const most = 900_000;

const folder = mkdtempSync(join(tmpdir(), 'akezora-studio-film-'));
const server = await startServer({ port: 0, dataFolder: join(folder, 'data'), logLevel: 'silent' });
const api = createClient({ baseUrl: server.url });
await api.call('patchSettings', { body: { defaults: { seconds: 3, resolution: '360p' } } });
// The first plan opens the model.
await api.call('plan', { body: { request: { model: 'akezora-2', prompt: 'a fox' } } });
const browser = await openBrowser();
try {
  const page = await browser.page(size);
  page.setDefaultTimeout(120_000);
  await showPointer(page);
  await slowDown(page, slowness);
  await page.goto(server.url);
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLImageElement>('.hero img')].every((image) => image.complete),
  );
  await page.waitForFunction(() => [...document.querySelectorAll('video')].some((video) => video.currentTime > 0));
  const recording = await record(page, join(folder, 'pictures'), slowness);
  const hand = handAt(page, slowness / haste);
  const begins: number[] = [];
  for (const { says, play } of scenes) {
    begins.push(recording.seconds());
    await play({ page, hand, recording });
    console.log(`${says}: ${(recording.seconds() - begins.at(-1)!).toFixed(1)} s`);
  }
  const seconds = recording.seconds();
  const pictures = await recording.end(fps);
  const captions: Uint8Array[] = [];
  for (const { says } of scenes) captions.push(await drawCaption(page, says));
  if (values.pictures !== undefined) mkdirSync(values.pictures, { recursive: true });
  async function* frames(): AsyncGenerator<Frame> {
    let index = 0;
    for await (const picture of pictures) {
      if (values.pictures !== undefined && index % (2 * fps) === 0)
        writeFileSync(join(values.pictures, `${String(index / fps).padStart(2, '0')}.jpg`), picture);
      const at = index++ / fps;
      const { width, height, data } = await decodePicture(picture);
      const caption =
        captions[
          Math.max(
            0,
            begins.findLastIndex((from) => from <= at),
          )
        ]!;
      yield { width, height: height + captionHeight, data: Buffer.concat([data, caption]), at };
    }
  }
  const whole = values.work ?? join(folder, 'film.mp4');
  await encodeAll(frames(), {
    file: whole,
    width: size.width,
    height: size.height + captionHeight,
    fps,
    codec: 'h264',
    aim: 'quality',
  });
  const made = [
    '-v',
    'error',
    '-y',
    '-i',
    whole,
    '-c:v',
    'libx264',
    '-preset',
    'veryslow',
    '-tune',
    'animation',
    '-crf',
    '33',
  ];
  execFileSync('ffmpeg', [
    ...made,
    '-g',
    String(50 * fps),
    '-pix_fmt',
    'yuv420p',
    '-movflags',
    '+faststart',
    values.out,
  ]);
  const { size: bytes } = statSync(values.out);
  console.log(`${values.out}: ${seconds.toFixed(1)} s, ${bytes} bytes`);
  if (bytes > most) throw new Error(`the film has ${bytes} bytes; at most ${most} belong into the repository`);
} finally {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
