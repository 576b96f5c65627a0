import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/video/frame.ts';
import { resampleRate } from '../../src/video/rate.ts';
import { crop, resample, rotateFrame } from '../../src/video/resample.ts';
import { chart, collect } from './media.ts';

const plain = (width: number, height: number, value: number): Frame => ({
  width,
  height,
  data: new Uint8Array(width * height * 4).fill(value),
  at: 0,
});

describe('scaling', () => {
  it('takes the mean of the covered area when it shrinks by whole numbers', () => {
    const frame = chart(12, 8);
    const small = resample(frame, 3, 2, { fit: 'fill' });
    for (let y = 0; y < 2; y++) {
      for (let x = 0; x < 3; x++) {
        let sum = 0;
        for (let v = 0; v < 4; v++) for (let u = 0; u < 4; u++) sum += frame.data[((y * 4 + v) * 12 + x * 4 + u) * 4]!;
        expect(Math.abs(small.data[(y * 3 + x) * 4]! - sum / 16)).toBeLessThanOrEqual(0.51);
      }
    }
  });

  it('enlarges parabolas exactly, as Keys’ cubic does', () => {
    const height = (x: number) => 10 + (x - 20) ** 2 / 2;
    const frame = plain(41, 3, 0);
    for (let i = 0; i < 41 * 3; i++) frame.data.fill(height(i % 41), i * 4, i * 4 + 4);
    const out = resample(frame, 164, 3, { fit: 'fill' });
    for (let x = 8; x < 156; x++) {
      const exact = height((x + 0.5) / 4 - 0.5);
      expect(Math.abs(out.data[(164 + x) * 4]! - exact)).toBeLessThanOrEqual(1.2);
    }
  });

  it('keeps plain pictures plain at any size and fitting', () => {
    const side = fc.integer({ min: 1, max: 70 });
    fc.assert(
      fc.property(side, side, side, side, fc.constantFrom('cover' as const, 'fill' as const), (w, h, tw, th, fit) => {
        const out = resample(plain(w, h, 137), tw, th, { fit });
        return out.width === tw && out.height === th && out.data.every((value) => value === 137);
      }),
      { numRuns: 200 },
    );
  });

  it('cuts around the centre that is asked for', () => {
    const frame = plain(40, 10, 0);
    for (let y = 0; y < 10; y++) frame.data.fill(255, (y * 40 + 30) * 4, (y * 40 + 40) * 4);
    expect(resample(frame, 10, 10, { centre: { x: 1, y: 0.5 } }).data.every((value) => value === 255)).toBe(true);
    expect(resample(frame, 10, 10, { centre: { x: 0, y: 0.5 } }).data.every((value) => value === 0)).toBe(true);
  });

  it('adds bars when the whole picture must show', () => {
    const out = resample(plain(20, 20, 255), 40, 20, { fit: 'contain', background: [1, 2, 3] });
    expect([...out.data.subarray(0, 4)]).toEqual([1, 2, 3, 255]);
    expect([...out.data.subarray(20 * 4, 21 * 4)]).toEqual([255, 255, 255, 255]);
  });

  it('crops whole pixels and stays inside', () => {
    const frame = chart(20, 10);
    const part = crop(frame, { x: 5, y: 3, width: 6, height: 4 });
    expect(part).toMatchObject({ width: 6, height: 4 });
    expect([...part.data.subarray(0, 24)]).toEqual([...frame.data.subarray((3 * 20 + 5) * 4, (3 * 20 + 11) * 4)]);
    expect(crop(frame, { x: 18, y: -5, width: 10, height: 50 })).toMatchObject({ width: 10, height: 10 });
  });

  it.each([90, 180, 270] as const)('turns by %i degrees as libvips does', async (degrees) => {
    const frame = chart(24, 10);
    const raw = { raw: { width: 24, height: 10, channels: 4 as const } };
    const truth = await sharp(frame.data, raw).rotate(degrees).raw().toBuffer({ resolveWithObject: true });
    const turned = rotateFrame(frame, degrees);
    expect([turned.width, turned.height]).toEqual([truth.info.width, truth.info.height]);
    expect(Buffer.from(turned.data).equals(truth.data)).toBe(true);
  });
});

describe('rates', () => {
  const at = async function* (...times: number[]) {
    for (const time of times) yield { ...plain(1, 1, Math.round(time * 100)), at: time };
  };

  it.each([
    [24, 12, 24, 12],
    [12, 24, 12, 24],
    [30, 24, 60, 48],
    [23.976, 24, 48, 48],
  ])('turns %f frames a second into %f', async (from, to, given, expected) => {
    const frames = await collect(resampleRate(at(...Array.from({ length: given }, (_, i) => i / from)), to));
    expect(frames).toHaveLength(expected);
    expect(frames.map((frame) => frame.at)).toEqual(Array.from({ length: expected }, (_, i) => i / to));
  });

  it('shows at each moment the frame that was on show', async () => {
    const frames = await collect(resampleRate(at(0, 0.1, 0.5, 0.6), 10, { to: 0.8 }));
    expect(frames.map((frame) => frame.data[0])).toEqual([0, 10, 10, 10, 10, 50, 60, 60]);
  });

  it('gives nothing for nothing and holds a single frame', async () => {
    expect(await collect(resampleRate(at(), 24))).toEqual([]);
    expect(await collect(resampleRate(at(0), 24, { to: 0.5 }))).toHaveLength(12);
  });
});
