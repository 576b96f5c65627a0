import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtKernels, kernelSources } from '../../../../scripts/build-kernels.ts';
import { openDetector } from '../../src/provenance/marks/detect-mark.ts';
import { openInvisibleMark } from '../../src/provenance/marks/invisible-mark.ts';
import { decodePayload, encodePayload } from '../../src/provenance/marks/payload-code.ts';
import { beginning } from '../../src/provenance/marks/tile.ts';

const payload = 0x0123_4567_89ab_cdefn;

/** Waves of some sizes over a slope: smooth and lively parts, another phase for each picture. */
function pictures(width: number, height: number, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, n) => {
    const luma = new Uint8Array(width * height);
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1)
        luma[y * width + x] =
          60 + (100 * x) / width + 30 * Math.sin(y / 37 + n) + (x > width / 2 ? 12 * Math.sin((x * y) / 900 + n) : 0);
    return luma;
  });
}

async function marked(width: number, height: number, count: number): Promise<Uint8Array[]> {
  const mark = await openInvisibleMark(payload, width, height);
  const all = pictures(width, height, count);
  for (const luma of all) mark.add(luma);
  return all;
}

/** What is found in planes of luma. */
async function detectMark(lumas: readonly Uint8Array[], width: number, height: number) {
  const detector = await openDetector(width, height);
  for (const luma of lumas) detector.add(luma);
  return detector.read();
}

/** Part of a plane, from its left and upper border. */
function cropped(luma: Uint8Array, width: number, left: number, top: number, w: number, h: number): Uint8Array {
  return Uint8Array.from({ length: w * h }, (_, i) => luma[(top + Math.floor(i / w)) * width + left + (i % w)]!);
}

/** A plane turned by degrees around its middle; what comes from outside is grey. */
function turned(luma: Uint8Array, width: number, height: number, degrees: number): Uint8Array {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [dx, dy] = [(i % width) - width / 2, Math.floor(i / width) - height / 2];
    const [x, y] = [width / 2 + cos * dx + sin * dy, height / 2 - sin * dx + cos * dy];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) return 128;
    const [a, b, at] = [x - left, y - top, top * width + left];
    return (
      (luma[at]! * (1 - a) + luma[at + 1]! * a) * (1 - b) +
      (luma[at + width]! * (1 - a) + luma[at + width + 1]! * a) * b
    );
  });
}

/** A plane at another size, each value between its four neighbours. */
function scaled(luma: Uint8Array, width: number, height: number, w: number, h: number): Uint8Array {
  return Uint8Array.from({ length: w * h }, (_, i) => {
    const [x, y] = [((i % w) * (width - 1)) / w, (Math.floor(i / w) * (height - 1)) / h];
    const [a, b, at] = [x % 1, y % 1, Math.floor(y) * width + Math.floor(x)];
    return (
      (luma[at]! * (1 - a) + luma[at + 1]! * a) * (1 - b) +
      (luma[at + width]! * (1 - a) + luma[at + width + 1]! * a) * b
    );
  });
}

describe('the invisible mark', () => {
  test('its kernels for reading are what their source compiles to', async () => {
    expect(readFileSync(kernelSources.reading.module, 'utf8')).toBe(await builtKernels('reading'));
  });

  test('of a payload begins at a place of its own, so that two in one picture are told apart', () => {
    expect(beginning(payload)).not.toEqual(beginning(payload + 1n));
  });

  test('is read from pictures that are turned by 3°, and mirrored ones', async () => {
    const planes = await marked(640, 360, 3);
    const other = planes.map((luma) => turned(luma, 640, 360, 3));
    expect(await detectMark(other, 640, 360)).toMatchObject({ found: true, payload });
    const mirror = planes.map((luma) => luma.map((_, i) => luma[i - (i % 640) + 639 - (i % 640)]!));
    expect(await detectMark(mirror, 640, 360)).toMatchObject({ found: true, payload });
  });

  test('is the same in each picture, and in each run', async () => {
    const [first, second] = [await openInvisibleMark(payload, 336, 192), await openInvisibleMark(payload, 336, 192)];
    const plane = pictures(336, 192, 1)[0]!;
    const once = plane.slice();
    first.add(once);
    for (let i = 0; i < 5; i += 1) {
      const again = plane.slice();
      second.add(again);
      expect(again).toEqual(once);
    }
  });
  test('its kernels are what their source compiles to', async () => {
    expect(readFileSync(kernelSources.marks.module, 'utf8')).toBe(await builtKernels('marks'));
  });

  test('the code gives a payload back with a tenth of its signs wrong, and none when half are', () => {
    const soft = Float64Array.from(encodePayload(payload));
    expect(decodePayload(soft.map((sign, i) => (i % 10 === 3 ? -sign : sign)))).toBe(payload);
    expect(decodePayload(soft.map((sign, i) => (i % 7 < 3 ? -sign : sign)))).toBeUndefined();
    expect(() => encodePayload(1n << 64n)).toThrow(RangeError);
  });

  test('is read from the whole picture, and from half of each side', async () => {
    const planes = await marked(640, 360, 3);
    expect(await detectMark(planes, 640, 360)).toMatchObject({ found: true, payload });
    const part = planes.map((luma) => cropped(luma, 640, 131, 77, 320, 180));
    expect(await detectMark(part, 320, 180)).toMatchObject({ found: true, payload });
  });

  test('is read at another size and brightness', async () => {
    const planes = await marked(854, 480, 4);
    const other = planes.map((luma) => scaled(luma, 854, 480, 640, 360).map((value) => value * 0.7));
    expect(await detectMark(other, 640, 360)).toMatchObject({ found: true, payload });
  });

  test('none is read from pictures without it', async () => {
    expect(await detectMark(pictures(320, 180, 2), 320, 180)).toMatchObject({ found: false });
  }, 180_000);

  test('keeps smooth parts above 50 dB', async () => {
    const [width, height] = [640, 360];
    const luma = new Uint8Array(width * height).fill(120);
    (await openInvisibleMark(payload, width, height)).add(luma);
    const error = luma.reduce((sum, value) => sum + (value - 120) ** 2, 0) / luma.length;
    expect(error).toBeGreaterThan(0.1);
    expect(10 * Math.log10(255 ** 2 / error)).toBeGreaterThan(50);
  });

  test('reaches the last pixels of sides that are no multiple of eight', async () => {
    const luma = new Uint8Array(202 * 118).fill(120);
    (await openInvisibleMark(payload, 202, 118)).add(luma);
    const corner = cropped(luma, 202, 196, 112, 6, 6);
    expect(corner.some((value) => value !== 120)).toBe(true);
    expect(luma.every((value) => Math.abs(value - 120) <= 2)).toBe(true);
  });
});
