import { GraphBuilder, type Value } from '../../../graph/builder.ts';
import type { Graph } from '../../../graph/graph.ts';
import { conv, pixelShuffle } from '../../../graph/layers/conv.ts';
import {
  addInt8,
  convInt8,
  type Levels,
  leakyReluInt8,
  levelsOf,
  type Quantised,
  quantise,
} from '../../../graph/layers/conv-int8.ts';
import { linear } from '../../../graph/layers/linear.ts';
import {
  add,
  concat,
  expand,
  gather,
  mean,
  mul,
  pad,
  reshape,
  slice,
  split,
  sub,
  transpose,
} from '../../../graph/ops.ts';
import { scopeOf } from '../../../graph/scope.ts';
import type { TensorSource } from '../../../tensor/source.ts';
import { type FinisherSizes, slope } from './graph.ts';
import { baseStep, type FinisherRanges } from './int8.ts';

const unit = levelsOf(-1, 1);
/** Levels of pixels plus one, which are the bytes of an image. */
const pixels: Levels = { scale: Math.fround(2 / 255), zero: 0 };

/**
 * The finisher in int8 with channels last. It takes the inputs of `finisherGraph`, with `image` from the textures of
 * `scaledBank` and `weights` from `int8Weights`. Activations are rounded to 256 levels over their measured range; sums are
 * exact. Output: `cells` [3 h, 3 w, 3 · fineScale²] u8, the output pixels of a cell in the order (colour, row, column).
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
  const { low, handed, middle, middleScale: m, fineScale, imageChannels } = sizes;
  const pair = builder.input('pair', 'f32', [2, height, width, 3]);
  const between = builder.input('between', 'f32', [1]);
  const image = builder.input('image', 'f32', [height * m, width * m, imageChannels]);
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
    const convolved = convInt8(x, top.at(from), {
      padding: [1, 1],
      gain,
      shift: bias,
      out: levelsOf(least, most),
      limit,
    });
    return leakyReluInt8(convolved, slope, levelsOf(least * slope, most));
  };

  const share = reshape(between, [1, 1, 1, 1]);
  const before = slice(pair, 0, 0, 1);
  const after = slice(pair, 0, 1, 2);
  const frames = concat([before, after, expand(share, [1, height, width, 1])], 3);
  const features = quantise(reshape(image, [1, height * m, width * m, imageChannels]), unit).value;
  const stack = concat([quantise(frames, unit).value, spaceToDepth(features, m)], 3);

  const first = layer({ value: stack, levels: unit }, 'a1', 'int8.a1', s1, f1, ranges.a1);
  const second = layer(first, 'a2', 'a2', s2, f2, ranges.a2);
  const up = depthToSpace(convInt8(second, top.at('int8.up'), { out: unit, limit }).value, handed, m);

  const mixed = transpose(add(before, mul(sub(after, before), share)), [0, 3, 1, 2]);
  const enlarged = conv(pad(mixed, [0, 0, 1, 1], [0, 0, 1, 1], 'edge'), top.weight('wide.weight'), undefined);
  const wide = transpose(pixelShuffle(enlarged, m), [0, 2, 3, 1]);
  const joined = concat([up, features, quantise(wide, unit).value], 3);
  const third = layer({ value: joined, levels: unit }, 'b1', 'int8.b1', s3, f3, ranges.b1);
  const detail = convInt8(third, top.at('b2'), { padding: [1, 1], out: levelsOf(...ranges.b2), limit });

  const padded = quantise(pad(add(wide, 1), [0, 1, 1, 0], [0, 1, 1, 0], 'edge'), pixels);
  const plain = convInt8(padded, top.at('base'), { out: pixels, step: baseStep(fineScale) });
  builder.output('cells', reshape(addInt8(plain, detail, pixels).value, [height * m, width * m, 3 * fineScale ** 2]));
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
