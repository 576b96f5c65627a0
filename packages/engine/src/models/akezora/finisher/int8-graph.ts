import { GraphBuilder, type Value } from '../../../graph/builder.ts';
import type { Graph } from '../../../graph/graph.ts';
import { conv, pixelShuffle } from '../../../graph/layers/conv.ts';
import {
  convInt8,
  dequantise,
  leakyReluInt8,
  levelsOf,
  type Quantised,
  quantise,
} from '../../../graph/layers/conv-int8.ts';
import { linear } from '../../../graph/layers/linear.ts';
import { add, concat, gather, mean, mul, pad, reshape, split, transpose } from '../../../graph/ops.ts';
import { scopeOf } from '../../../graph/scope.ts';
import type { TensorSource } from '../../../tensor/source.ts';
import { type FinisherSizes, framed, rim, rimmed, slope } from './graph.ts';
import type { FinisherRanges } from './int8.ts';

/** Quantisation of pictures, and of the image that it takes in bytes. */
export const unit = levelsOf(-1, 1);

/**
 * The finisher in int8 with channels last, with `weights` from `int8Weights`. It takes the inputs of `finisherGraph`, the image
 * in bytes (`unit`), and gives its outputs. Activations are rounded to 256 levels over their measured range, sums are exact, and light is f32: it
 * multiplies what is rounded nowhere else.
 */
export function finisherInt8Graph(
  weights: TensorSource,
  sizes: FinisherSizes,
  ranges: FinisherRanges,
  height: number,
  width: number,
  limit: 127 | 63,
): Graph {
  const builder = new GraphBuilder('finisher', { source: weights });
  const top = scopeOf(builder);
  const { low, handed, middle, middleScale: m, imageChannels } = sizes;
  const [rows, columns] = [height + 2 * rim, width + 2 * rim];
  const painted = builder.input('painted', 'f32', [height, width, 3]);
  const image = builder.input('image', 'u8', [rows * m, columns * m, imageChannels]);
  const sceneTokens = builder.input('sceneTokens', 'i64', [sizes.slots]);

  const scene = mul(mean(gather(top.weight('word.weight'), sceneTokens), [0], false), sizes.slots);
  const film = linear(reshape(scene, [1, -1]), top.at('film'));
  const parts = split(reshape(film, [-1]), [low, low, low, low, middle, middle], 0);
  const [s1, f1, s2, f2, s3, f3] = parts as [Value, Value, Value, Value, Value, Value];
  const layer = (
    x: Quantised,
    name: string,
    from: string,
    scale: Value,
    shift: Value,
    [least, most]: readonly [number, number],
  ) => {
    const gain = add(scale, 1);
    const bias = add(mul(top.weight(`${name}.bias`), gain), shift);
    const out = levelsOf(least, most);
    const convolved = convInt8(x, top.at(from), { padding: [1, 1], gain, shift: bias, out, limit });
    return leakyReluInt8(convolved, slope, levelsOf(least * slope, most));
  };

  const around = reshape(rimmed(painted), [1, rows, columns, 3]);
  const features = reshape(image, [1, rows * m, columns * m, imageChannels]);
  const stack = concat([quantise(around, unit).value, spaceToDepth(features, m)], 3);
  const first = layer({ value: stack, levels: unit }, 'a1', 'int8.a1', s1, f1, ranges.a1);
  const second = layer(first, 'a2', 'a2', s2, f2, ranges.a2);
  const light = linear(dequantise(second), top.at('int8.light'));
  const up = depthToSpace(convInt8(second, top.at('int8.up'), { out: unit, limit }).value, handed, m);

  const planar = transpose(around, [0, 3, 1, 2]);
  const enlarged = conv(pad(planar, [0, 0, 1, 1], [0, 0, 1, 1], 'edge'), top.weight('wide.weight'), undefined);
  const wide = transpose(pixelShuffle(enlarged, m), [0, 2, 3, 1]);
  const joined = concat([up, features, quantise(wide, unit).value], 3);
  const third = layer({ value: joined, levels: unit }, 'b1', 'int8.b1', s3, f3, ranges.b1);
  const detail = dequantise(convInt8(third, top.at('b2'), { padding: [1, 1], out: levelsOf(...ranges.b2), limit }));
  builder.output('light', framed(light, rim));
  builder.output('base', framed(add(wide, detail), rim * m));
  return builder.build();
}

/** `[1, h · r, w · r, c]` to `[1, h, w, r² · c]`, order (row, column, channel). */
function spaceToDepth(x: Value, r: number): Value {
  const [, h, w, channels] = x.shape as [number, number, number, number];
  const cut = reshape(x, [h / r, r, w / r, r * channels]);
  return reshape(transpose(cut, [0, 2, 1, 3]), [1, h / r, w / r, r * r * channels]);
}

/** The reverse of `spaceToDepth`. */
function depthToSpace(x: Value, channels: number, r: number): Value {
  const [, h, w] = x.shape as [number, number, number, number];
  const cut = reshape(x, [h, w, r, r * channels]);
  return reshape(transpose(cut, [0, 2, 1, 3]), [1, h * r, w * r, channels]);
}
