import type { LinearPrecision, Value } from '../../../graph/builder.ts';
import { conv } from '../../../graph/layers/conv.ts';
import { convInt8, dequantise, levelsOf, quantise } from '../../../graph/layers/conv-int8.ts';
import { linear } from '../../../graph/layers/linear.ts';
import { add, clip, concat, dim, mul, reshape, slice, split, transpose, unary } from '../../../graph/ops.ts';
import type { Scope } from '../../../graph/scope.ts';

/** What values a painter's head gives, measured by its export over sampled windows. */
export interface HeadRanges {
  /** The greatest absolute value it is given. */
  readonly input: number;
  /** The greatest value after each of the first two layers. */
  readonly c1: number;
  readonly c2: number;
  /** Least and greatest value of the last. */
  readonly c3: readonly [number, number];
}

/** What the head draws from; pictures have their channels last, the condition is `[1, width]`. */
export interface HeadInputs {
  readonly planes: Value;
  readonly image: Value;
  readonly noisy: Value;
  readonly condition: Value;
}

/** Channels of a feature image that say where a pixel is; coverage comes before them. */
export const coordinateChannels = 3;

/**
 * The pixel head: three 3×3 convolutions, the first two scaled and shifted by noise level and scene, over the feature
 * image, the noisy picture and what the transformer hands on. In int8 the scale is part of the weights' scale and the
 * ReLU is where bytes end. Gives `[frames, h, w, 3]`; where no layer lies the transformer's own picture shows.
 */
export function drawPixels(
  head: Scope,
  { planes, image, noisy, condition }: HeadInputs,
  precision: LinearPrecision,
  ranges: HeadRanges | undefined,
): Value {
  const film = linear(condition, head.at('film'), { precision: 'f32' });
  const size = dim(film, -1) / 4;
  const [scale1, shift1, scale2, shift2] = split(reshape(film, [4 * size]), [size, size, size, size], 0) as [
    Value,
    Value,
    Value,
    Value,
  ];
  const gains = [scale1, scale2].map((scale) => unary('Exp', clip(scale, -3, 3))) as [Value, Value];
  const stack = concat([image, noisy, planes], 3);
  const bytes = precision === 'int8' || precision === 'int7' ? ranges : undefined;
  const detail =
    bytes === undefined
      ? detailExact(head, stack, gains, [shift1, shift2])
      : detailInt8(head, stack, gains, [shift1, shift2], bytes, precision === 'int7' ? 63 : 127);
  const coverage = dim(image, 3) - coordinateChannels - 1;
  const open = add(mul(slice(image, 3, coverage, coverage + 1), -1), 1);
  return add(mul(open, slice(planes, 3, 0, 3)), detail);
}

type Two = readonly [Value, Value];

function detailExact(head: Scope, stack: Value, gains: Two, shifts: Two): Value {
  let x = transpose(stack, [0, 3, 1, 2]);
  for (const i of [0, 1] as const) {
    const drawn = conv(x, head.weight(`c${i + 1}.weight`), undefined, { padding: [1, 1] });
    const [gain, shift] = [gains[i], shifts[i]].map((value) => reshape(value, [1, -1, 1, 1])) as [Value, Value];
    x = unary('Relu', add(mul(drawn, gain), shift));
  }
  const last = conv(x, head.weight('c3.weight'), head.weight('c3.bias'), { padding: [1, 1] });
  return transpose(last, [0, 2, 3, 1]);
}

function detailInt8(head: Scope, stack: Value, gains: Two, shifts: Two, ranges: HeadRanges, limit: 127 | 63): Value {
  const layer = { padding: [1, 1], limit };
  const seen = quantise(stack, levelsOf(-ranges.input, ranges.input));
  const first = { ...layer, gain: gains[0], shift: shifts[0], out: levelsOf(0, ranges.c1) };
  const second = { ...layer, gain: gains[1], shift: shifts[1], out: levelsOf(0, ranges.c2) };
  const drawn = convInt8(convInt8(seen, head.at('c1'), first), head.at('c2'), second);
  return dequantise(convInt8(drawn, head.at('c3'), { ...layer, out: levelsOf(...ranges.c3) }));
}
