import { describe, expect, it } from 'vitest';
import type { GraphBuilder, Value } from '../../src/graph/builder.ts';
import { hadamard, rotationOf } from '../../src/graph/hadamard.ts';
import { gelu, halves, swiglu } from '../../src/graph/layers/activation.ts';
import { attention } from '../../src/graph/layers/attention.ts';
import { conv, depthToSpace3d, pixelShuffle } from '../../src/graph/layers/conv.ts';
import { linear } from '../../src/graph/layers/linear.ts';
import { groupNorm, layerNorm, modulate, rmsNorm } from '../../src/graph/layers/norm.ts';
import { resize } from '../../src/graph/layers/resize.ts';
import { rotary, rotaryAngle, rotaryTable } from '../../src/graph/layers/rotary.ts';
import { scopeOf } from '../../src/graph/scope.ts';
import { int8WeightLimit } from '../../src/runtime/cpu.ts';
import { memorySource } from '../../src/tensor/source.ts';
import { compute, fill, random, reader, relativeError } from './reference.ts';

const sum = (n: number, term: (i: number) => number): number => {
  let total = 0;
  for (let i = 0; i < n; i++) total += term(i);
  return total;
};

const erf = (x: number): number => {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const c = [
    1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
  ];
  const y = 1 - t * Math.exp(-x * x - 1.26551223 + t * c.reduceRight((acc, k) => acc * t + k, 0));
  return x >= 0 ? y : -y;
};

/** Where products of 8 bits saturate, no layer is computed with weights of 8. */
const isExactInInt8 = int8WeightLimit() === 127;

describe('linear', () => {
  const [rows, inner, out] = [7, 37, 19];
  const weights = { 'l.weight': random('w', [out, inner]), 'l.bias': random('b', [out]) };
  const x = random('x', [2, rows, inner]);
  const [rx, rw, rb] = [reader(x), reader(weights['l.weight']), reader(weights['l.bias'])];
  const expected = fill([2, rows, out], (b, r, o) => rb(o) + sum(inner, (i) => rx(b, r, i) * rw(o, i)));
  const source = memorySource(weights);
  it.each(
    (
      [
        ['f32', 1e-6],
        ['int8', 0.02],
        ['int7', 0.03],
        ['w8', 0.01],
        ['w4', 0.12],
      ] as const
    ).filter(([precision]) => precision !== 'int8' || isExactInInt8),
  )('%s multiplies by the transposed weight and adds the bias', async (precision, limit) => {
    const { out } = await compute({ x }, ({ x }, b) => linear(x!, scopeOf(b, 'l')), { source, linear: precision });
    const error = relativeError(out, expected);
    expect(error).toBeLessThan(limit);
    if (precision !== 'f32') expect(error).toBeGreaterThan(1e-5);
  });

  it.each(['int8', 'int7'] as const)(
    '%s loses less to channels that stand out when activations are rotated',
    async (precision) => {
      const wide = 128;
      const weights = { 'l.weight': random('wide', [out, wide]) };
      const outlying = random('outlying', [2, rows, wide]);
      for (let i = 0; i < outlying.data.length; i += wide) outlying.data[i + 5]! *= 30;
      const [ox, ow] = [reader(outlying), reader(weights['l.weight'])];
      const exact = fill([2, rows, out], (b, r, o) => sum(wide, (i) => ox(b, r, i) * ow(o, i)));
      const source = memorySource(weights);
      const errorOf = async (rotate: boolean) => {
        const build = ({ x }: Record<string, Value>, b: GraphBuilder) => linear(x!, scopeOf(b, 'l'), { rotate });
        return relativeError((await compute({ x: outlying }, build, { source, linear: precision })).out, exact);
      };
      expect(await errorOf(true)).toBeLessThan(0.5 * (await errorOf(false)));
      const f32Error = relativeError(
        (await compute({ x: outlying }, ({ x }, b) => linear(x!, scopeOf(b, 'l'), { rotate: true }), { source })).out,
        exact,
      );
      expect(f32Error).toBeLessThan(1e-6);
    },
  );

  it('turns by an orthonormal matrix that is its own inverse', () => {
    for (const size of [1, 2, 8, 64]) {
      const read = reader(hadamard(size));
      const product = fill([size, size], (i, j) => sum(size, (k) => read(i, k) * read(k, j)));
      for (const [at, value] of product.entries()) expect(value).toBeCloseTo(at % (size + 1) === 0 ? 1 : 0, 5);
    }
    expect([2048, 8192, 40, 37].map(rotationOf)).toEqual([64, 64, 8, 1]);
  });
});

