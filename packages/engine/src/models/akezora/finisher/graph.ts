import { GraphBuilder, type Value } from '../../../graph/builder.ts';
import type { Graph } from '../../../graph/graph.ts';
import { leakyRelu } from '../../../graph/layers/activation.ts';
import { conv, pixelShuffle } from '../../../graph/layers/conv.ts';
import { linear } from '../../../graph/layers/linear.ts';
import { resize } from '../../../graph/layers/resize.ts';
import { add, concat, gather, mean, mul, pad, reshape, slice, split, sub, transpose } from '../../../graph/ops.ts';
import { scopeOf } from '../../../graph/scope.ts';
import type { TensorSource } from '../../../tensor/source.ts';
import { unlitChannels } from '../compositor/lit-scene.ts';

/** Sizes of a finisher, from the `finisher` entry of config.json. */
export interface FinisherSizes {
  /** Channels of its convolutions. */
  readonly low: number;
  /** Pixels of the feature image, and of the remainder, a painted pixel, along each axis. */
  readonly fineScale: number;
  /** Channels of the feature image. */
  readonly imageChannels: number;
  /** Scene tokens. */
  readonly slots: number;
}

/** Slope of the leaky ReLU below zero. */
export const slope = 0.1;

/**
 * Painted pixels around the frame that the network also sees, so that its border is like its middle: of the painted frame
 * its reflection, of the feature image what the scene has there.
 */
export const rim = 3;

/** Names of its convolutions, in order. */
export const layerNames = ['a1', 'a2', 'a3'] as const;

/**
 * The finisher: from a painted frame and the feature image of the output's time to the light of the scene and the remainder
 * that the light does not explain; the compositor makes the output frame of them. The definition is
 * `training/finisher/model.py`; weights have its names.
 *
 * Inputs: `painted` [h, w, 3] in [−1, 1]; `image` [3 (h + 2 rim), 3 (w + 2 rim), imageChannels]; `sceneTokens` [slots] i64.
 * Outputs: `light` [h, w, 12]; `remainder` [3 h, 3 w, 3].
 */
export function finisherGraph(source: TensorSource, sizes: FinisherSizes, height: number, width: number): Graph {
  const builder = new GraphBuilder('finisher', { source });
  const top = scopeOf(builder);
  const { low, fineScale: m, imageChannels } = sizes;
  const [rows, columns] = [height + 2 * rim, width + 2 * rim];
  const painted = builder.input('painted', 'f32', [height, width, 3]);
  const image = builder.input('image', 'f32', [rows * m, columns * m, imageChannels]);
  const sceneTokens = builder.input('sceneTokens', 'i64', [sizes.slots]);

  const scene = mul(mean(gather(top.weight('word.weight'), sceneTokens), [0]), sizes.slots);
  const film = linear(scene, top.at('film'));
  const shifts = split(film, Array(2 * layerNames.length).fill(low), -1).map((part) => reshape(part, [1, -1, 1, 1]));
  const around = reshape(transpose(rimmed(painted), [2, 0, 1]), [1, 3, rows, columns]);
  const features = reshape(transpose(image, [2, 0, 1]), [1, imageChannels, rows * m, columns * m]);
  let x = concat([around, pixelUnshuffle(features, m)], 1);
  for (const [i, name] of layerNames.entries()) {
    const [scale, shift] = [shifts[2 * i]!, shifts[2 * i + 1]!];
    const convolved = conv(x, top.weight(`${name}.weight`), top.weight(`${name}.bias`), { padding: [1, 1] });
    x = leakyRelu(add(mul(convolved, add(scale, 1)), shift), slope);
  }
  const light = conv(x, top.weight('light.weight'), top.weight('light.bias'));
  const fine = conv(x, top.weight('fine.weight'), top.weight('fine.bias'));
  const unlit = reshape(slice(features, 1, 0, unlitChannels), [1, unlitChannels, rows, m, columns, m]);
  const coarse = reshape(mean(unlit, [3, 5]), [1, 1, unlitChannels, rows, columns]);
  const parts = mul(reshape(light, [1, 3, unlitChannels, rows, columns]), coarse);
  const lit = mul(reshape(mean(parts, [2]), [1, 3, rows, columns]), unlitChannels);
  const left = resize(sub(around, lit), [1, 3, rows * m, columns * m], 'linear');
  const remainder = add(left, pixelShuffle(fine, m));
  builder.output('light', framed(transpose(light, [0, 2, 3, 1]), rim));
  builder.output('remainder', framed(transpose(remainder, [0, 2, 3, 1]), rim * m));
  return builder.build();
}

/** A picture `[h, w, c]` with its reflection around it. */
export const rimmed = (picture: Value): Value => pad(picture, [rim, rim, 0], [rim, rim, 0], 'reflect');

/** Without the rim: `[1, h, w, c]` to `[h − 2 rim, w − 2 rim, c]`. */
export function framed(x: Value, around: number): Value {
  const [, h, w, channels] = x.shape as [number, number, number, number];
  const inside = slice(slice(x, 1, around, h - around), 2, around, w - around);
  return reshape(inside, [h - 2 * around, w - 2 * around, channels]);
}

/** The reverse of `pixelShuffle`: `[1, channels, h·r, w·r]` to `[1, channels · r², h, w]`. */
function pixelUnshuffle(x: Value, r: number): Value {
  const [, channels, h, w] = x.shape as [number, number, number, number];
  const cut = reshape(x, [channels, h / r, r, w / r, r]);
  return reshape(transpose(cut, [0, 2, 4, 1, 3]), [1, channels * r * r, h / r, w / r]);
}
