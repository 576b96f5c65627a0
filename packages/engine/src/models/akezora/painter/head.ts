import type { LinearPrecision, Value } from '../../../graph/builder.ts';
import { conv } from '../../../graph/layers/conv.ts';
import { convInt8, dequantise, levelsOf, quantise } from '../../../graph/layers/conv-int8.ts';
import { linear } from '../../../graph/layers/linear.ts';
import { add, clip, concat, dim, mul, pad, reshape, slice, split, transpose, unary } from '../../../graph/ops.ts';
import type { Scope } from '../../../graph/scope.ts';

/** Ranges of the head's activations, measured over sampled windows when it was exported. */
export interface HeadRanges {
  /** Largest absolute input. */
  readonly input: number;
  /** Largest value after the first and the second layer. */
  readonly c1: number;
  readonly c2: number;
  /** Minimum and maximum of the last layer. */
  readonly c3: readonly [number, number];
}

/** Inputs of the head. Pictures have channels last; the condition is `[1, width]`. */
export interface HeadInputs {
  readonly planes: Value;
  readonly image: Value;
  readonly noisy: Value;
  readonly condition: Value;
}

/** The channel of a feature image that says how much layers cover. */
const coverageChannel = 3;

/** Pixels beyond the frame that three convolutions see: its reflection. */
const rim = 3;

/**
 * The pixel head: three 3×3 convolutions over the feature image, the noisy picture, the transformer's planes and their reflection beyond the frame; noise
 * level and scene scale and shift the first two. In int8 that scale is part of the weights' scale, and rounding to unsigned
 * bytes is the ReLU. Output: `[frames, h, w, 3]`, with the transformer's own picture where no layer covers a pixel.
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
  const parts = [image, noisy, planes];
  const bytes = precision === 'int8' || precision === 'int7' ? ranges : undefined;
  const detail =
    bytes === undefined
      ? detailExact(head, parts, gains, [shift1, shift2])
      : detailInt8(head, parts, gains, [shift1, shift2], bytes, precision === 'int7' ? 63 : 127);
  const coverage = slice(image, 3, coverageChannel, coverageChannel + 1);
  // Flat, since arithmetic along an axis of length 1 is slow.
  const open = add(mul(reshape(coverage, [-1]), -1), 1);
  return add(mul(reshape(open, coverage.shape), slice(planes, 3, 0, 3)), detail);
}

type Two = readonly [Value, Value];

const stacked = (parts: readonly Value[]): Value =>
  pad(concat(parts, 3), [0, rim, rim, 0], [0, rim, rim, 0], 'reflect');

function detailExact(head: Scope, parts: readonly Value[], gains: Two, shifts: Two): Value {
  let x = transpose(stacked(parts), [0, 3, 1, 2]);
  for (const i of [0, 1] as const) {
    const convolved = conv(x, head.weight(`c${i + 1}.weight`), undefined);
    const [gain, shift] = [gains[i], shifts[i]].map((value) => reshape(value, [1, -1, 1, 1])) as [Value, Value];
    x = unary('Relu', add(mul(convolved, gain), shift));
  }
  const last = conv(x, head.weight('c3.weight'), head.weight('c3.bias'));
  return transpose(last, [0, 2, 3, 1]);
}

function detailInt8(
  head: Scope,
  parts: readonly Value[],
  gains: Two,
  shifts: Two,
  ranges: HeadRanges,
  limit: 127 | 63,
): Value {
  const layer = { limit };
  const levels = levelsOf(-ranges.input, ranges.input);
  // As bytes they take a quarter of the memory to stack.
  const input = { value: stacked(parts.map((part) => quantise(part, levels).value)), levels };
  const first = { ...layer, gain: gains[0], shift: shifts[0], out: levelsOf(0, ranges.c1) };
  const second = { ...layer, gain: gains[1], shift: shifts[1], out: levelsOf(0, ranges.c2) };
  const features = convInt8(convInt8(input, head.at('c1'), first), head.at('c2'), second);
  return dequantise(convInt8(features, head.at('c3'), { ...layer, out: levelsOf(...ranges.c3) }));
}
