import { GraphBuilder, type Value } from '../../../graph/builder.ts';
import type { Graph } from '../../../graph/graph.ts';
import { leakyRelu } from '../../../graph/layers/activation.ts';
import { conv, pixelShuffle } from '../../../graph/layers/conv.ts';
import { linear } from '../../../graph/layers/linear.ts';
import { resize } from '../../../graph/layers/resize.ts';
import {
  add,
  cast,
  clip,
  concat,
  expand,
  gather,
  mean,
  mul,
  reshape,
  split,
  sub,
  transpose,
  unary,
} from '../../../graph/ops.ts';
import { scopeOf } from '../../../graph/scope.ts';
import type { TensorSource } from '../../../tensor/source.ts';

/** Sizes of a finisher, from the `finisher` entry of config.json. */
export interface FinisherSizes {
  readonly low: number;
  readonly handed: number;
  readonly middle: number;
  /** Pixels of the feature image a painted pixel, and output pixels a pixel of the feature image, along each axis. */
  readonly middleScale: number;
  readonly fineScale: number;
  /** Channels of the feature image. */
  readonly imageChannels: number;
  /** Scene tokens. */
  readonly slots: number;
}

/** Slope of the leaky ReLU below zero. */
export const slope = 0.1;

/**
 * The finisher: from two neighbouring painted frames, the output's place between them, and the composite of the finer
 * textures at the output's time, to the output frame. Sub-pixel convolutions (Shi et al. 2016) enlarge. The definition is
 * `training/finisher/model.py`; weights have its names.
 *
 * Inputs: `pair` [2, h, w, 3] in [−1, 1]; `between` [1]; `image` [3 h, 3 w, imageChannels]; `sceneTokens` [slots] i64.
 * Output: `planes` [1, 3, 12 h, 12 w], bytes.
 */
export function finisherGraph(source: TensorSource, sizes: FinisherSizes, height: number, width: number): Graph {
  const builder = new GraphBuilder('finisher', { source });
  const top = scopeOf(builder);
  const { low, middle, middleScale: m, fineScale: f, imageChannels } = sizes;
  const pair = builder.input('pair', 'f32', [2, height, width, 3]);
  const between = builder.input('between', 'f32', [1]);
  const image = builder.input('image', 'f32', [height * m, width * m, imageChannels]);
  const sceneTokens = builder.input('sceneTokens', 'i64', [sizes.slots]);

  const scene = mul(mean(gather(top.weight('word.weight'), sceneTokens), [0]), sizes.slots);
  const film = linear(scene, top.at('film'));
  const parts = split(film, [low, low, low, low, middle, middle], -1).map((part) => reshape(part, [1, -1, 1, 1]));
  const [s1, f1, s2, f2, s3, f3] = parts as [Value, Value, Value, Value, Value, Value];
  const layer = (x: Value, name: string, scale: Value, shift: Value) => {
    const value = conv(x, top.weight(`${name}.weight`), top.weight(`${name}.bias`), { padding: [1, 1] });
    return leakyRelu(add(mul(value, add(scale, 1)), shift), slope);
  };

  const planar = transpose(pair, [0, 3, 1, 2]);
  const [before, after] = split(planar, [1, 1], 0) as [Value, Value];
  const share = reshape(between, [1, 1, 1, 1]);
  const base = add(before, mul(sub(after, before), share));
  const everywhere = expand(share, [1, 1, height, width]);
  const features = reshape(transpose(image, [2, 0, 1]), [1, imageChannels, height * m, width * m]);
  const stack = concat([before, after, everywhere, pixelUnshuffle(features, m)], 1);

  const first = layer(stack, 'a1', s1, f1);
  const second = layer(first, 'a2', s2, f2);
  const handed = pixelShuffle(conv(second, top.weight('up.weight'), top.weight('up.bias')), m);
  const wide = resize(base, [1, 3, height * m, width * m], 'linear');
  const joined = layer(concat([handed, features, wide], 1), 'b1', s3, f3);
  const detail = pixelShuffle(conv(joined, top.weight('b2.weight'), top.weight('b2.bias'), { padding: [1, 1] }), f);
  const size = [1, 3, height * m * f, width * m * f];
  const pixels = add(mul(add(resize(wide, size, 'linear'), detail), 127.5), 127.5);
  builder.output('planes', cast(unary('Round', clip(pixels, 0, 255)), 'u8'));
  return builder.build();
}

/** The reverse of `pixelShuffle`: `[1, channels, h·r, w·r]` to `[1, channels · r², h, w]`. */
function pixelUnshuffle(x: Value, r: number): Value {
  const [, channels, h, w] = x.shape as [number, number, number, number];
  const cut = reshape(x, [channels, h / r, r, w / r, r]);
  return reshape(transpose(cut, [0, 2, 4, 1, 3]), [1, channels * r * r, h / r, w / r]);
}
