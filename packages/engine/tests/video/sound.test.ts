import { beforeAll, describe, expect, it } from 'vitest';
import { stereoMix } from '../../src/video/sound/downmix.ts';
import { openSamples } from '../../src/video/sound/reader.ts';
import { createResampler } from '../../src/video/sound/resampler.ts';
import { usualSpeakers } from '../../src/video/sound/speakers.ts';
import { hasFfmpeg, scratch } from './media.ts';
import { corpusSeconds, heardByFfmpeg, likeness, makeCorpus, panOf, soundCases } from './sound-corpus.ts';

const path = scratch();

/** All sound of a file, as the engine hears it. */
async function heardByUs(file: string, from = 0, to?: number): Promise<Float32Array> {
  const reader = await openSamples({ file, from, to });
  if (reader === undefined) return new Float32Array(0);
  try {
    return await reader.read(60 * 48_000);
  } finally {
    await reader.close();
  }
}

describe.skipIf(!hasFfmpeg)('sound of every codec, container, layout and rate', () => {
  let theirs: Float32Array[] = [];
  beforeAll(() => {
    makeCorpus(path);
    theirs = heardByFfmpeg(
      soundCases.map(({ name, layout }) => ({ file: path(name), pan: panOf(layout) })),
      path,
    );
  });

  it.each(soundCases.map((one, index) => ({ ...one, index })))(
    'hears $name as ffmpeg does',
    async ({ name, alike, index }) => {
      const ours = await heardByUs(path(name));
      const truth = theirs[index]!;
      const like = likeness(ours, truth);
      expect(like.alike).toBeGreaterThan(alike);
      expect(Math.abs(like.offset)).toBeLessThan(48);
      expect(Math.abs(like.decibels)).toBeLessThan(0.2);
      // Codecs pad their last packet. Containers differ in whether they say so, and ffmpeg does not cut at the end of an edit.
      const seconds = ours.length / 2 / 48_000;
      const differences = [seconds - truth.length / 2 / 48_000, seconds - corpusSeconds];
      expect(Math.min(...differences.map(Math.abs))).toBeLessThan(0.025);
    },
  );

  it('begins in the middle of a file at the same sample', async () => {
    const whole = await heardByUs(path('aac-5.1.mp4'));
    const part = await heardByUs(path('aac-5.1.mp4'), 0.5, 1);
    expect(part.length).toBe(48_000);
    const like = likeness(part, whole.subarray(48_000, 96_000));
    expect(like).toMatchObject({ offset: 0 });
    expect(like.alike).toBeGreaterThan(0.999);
  });
});

describe('a mix to stereo', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('of %i channels at full scale does not clip', (channels) => {
    const { left, right } = stereoMix(usualSpeakers(channels));
    const most = Math.max(...[left, right].map((side) => side.reduce((sum, share) => sum + share, 0)));
    expect(most).toBeGreaterThan(0.999);
    expect(most).toBeLessThanOrEqual(1 + 1e-9);
  });

  it('keeps what is behind, on its side, 3 dB below the front', () => {
    const { left, right } = stereoMix(['FL', 'FR', 'FC', 'LFE', 'BL', 'BR']);
    expect(20 * Math.log10(left[4]! / left[0]!)).toBeCloseTo(-3.01, 1);
    expect(right[4]).toBe(0);
    expect(left[3]).toBe(0);
  });
});

describe('resampling', () => {
  /** A tone, resampled in pieces of uneven length. */
  function tone(frequency: number, from: number, seconds: number): Float32Array {
    const samples = new Float32Array(Math.round(from * seconds) * 2);
    for (let i = 0; i < samples.length / 2; i++)
      samples.fill(Math.sin((2 * Math.PI * frequency * i) / from), 2 * i, 2 * i + 2);
    const resampler = createResampler(from, 48_000);
    const parts: Float32Array[] = [];
    for (let at = 0, length = 2; at < samples.length; at += length, length = (length * 3 + 14) % 4000)
      parts.push(resampler.push(samples.slice(at, at + length)));
    parts.push(resampler.finish());
    const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  /** Error against the same tone made at 48 kHz, in decibels, in a stretch. */
  function error(samples: Float32Array, frequency: number, from: number, to: number): number {
    let [sum, count] = [0, 0];
    for (let i = Math.round(from * 48_000); i < Math.round(to * 48_000); i++) {
      sum += (samples[i * 2]! - Math.sin((2 * Math.PI * frequency * i) / 48_000)) ** 2;
      count += 1;
    }
    return 10 * Math.log10(sum / count / 0.5);
  }

  it.each([8000, 11_025, 22_050, 44_056, 44_100, 96_000, 192_000])(
    'keeps a tone of %i Hz sound in place to the end',
    (rate) => {
      const samples = tone(997, rate, 4);
      expect(samples.length / 2).toBe(4 * 48_000);
      expect(error(samples, 997, 0.1, 0.2)).toBeLessThan(-60);
      expect(error(samples, 997, 3.8, 3.9)).toBeLessThan(-60);
    },
  );

  it('does not drift in ten minutes', () => {
    // 10 minutes of a tone whose phase would tell a drift of 0.1 ms as an error of -4 dB.
    const samples = tone(997, 11_025, 600);
    expect(error(samples, 997, 0.5, 1)).toBeLessThan(-60);
    expect(error(samples, 997, 599, 599.5)).toBeLessThan(-60);
  });

  it.each([
    [96_000, 30_000],
    [192_000, 70_000],
    [88_200, 26_000],
  ])('at %i Hz leaves out %i Hz, which nobody hears, instead of folding it back', (rate, frequency) => {
    const samples = tone(frequency, rate, 0.5);
    const loudest = samples.subarray(4000, -4000).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(20 * Math.log10(loudest)).toBeLessThan(-75);
  });
});
