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
import { add, concat, gather, mean, mul, pad, reshape, split, sub, transpose } from '../../../graph/ops.ts';
import { scopeOf } from '../../../graph/scope.ts';
import type { TensorSource } from '../../../tensor/source.ts';
import { lightChannels, unlitChannels } from '../compositor/lit-scene.ts';
import { type FinisherSizes, framed, layerNames, rim, rimmed, slope } from './graph.ts';
import type { FinisherRanges } from './int8.ts';

/** Quantisation of pictures, and of the image that it takes in bytes. */
export const unit = levelsOf(-1, 1);

/**
 * The finisher in int8 with channels last, with `weights` from `int8Weights`. It takes the inputs of `finisherGraph`, the image
 * in bytes (`unit`), and gives its outputs. Activations are rounded to 256 levels over their measured range and sums are exact;
 * light and remainder are f32: they are rounded nowhere else.
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
  const { low, fineScale: m, imageChannels } = sizes;
  const [rows, columns] = [height + 2 * rim, width + 2 * rim];
  const painted = builder.input('painted', 'f32', [height, width, 3]);
  const image = builder.input('image', 'u8', [rows * m, columns * m, imageChannels]);
  const sceneTokens = builder.input('sceneTokens', 'i64', [sizes.slots]);

  const scene = mul(mean(gather(top.weight('word.weight'), sceneTokens), [0], false), sizes.slots);
  const film = linear(reshape(scene, [1, -1]), top.at('film'));
  const shifts = split(reshape(film, [-1]), Array(2 * layerNames.length).fill(low), 0);
  const around = reshape(rimmed(painted), [1, rows, columns, 3]);
  const features = spaceToDepth(reshape(image, [1, rows * m, columns * m, imageChannels]), m);
  const stack: Quantised = { value: concat([quantise(around, unit).value, features], 3), levels: unit };
  let x = stack;
  for (const [i, name] of layerNames.entries()) {
    const gain = add(shifts[2 * i]!, 1);
    const shift = add(mul(top.weight(`${name}.bias`), gain), shifts[2 * i + 1]!);
    const [least, most] = ranges[name];
    const weight = top.at(name === 'a1' ? 'int8.a1' : name);
    const convolved = convInt8(x, weight, { padding: [1, 1], gain, shift, out: levelsOf(least, most), limit });
    x = leakyReluInt8(convolved, slope, levelsOf(least * slope, most));
  }
  const [light, fine] = split(linear(dequantise(x), top.at('int8.out')), [lightChannels, 3 * m * m], -1) as [
    Value,
    Value,
  ];
  // The mean of each painted pixel's part of the image, by a matrix: its channels are the order of the stack.
  const coarse = linear(dequantise(stack), top.at('int8.coarse'));
  const parts = mul(
    reshape(light, [rows * columns, 3, unlitChannels]),
    reshape(coarse, [rows * columns, 1, unlitChannels]),
  );
  const lit = mul(reshape(mean(parts, [2]), [1, rows, columns, 3]), unlitChannels);
  const left = transpose(sub(around, lit), [0, 3, 1, 2]);
  const enlarged = conv(pad(left, [0, 0, 1, 1], [0, 0, 1, 1], 'edge'), top.weight('wide.weight'), undefined);
  const remainder = pixelShuffle(add(enlarged, transpose(fine, [0, 3, 1, 2])), m);
  builder.output('light', framed(light, rim));
  builder.output('remainder', framed(transpose(remainder, [0, 2, 3, 1]), rim * m));
  return builder.build();
}

/** `[1, h · r, w · r, c]` to `[1, h, w, r² · c]`, order (row, column, channel). */
function spaceToDepth(x: Value, r: number): Value {
  const [, h, w, channels] = x.shape as [number, number, number, number];
  const cut = reshape(x, [h / r, r, w / r, r * channels]);
  return reshape(transpose(cut, [0, 2, 1, 3]), [1, h / r, w / r, r * r * channels]);
}
