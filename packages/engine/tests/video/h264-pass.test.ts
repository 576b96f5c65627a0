import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { noise } from '../../src/tensor/noise.ts';
import type { Frame } from '../../src/video/frame.ts';
import { throughH264 } from '../../src/video/h264-pass.ts';
import { writeI420 } from '../../src/video/yuv.ts';
import { newFolder } from '../models/new-folder.ts';
import { psnr } from './media.ts';

const [width, height] = [192, 128];

/** A picture with flat areas, edges, curves and grain of some strength. */
function picture(grain: number): Frame {
  const speck = noise(5, 'grain', { count: width * height });
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const disc = Math.hypot(x - 60, y - 70) < 40 ? 90 : 0;
      const waves = x > 110 ? 40 * Math.sin(x / 3 + (y * y) / 400) : 0;
      const value = 60 + y / 2 + disc + waves + grain * speck[y * width + x]!;
      for (const c of [0, 1, 2]) data[(y * width + x) * 4 + c] = Math.max(0, Math.min(255, value - 15 * c));
    }
  return { width, height, data, at: 0.5 };
}

function planesOf(frame: Frame): Uint8Array {
  const planes = new Uint8Array((width * height * 3) / 2);
  writeI420(frame, planes);
  return planes;
}

/** Peak signal-to-noise ratio of the luma of two pictures in I420. */
const decibels = (a: Uint8Array, b: Uint8Array): number =>
  psnr(a.subarray(0, width * height), b.subarray(0, width * height), 1);

function hasX264(): boolean {
  try {
    return execFileSync('ffmpeg', ['-v', 'error', '-encoders'], { encoding: 'utf8' }).includes('libx264');
  } catch {
    console.warn('SKIPPED: ffmpeg with libx264 is not here');
    return false;
  }
}

it('loses more with a larger CRF, keeps size and time, and treats frames one by one', async () => {
  const frames = [picture(6), picture(6)];
  const quality: number[] = [];
  for (const crf of [10, 20, 29, 40]) {
    const out = await throughH264(frames, crf);
    expect(out.map(({ width: w, height: h, at }) => [w, h, at])).toEqual(frames.map(() => [width, height, 0.5]));
    expect(out[1]!.data).toEqual(out[0]!.data);
    quality.push(decibels(planesOf(frames[0]!), planesOf(out[0]!)));
  }
  expect(quality).toEqual([...quality].sort((a, b) => b - a));
  expect(quality[0]! - quality[3]!).toBeGreaterThan(12);
  await expect(throughH264(frames, 29, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
});

it.skipIf(!hasX264())('leaves what libx264 leaves of a lone picture at CRF 29', async () => {
  const folder = newFolder();
  const [source, coded, decoded] = ['in.yuv', 'x.mp4', 'out.yuv'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p'];
  for (const grain of [0, 6, 14]) {
    const planes = planesOf(picture(grain));
    writeFileSync(source, planes);
    const x264 = ['-c:v', 'libx264', '-crf', '29', '-preset', 'veryfast', coded];
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...raw, '-s', `${width}x${height}`, '-r', '1', '-i', source, ...x264]);
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', coded, ...raw, decoded]);
    const [ours] = await throughH264([picture(grain)], 29);
    const [reference, got] = [new Uint8Array(readFileSync(decoded)), planesOf(ours!)].map((one) =>
      decibels(planes, one),
    );
    expect(Math.abs(got! - reference!)).toBeLessThan(1.5);
  }
});
