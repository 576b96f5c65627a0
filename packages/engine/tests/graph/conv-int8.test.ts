import { describe, expect, it } from 'vitest';
import { convInt8, dequantise, levelsOf, quantise } from '../../src/graph/layers/conv-int8.ts';
import { scopeOf } from '../../src/graph/scope.ts';
import { int8WeightLimit } from '../../src/runtime/cpu.ts';
import { memorySource } from '../../src/tensor/source.ts';
import { f32 } from '../../src/tensor/tensor.ts';
import { compute, fill, random, reader, relativeError } from './reference.ts';

const x = random('x', [2, 7, 9, 5]);
const weights = { 'c.weight': random('w', [11, 5, 3, 3]), 'c.bias': random('b', [11]) };
const source = memorySource(weights);
const [rx, rw, rb] = [reader(x), reader(weights['c.weight']), reader(weights['c.bias'])];

const plain = (o: number, n: number, y: number, z: number) => {
  let total = 0;
  for (let c = 0; c < 5; c++)
    for (let ky = 0; ky < 3; ky++)
      for (let kx = 0; kx < 3; kx++) total += rw(o, c, ky, kx) * rx(n, y + ky - 1, z + kx - 1, c);
  return total;
};

describe('int8 convolution over pixels in bytes', () => {
  // Weights of 8 bits are chosen on no processor whose products of them saturate.
  it.each(([127, 63] as const).filter((limit) => limit <= int8WeightLimit()))(
    'comes near the exact one with weights of ±%i',
    async (limit) => {
      const { out } = await compute(
        { x },
        ({ x }, b) => {
          const out = levelsOf(-30, 30);
          return dequantise(convInt8(quantise(x!, levelsOf(-4, 4)), scopeOf(b, 'c'), { padding: [1, 1], out, limit }));
        },
        { source },
      );
      const error = relativeError(
        out,
        fill([2, 7, 9, 11], (n, y, z, o) => plain(o, n, y, z) + rb(o)),
      );
      expect(error).toBeLessThan(0.02);
      expect(error).toBeGreaterThan(1e-4);
    },
  );

  it('rectifies when its levels begin at zero, and takes gain and shift at run time', async () => {
    const gain = f32(
      [11],
      random('g', [11]).data.map((v) => Math.exp(v / 4)),
    );
    const shift = random('s', [11]);
    const { out } = await compute(
      { x, gain, shift },
      ({ x, gain, shift }, b) =>
        dequantise(
          convInt8(quantise(x!, levelsOf(-4, 4)), scopeOf(b, 'c'), {
            padding: [1, 1],
            out: levelsOf(0, 40),
            gain: gain!,
            shift: shift!,
            limit: int8WeightLimit(),
          }),
        ),
      { source },
    );
    const expected = fill([2, 7, 9, 11], (n, y, z, o) =>
      Math.max(0, plain(o, n, y, z) * (gain.data[o] as number) + (shift.data[o] as number)),
    );
    expect(Math.min(...out)).toBe(0);
    expect(relativeError(out, expected)).toBeLessThan(0.02);
  });

  it('does not saturate where all products have one sign', async () => {
    // Pairs of 255 · 127 overflow 16 bits on x86 without VNNI; there 7-bit weights must be chosen.
    const flat = { 'c.weight': f32([3, 32, 3, 3], new Array(3 * 32 * 9).fill(1)) };
    const bright = f32([1, 5, 5, 32], new Array(800).fill(1));
    const { out } = await compute(
      { bright },
      ({ bright }, b) =>
        dequantise(
          convInt8(quantise(bright!, levelsOf(0, 1)), scopeOf(b, 'c'), {
            out: levelsOf(0, 300),
            limit: int8WeightLimit(),
          }),
        ),
      { source: memorySource(flat) },
    );
    for (const value of out) expect(Math.abs(value - 288)).toBeLessThan(1.2);
  });
});
