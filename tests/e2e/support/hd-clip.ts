import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generationRequestSchema } from '@akezora/contract';
import type { Page } from 'playwright-core';
import { addClip, type State } from '../../../packages/studio/tests/server/state.ts';

const [width, height, fps, seconds] = [1920, 1080, 24, 10];

/** Brightness of the corner of a frame, by which it tells its number. */
export const cornerOf = (frame: number): number => 30 + (frame % 190);

/** A clip of 1080p with a key frame every two seconds, as the encoder of the engine writes them, and its sprite sheet. */
function makeFiles(): { readonly video: Buffer; readonly sprites: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'akezora-hd-'));
  const [video, sprites] = [join(folder, 'hd.mp4'), join(folder, 'sprites.png')];
  try {
    execFileSync('ffmpeg', [
      ...['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=s=${width}x${height}:r=${fps}:d=${seconds}`],
      ...['-f', 'lavfi', '-i', `color=s=192x108:r=${fps}:d=${seconds},geq=lum='30+mod(N,190)':cb=128:cr=128`],
      ...['-filter_complex', 'overlay', '-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p'],
      ...['-g', String(2 * fps), '-movflags', '+faststart', video],
    ]);
    const sheet = 'fps=4,scale=160:90,tile=8x5';
    execFileSync('ffmpeg', ['-v', 'error', '-i', video, '-vf', sheet, '-frames:v', '1', sprites]);
    return { video: readFileSync(video), sprites: readFileSync(sprites) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Puts a clip of ten seconds in 1080p into the library, whose frames tell their numbers, and serves it to a page. */
export async function serveHdClip(page: Page, state: State): Promise<string> {
  const id = 'clip_hd';
  const { video, sprites } = makeFiles();
  addClip(state, generationRequestSchema.parse({ prompt: 'A test picture', resolution: '1080p' }), {
    ...{ id, width, height, fps, seconds, frames: fps * seconds },
    sprites: { columns: 8, rows: 5, width: 160, height: 90, everySeconds: 0.25, count: 40 },
  });
  await page.route(`**/api/clips/${id}/sprites`, (route) => route.fulfill({ body: sprites, contentType: 'image/png' }));
  await page.route(`**/api/clips/${id}/video`, (route) => {
    const [, from = '0', to] = /^bytes=(\d+)-(\d*)$/.exec(route.request().headers().range ?? 'bytes=0-') ?? [];
    const [first, last] = [Number(from), to ? Number(to) : video.length - 1];
    return route.fulfill({
      status: 206,
      contentType: 'video/mp4',
      headers: { 'accept-ranges': 'bytes', 'content-range': `bytes ${first}-${last}/${video.length}` },
      body: video.subarray(first, last + 1),
    });
  });
  return id;
}
