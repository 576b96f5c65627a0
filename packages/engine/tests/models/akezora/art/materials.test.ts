import { describe, expect, test } from 'vitest';
import { openArt } from '../../../../src/models/akezora/art/art.ts';
import { blurred, grainAt } from '../../../../src/models/akezora/art/blur.ts';
import { madeOf } from '../../../../src/models/akezora/art/materials.ts';
import { type Drawings, withMargin } from '../../../../src/models/akezora/compositor/picture.ts';
import { materials } from '../../../../src/models/akezora/scene/textures.ts';

const art = openArt();
async function drawing(name: string, count = 1): Promise<Drawings> {
  const { width, height, drawings } = await (await art).sprite(name);
  const data = new Uint8Array(4 * width * height * count);
  for (let i = 0; i < count; i += 1) data.set(drawings[i]!, 4 * width * height * i);
  return withMargin({ width, height, data });
}
const covered = ({ data }: Drawings, least = 200) => data.filter((value, i) => i % 4 === 3 && value >= least).length;
const lightAt = ({ data }: Drawings, i: number) => 0.3 * data[i]! + 0.59 * data[i + 1]! + 0.11 * data[i + 2]!;

/** A grey shape of 208 × 208: what is undefined is empty. */
function shape(grey: (x: number, y: number) => number | undefined): Drawings {
  const data = new Uint8Array(4 * 208 * 208);
  for (let i = 0; i < 208 * 208; i += 1) {
    const value = grey(i % 208, Math.floor(i / 208));
    if (value !== undefined) data.set([value, value, value, 255], 4 * i);
  }
  return { width: 208, height: 208, data };
}

test('a blur spreads a point evenly to all sides, loses nothing, and goes round a picture that repeats', () => {
  const values = new Float32Array(31 * 31);
  values[15 * 31 + 15] = 1;
  const spread = blurred({ width: 31, height: 31, values }, 3).values;
  expect(spread.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5);
  expect(spread[15 * 31 + 18]).toBeCloseTo(spread[12 * 31 + 15]!, 6);
  // Twice a box of seven pixels: a triangle, highest in the middle with 1/7 each way.
  expect(spread[15 * 31 + 15]).toBeCloseTo(1 / 49, 5);
  const edge = new Float32Array(31 * 31);
  edge[15 * 31] = 1;
  expect(blurred({ width: 31, height: 31, values: edge }, 3, true).values[15 * 31 + 30]).toBeGreaterThan(0.01);
});

test('grain is even, without bias, and the same for the same pixel', () => {
  const values = Array.from({ length: 4096 }, (_, i) => grainAt(i % 64, i >> 6, 5));
  expect(values.reduce((sum, one) => sum + one, 0) / 4096).toBeCloseTo(0.5, 1);
  expect(new Set(values).size).toBeGreaterThan(4000);
  expect(grainAt(3, 4, 5)).toBe(grainAt(3, 4, 5));
});

describe('a material', () => {
  test.each(materials)('%s is the same each time, and leaves what is far from the shape empty', async (material) => {
    const before = await drawing('cow');
    const after = madeOf(before, material);
    expect(after).toMatchObject({ width: before.width, height: before.height });
    expect(Buffer.from(after.data).equals(Buffer.from(madeOf(before, material).data))).toBe(true);
    for (let i = 3; i < 4 * before.width; i += 4) expect(after.data[i]).toBeLessThan(30);
  });

  test('of card has a white rim all round, outside the shape, and a shadow under its right edge', async () => {
    const before = await drawing('T-Rex');
    const after = madeOf(before, 'papercraft');
    let [rim, white, shadow] = [0, 0, 0];
    for (let i = 0; i < before.data.length; i += 4) {
      if (before.data[i + 3]! > 8) continue;
      if (after.data[i + 3]! > 230) {
        rim += 1;
        white += lightAt(after, i) > 205 ? 1 : 0;
      } else if (after.data[i + 3]! > 30 && lightAt(after, i) < 60) shadow += 1;
    }
    expect(rim).toBeGreaterThan(500);
    expect(white / rim).toBeGreaterThan(0.85);
    expect(shadow).toBeGreaterThan(150);
  });

  test('of card is printed in few tones: smooth shading becomes steps', () => {
    const ramp = shape((_, y) => (y > 15 && y < 193 ? 40 + y : undefined));
    const after = madeOf(ramp, 'papercraft');
    const row = (y: number) =>
      Array.from({ length: 120 }, (_, x) => lightAt(after, 4 * (y * 208 + 44 + x))).reduce((a, b) => a + b, 0) / 120;
    const steps = Array.from({ length: 160 }, (_, i) => row(26 + i) - row(25 + i));
    // Of a ramp that rises by 1 a row most rows rise by much less, and a few by much more.
    expect(steps.filter((step) => step < 0.7).length).toBeGreaterThan(90);
    expect(steps.filter((step) => step > 1.6).length).toBeGreaterThan(10);
  });

  test('of foil is thicker than its shape, shines, and is darker away from the lamp', async () => {
    const before = await drawing('octopus');
    const after = madeOf(before, 'balloon');
    expect(covered(after)).toBeGreaterThan(covered(before) * 1.04);
    const shining = (of: Drawings) => {
      let count = 0;
      for (let i = 0; i < of.data.length; i += 4)
        if (of.data[i + 3]! > 250 && Math.min(of.data[i]!, of.data[i + 1]!, of.data[i + 2]!) > 225) count += 1;
      return count;
    };
    expect(shining(before)).toBeLessThan(20);
    expect(shining(after)).toBeGreaterThan(60);
    const disc = madeOf(
      shape((x, y) => (Math.hypot(x - 104, y - 104) < 80 ? 120 : undefined)),
      'balloon',
    );
    const at = (x: number, y: number) => lightAt(disc, 4 * (y * 208 + x));
    expect(at(70, 60)).toBeGreaterThan(at(104, 104));
    expect(at(104, 104)).toBeGreaterThan(at(138, 160) + 15);
  });

  test('of clay keeps its shape and has other thumb marks after two drawings', async () => {
    const before = await drawing('elephant', 4);
    const after = madeOf(before, 'stop-motion');
    expect(covered(after)).toBe(covered(before));
    const length = 4 * before.width * before.height;
    const mark = (index: number) =>
      Float32Array.from({ length: length / 4 }, (_, i) =>
        before.data[length * index + 4 * i + 3]! < 250
          ? 0
          : lightAt(after, length * index + 4 * i) - lightAt(before, length * index + 4 * i),
      );
    const apart = (a: Float32Array, b: Float32Array) =>
      Math.sqrt(a.reduce((sum, one, i) => sum + (one - b[i]!) ** 2, 0) / a.length);
    const [one, two, three] = [mark(0), mark(1), mark(2)];
    expect(apart(one, new Float32Array(one.length))).toBeGreaterThan(2);
    expect(apart(one, three)).toBeGreaterThan(1.5 * apart(one, two));
  });
});