describe('activations', () => {
  const x = random('x', [5, 14]);
  it('gelu by the error function and by tanh', async () => {
    const { outputs } = await compute({ x }, ({ x }) => ({ exact: gelu(x!), tanh: gelu(x!, 'tanh') }));
    const rx = reader(x);
    const exact = fill([5, 14], (r, c) => 0.5 * rx(r, c) * (1 + erf(rx(r, c) / Math.SQRT2)));
    const near = fill([5, 14], (r, c) => {
      const v = rx(r, c);
      return 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3)));
    });
    expect(relativeError(outputs.exact!.data as Float32Array, exact)).toBeLessThan(1e-6);
    expect(relativeError(outputs.tanh!.data as Float32Array, near)).toBeLessThan(1e-6);
  });
  it('swiglu gates the second half by the first', async () => {
    const { out } = await compute({ x }, ({ x }) => swiglu(...halves(x!)));
    const rx = reader(x);
    const expected = fill([5, 7], (r, c) => (rx(r, c) / (1 + Math.exp(-rx(r, c)))) * rx(r, c + 7));
    expect(relativeError(out, expected)).toBeLessThan(1e-6);
  });
});

describe('norms', () => {
  const x = random('x', [2, 5, 13]);
  const [weight, bias] = [random('w', [13]), random('b', [13])];
  const [rx, rw, rb] = [reader(x), reader(weight), reader(bias)];
  const eps = 1e-3;
  const square = (b: number, t: number) => sum(13, (i) => rx(b, t, i) ** 2) / 13;
  const average = (b: number, t: number) => sum(13, (i) => rx(b, t, i)) / 13;
  it('rms norm divides by the root mean square', async () => {
    const { outputs } = await compute({ x, weight }, ({ x, weight }) => ({
      with: rmsNorm(x!, { weight, eps }),
      without: rmsNorm(x!, { eps }),
    }));
    const plain = (b: number, t: number, i: number) => rx(b, t, i) / Math.sqrt(square(b, t) + eps);
    expect(
      relativeError(
        outputs.with!.data as Float32Array,
        fill([2, 5, 13], (b, t, i) => plain(b, t, i) * rw(i)),
      ),
    ).toBeLessThan(1e-6);
    expect(relativeError(outputs.without!.data as Float32Array, fill([2, 5, 13], plain))).toBeLessThan(1e-6);
  });
  it('layer norm, with and without what it learns', async () => {
    const { outputs } = await compute({ x, weight, bias }, ({ x, weight, bias }) => ({
      with: layerNorm(x!, { weight, bias, eps }),
      without: layerNorm(x!, { eps }),
    }));
    const plain = (b: number, t: number, i: number) =>
      (rx(b, t, i) - average(b, t)) / Math.sqrt(square(b, t) - average(b, t) ** 2 + eps);
    const learnt = fill([2, 5, 13], (b, t, i) => plain(b, t, i) * rw(i) + rb(i));
    expect(relativeError(outputs.with!.data as Float32Array, learnt)).toBeLessThan(1e-5);
    expect(relativeError(outputs.without!.data as Float32Array, fill([2, 5, 13], plain))).toBeLessThan(1e-5);
  });
  it('group norm over channels and places of a group', async () => {
    const y = random('y', [2, 6, 3, 5]);
    const [gw, gb] = [random('gw', [6]), random('gb', [6])];
    const { out } = await compute({ y, gw, gb }, ({ y, gw, gb }) => groupNorm(y!, 3, { weight: gw, bias: gb, eps }));
    const ry = reader(y);
    const over = (b: number, c: number, f: (v: number) => number) =>
      sum(30, (i) => f(ry(b, Math.floor(c / 2) * 2 + Math.floor(i / 15), Math.floor((i % 15) / 5), i % 5))) / 30;
    const expected = fill([2, 6, 3, 5], (b, c, h, w) => {
      const m = over(b, c, (v) => v);
      const s = over(b, c, (v) => v * v) - m * m;
      return ((ry(b, c, h, w) - m) / Math.sqrt(s + eps)) * reader(gw)(c) + reader(gb)(c);
    });
    expect(relativeError(out, expected)).toBeLessThan(1e-5);
  });
  it('modulate scales by one more and shifts', async () => {
    const { outputs } = await compute({ x, weight, bias }, ({ x, weight, bias }) => ({
      modulated: modulate(x!, bias!, weight!),
    }));
    const modulated = fill([2, 5, 13], (b, t, i) => rx(b, t, i) * (1 + rw(i)) + rb(i));
    expect(relativeError(outputs.modulated!.data as Float32Array, modulated)).toBeLessThan(1e-6);
  });
});

