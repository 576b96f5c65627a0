import { describe, expect, test } from 'vitest';
import type { Frame } from '../../src/video/frame.ts';
import { i420Of, planarFrame, release } from '../../src/video/planar-frame.ts';
import { resample } from '../../src/video/resample.ts';
import { writeI420 } from '../../src/video/yuv.ts';

const [width, height] = [32, 18];

/** A smooth picture: halving its chroma loses little. */
function gradient(): Frame {
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i += 1) {
    const [x, y] = [i % width, Math.floor(i / width)];
    data.set([40 + 5 * x, 200 - 4 * y, 90 + 2 * x + 2 * y], 4 * i);
  }
  return { width, height, data, at: 0.5 };
}

describe('a frame made as I420', () => {
  const rgba = gradient();
  const planes = new Uint8Array((width * height * 3) / 2);
  writeI420(rgba, planes);
  const frame = planarFrame(width, height, planes, 0.5);

  test('gives its planes to encoders, and its pixels to everything else', () => {
    expect(i420Of(frame)).toBe(planes);
    expect(frame.at).toBe(0.5);
    const gaps = frame.data.map((value, i) => Math.abs(value - rgba.data[i]!));
    expect(frame.data.length).toBe(rgba.data.length);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(6);
    expect(frame.data).toBe(frame.data);
  });

  test('loses its planes where its pixels may have changed', () => {
    expect(i420Of({ ...frame, data: new Uint8Array(frame.data.length) })).toBeUndefined();
    expect(i420Of({ ...frame })).toBeUndefined();
    expect({ ...frame }.data).toEqual(frame.data);
    expect(i420Of(rgba)).toBeUndefined();
  });

  test('keeps them when its size is already the wanted one', () => {
    expect(i420Of(resample(frame, width, height))).toBe(planes);
    expect(resample(frame, 16, 10)).toMatchObject({ width: 16, height: 10, at: 0.5 });
  });

  test('gives its bytes back once, and has no pixels then', () => {
    const given: Uint8Array[] = [];
    const used = planarFrame(width, height, planes, 0, (bytes) => given.push(bytes));
    release(used);
    release(used);
    release(frame);
    expect(given).toEqual([planes]);
    expect(i420Of(used)).toBeUndefined();
    expect(() => used.data).toThrow(RangeError);
    expect(i420Of(frame)).toBe(planes);
  });

  test('is refused when sides are odd or bytes are missing', () => {
    expect(() => planarFrame(31, 18, planes, 0)).toThrow(RangeError);
    expect(() => planarFrame(width, height + 2, planes, 0)).toThrow(RangeError);
  });
});
