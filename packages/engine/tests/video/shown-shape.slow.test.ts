import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeVideo } from '../../src/video/decode.ts';
import { probe } from '../../src/video/probe.ts';
import { collect, ffmpeg, hasFfmpeg, rootMeanSquare, scratch, shownByFfmpeg } from './media.ts';

const path = scratch();
const source = ['-f', 'lavfi', '-i', 'testsrc2=s=192x144:r=24:d=0.17'];
const fast: Record<string, string[]> = {
  h264: ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
  hevc: ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error', '-pix_fmt', 'yuv420p'],
  vp9: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'],
  av1: ['-c:v', 'libaom-av1', '-usage', 'realtime', '-cpu-used', '8'],
};

function made(name: string, codec: string, ...how: string[]): string {
  ffmpeg(...source, ...how, ...fast[codec]!, path(name));
  return path(name);
}

/** What ffmpeg shows of a file, in square pixels and upright: `ffmpeg -i FILE -vf scale=iw*sar:ih,setsar=1 …`. */
async function likeFfmpeg(file: string): Promise<{ width: number; height: number }> {
  const frames = await collect(decodeVideo(file));
  const truth = shownByFfmpeg(file);
  expect(frames).toHaveLength(truth.frames.length);
  const { width, height } = truth;
  expect(await probe(file)).toMatchObject({ width, height });
  for (const [index, frame] of frames.entries()) {
    expect(frame).toMatchObject({ width, height });
    expect(rootMeanSquare(frame.data, truth.frames[index]!)).toBeLessThan(3);
  }
  return { width, height };
}

/** An MP4 whose track header (ISO/IEC 14496-12, 8.3.2) has another matrix or width. */
function withTrackHeader(name: string, change: (bytes: Buffer, matrix: number) => void): string {
  const plain = made('plain.mp4', 'h264', '-vf', 'setsar=0');
  const bytes = readFileSync(plain);
  change(bytes, bytes.indexOf('tkhd') + 4 + 40);
  writeFileSync(path(name), bytes);
  return path(name);
}

describe.skipIf(!hasFfmpeg)('the shape that a video is shown in', () => {
  it.each([
    ['h264', 'a.mp4', '64/45', 273],
    ['h264', 'b.mkv', '8/9', 170],
    ['h264', 'c.mov', '4/3', 256],
    ['hevc', 'd.mp4', '64/45', 273],
    ['vp9', 'e.webm', '10/11', 175],
    ['av1', 'f.mp4', '3/2', 288],
  ])('%s, %s: pixels of %s are made square', async (codec, name, aspect, width) => {
    expect(await likeFfmpeg(made(name, codec, '-vf', `setsar=${aspect}`))).toEqual({ width, height: 144 });
  });

  it('follows the container where the stream says another shape', async () => {
    const inner = path('inner.mp4');
    ffmpeg(
      '-i',
      made('outer.mp4', 'h264', '-vf', 'setsar=4/3'),
      '-c',
      'copy',
      '-bsf:v',
      'h264_metadata=sample_aspect_ratio=8/9',
      inner,
    );
    expect(await likeFfmpeg(inner)).toEqual({ width: 256, height: 144 });
  });

  it.each([['h264'], ['hevc']])('follows a %s stream where the container says nothing', async (codec) => {
    const file = made(`stream-${codec}.mp4`, codec, '-vf', 'setsar=4/3');
    const bytes = readFileSync(file);
    // Without its name the box is one that nobody knows.
    bytes.write('free', bytes.indexOf('pasp'), 'latin1');
    writeFileSync(file, bytes);
    expect(await likeFfmpeg(file)).toEqual({ width: 256, height: 144 });
  });

  it('follows a QuickTime track that is wider than its pictures', async () => {
    const file = withTrackHeader('track.mp4', (bytes, matrix) => bytes.writeUInt32BE(256 << 16, matrix + 36));
    expect(await likeFfmpeg(file)).toEqual({ width: 256, height: 144 });
  });

  const one = 65536;
  it.each([
    ['turned right', [0, one, 0, -one, 0], 144],
    ['turned left', [0, -one, 0, one, 0], 144],
    ['upside down', [-one, 0, 0, 0, -one], 192],
    ['mirrored', [-one, 0, 0, 0, one], 192],
    ['mirrored top to bottom', [one, 0, 0, 0, -one], 192],
    ['turned and mirrored', [0, one, 0, one, 0], 144],
    ['turned and mirrored the other way', [0, -one, 0, -one, 0], 144],
    ['stretched by its matrix', [1.5 * one, 0, 0, 0, one], 288],
  ])('shows a picture %s as its matrix says', async (name, numbers, width) => {
    const file = withTrackHeader(`${name}.mp4`, (bytes, matrix) => {
      for (const [index, number] of numbers.entries()) bytes.writeInt32BE(number, matrix + index * 4);
    });
    expect((await likeFfmpeg(file)).width).toBe(width);
  });

  it('stretches what is upright', async () => {
    const flat = made('flat.mp4', 'h264', '-vf', 'gblur=sigma=2,setsar=4/3');
    ffmpeg('-i', flat, '-c', 'copy', '-metadata:s:v', 'rotate=90', path('upright.mp4'));
    expect(await likeFfmpeg(path('upright.mp4'))).toEqual({ width: 108, height: 192 });
  });

  it('is that of the stream where the container does not know how it is cropped', async () => {
    const whole = made('whole.mp4', 'h264');
    ffmpeg('-i', whole, '-c', 'copy', '-bsf:v', 'h264_metadata=crop_right=12:crop_bottom=8', path('cropped.mp4'));
    expect(await likeFfmpeg(path('cropped.mp4'))).toEqual({ width: 180, height: 136 });
  });
});
