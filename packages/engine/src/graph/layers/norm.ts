import { f32, filled } from '../../tensor/tensor.ts';
import type { Value } from '../builder.ts';
import { add, dim, div, expand, float, int, mean, mul, reshape, sub, unary } from '../ops.ts';

/** Weights of a normalisation. Defaults: weight 1, bias 0. */
export interface NormWeights {
  /** `[channels]`. */
  readonly weight?: Value | undefined;
  /** `[channels]`. */
  readonly bias?: Value | undefined;
  /** Added to the variance before the square root. */
  readonly eps: number;
}

const ones = (x: Value, n: number) => x.builder.constant(filled([n], 1), `ones_${n}`);

/** RMS norm over the last axis: x / √(mean(x²) + eps) · weight. */
export function rmsNorm(x: Value, { weight, eps }: NormWeights): Value {
  const channels = dim(x, -1);
  const scale = weight ?? ones(x, channels);
  if (scale.shape.length !== 1 || scale.shape[0] !== channels)
    x.builder.fail(`RMS norm of ${x.shape} by ${scale.shape}`);
  return x.builder.node('SimplifiedLayerNormalization', [x, scale], x.dtype, x.shape, {
    attributes: { axis: int(-1), epsilon: float(eps), stash_type: int(1) },
  });
}

/** Layer norm over the last axis. */
export function layerNorm(x: Value, { weight, bias, eps }: NormWeights): Value {
  return x.builder.node('LayerNormalization', [x, weight ?? ones(x, dim(x, -1)), bias], x.dtype, x.shape, {
    attributes: { axis: int(-1), epsilon: float(eps) },
  });
}

/** Group norm over axis 1 of `[batch, channels, …]`. */
export function groupNorm(x: Value, groups: number, { weight, bias, eps }: NormWeights): Value {
  const [batch, channels] = [dim(x, 0), dim(x, 1)];
  if (channels % groups !== 0) x.builder.fail(`${channels} channels do not fall into ${groups} groups`);
  const scale = x.builder.constant(f32([groups], new Array(groups).fill(1)));
  const shift = x.builder.constant(f32([groups], new Array(groups).fill(0)));
  const flat = reshape(x, [batch, groups, -1]);
  const normal = reshape(
    x.builder.node('InstanceNormalization', [flat, scale, shift], x.dtype, flat.shape, {
      attributes: { epsilon: float(eps) },
    }),
    x.shape,
  );
  const along = (value: Value) => reshape(value, [channels, ...x.shape.slice(2).map(() => 1)]);
  const scaled = weight ? mul(normal, along(weight)) : normal;
  return bias ? add(scaled, along(bias)) : scaled;
}

/** Group norm of each of frames `[frames, height, width, channels]` by itself. */
export function frameGroupNorm(x: Value, groups: number, { weight, bias, eps }: NormWeights): Value {
  const [frames, height, width, channels] = x.shape as [number, number, number, number];
  if (x.shape.length !== 4 || channels % groups !== 0) x.builder.fail(`group norm of ${x.shape} in ${groups} groups`);
  const cells = reshape(x, [frames, height * width, channels]);
  /** The mean of each group, for each of its channels: `[frames, 1, channels]`. */
  const groupMean = (value: Value): Value => {
    const group = mean(reshape(mean(value, [1]), [frames, groups, channels / groups]), [2]);
    return reshape(expand(group, [frames, groups, channels / groups]), [frames, 1, channels]);
  };
  const centred = sub(cells, groupMean(cells));
  const deviation = unary('Sqrt', add(groupMean(mul(centred, centred)), eps));
  const normal = mul(centred, weight ? div(weight, deviation) : unary('Reciprocal', deviation));
  return reshape(bias ? add(normal, bias) : normal, x.shape);
}

/** Adaptive norm's modulation: x · (1 + scale) + shift, broadcast. */
export const modulate = (x: Value, shift: Value, scale: Value): Value => add(mul(x, add(scale, 1)), shift);
