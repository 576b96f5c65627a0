import { GraphBuilder, type Value } from '../../../graph/builder.ts';
import type { Graph } from '../../../graph/graph.ts';
import { leakyRelu } from '../../../graph/layers/activation.ts';
import { conv, pixelShuffle } from '../../../graph/layers/conv.ts';
import { linear } from '../../../graph/layers/linear.ts';
import { resize } from '../../../graph/layers/resize.ts';
import { add, concat, gather, mean, mul, pad, reshape, slice, split, transpose } from '../../../graph/ops.ts';
import { scopeOf } from '../../../graph/scope.ts';
import type { TensorSource } from '../../../tensor/source.ts';

/** Sizes of a finisher, from the `finisher` entry of config.json. */
export interface FinisherSizes {
  readonly low: number;
  readonly handed: number;
  readonly middle: number;
  /** Pixels of the feature image a painted pixel, along each axis. */
  readonly middleScale: number;
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

/**
 * The finisher: from a painted frame and the feature image of the output's time to the light of the scene and a base
 * picture; `compositor/compose.ts` makes the output frame of them. The definition is `training/finisher/model.py`; weights
 * have its names.
 *
 * Inputs: `painted` [h, w, 3] in [−1, 1]; `image` [3 (h + 2 rim), 3 (w + 2 rim), imageChannels]; `sceneTokens` [slots] i64.
 * Outputs: `light` [h, w, 12]; `base` [3 h, 3 w, 3] in about [−1, 1].
 */
export function finisherGraph(source: TensorSource, sizes: FinisherSizes, height: number, width: number): Graph {
  const builder = new GraphBuilder('finisher', { source });
  const top = scopeOf(builder);
  const { low, middle, middleScale: m, imageChannels } = sizes;
  const [rows, columns] = [height + 2 * rim, width + 2 * rim];
  const painted = builder.input('painted', 'f32', [height, width, 3]);
  const image = builder.input('image', 'f32', [rows * m, columns * m, imageChannels]);
  const sceneTokens = builder.input('sceneTokens', 'i64', [sizes.slots]);

  const scene = mul(mean(gather(top.weight('word.weight'), sceneTokens), [0]), sizes.slots);
  const film = linear(scene, top.at('film'));
  const parts = split(film, [low, low, low, low, middle, middle], -1).map((part) => reshape(part, [1, -1, 1, 1]));
  const [s1, f1, s2, f2, s3, f3] = parts as [Value, Value, Value, Value, Value, Value];
  const layer = (x: Value, name: string, scale: Value, shift: Value) => {
    const value = conv(x, top.weight(`${name}.weight`), top.weight(`${name}.bias`), { padding: [1, 1] });
    return leakyRelu(add(mul(value, add(scale, 1)), shift), slope);
  };

  const around = reshape(transpose(rimmed(painted), [2, 0, 1]), [1, 3, rows, columns]);
  const features = reshape(transpose(image, [2, 0, 1]), [1, imageChannels, rows * m, columns * m]);
  const first = layer(concat([around, pixelUnshuffle(features, m)], 1), 'a1', s1, f1);
  const second = layer(first, 'a2', s2, f2);
  const light = conv(second, top.weight('light.weight'), top.weight('light.bias'));
  const handed = pixelShuffle(conv(second, top.weight('up.weight'), top.weight('up.bias')), m);
  const wide = resize(around, [1, 3, rows * m, columns * m], 'linear');
  const joined = layer(concat([handed, features, wide], 1), 'b1', s3, f3);
  const base = add(wide, conv(joined, top.weight('b2.weight'), top.weight('b2.bias'), { padding: [1, 1] }));
  builder.output('light', framed(transpose(light, [0, 2, 3, 1]), rim));
  builder.output('base', framed(transpose(base, [0, 2, 3, 1]), rim * m));
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
