/** Layers of LTX-Video's autoencoder over frames `[frames, rows, columns, channels]`, the frames of a clip or of a chunk of it. */
import type { ChooseArithmetic, ConvPlace } from '../../diffusion/decoder-arithmetic.ts';
import { depthToSpace } from '../../diffusion/patches.ts';
import type { Value } from '../../graph/builder.ts';
import { silu } from '../../graph/layers/activation.ts';
import { convFrames } from '../../graph/layers/conv-frames.ts';
import { linear } from '../../graph/layers/linear.ts';
import type { NeighbourFrames } from '../../graph/layers/neighbour-frames.ts';
import { layerNorm, rmsNorm } from '../../graph/layers/norm.ts';
import { add, concat, dim, mean, mul, reshape, slice, split, transpose } from '../../graph/ops.ts';
import type { Scope } from '../../graph/scope.ts';
import { timestepMlp } from './transformer.ts';

/** Factors along time, rows and columns. */
export type Stride = readonly [number, number, number];

/** Common inputs of the layers of one autoencoder half. */
export interface LayerContext {
  /** Causal convolutions repeat the first frame in front; others the first and the last once each. */
  readonly causal: boolean;
  readonly normEps: number;
  readonly neighbours: NeighbourFrames;
  readonly arithmetic: ChooseArithmetic;
  /** Sinusoidal decode timestep `[1, 256]`, for decoders with a timestep. Default: none. */
  readonly time?: Value | undefined;
  /** Noise plane `[rows, columns]` of a named module, for decoders that inject noise. Default: none. */
  readonly noise?: (module: string, rows: number, columns: number) => Value;
}

/** Frames by which a convolution's output lags behind its input. */
const lagOf = ({ causal }: LayerContext): number => (causal ? 0 : 1);

/** 3-D convolution: edges repeated in time, zeros in space. */
export function convolution(
  x: Value,
  scope: Scope,
  context: LayerContext,
  place: ConvPlace,
  stride: Stride = [1, 1, 1],
): Value {
  const [out, inner, taps] = scope.builder.info(scope.path('weight')).shape as [number, number, number];
  const before = context.causal ? taps - 1 : (taps - 1) >> 1;
  const arithmetic = context.arithmetic({ inner, out }, place);
  // Rounding twice costs next to nothing after a norm; features as they are hold what all layers behind see.
  const as = arithmetic === 'f32' || place === 'features' ? 'exact' : 'bytes';
  const seen = context.neighbours.around(x, before, taps - 1 - before, taps - stride[0], as);
  return convFrames(seen, scope, { stride, arithmetic });
}

/** Added to the mean square of the channels in norms. */
const normEpsilon = 1e-8;

/** A block's embedding of the decode timestep, `[1, rows · channels]`, cut into `rows` values `[channels]`. */
function timeRows(time: Value, scope: Scope, table: Value): Value[] {
  const [rows, channels] = table.shape as [number, number];
  const embedded = timestepMlp(time, scope.at('timestep_embedder'), { precision: 'f32' });
  const sum = add(reshape(embedded, [rows, channels]), table);
  return split(sum, new Array(rows).fill(1), 0).map((row) => reshape(row, [channels]));
}

/** RMS norm over the channels, the decode timestep's shift and scale, SiLU. */
function activated(x: Value, shift?: Value, scale?: Value): Value {
  const normed = rmsNorm(x, { eps: normEpsilon, ...(scale && { weight: add(scale, 1) }) });
  return silu(shift ? add(normed, shift) : normed);
}

/** Norm, decode timestep, SiLU: the layers before the last convolution of a decoder, and of the encoder without time. */
export function outputNorm(x: Value, scope: Scope, time: Value | undefined): Value {
  if (!time || !scope.has('scale_shift_table')) return activated(x);
  return activated(x, ...timeRows(time, scope.at('time_embedder'), scope.weight('scale_shift_table')));
}

