import { describe, expect, it } from 'vitest';
import { decodeVideo } from '../../src/video/decode.ts';
import { probe } from '../../src/video/probe.ts';
import { spansOf } from '../../src/video/timeline.ts';
import { collect, ffmpeg, ffmpegFrames, ffprobe, hasFfmpeg, psnr, scratch } from './media.ts';

const path = scratch();

describe('the stretches of an edit list', () => {
  it('shows all of a track without one', () => {
    expect(spansOf([])).toEqual([{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, shift: 0 }]);
  });

  it('begins where the first entry begins, which the container library takes as 0', () => {
    expect(spansOf([{ seconds: 2, media: 2.5, rate: 1 }])).toEqual([{ from: 0, to: 2, shift: 0 }]);
  });

  it('waits for an empty entry', () => {
    const edits = [
      { seconds: 0.5, media: undefined, rate: 1 },
      { seconds: 1, media: 0.25, rate: 1 },
    ];
    expect(spansOf(edits)).toEqual([{ from: 0.5, to: 1.5, shift: 0 }]);
  });

  it('plays entries one after another, in their order', () => {
    const edits = [
      { seconds: 1, media: 3, rate: 1 },
      { seconds: 0.5, media: undefined, rate: 1 },
      { seconds: 2, media: 0, rate: 1 },
    ];
    expect(spansOf(edits)).toEqual([
      { from: 0, to: 1, shift: 0 },
      { from: -3, to: -1, shift: 4.5 },
    ]);
  });

  it('takes an entry of no length as the rest', () => {
    expect(spansOf([{ seconds: 0, media: 1, rate: 1 }])).toEqual([{ from: 0, to: Number.POSITIVE_INFINITY, shift: 0 }]);
  });
});

describe.skipIf(!hasFfmpeg)('a clip that was trimmed without coding anew', () => {
  it('does not show, count or time what was cut away', async () => {
    const [whole, trimmed] = [path('whole.mp4'), path('trimmed.mp4')];
    const inputs = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=24:d=6', '-f', 'lavfi', '-i', 'sine=440:d=6'];
    ffmpeg(...inputs, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-g', '240', '-c:a', 'aac', whole);
    ffmpeg('-ss', '2.5', '-i', whole, '-t', '2', '-c', 'copy', trimmed);
    const truth = ffprobe(trimmed);
    const frames = await collect(decodeVideo(trimmed));
    const found = await probe(trimmed);
    expect(frames).toHaveLength(Number(truth.streams[0]!.nb_read_frames));
    expect(found.frames).toBe(frames.length);
    expect(found.fps).toBeCloseTo(24, 3);
    expect(Math.abs(found.seconds - Number(truth.format.duration))).toBeLessThan(0.2);
    expect(frames[0]!.at).toBeCloseTo(0, 3);
    const [shown, cutAway] = [
      ffmpegFrames(trimmed, 320, 180, 'bt601', '+neighbor'),
      ffmpegFrames(whole, 320, 180, 'bt601', '+neighbor'),
    ];
    expect(psnr(frames[0]!.data, shown[0]!)).toBeGreaterThan(30);
    expect(psnr(frames[0]!.data, cutAway[60]!)).toBeGreaterThan(30);
    expect(psnr(frames[0]!.data, cutAway[0]!)).toBeLessThan(25);
  });
});
