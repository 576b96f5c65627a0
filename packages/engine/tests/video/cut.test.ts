import { readFileSync } from 'node:fs';
import { generationRequestSchema } from '@akezora/contract';
import { describe, expect, it } from 'vitest';
import { joinVideos } from '../../src/video/cut.ts';
import { decodeVideo } from '../../src/video/decode.ts';
import { encodeAll } from '../../src/video/encode.ts';
import { probe } from '../../src/video/probe.ts';
import { soundOf } from '../../src/video/sound/clip-sound.ts';
import { strengthAt } from '../../src/video/strength.ts';
import { charts, collect, ffmpeg, ffprobe, hasFfmpeg, psnr, scratch } from './media.ts';

const path = scratch();
const width = 320;
const height = 176;

/** A video whose sound is a tone of one pitch. */
function toned(name: string, seconds: number, pitch: number, rate = 44100, channels = 1): string {
  const file = path(name);
  const picture = ['-f', 'lavfi', '-i', `testsrc=s=${width}x${height}:r=24:d=${seconds}`];
  const tone = ['-f', 'lavfi', '-i', `sine=f=${pitch}:d=${seconds}:r=${rate}`];
  ffmpeg(...picture, ...tone, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-ac', String(channels), file);
  return file;
}

/** Sound of a file as 48 kHz mono, decoded by ffmpeg. */
function heard(file: string): Float32Array {
  const raw = path('heard.f32');
  ffmpeg('-i', file, '-vn', '-ac', '1', '-ar', '48000', '-f', 'f32le', raw);
  const bytes = readFileSync(raw);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

/** Strength of one pitch in a stretch of sound (Goertzel). */
function pitchIn(sound: Float32Array, from: number, to: number, pitch: number): number {
  const part = sound.subarray(Math.round(from * 48000), Math.round(to * 48000));
  let [re, im] = [0, 0];
  for (let i = 0; i < part.length; i++) {
    re += part[i]! * Math.cos((2 * Math.PI * pitch * i) / 48000);
    im += part[i]! * Math.sin((2 * Math.PI * pitch * i) / 48000);
  }
  return (2 * Math.hypot(re, im)) / part.length;
}

describe.skipIf(!hasFfmpeg)('cutting and joining', () => {
  it('joins stretches with their sound, each at its place', async () => {
    const low = toned('low.mp4', 2, 440);
    const high = toned('high.mp4', 2, 1320, 48000, 2);
    const file = path('joined.mp4');
    const cuts = [
      { file: low, from: 0.5, to: 1.5 },
      { file: high, from: 0, to: 1 },
    ];
    await collect(joinVideos(cuts, { file, codec: 'h264' }));
    const { streams } = ffprobe(file);
    expect(streams.map((stream) => stream.codec_name)).toEqual(['h264', 'aac']);
    expect(streams[0]).toMatchObject({ nb_read_frames: '48', avg_frame_rate: '24/1' });
    expect(Number(streams[1]!.duration)).toBeCloseTo(2, 1);
    const sound = heard(file);
    expect(pitchIn(sound, 0.1, 0.9, 440)).toBeGreaterThan(0.08);
    expect(pitchIn(sound, 0.1, 0.9, 1320)).toBeLessThan(0.01);
    expect(pitchIn(sound, 1.1, 1.9, 1320)).toBeGreaterThan(0.05);
    expect(pitchIn(sound, 1.1, 1.9, 440)).toBeLessThan(0.01);
    // The change lies within a frame of the cut.
    expect(pitchIn(sound, 0.94, 0.98, 440)).toBeGreaterThan(0.05);
    expect(pitchIn(sound, 1.04, 1.08, 440)).toBeLessThan(0.03);
    const bytes = readFileSync(file);
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
  });

  it('trims to the frame and keeps the pictures', async () => {
    const whole = toned('whole.mp4', 2, 440);
    const file = path('trimmed.webm');
    await collect(joinVideos([{ file: whole, from: 0.75, to: 1.25 }], { file, codec: 'vp9' }));
    expect(ffprobe(file).streams.map((stream) => stream.codec_name)).toEqual(['vp9', 'opus']);
    const [cut, source] = [await collect(decodeVideo(file)), await collect(decodeVideo(whole))];
    expect(cut).toHaveLength(12);
    for (const [index, frame] of cut.entries()) expect(psnr(frame.data, source[18 + index]!.data)).toBeGreaterThan(25);
    expect(pitchIn(heard(file), 0.1, 0.4, 440)).toBeGreaterThan(0.08);
  });

  it('joins silent videos without a sound track, at the first one’s size', async () => {
    const [one, two] = [path('one.mp4'), path('two.mp4')];
    await encodeAll(charts(12), { file: one, width, height, fps: 24, codec: 'h264' });
    await encodeAll(charts(15, 200, 200, 30), { file: two, width: 200, height: 200, fps: 30, codec: 'h264' });
    const file = path('silent.mp4');
    await collect(joinVideos([{ file: one }, { file: two }], { file, codec: 'h264' }));
    expect(await probe(file)).toMatchObject({ width, height, frames: 24, audio: null });
  });

  it('crosses the sounds of a blend', async () => {
    const [low, high] = [toned('fade-low.mp4', 2, 440), toned('fade-high.mp4', 2, 1320)];
    const curve = (from: number, to: number) => [
      { at: 0, value: from },
      { at: 2, value: to },
    ];
    const request = generationRequestSchema.parse({
      prompt: 'x',
      conditions: [
        { source: { kind: 'video', file: low }, strength: curve(1, 0) },
        { source: { kind: 'video', file: high }, strength: curve(0, 1) },
        { source: { kind: 'image', file: 'no.png' } },
      ],
    });
    const sound = soundOf(request, { seconds: 2 });
    expect(sound).toHaveLength(2);
    const file = path('faded.mp4');
    await encodeAll(charts(48), { file, width, height, fps: 24, codec: 'h264', sound });
    const result = heard(file);
    expect(pitchIn(result, 0, 0.3, 440)).toBeGreaterThan(4 * pitchIn(result, 1.7, 2, 440));
    expect(pitchIn(result, 1.7, 2, 1320)).toBeGreaterThan(4 * pitchIn(result, 0, 0.3, 1320));
  });

  it('says which input cannot be read', async () => {
    const run = collect(
      joinVideos([{ file: path('none.mp4') }], { file: path('x.mp4'), codec: 'h264', field: '--recut' }),
    );
    await expect(run).rejects.toMatchObject({ code: 'input_missing', field: '--recut' });
  });
});

describe('numbers of cutting', () => {
  it('reads strengths between their points', () => {
    const curve = [
      { at: 1, value: 0.2 },
      { at: 3, value: 1 },
    ];
    expect([0, 1, 2, 3, 9].map((time) => Number(strengthAt(curve, time).toFixed(3)))).toEqual([0.2, 0.2, 0.6, 1, 1]);
    expect(strengthAt(0.4, 5)).toBe(0.4);
  });

  it.each([
    [30000 / 1001, 30000 / 1001],
    [24.001, 24],
    [17.3, 17.3],
  ])('keeps the rate of the first video: %s becomes %s', async (fps, expected) => {
    const [source, file] = [path(`rate-${fps}.mp4`), path(`joined-${fps}.mp4`)];
    const size = { width: 160, height: 90 };
    await encodeAll(charts(24, size.width, size.height), { file: source, ...size, fps, codec: 'h264' });
    for await (const _ of joinVideos([{ file: source }], { file, codec: 'h264' }));
    expect((await probe(file)).fps).toBeCloseTo(expected, 2);
  });
});