/** Two convolutions with norms around a shortcut; `owner` is the block whose time embedding it takes. */
export function resnet(x: Value, scope: Scope, owner: Scope, context: LayerContext): Value {
  const { time } = context;
  const rows =
    time && scope.has('scale_shift_table')
      ? timeRows(time, owner.at('time_embedder'), scope.weight('scale_shift_table'))
      : [];
  const noisy = (value: Value, name: string): Value => {
    if (!context.noise || !scope.has(name)) return value;
    const [height, width, channels] = value.shape.slice(1) as [number, number, number];
    const plane = context.noise(scope.path(name), height, width);
    return add(value, mul(reshape(plane, [height, width, 1]), reshape(scope.weight(name), [channels])));
  };
  const first = convolution(activated(x, rows[0], rows[1]), scope.at('conv1').at('conv'), context, 'activated');
  const middle = activated(noisy(first, 'per_channel_scale1'), rows[2], rows[3]);
  const second = noisy(convolution(middle, scope.at('conv2').at('conv'), context, 'activated'), 'per_channel_scale2');
  const same = context.neighbours.delayed(x, 2 * lagOf(context));
  return add(second, scope.has('conv_shortcut.conv.weight') ? shortcut(same, scope, context) : same);
}

/** Layer norm over channels and a 1×1×1 convolution, as one linear layer over the channels. */
function shortcut(x: Value, scope: Scope, context: LayerContext): Value {
  const norm = scope.at('norm3');
  const normed = layerNorm(x, { weight: norm.weight('weight'), bias: norm.weight('bias'), eps: context.normEps });
  return linear(normed, scope.at('conv_shortcut').at('conv'), { precision: 'f32' });
}

/** Resnets `from … to` of a block, in order. Default: all. */
export function resnets(
  x: Value,
  block: Scope,
  context: LayerContext,
  { from, to }: { readonly from: number; readonly to: number } = { from: 0, to: Number.POSITIVE_INFINITY },
): Value {
  let hidden = x;
  for (let i = from; i < to && block.has(`resnets.${i}.conv1.conv.weight`); i++) {
    const scope = block.at('resnets').at(i);
    hidden = scope.build(() => resnet(hidden, scope, block, context));
  }
  return hidden;
}

/** The reverse of `depthToSpace`. */
function spaceToDepth(x: Value, [rt, rh, rw]: Stride): Value {
  const [frames, rows, columns, channels] = x.shape as [number, number, number, number];
  const cut = reshape(x, [frames / rt, rt, rows / rh, rh, columns / rw, rw, channels]);
  return reshape(transpose(cut, [0, 2, 4, 6, 1, 3, 5]), [
    frames / rt,
    rows / rh,
    columns / rw,
    channels * rt * rh * rw,
  ]);
}

/** Twice as many frames, rows and columns from channels; the first frame of the clip is dropped again. */
export function upsample(x: Value, scope: Scope, context: LayerContext, residual: boolean): Value {
  const grow = (value: Value) => {
    const grown = depthToSpace(value, [2, 2, 2]);
    return context.neighbours.place.first ? slice(grown, 0, 1, dim(grown, 0)) : grown;
  };
  const hidden = grow(convolution(x, scope.at('conv').at('conv'), context, 'features'));
  if (!residual) return hidden;
  const same = grow(context.neighbours.delayed(x, lagOf(context)));
  // The residual has fewer channels: they are repeated as a whole, one copy after the other.
  return add(hidden, concat(new Array(dim(hidden, 3) / dim(same, 3)).fill(same), 3));
}

/** Fewer frames, rows and columns, their content moved into channels: the downsampler of 0.9.5 and later. */
export function spaceToDepthDown(x: Value, scope: Scope, context: LayerContext, stride: Stride): Value {
  // With its first frame twice a clip of 1 + 8·n frames halves evenly.
  const doubled = context.neighbours.place.first && stride[0] > 1;
  const repeated = doubled ? concat([slice(x, 0, 0, stride[0] - 1), x], 0) : x;
  const hidden = spaceToDepth(convolution(repeated, scope.at('conv').at('conv'), context, 'features'), stride);
  const moved = spaceToDepth(repeated, stride);
  const channels = dim(moved, 3);
  const out = dim(hidden, 3);
  return add(hidden, mean(reshape(moved, [...moved.shape.slice(0, 3), out, channels / out]), [4], false));
}
