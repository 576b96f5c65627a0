import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeVideo } from '../../src/video/decode.ts';
import { encodeAll } from '../../src/video/encode.ts';
import { decodeImage } from '../../src/video/image.ts';
import { probe } from '../../src/video/probe.ts';
import { chart, charts, collect, ffmpeg, ffmpegFrames, hasFfmpeg, psnr, scratch } from './media.ts';

const path = scratch();
const width = 320;
const height = 176;

/** A drifting picture with sharp and soft parts, made by ffmpeg, coded as asked. */
function made(name: string, seconds: number, ...how: string[]): string {
  const file = path(name);
  ffmpeg('-f', 'lavfi', '-i', `testsrc=s=${width}x${height}:r=24:d=${seconds}`, ...how, file);
  return file;
}

const x264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p'];

describe('decoding', () => {
  describe.skipIf(!hasFfmpeg)('files that ffmpeg made', () => {
    it.each([
      ['h264 with B-frames, mp4', 'a.mp4', [...x264, '-bf', '3']],
      ['h264, mov', 'a.mov', x264],
      ['h264, mkv', 'a.mkv', x264],
      ['h264 4:4:4', 'b.mp4', ['-c:v', 'libx264', '-pix_fmt', 'yuv444p']],
      ['h264 10 bit', 'c.mp4', ['-c:v', 'libx264', '-pix_fmt', 'yuv420p10le']],
      [
        'hevc',
        'd.mp4',
        ['-c:v', 'libx265', '-pix_fmt', 'yuv420p', '-x265-params', 'log-level=error', '-tag:v', 'hvc1'],
      ],
      [
        'vp9',
        'e.webm',
        ['-c:v', 'libvpx-vp9', '-b:v', '2M', '-pix_fmt', 'yuv420p', '-deadline', 'realtime', '-cpu-used', '8'],
      ],
      [
        'vp8',
        'f.webm',
        ['-c:v', 'libvpx', '-b:v', '2M', '-pix_fmt', 'yuv420p', '-deadline', 'realtime', '-cpu-used', '8'],
      ],
      ['av1', 'g.mp4', ['-c:v', 'libaom-av1', '-cpu-used', '8', '-usage', 'realtime', '-pix_fmt', 'yuv420p']],
    ])('%s gives the frames ffmpeg gives, in order', async (_, name, how) => {
      const file = made(name, 0.5, ...how);
      const frames = await collect(decodeVideo(file));
      expect(frames).toHaveLength(12);
      // A small video without colour tags is BT.601; chroma is repeated, as ours is, so that edges agree.
      const truth = ffmpegFrames(file, width, height, 'bt601', '+neighbor');
      for (const [index, frame] of frames.entries()) {
        expect(frame).toMatchObject({ width, height });
        expect(frame.at).toBeCloseTo(index / 24, 2);
        expect(psnr(frame.data, truth[index]!)).toBeGreaterThan(32);
      }
    });

    it('honours rotation', async () => {
      const upright = made('upright.mp4', 0.2, ...x264);
      const turned = path('turned.mp4');
      ffmpeg('-i', upright, '-c', 'copy', '-metadata:s:v', 'rotate=90', turned);
      const [frame] = await collect(decodeVideo(turned));
      expect(frame).toMatchObject({ width: height, height: width });
      expect(await probe(turned)).toMatchObject({ width: height, height: width });
      const [truth] = ffmpegFrames(turned, height, width, 'bt601');
      expect(psnr(frame!.data, truth!)).toBeGreaterThan(20);
    });

    it('takes the stretch that was asked for, from between key frames', async () => {
      const file = made('long.mp4', 4, ...x264, '-g', '48');
      const frames = await collect(decodeVideo(file, { from: 1.5, to: 2.25 }));
      expect(frames.map((frame) => Math.round(frame.at * 24))).toEqual(Array.from({ length: 18 }, (_, i) => 36 + i));
      const all = await collect(decodeVideo(file));
      expect(all).toHaveLength(96);
      expect(psnr(frames[0]!.data, all[36]!.data)).toBe(Number.POSITIVE_INFINITY);
    });

    it('converts the rate on the way', async () => {
      const file = made('rate.mp4', 2, ...x264);
      const frames = await collect(decodeVideo(file, { from: 0.5, to: 1.5, fps: 12 }));
      expect(frames.map((frame) => frame.at)).toEqual(Array.from({ length: 12 }, (_, i) => 0.5 + i / 12));
    });

    it('says what a file is, whatever its name says', async () => {
      const file = path('sound.jpg');
      const video = ['-f', 'lavfi', '-i', 'testsrc=s=320x176:r=25:d=1', '-f', 'lavfi', '-i', 'sine=d=1'];
      ffmpeg(...video, ...x264, '-c:a', 'aac', '-ac', '2', '-ar', '44100', '-f', 'mp4', file);
      const found = await probe(file);
      expect(found).toMatchObject({ kind: 'video', format: 'mp4', videoCodec: 'avc', frames: 25, width, height });
      expect(found.audio).toEqual({ codec: 'aac', sampleRate: 44100, channels: 2 });
      expect(found.fps).toBeCloseTo(25, 3);
      expect(await collect(decodeVideo(file))).toHaveLength(25);
    });

    it('names a file that is cut off', async () => {
      const whole = readFileSync(made('tail.mp4', 2, ...x264));
      writeFileSync(path('cut.mp4'), whole.subarray(0, whole.length >> 1));
      await expect(collect(decodeVideo(path('cut.mp4')))).rejects.toMatchObject({ code: 'input_unreadable' });
      const front = readFileSync(made('front.mp4', 2, ...x264, '-movflags', 'faststart'));
      writeFileSync(path('cut2.mp4'), front.subarray(0, front.length >> 1));
      await expect(collect(decodeVideo(path('cut2.mp4')))).rejects.toMatchObject({ code: 'input_unreadable' });
    });
  });

  it('shows animations frame by frame with their delays', async () => {
    const file = path('delays.gif');
    const colours = ['#ff0000', '#00ff00', '#0000ff'];
    const pages = await Promise.all(
      colours.map((background) =>
        sharp({ create: { width: 32, height: 16, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    await sharp(pages, { join: { animated: true } })
      .gif({ delay: [100, 200, 300] })
      .toFile(file);
    const frames = await collect(decodeVideo(file));
    expect(frames.map((frame) => Number(frame.at.toFixed(3)))).toEqual([0, 0.1, 0.3]);
    expect([...frames[1]!.data.subarray(0, 4)]).toEqual([0, 255, 0, 255]);
    expect(await probe(file)).toMatchObject({ kind: 'animation', frames: 3 });
    expect((await collect(decodeVideo(file, { fps: 10 }))).length).toBe(6);
  });

  it('stops when it is cancelled', async () => {
    const file = path('cancel.mp4');
    await encodeAll(charts(40), { file, width, height, fps: 24, codec: 'h264' });
    const controller = new AbortController();
    const run = async () => {
      for await (const _ of decodeVideo(file, { signal: controller.signal })) controller.abort();
    };
    await expect(run()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('decodes its own clips back', async () => {
    const file = path('own.mp4');
    await encodeAll(charts(10), { file, width, height, fps: 24, codec: 'h264' });
    const frames = await collect(decodeVideo(file));
    expect(frames).toHaveLength(10);
    for (const [index, frame] of frames.entries())
      expect(psnr(frame.data, chart(width, height, index).data)).toBeGreaterThan(28);
  });
});

describe('still pictures', () => {
  const { data } = chart(64, 40);
  const raw = { raw: { width: 64, height: 40, channels: 4 as const } };

  it.each(['png', 'jpeg', 'webp', 'gif', 'avif'] as const)('decodes %s under a misleading name', async (format) => {
    const file = path(`picture-${format}.txt`);
    await sharp(data, raw).toFormat(format, { quality: 95 }).toFile(file);
    const frame = await decodeImage(file);
    expect(frame).toMatchObject({ width: 64, height: 40, at: 0 });
    expect(psnr(frame.data, data)).toBeGreaterThan(20);
    expect(await probe(file)).toMatchObject({ kind: 'image', format, width: 64, height: 40, frames: 1 });
  });

  it('stands upright by its EXIF orientation', async () => {
    const file = path('turned.jpg');
    await sharp(data, raw).removeAlpha().jpeg({ quality: 98 }).withMetadata({ orientation: 6 }).toFile(file);
    const frame = await decodeImage(file);
    expect(frame).toMatchObject({ width: 40, height: 64 });
    const truth = await sharp(data, raw).rotate(90).raw().toBuffer();
    expect(psnr(frame.data, truth)).toBeGreaterThan(22);
    expect(await probe(file)).toMatchObject({ width: 40, height: 64 });
  });

  it('lays transparent parts on white', async () => {
    const file = path('clear.png');
    await sharp({ create: { width: 8, height: 8, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
      .png()
      .toFile(file);
    expect([...(await decodeImage(file)).data.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
  });

  it('refuses more pixels than the limit, before decoding', async () => {
    const file = path('large.png');
    await sharp({ create: { width: 3000, height: 3000, channels: 3, background: '#888888' } })
      .png()
      .toFile(file);
    await expect(decodeImage(file, { limits: { pixels: 1e6 } })).rejects.toMatchObject({ code: 'input_too_large' });
  });
});

describe('bad input', () => {
  const jpeg = async () =>
    sharp(chart(64, 40).data, { raw: { width: 64, height: 40, channels: 4 } })
      .jpeg()
      .toBuffer();
  const cases: readonly (readonly [string, () => Promise<string> | string, string])[] = [
    ['a missing file', () => path('nowhere.png'), 'input_missing'],
    ['an empty file', () => write('empty.mp4', Buffer.alloc(0)), 'input_unreadable'],
    ['a folder', () => folder('folder.mp4'), 'input_unreadable'],
    ['a text named .mp4', () => write('text.mp4', Buffer.from('hello world, this is not a film')), 'input_unreadable'],
    [
      'bytes of noise',
      () => write('noise.png', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) & 255))),
      'input_unreadable',
    ],
    [
      'the head of an MP4',
      () => write('head.mp4', Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isomiso2', 'latin1')),
      'input_unreadable',
    ],
    ['a cut JPEG', async () => write('cut.jpg', (await jpeg()).subarray(0, 300)), 'input_unreadable'],
  ];
  const write = (name: string, bytes: Uint8Array) => {
    writeFileSync(path(name), bytes);
    return path(name);
  };

  const folder = (name: string) => {
    mkdirSync(path(name), { recursive: true });
    return path(name);
  };

  it.each(cases)('%s is named with its field in both languages', async (_, file, code) => {
    const named = await file();
    for (const work of [
      () => collect(decodeVideo(named, { field: '--video' })),
      () => decodeImage(named, { field: '--video' }),
      () => probe(named, { field: '--video' }),
    ]) {
      const error = await work().then(
        () => undefined,
        (thrown) => thrown,
      );
      expect(error).toMatchObject({ name: 'AkezoraError', code, field: '--video' });
      expect(error.text.en).toContain(named);
      expect(error.text.ja).toContain(named);
    }
  });

  it('tells a picture from a video', async () => {
    const picture = write('really.mp4', await jpeg());
    await expect(collect(decodeVideo(picture))).rejects.toMatchObject({ code: 'input_unreadable' });
    const film = path('film.png');
    await encodeAll(charts(3), { file: path('film.mp4'), width, height, fps: 24, codec: 'h264' });
    write('film.png', readFileSync(path('film.mp4')));
    await expect(decodeImage(film)).rejects.toMatchObject({ code: 'input_unreadable' });
  });

  it('refuses files beyond the limit of bytes', async () => {
    const file = write('big.jpg', await jpeg());
    await expect(probe(file, { limits: { imageBytes: 100 } })).rejects.toMatchObject({ code: 'input_too_large' });
  });
});
