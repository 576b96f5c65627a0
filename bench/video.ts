/**
 * How fast video is written and read at 1080p, and how memory stands over length. `node bench/video.ts` prints a table and
 * writes bench/results/video-<machine>.json. The reference run of the same minute is ffmpeg's x264 with the same preset
 * and bitrate on the same frames (when ffmpeg is there).
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Codec } from '@akezora/contract';
import { decodeVideo } from '../packages/engine/src/video/decode.ts';
import { encodeVideo } from '../packages/engine/src/video/encode.ts';
import type { Frame } from '../packages/engine/src/video/frame.ts';
import { resample } from '../packages/engine/src/video/resample.ts';
import { writeI420 } from '../packages/engine/src/video/yuv.ts';
import { machineName, saveResults } from './measure.ts';

const [width, height, fps] = [1920, 1080, 24];

/** A diorama's kind of picture: a soft sky, a ground with texture, round figures that move. */
function picture(index: number): Frame {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      const far = Math.hypot(x - 300 - index * 12, y - 700) < 180;
      const grain = (((x + index * 3) * 2654435761) ^ (y * 40503)) & 15;
      const ground = y > 760;
      data[at] = far ? 220 - (y - 520) / 4 : ground ? 90 + grain : 120 + y / 12;
      data[at + 1] = far ? 130 : ground ? 140 + grain : 160 + y / 16;
      data[at + 2] = far ? 40 : ground ? 70 + grain : 230 - y / 20;
      data[at + 3] = 255;
    }
  }
  return { width, height, data, at: index / fps };
}

const pictures = Array.from({ length: 16 }, (_, index) => picture(index));

function* film(count: number): Generator<Frame> {
  for (let i = 0; i < count; i++) {
    // There and back, so that the film has no jump.
    const place = i % 30;
    yield pictures[place < 16 ? place : 30 - place]!;
  }
}

const folder = await mkdtemp(join(tmpdir(), 'akezora-bench-'));
const rows: Record<string, string | number>[] = [];
const row = (entry: Record<string, string | number>) => {
  rows.push(entry);
  console.log(
    Object.entries(entry)
      .map(([key, value]) => `${key} ${value}`)
      .join('  '),
  );
};

async function write(
  codec: Codec,
  name: string,
  count: number,
): Promise<{ seconds: number; bytes: number; peak: number }> {
  const file = join(folder, name);
  const start = performance.now();
  let peak = 0;
  for await (const event of encodeVideo(film(count), { file, width, height, fps, codec, frames: count })) {
    if (event.type === 'frames') peak = Math.max(peak, process.memoryUsage.rss());
  }
  return { seconds: (performance.now() - start) / 1000, bytes: (await stat(file)).size, peak };
}

function perCall(name: string, times: number, call: () => unknown): void {
  call();
  const start = performance.now();
  for (let i = 0; i < times; i++) call();
  row({ work: name, ms: Number(((performance.now() - start) / times).toFixed(2)) });
}

async function reference(count: number): Promise<number | undefined> {
  if (spawnSync('ffmpeg', ['-version']).status !== 0) return undefined;
  const size = `${width}x${height}`;
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', size, '-r', String(fps), '-i', '-'];
  const output = [
    '-c:v',
    'libx264',
    '-preset',
    'superfast',
    '-b:v',
    '10M',
    '-pix_fmt',
    'yuv420p',
    join(folder, 'ref.mp4'),
  ];
  const start = performance.now();
  const child = spawn('ffmpeg', ['-v', 'error', '-y', ...input, ...output], { stdio: ['pipe', 'inherit', 'inherit'] });
  for (const frame of film(count)) {
    if (!child.stdin.write(frame.data)) await new Promise((resolve) => child.stdin.once('drain', resolve));
  }
  child.stdin.end();
  await new Promise((resolve) => child.once('close', resolve));
  return (performance.now() - start) / 1000;
}

console.log(machineName());
try {
  const planes = new Uint8Array((width * height * 3) / 2);
  perCall('rgba to i420', 20, () => writeI420(pictures[0]!, planes));
  perCall('1080p to 160×90', 10, () => resample(pictures[0]!, 160, 90));
  await write('h264', 'warm.mp4', 24);
  const ten = await write('h264', 'ten.mp4', 240);
  row({
    work: 'h264',
    framesPerSecond: Number((240 / ten.seconds).toFixed(1)),
    megabytes: Number((ten.bytes / 1e6).toFixed(1)),
  });
  const ffmpeg = await reference(240);
  if (ffmpeg !== undefined) {
    row({
      work: 'ffmpeg x264 superfast',
      framesPerSecond: Number((240 / ffmpeg).toFixed(1)),
      ratio: Number((ten.seconds / ffmpeg).toFixed(2)),
    });
  }
  for (const [codec, name, count] of [
    ['hevc', 'a.mp4', 72],
    ['vp9', 'a.webm', 72],
    ['av1', 'b.mp4', 6],
    ['webp', 'a.webp', 24],
    ['gif', 'a.gif', 8],
  ] as const) {
    const { seconds, bytes } = await write(codec, name, count);
    row({
      work: codec,
      framesPerSecond: Number((count / seconds).toFixed(1)),
      megabytesTenSeconds: Number((((bytes / count) * 240) / 1e6).toFixed(1)),
    });
  }
  const start = performance.now();
  let decoded = 0;
  for await (const _ of decodeVideo(join(folder, 'ten.mp4'))) decoded += 1;
  row({
    work: 'decode h264 to rgba',
    framesPerSecond: Number(((decoded * 1000) / (performance.now() - start)).toFixed(1)),
  });
  const minute = await write('h264', 'minute.mp4', 1440);
  row({
    work: 'peak memory, 60 s against 10 s',
    ratio: Number((minute.peak / ten.peak).toFixed(3)),
    megabytes: Math.round(minute.peak / 1e6),
  });
  console.log(await saveResults('video', rows));
} finally {
  await rm(folder, { recursive: true, force: true });
}