describe('attention', () => {
  const [batch, heads, size] = [2, 3, 8];
  const q = random('q', [batch, 5, heads * size]);
  const k = random('k', [batch, 9, heads * size]);
  const v = random('v', [batch, 9, heads * size]);
  const bias = random('bias', [1, heads, 5, 9]);
  const plain = (scale: number, extra: (h: number, i: number, j: number) => number) => {
    const [rq, rk, rv] = [reader(q), reader(k), reader(v)];
    return fill([batch, 5, heads * size], (b, i, c) => {
      const h = Math.floor(c / size);
      const scores = Array.from(
        { length: 9 },
        (_, j) => sum(size, (d) => rq(b, i, h * size + d) * rk(b, j, h * size + d)) * scale + extra(h, i, j),
      );
      const exps = scores.map((s) => Math.exp(s - Math.max(...scores)));
      return sum(9, (j) => (exps[j] as number) * rv(b, j, c)) / exps.reduce((a, e) => a + e, 0);
    });
  };
  it('without a bias', async () => {
    const { out } = await compute({ q, k, v }, ({ q, k, v }) => attention(q!, k!, v!, { heads }));
    expect(
      relativeError(
        out,
        plain(1 / Math.sqrt(size), () => 0),
      ),
    ).toBeLessThan(1e-6);
  });
  it('with another scale', async () => {
    const { out } = await compute({ q, k, v }, ({ q, k, v }) => attention(q!, k!, v!, { heads, scale: 0.7 }));
    expect(
      relativeError(
        out,
        plain(0.7, () => 0),
      ),
    ).toBeLessThan(1e-6);
  });
  it('with a bias on the scores', async () => {
    const { out } = await compute({ q, k, v, bias }, ({ q, k, v, bias }) =>
      attention(q!, k!, v!, { heads, scale: 1, bias: bias! }),
    );
    const rb = reader(bias);
    expect(
      relativeError(
        out,
        plain(1, (h, i, j) => rb(0, h, i, j)),
      ),
    ).toBeLessThan(1e-6);
  });
});

describe('rotary positions', () => {
  const [batch, tokens, heads, size] = [2, 7, 3, 10];
  const x = random('x', [batch, tokens, heads * size]);
  const rx = reader(x);
  const table = rotaryTable(tokens, size / 2, (t, p) => rotaryAngle(t - 2, p, size));
  it.each(['neighbours', 'halves'] as const)('turn pairs of %s', async (pairs) => {
    const { outputs } = await compute({ x }, ({ x }, b) => {
      const [cos, sin] = [b.constant(table.cos), b.constant(table.sin)];
      return { fused: rotary(x!, cos, sin, { heads, pairs }) };
    });
    const expected = fill([batch, tokens, heads * size], (b, t, c) => {
      const [i, base] = [c % size, c - (c % size)];
      const first = pairs === 'halves' ? i < size / 2 : i % 2 === 0;
      const pair = pairs === 'halves' ? i % (size / 2) : Math.floor(i / 2);
      const other = base + (pairs === 'halves' ? (i + size / 2) % size : i ^ 1);
      const angle = rotaryAngle(t - 2, pair, size);
      return rx(b, t, c) * Math.cos(angle) + (first ? -1 : 1) * rx(b, t, other) * Math.sin(angle);
    });
    expect(relativeError(outputs.fused!.data as Float32Array, expected)).toBeLessThan(1e-6);
  });
});

