import { describe, expect, it } from 'vitest';
import {
  cast,
  concat,
  expand,
  gather,
  matmul,
  mean,
  pad,
  reshape,
  slice,
  softmax,
  split,
  transpose,
  unsqueeze,
} from '../../src/graph/ops.ts';
import { i64 } from '../../src/tensor/tensor.ts';
import { compute, fill, random, reader, relativeError } from './reference.ts';

const x = random('x', [2, 3, 5]);
const rx = reader(x);
const data = (value: unknown) => [...(value as { data: Iterable<number> }).data];

describe('plain operations', () => {
  it('move elements as their names say', async () => {
    const { outputs } = await compute({ x }, ({ x }) => ({
      turned: transpose(x!, [2, 0, 1]),
      flat: reshape(x!, [6, -1]),
      wider: unsqueeze(x!, [1, 4]),
      every: slice(x!, -1, 1, -1, 2),
      tail: split(x!, [1, 2], 1)[1]!,
      twice: concat([x!, x!], 1),
      grown: expand(reshape(x!, [2, 3, 1, 5]), [2, 3, 4, 5]),
      padded: pad(x!, [0, 1, 0], [0, 0, 2]),
      edged: pad(x!, [0, 0, 1], [0, 0, 1], 'edge'),
    }));
    expect(data(outputs.turned)).toEqual([...fill([5, 2, 3], (c, a, b) => rx(a, b, c))]);
    expect(data(outputs.flat)).toEqual([...x.data]);
    expect(outputs.flat!.shape).toEqual([6, 5]);
    expect(outputs.wider!.shape).toEqual([2, 1, 3, 5, 1]);
    expect(data(outputs.every)).toEqual([...fill([2, 3, 2], (a, b, c) => rx(a, b, 1 + 2 * c))]);
    expect(data(outputs.tail)).toEqual([...fill([2, 2, 5], (a, b, c) => rx(a, b + 1, c))]);
    expect(data(outputs.twice)).toEqual([...fill([2, 6, 5], (a, b, c) => rx(a, b % 3, c))]);
    expect(data(outputs.grown)).toEqual([...fill([2, 3, 4, 5], (a, b, _, c) => rx(a, b, c))]);
    expect(data(outputs.padded)).toEqual([...fill([2, 4, 7], (a, b, c) => (b === 0 ? 0 : rx(a, b - 1, c)))]);
    expect(data(outputs.edged)).toEqual([...fill([2, 3, 7], (a, b, c) => rx(a, b, Math.max(0, Math.min(4, c - 1))))]);
  });

  it('compute what their names say', async () => {
    const y = random('y', [5, 4]);
    const ids = i64([3], [2, 0, 4]);
    const { outputs } = await compute({ x, y, ids }, ({ x, y, ids }) => ({
      product: matmul(x!, y!),
      soft: softmax(x!, 1),
      mean: mean(x!, [0, 2]),
      rows: gather(y!, ids!),
      floats: cast(ids!, 'f32'),
    }));
    const ry = reader(y);
    const total = (n: number, term: (i: number) => number) =>
      Array.from({ length: n }, (_, i) => term(i)).reduce((a, b) => a + b);
    const product = fill([2, 3, 4], (a, b, c) => total(5, (i) => rx(a, b, i) * ry(i, c)));
    expect(relativeError(data(outputs.product), product)).toBeLessThan(1e-6);
    const soft = fill([2, 3, 5], (a, b, c) => Math.exp(rx(a, b, c)) / total(3, (i) => Math.exp(rx(a, i, c))));
    expect(relativeError(data(outputs.soft), soft)).toBeLessThan(1e-6);
    const average = fill([1, 3, 1], (_, b) => total(10, (i) => rx(i % 2, b, i >> 1)) / 10);
    expect(relativeError(data(outputs.mean), average)).toBeLessThan(1e-6);
    expect(data(outputs.floats)).toEqual([2, 0, 4]);
    expect(data(outputs.rows)).toEqual([...fill([3, 4], (r, c) => ry([2, 0, 4][r]!, c))]);
  });
});
