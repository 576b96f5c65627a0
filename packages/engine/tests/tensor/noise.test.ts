import { describe, expect, it } from 'vitest';
import { noise, uniform } from '../../src/tensor/noise.ts';
import { fnv1a64, philoxBlock } from '../../src/tensor/philox.ts';

const words = (counter: readonly number[], key: readonly number[]) => {
  const out = new Uint32Array(4);
  philoxBlock(counter as [number, number, number, number], key as [number, number], out);
  return [...out];
};

describe('philox', () => {
  // Known answers published with Random123 (kat_vectors, philox4x32 10).
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [new Array(4).fill(0xffffffff), [0xffffffff, 0xffffffff], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('gives the published words for counter %j', (counter, key, expected) => {
    expect(words(counter, key)).toEqual(expected);
  });

  it('names streams by FNV-1a', () => {
    // Published test vectors of FNV-1a 64: '' and 'foobar'.
    expect(fnv1a64('')).toEqual([0x84222325, 0xcbf29ce4]);
    expect(fnv1a64('foobar')).toEqual([0xf73967e8, 0x85944171]);
  });
});

describe('noise', () => {
  it('is the same whatever part is drawn, in any order', () => {
    const whole = noise(5, 'a', { count: 101 });
    for (const [from, count] of [
      [0, 7],
      [3, 1],
      [50, 51],
      [97, 4],
    ] as const)
      expect(noise(5, 'a', { from, count })).toEqual(whole.slice(from, from + count));
    expect(noise(5, 'a', { count: 0 }).length).toBe(0);
  });
  it('differs by seed, by the upper half of the seed, and by purpose', () => {
    const base = noise(5, 'a', { count: 8 });
    for (const other of [
      noise(6, 'a', { count: 8 }),
      noise(5 + 2 ** 32, 'a', { count: 8 }),
      noise(5, 'b', { count: 8 }),
    ])
      expect(other).not.toEqual(base);
  });
  it('is normal: mean, variance, kurtosis and the share beyond two', () => {
    const n = 200_000;
    const values = noise(1, 'normal', { count: n });
    const moment = (k: number) => values.reduce((total, v) => total + v ** k, 0) / n;
    expect(Math.abs(moment(1))).toBeLessThan(0.01);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.015);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.1);
    expect(Math.abs(values.filter((v) => Math.abs(v) > 2).length / n - 0.0455)).toBeLessThan(0.002);
  });
  it('draws what the training code draws', () => {
    // Printed by training/world/philox.py: Stream(7, 'painter/noise') and Stream(2**40 + 3, 'scene').
    const painter = [
      0.20669680833816528, 0.29947835206985474, 0.7923703193664551, 0.7249457240104675, 0.4982079863548279,
    ];
    expect([...uniform(7, 'painter/noise', { count: 5 })]).toEqual(painter);
    const scene = [0.6776245832443237, 0.9358533620834351, 0.5372291803359985];
    expect([...uniform(2 ** 40 + 3, 'scene', { count: 3 })]).toEqual(scene);
  });
  it('uniform values fill [0, 1) and are multiples of 2^-24', () => {
    const values = uniform(1, 'u', { count: 10_000 });
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(values.every((v) => Number.isInteger(v * 2 ** 24))).toBe(true);
    expect(Math.abs(values.reduce((a, b) => a + b) / 10_000 - 0.5)).toBeLessThan(0.01);
  });
});