describe('convolution', () => {
  it('in two dimensions with stride, uneven padding, groups and dilation', async () => {
    const x = random('x', [2, 4, 7, 9]);
    const w = random('w', [6, 2, 3, 3]);
    const b = random('b', [6]);
    const { out } = await compute({ x, w, b }, ({ x, w, b }) =>
      conv(x!, w!, b!, { stride: [2, 1], padding: [1, 2], paddingAfter: [0, 1], dilation: [1, 2], groups: 2 }),
    );
    const [rx, rw, rb] = [reader(x), reader(w), reader(b)];
    const expected = fill(
      [2, 6, 3, 8],
      (n, o, y, z) =>
        rb(o) +
        sum(2 * 9, (i) => {
          const [c, ky, kx] = [Math.floor(i / 9), Math.floor((i % 9) / 3), i % 3];
          return rw(o, c, ky, kx) * rx(n, Math.floor(o / 3) * 2 + c, y * 2 + ky - 1, z + kx * 2 - 2);
        }),
    );
    expect(relativeError(out, expected)).toBeLessThan(1e-6);
  });
  it('in three dimensions', async () => {
    const x = random('x', [1, 3, 4, 5, 6]);
    const w = random('w', [2, 3, 3, 2, 3]);
    const { out } = await compute({ x, w }, ({ x, w }) =>
      conv(x!, w!, undefined, { padding: [1, 0, 1], stride: [1, 2, 1] }),
    );
    const [rx, rw] = [reader(x), reader(w)];
    const expected = fill([1, 2, 4, 2, 6], (n, o, t, y, z) =>
      sum(3 * 18, (i) => {
        const [c, r] = [Math.floor(i / 18), i % 18];
        const [kt, ky, kx] = [Math.floor(r / 6), Math.floor((r % 6) / 3), r % 3];
        return rw(o, c, kt, ky, kx) * rx(n, c, t + kt - 1, y * 2 + ky, z + kx - 1);
      }),
    );
    expect(relativeError(out, expected)).toBeLessThan(1e-6);
  });
  it('pixel shuffle in two and three dimensions', async () => {
    const x = random('x', [2, 12, 3, 5]);
    const y = random('y', [1, 36, 2, 3, 4]);
    const { outputs } = await compute({ x, y }, ({ x, y }) => {
      return { square: pixelShuffle(x!, 2), cube: depthToSpace3d(y!, [3, 2, 2]) };
    });
    const square = fill([2, 3, 6, 10], (b, c, h, w) => reader(x)(b, c * 4 + (h % 2) * 2 + (w % 2), h >> 1, w >> 1));
    expect(outputs.square!.data).toEqual(square);
    const cube = fill([1, 3, 6, 6, 8], (b, c, t, h, w) =>
      reader(y)(b, c * 12 + (t % 3) * 4 + (h % 2) * 2 + (w % 2), Math.floor(t / 3), h >> 1, w >> 1),
    );
    expect(outputs.cube!.data).toEqual(cube);
  });
  it('resizes by nearest and linear with aligned centres', async () => {
    const x = random('x', [1, 2, 3, 5]);
    const { outputs } = await compute({ x }, ({ x }) => ({
      nearest: resize(x!, [1, 2, 7, 10], 'nearest'),
      linear: resize(x!, [1, 2, 6, 10], 'linear'),
    }));
    const rx = reader(x);
    const nearest = fill([1, 2, 7, 10], (n, c, h, w) => rx(n, c, Math.floor((h * 3) / 7), Math.floor(w / 2)));
    expect(outputs.nearest!.data).toEqual(nearest);
    const at = (i: number, n: number) => {
      const place = Math.max(0, Math.min(n - 1, (i + 0.5) / 2 - 0.5));
      const low = Math.floor(place);
      return [low, Math.min(n - 1, low + 1), place - low] as const;
    };
    const linear = fill([1, 2, 6, 10], (n, c, h, w) => {
      const [[a, b, p], [d, e, q]] = [at(h, 3), at(w, 5)];
      return (
        (1 - p) * ((1 - q) * rx(n, c, a, d) + q * rx(n, c, a, e)) + p * ((1 - q) * rx(n, c, b, d) + q * rx(n, c, b, e))
      );
    });
    expect(relativeError(outputs.linear!.data as Float32Array, linear)).toBeLessThan(1e-6);
  });
});
