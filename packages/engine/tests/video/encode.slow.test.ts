import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AkezoraError, type Codec } from '@akezora/contract';
import { describe, expect, it } from 'vitest';
import { decodeVideo } from '../../src/video/decode.ts';
import { encodeAll, encodeVideo } from '../../src/video/encode.ts';
import { readFacts } from '../../src/video/facts-file.ts';
import type { Frame } from '../../src/video/frame.ts';
import { probe } from '../../src/video/probe.ts';
import { chart, charts, collect, ffmpegFrames, ffprobe, hasFfmpeg, psnr, scratch, someFacts } from './media.ts';

const path = scratch();
const width = 320;
const height = 176;
const base = { width, height, fps: 24 };

const cases: readonly (readonly [Codec, string, string, number])[] = [
  ['h264', 'clip.mp4', 'h264', 36],
  ['h264', 'clip.mov', 'h264', 12],
  ['h264', 'clip.mkv', 'h264', 12],
  ['hevc', 'hevc.mp4', 'hevc', 12],
  ['vp9', 'vp9.webm', 'vp9', 12],
  ['vp9', 'vp9.mp4', 'vp9', 12],
  ['av1', 'av1.mp4', 'av1', 6],
];

/** A frame with the grain of a camera, another in every frame. */
function withGrain(frame: Frame, index: number): Frame {
  let state = index + 1;
  const data = frame.data.map((value) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.min(255, value + (state >>> 28));
  });
  return { ...frame, data };
}

