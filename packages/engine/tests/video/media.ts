import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClipFacts } from '@akezora/contract';
import { afterAll } from 'vitest';
import type { Frame } from '../../src/video/frame.ts';

/** ffmpeg and ffprobe are the outside truth of these tests; CI must have them, elsewhere their absence is said aloud. */
export const hasFfmpeg = ['ffmpeg', 'ffprobe'].every((tool) => spawnSync(tool, ['-version']).status === 0);
if (!hasFfmpeg) {
  if (process.env.CI) throw new Error('ffmpeg and ffprobe are missing: CI must install them');
  console.warn('\n*** SKIPPED: ffmpeg and ffprobe are not installed; video files are not checked against them ***\n');
}

/** A folder for this test file, removed at its end. */
export function scratch(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'akezora-video-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => join(folder, name);
}

/** A colour chart (8×4 fields of different colours) that drifts by two pixels a frame, with a soft gradient over it. */
export function chart(width: number, height: number, index = 0, fps = 24): Frame {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const field = Math.floor((((x + index * 2) % width) * 8) / width) + 8 * Math.floor((y * 4) / height);
      const at = (y * width + x) * 4;
      data[at] = ((field * 67) % 200) + 30 + (20 * y) / height;
      data[at + 1] = ((field * 101) % 200) + 30 + (20 * x) / width;
      data[at + 2] = ((field * 151) % 200) + 40;
      data[at + 3] = 255;
    }
  }
  return { width, height, data, at: index / fps };
}

/** `count` frames of the chart. */
export function* charts(count: number, width = 320, height = 176, fps = 24): Generator<Frame> {
  for (let index = 0; index < count; index++) yield chart(width, height, index, fps);
}

/** Peak signal-to-noise ratio of red, green and blue in decibels. */
export function psnr(a: Uint8Array, b: Uint8Array, stride = 4): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < a.length; i++) {
    if (stride === 4 && i % 4 === 3) continue;
    sum += (a[i]! - b[i]!) ** 2;
    count += 1;
  }
  return sum === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10((255 * 255 * count) / sum);
}

/** Decodes a file to RGBA frames with ffmpeg. */
export function ffmpegFrames(file: string, width: number, height: number, matrix = 'bt709', flags = ''): Uint8Array[] {
  const filter = `scale=${width}:${height}:flags=accurate_rnd+full_chroma_int${flags}:in_color_matrix=${matrix},format=rgba`;
  const raw = execFileSync(
    'ffmpeg',
    ['-v', 'error', '-i', file, '-vf', filter, '-f', 'rawvideo', '-pix_fmt', 'rgba', '-'],
    { maxBuffer: 1 << 30 },
  );
  const size = width * height * 4;
  return Array.from({ length: raw.length / size }, (_, i) => raw.subarray(i * size, (i + 1) * size));
}

/** Runs ffmpeg to make an input. */
export const ffmpeg = (...args: string[]) => execFileSync('ffmpeg', ['-v', 'error', '-y', ...args]);

interface ProbedStream {
  codec_type: string;
  codec_name: string;
  width: number;
  height: number;
  pix_fmt: string;
  color_space?: string;
  color_range?: string;
  color_primaries?: string;
  color_transfer?: string;
  avg_frame_rate: string;
  nb_read_frames: string;
  duration?: string;
  sample_rate?: string;
}

/** What ffprobe says of a file, every frame counted. */
export function ffprobe(file: string): {
  streams: ProbedStream[];
  format: { duration: string; tags?: Record<string, string> };
} {
  const words = ['-v', 'error', '-count_frames', '-show_streams', '-show_format', '-of', 'json', file];
  return JSON.parse(execFileSync('ffprobe', words, { maxBuffer: 1 << 26 }).toString());
}

/** Facts of a clip for tests that write them. */
export function someFacts(frames: number, codec: ClipFacts['codec']): ClipFacts {
  return {
    generator: 'akezora 0.1.0',
    model: 'akezora-2',
    modelVersion: 'test',
    kernels: 'cpu:f32',
    seed: 7,
    prompt: '雪の中の "fox" <&> \u{1f98a}',
    unknownWords: [],
    width: 320,
    height: 176,
    fps: 24,
    seconds: frames / 24,
    frames,
    steps: 4,
    guidance: 1,
    codec,
    request: { model: 'akezora-2', prompt: '雪の中の "fox" <&> \u{1f98a}' },
  };
}

/** Everything an async generator gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Root of the mean square of the differences in red, green and blue, 0 to 255. */
export function rootMeanSquare(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} bytes`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) if (i % 4 !== 3) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt((sum / a.length) * (4 / 3));
}

/** The frames of a file as ffmpeg shows them: `ffmpeg -i FILE -vf scale=iw*sar:ih,setsar=1 -pix_fmt rgba …`. */
export function shownByFfmpeg(
  file: string,
  filter = 'scale=iw*sar:ih,setsar=1',
  before: readonly string[] = [],
): { width: number; height: number; frames: Uint8Array[] } {
  const how = ['-vf', filter, '-fps_mode', 'passthrough', '-f', 'image2pipe', '-c:v', 'pam', '-pix_fmt', 'rgba', '-'];
  const bytes = execFileSync('ffmpeg', ['-v', 'error', ...before, '-i', file, ...how], { maxBuffer: 1 << 30 });
  const frames: Uint8Array[] = [];
  let [width, height] = [0, 0];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('ENDHDR\n', at) + 'ENDHDR\n'.length;
    const head = bytes.toString('latin1', at, end);
    [width, height] = [/WIDTH (\d+)/, /HEIGHT (\d+)/].map((pattern) => Number(pattern.exec(head)![1])) as [
      number,
      number,
    ];
    at = end + width * height * 4;
    frames.push(bytes.subarray(end, at));
  }
  return { width, height, frames };
}
