import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeAll } from '../../src/video/encode.ts';
import { convertLive } from '../../src/video/live/convert.ts';
import { readPiece } from '../../src/video/live/mp4.ts';
import { livePieces } from '../../src/video/live/pieces.ts';
import { shrinkFrame } from '../../src/video/live/shrink.ts';
import { resample } from '../../src/video/resample.ts';
import { chart, charts, ffmpegFrames, ffprobe, hasFfmpeg, psnr, scratch } from './media.ts';

const path = scratch();
const [width, height, count] = [320, 176, 60];

/** Encodes charts and keeps the pieces of the live stream. */
async function streamed(name: string, codec: 'h264' | 'hevc' | 'gif', fps = 24): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  const live = (piece: Uint8Array) => void pieces.push(piece);
  await encodeAll(charts(count), { width, height, fps, file: path(name), codec, live });
  return pieces;
}

/** Writes a stream to a file. */
function saved(name: string, pieces: readonly Uint8Array[]): string {
  writeFileSync(path(name), Buffer.concat(pieces));
  return path(name);
}

describe.skipIf(!hasFfmpeg)('a live stream, checked by ffprobe and ffmpeg', () => {
  it.each([24, 23.976])('has the very pictures of the clip, at %f frames a second', async (fps) => {
    const stream = saved('live.mp4', await streamed('clip.mp4', 'h264', fps));
    const [ours, clip] = [stream, path('clip.mp4')].map((file) => ffmpegFrames(file, width, height));
    expect(ours).toHaveLength(count);
    for (const [index, frame] of (ours ?? []).entries())
      expect(Buffer.compare(frame, clip?.[index] ?? new Uint8Array())).toBe(0);
    const { streams, format } = ffprobe(stream);
    expect(streams[0]).toMatchObject({ codec_name: 'h264', width, height, color_space: 'bt709' });
    expect(Number(format.duration)).toBeCloseTo(count / fps, 2);
  });

  it('can be watched from the first piece on, in fragments of half a second at most', async () => {
    const pieces = await streamed('first.mp4', 'h264');
    const [first, ...rest] = pieces.map((piece) => readPiece(piece).pictures.length);
    expect(first).toBeLessThanOrEqual(3);
    for (const pictures of rest) expect(pictures).toBeLessThanOrEqual(12);
    const one = ffmpegFrames(saved('one.mp4', pieces.slice(0, 1)), width, height);
    expect(one).toHaveLength(first ?? 0);
  });

  it.each(['hevc', 'gif'] as const)('shows a clip in %s as small H.264', async (codec) => {
    const pieces = await streamed(codec === 'gif' ? 'clip.gif' : 'hevc.mp4', codec);
    const stream = saved(`${codec}-live.mp4`, pieces);
    expect(ffprobe(stream).streams[0]).toMatchObject({ codec_name: 'h264', nb_read_frames: String(count) });
  });

  it('becomes WebM piece by piece, with every frame in order', async () => {
    const conversion = convertLive();
    const out: Uint8Array[] = [];
    const pieces = await streamed('source.mp4', 'h264');
    for (const piece of pieces) out.push(await conversion.add(piece));
    // Most of it is there before the end.
    expect(out.slice(0, -1).some((piece) => piece.length > 0)).toBe(true);
    // Chromium reads in blocks of 32 KiB: none of what is complete waits for the next piece.
    const filled = out.map((_, index) => Buffer.concat(out.slice(0, index + 1)).length % 32_768);
    expect(filled).toEqual(filled.map(() => 0));
    out.push(await conversion.finish());
    conversion.close();
    // The end brings a picture: a player that has shown all there is would begin again.
    expect(out.at(-1)?.length).toBeGreaterThan(0);
    const stream = saved('live.webm', out);
    // Said in the header: a player that had to find the rate would wait for 20 frames.
    const rate = Buffer.concat(out).indexOf(Buffer.from([0x23, 0xe3, 0x83]));
    expect(Buffer.concat(out).readUInt32BE(rate + 3 + 8)).toBe(41_666_667);
    const found = ffprobe(stream).streams[0];
    expect(found).toMatchObject({ codec_name: 'vp9', width, height, nb_read_frames: String(count) });
    const [converted, source] = [stream, path('source.mp4')].map((file) => ffmpegFrames(file, width, height));
    for (const index of [0, 1, 30, count - 1]) {
      expect(psnr(converted?.[index] as Buffer, source?.[index] as Buffer)).toBeGreaterThan(26);
    }
  });
});

/** A container that notes how many pictures each fragment has. */
function noted() {
  const lengths: number[] = [];
  const container = {
    header: () => new Uint8Array(),
    fragment: (pictures: readonly unknown[]) => {
      lengths.push(pictures.length);
      return new Uint8Array();
    },
  };
  return { lengths, container };
}

it('begins with two pictures, and is cut short for its first second', () => {
  const { lengths, container } = noted();
  const pieces = livePieces(container, 24, () => 0);
  for (let index = 0; index < 60; index += 1)
    pieces.add({ data: new Uint8Array(), key: index === 0, index, meta: undefined });
  expect(lengths).toEqual([2, 3, 3, 3, 3, 3, 3, 3, 3, 12, 12]);
});

it.each([
  ['h264', 'mp4'],
  ['vp9', 'webm'],
] as const)('sends the first pictures of a clip in %s before the next frame comes', async (codec, extension) => {
  let sent = 0;
  let sentBefore = 0;
  const live = () => {
    sent += 1;
  };
  async function* frames() {
    yield* [chart(width, height, 0), chart(width, height, 1)];
    sentBefore = sent;
    yield chart(width, height, 2);
  }
  await encodeAll(frames(), { width, height, fps: 24, file: path(`prompt.${extension}`), codec, live });
  expect(sentBefore).toBe(1);
});

it('does not hold back a picture for longer than half a second', () => {
  let now = 0;
  const { lengths, container } = noted();
  const pieces = livePieces(container, 24, () => now);
  for (let index = 0; index < 12; index += 1) {
    pieces.add({ data: new Uint8Array(), key: index === 0, index, meta: undefined });
    now += 260;
  }
  expect(Math.max(...lengths)).toBeLessThanOrEqual(3);
});

it('refuses to convert what is no live stream', async () => {
  const conversion = convertLive();
  await expect(conversion.add(Uint8Array.of(0, 0, 0, 99, 1, 2, 3, 4))).rejects.toThrow(RangeError);
  await expect(conversion.add(new Uint8Array())).rejects.toThrow(TypeError);
  expect(await conversion.finish()).toHaveLength(0);
  conversion.close();
});

it('makes frames smaller as a proper filter does, but for its softness', () => {
  for (const [from, to] of [
    [
      [1920, 1080],
      [640, 360],
    ],
    [
      [854, 480],
      [640, 360],
    ],
  ] as const) {
    const frame = chart(from[0], from[1], 3);
    const quick = shrinkFrame(frame, to[0], to[1]).data;
    expect(psnr(quick, resample(frame, to[0], to[1], { fit: 'fill' }).data)).toBeGreaterThan(28);
  }
});