describe('encoding', () => {
  describe.skipIf(!hasFfmpeg)('checked by ffprobe and ffmpeg', () => {
    it.each(cases)(
      '%s in %s has the right codec, size, rate, length and colours',
      async (codec, name, probed, count) => {
        const file = path(name);
        await encodeAll(charts(count), { ...base, file, codec, facts: someFacts(count, codec) });
        const { streams, format } = ffprobe(file);
        const video = streams[0]!;
        expect(streams).toHaveLength(1);
        expect(video).toMatchObject({ codec_name: probed, width, height, pix_fmt: 'yuv420p', avg_frame_rate: '24/1' });
        expect(Number(video.nb_read_frames)).toBe(count);
        expect(Math.abs(Number(format.duration) - count / 24)).toBeLessThanOrEqual(1 / 24);
        expectColours(file, name, video);
        const decoded = ffmpegFrames(file, width, height);
        for (const [index, frame] of decoded.entries())
          expect(psnr(frame, chart(width, height, index).data)).toBeGreaterThan(28);
        // Chroma is halved: fields' edges are where most of the error is. Inside the fields colours must be exact.
        expect(insidePsnr(decoded[0]!)).toBeGreaterThan(35);
      },
    );

    it('puts the index of an MP4 in front of the pictures', async () => {
      const file = path('front.mp4');
      await encodeAll(charts(8), { ...base, file, codec: 'h264', frames: 8 });
      const bytes = readFileSync(file);
      expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
      expect(bytes.indexOf('moov')).toBeGreaterThan(0);
    });

    it('of one quality takes the bits that pictures need, and keeps all as good', async () => {
      const still = Array.from({ length: 48 }, () => chart(width, height));
      const written = async (name: string, frames: Iterable<Frame>, aim: 'quality' | 'rate') => {
        await encodeAll(frames, { ...base, file: path(name), codec: 'h264', aim });
        const decoded = ffmpegFrames(path(name), width, height);
        return { bytes: readFileSync(path(name)).length, quality: insidePsnr(decoded.at(-1)!) };
      };
      const [calm, lively, bounded] = [
        await written('calm.mp4', still, 'quality'),
        await written('lively.mp4', still.map(withGrain), 'quality'),
        await written('bounded.mp4', still.map(withGrain), 'rate'),
      ];
      expect(calm.bytes).toBeLessThan(lively.bytes / 10);
      expect(bounded.bytes).toBeLessThan(lively.bytes / 1.5);
      expect(calm.quality).toBeGreaterThan(35);
    });

    it.each([23.976023976, 25, 30, 60])('keeps %f frames a second exactly', async (fps) => {
      const file = path(`rate-${fps}.mp4`);
      await encodeAll(charts(30), { ...base, fps, file, codec: 'h264' });
      const [numerator, denominator] = ffprobe(file).streams[0]!.avg_frame_rate.split('/').map(Number);
      expect(numerator! / denominator!).toBeCloseTo(fps, 2);
      expect(Number(ffprobe(file).format.duration)).toBeCloseTo(30 / fps, 2);
    });

    it('writes a GIF of the right length that loops', async () => {
      const file = path('clip.gif');
      await encodeAll(charts(12), { ...base, file, codec: 'gif', facts: someFacts(12, 'gif') });
      const { streams, format } = ffprobe(file);
      expect(Number(streams[0]!.nb_read_frames)).toBe(12);
      expect(Number(format.duration)).toBeCloseTo(0.5, 2);
      expect(readFileSync(file).includes('NETSCAPE2.0')).toBe(true);
      expect(psnr(ffmpegFrames(file, width, height)[5]!, chart(width, height, 5).data)).toBeGreaterThan(28);
    });
  });

  it('writes an animated WebP that reads back', async () => {
    const file = path('clip.webp');
    await encodeAll(charts(12), { ...base, file, codec: 'webp', facts: someFacts(12, 'webp') });
    expect(await probe(file)).toMatchObject({ kind: 'animation', width, height, frames: 12 });
    expect((await probe(file)).seconds).toBeCloseTo(0.5, 6);
    const frames = await collect(decodeVideo(file));
    expect(psnr(frames[7]!.data, chart(width, height, 7).data)).toBeGreaterThan(28);
  });

  it.each([
    ['h264', 'facts.mp4'],
    ['h264', 'facts.mov'],
    ['vp9', 'facts.webm'],
    ['h264', 'facts.mkv'],
    ['webp', 'facts.webp'],
    ['gif', 'facts.gif'],
  ] as const)('keeps the facts of a clip in %s %s', async (codec, name) => {
    const file = path(name);
    const facts = someFacts(3, codec);
    await encodeAll(charts(3), { ...base, file, codec, facts });
    expect(await readFacts(file)).toEqual(facts);
  });

  it('has no facts to read in a clip without them', async () => {
    const file = path('bare.mp4');
    await encodeAll(charts(3), { ...base, file, codec: 'h264' });
    expect(await readFacts(file)).toBeNull();
  });

  it.each(['h264', 'vp9', 'webp', 'gif'] as const)('gives the same bytes for the same frames (%s)', async (codec) => {
    const files = [path(`same-1.${codec}`), path(`same-2.${codec}`)];
    for (const file of files) await encodeAll(charts(10), { ...base, file, codec, facts: someFacts(10, codec) });
    const [one, two] = files.map((file) => readFileSync(file));
    expect(one!.equals(two!)).toBe(true);
  });

  it('applies the mark to every frame, last', async () => {
    const file = path('marked.mp4');
    const seen: number[] = [];
    const mark = (frame: Frame, index: number): Frame => {
      seen.push(index);
      return { ...frame, data: new Uint8Array(frame.data.length).fill(255) };
    };
    await encodeAll(charts(4), { ...base, file, codec: 'h264', mark });
    expect(seen).toEqual([0, 1, 2, 3]);
    for (const frame of await collect(decodeVideo(file))) expect(frame.data.every((value) => value >= 253)).toBe(true);
  });

  it('scales frames of another size to cover', async () => {
    const file = path('scaled.mp4');
    await encodeAll(charts(3, 200, 200), { ...base, file, codec: 'h264' });
    expect(await probe(file)).toMatchObject({ width, height, frames: 3 });
  });

  it('asks for no more frames than the encoder takes', async () => {
    let asked = 0;
    const source = async function* () {
      for (const frame of charts(60)) {
        asked += 1;
        yield frame;
      }
    };
    let done = 0;
    for await (const event of encodeVideo(source(), { ...base, file: path('flow.mp4'), codec: 'h264' })) {
      if (event.type === 'frames') done = event.done;
      expect(asked - done).toBeLessThanOrEqual(1);
    }
    expect(done).toBe(60);
  });

  it('holds no more memory for a long clip than for a short one', async () => {
    const frame = chart(1280, 720);
    const still = function* () {
      for (let i = 0; i < 260; i++) yield frame;
    };
    let early = 0;
    let late = 0;
    for await (const event of encodeVideo(still(), {
      ...base,
      width: 1280,
      height: 720,
      file: path('long.mp4'),
      codec: 'h264',
      frames: 260,
    })) {
      if (event.type !== 'frames') continue;
      if (event.done === 60) early = process.memoryUsage.rss();
      late = Math.max(late, event.done > 60 ? process.memoryUsage.rss() : 0);
    }
    // The frames alone would be 276 MB.
    expect(late - early).toBeLessThan(100e6);
  });

  describe('that fails', () => {
    const empty = (folder: string) => expect(readdirSync(folder)).toEqual([]);
    const folderOf = (name: string) => {
      mkdirSync(path(name));
      return path(name);
    };

    it.each(['h264', 'webp'] as const)('leaves nothing behind when cancelled half-way (%s)', async (codec) => {
      const folder = folderOf(`cancelled-${codec}`);
      const controller = new AbortController();
      const options = { ...base, file: `${folder}/clip.mp4`, codec, signal: controller.signal };
      const run = async () => {
        for await (const event of encodeVideo(charts(100), options)) {
          if (event.type === 'frames' && event.done === 5) controller.abort();
        }
      };
      await expect(run()).rejects.toMatchObject({ name: 'AbortError' });
      empty(folder);
    });

    it('stops at once when cancelled while it waits for a frame', async () => {
      const folder = folderOf('stalled');
      const controller = new AbortController();
      const stalled = async function* () {
        yield chart(width, height);
        await new Promise(() => undefined);
      };
      const running = encodeAll(stalled(), {
        ...base,
        file: `${folder}/clip.mp4`,
        codec: 'h264',
        signal: controller.signal,
      });
      setTimeout(() => controller.abort(), 100);
      await expect(running).rejects.toMatchObject({ name: 'AbortError' });
      empty(folder);
    });

    it('passes on what the frames throw and leaves nothing behind', async () => {
      const folder = folderOf('thrown');
      const broken = function* () {
        yield chart(width, height);
        throw new AkezoraError('runtime_failed', { stage: 'paint', reason: 'test' });
      };
      await expect(encodeAll(broken(), { ...base, file: `${folder}/clip.mp4`, codec: 'h264' })).rejects.toMatchObject({
        code: 'runtime_failed',
      });
      empty(folder);
    });

    it('leaves nothing behind when nobody listens to the end', async () => {
      const folder = folderOf('left');
      for await (const event of encodeVideo(charts(50), { ...base, file: `${folder}/clip.mp4`, codec: 'h264' })) {
        if (event.type === 'frames' && event.done === 3) break;
      }
      empty(folder);
    });

    it.each([
      ['a folder that does not exist', 'none/clip.mp4', 'output_unwritable'],
      ['a name that is a folder', '.', 'output_unwritable'],
      ['a name that is too long', `${'x'.repeat(300)}.mp4`, 'output_unwritable'],
    ])('names %s', async (_, name, code) => {
      await expect(encodeAll(charts(2), { ...base, file: path(name), codec: 'h264' })).rejects.toMatchObject({ code });
    });

    it('names H.264 in a .webm file and odd sizes', async () => {
      await expect(encodeAll(charts(2), { ...base, file: path('x.webm'), codec: 'h264' })).rejects.toMatchObject({
        code: 'request_invalid',
      });
      await expect(
        encodeAll(charts(2), { ...base, width: 321, file: path('x.mp4'), codec: 'h264' }),
      ).rejects.toMatchObject({
        code: 'size_unsupported',
      });
    });

    it('names a full disk and leaves nothing behind', async (context) => {
      const folder = folderOf('full');
      if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status !== 0) {
        console.warn('\n*** SKIPPED: no right to mount a small disk; the full disk is not tried ***\n');
        return context.skip();
      }
      try {
        const run = encodeAll(charts(60), { ...base, file: `${folder}/clip.gif`, codec: 'gif' });
        await expect(run).rejects.toMatchObject({ code: 'not_enough_disk' });
        const video = encodeAll(charts(120), { ...base, file: `${folder}/clip.mp4`, codec: 'h264' });
        await expect(video).rejects.toMatchObject({ code: 'not_enough_disk' });
        empty(folder);
      } finally {
        spawnSync('umount', [folder]);
      }
    });

    it('keeps an older clip of the same name until the new one is whole', async () => {
      const file = path('kept.mp4');
      await encodeAll(charts(3), { ...base, file, codec: 'h264' });
      const before = readFileSync(file);
      const broken = function* () {
        yield chart(width, height);
        throw new Error('no');
      };
      await expect(encodeAll(broken(), { ...base, file, codec: 'h264' })).rejects.toThrow('no');
      expect(readFileSync(file).equals(before)).toBe(true);
      expect(readdirSync(dirname(file)).filter((name) => name.endsWith('.part'))).toEqual([]);
      expect(existsSync(file)).toBe(true);
    });
  });
});

/** BT.709, limited range: as ffprobe sees it, and in the container where the stream itself is silent. */
function expectColours(file: string, name: string, video: ReturnType<typeof ffprobe>['streams'][number]): void {
  const bytes = readFileSync(file);
  if (name.endsWith('.mp4')) expect(bytes.includes(Buffer.from('nclx\0\x01\0\x01\0\x01\0', 'latin1'))).toBe(true);
  if (name.endsWith('.mov')) expect(bytes.includes(Buffer.from('nclc\0\x01\0\x01\0\x01', 'latin1'))).toBe(true);
  else expect(video.color_range).toBe('tv');
  // ffprobe lets the "unspecified" of an HEVC or AV1 stream hide what the container says.
  if (video.codec_name === 'hevc' || video.codec_name === 'av1') return;
  expect([video.color_space, video.color_primaries, video.color_transfer]).toEqual(['bt709', 'bt709', 'bt709']);
}

/** PSNR over the middles of the chart's fields. */
function insidePsnr(decoded: Uint8Array): number {
  const original = chart(width, height).data;
  const [a, b]: [number[], number[]] = [[], []];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (x % 40 < 8 || x % 40 >= 32 || y % 44 < 8 || y % 44 >= 36) continue;
      for (let channel = 0; channel < 3; channel++) {
        a.push(original[(y * width + x) * 4 + channel]!);
        b.push(decoded[(y * width + x) * 4 + channel]!);
      }
    }
  }
  return psnr(Uint8Array.from(a), Uint8Array.from(b), 3);
}
