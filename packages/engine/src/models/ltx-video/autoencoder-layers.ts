import type { Value } from '../../graph/builder.ts';
import { silu } from '../../graph/layers/activation.ts';
import { conv, depthToSpace3d, spaceToDepth3d } from '../../graph/layers/conv.ts';
import { linear } from '../../graph/layers/linear.ts';
import { layerNorm, modulate } from '../../graph/layers/norm.ts';
import { add, concat, dim, mean, mul, pad, reshape, slice, split, transpose, unary } from '../../graph/ops.ts';
import type { Scope } from '../../graph/scope.ts';
import { timestepMlp } from './transformer.ts';

/** Factors along time, rows and columns. */
export type Stride = readonly [number, number, number];

/** Common inputs of the layers of one autoencoder half. */
export interface LayerContext {
  /** Causal convolutions repeat the first frame in front; others the first and the last once each. */
  readonly causal: boolean;
  readonly normEps: number;
  /** Sinusoidal decode timesteps `[batch, 256]`, for decoders with a timestep. Default: none. */
  readonly time?: Value | undefined;
  /** Noise plane `[rows, columns]` of a named module, for decoders that inject noise. Default: none. */
  readonly noise?: (module: string, rows: number, columns: number) => Value;
}

/** 3-D convolution of `[batch, channels, frames, rows, columns]`: edges repeated in time, zeros in space. */
export function convolution(x: Value, scope: Scope, causal: boolean, stride: Stride = [1, 1, 1]): Value {
  const weight = scope.weight('weight');
  const [time, rows, columns] = weight.shape.slice(2) as [number, number, number];
  const before = causal ? time - 1 : (time - 1) >> 1;
  const after = causal ? 0 : (time - 1) >> 1;
  const padded = pad(x, [0, 0, before, 0, 0], [0, 0, after, 0, 0], 'edge');
  return conv(padded, weight, scope.weight('bias'), { padding: [0, rows >> 1, columns >> 1], stride });
}

/** RMS norm over the channels of `[batch, channels, …]`, without weights. */
const channelNorm = (x: Value): Value => mul(x, unary('Reciprocal', unary('Sqrt', add(mean(mul(x, x), [1]), 1e-8))));

/** A block's embedding of the decode timestep, `[batch, rows · channels]` cut into `rows` values to broadcast. */
function timeRows(time: Value, scope: Scope, table: Value): Value[] {
  const [rows, channels] = table.shape as [number, number];
  const batch = dim(time, 0);
  const embedded = reshape(timestepMlp(time, scope.at('timestep_embedder'), { precision: 'f32' }), [
    batch,
    rows,
    channels,
  ]);
  return split(add(embedded, table), new Array(rows).fill(1), 1).map((row) => reshape(row, [batch, channels, 1, 1, 1]));
}

/** Norm, decode timestep, SiLU: the layers before the last convolution of a decoder, and of the encoder without time. */
export function outputNorm(x: Value, scope: Scope, time: Value | undefined): Value {
  const normed = channelNorm(x);
  if (!time || !scope.has('scale_shift_table')) return silu(normed);
  const [shift, scale] = timeRows(time, scope.at('time_embedder'), scope.weight('scale_shift_table')) as [Value, Value];
  return silu(modulate(normed, shift, scale));
}

/** Two convolutions with norms around a shortcut; `owner` is the block whose time embedding it takes. */
export function resnet(x: Value, scope: Scope, owner: Scope, context: LayerContext): Value {
  const { causal, time } = context;
  const rows =
    time && scope.has('scale_shift_table')
      ? timeRows(time, owner.at('time_embedder'), scope.weight('scale_shift_table'))
      : undefined;
  const timed = (value: Value, at: number) => (rows ? modulate(value, rows[at]!, rows[at + 1]!) : value);
  const noisy = (value: Value, name: string): Value => {
    if (!context.noise || !scope.has(name)) return value;
    const [height, width] = [dim(value, 3), dim(value, 4)];
    const plane = mul(scope.weight(name), context.noise(scope.path(name), height, width));
    return add(value, reshape(plane, [1, dim(plane, 0), 1, height, width]));
  };
  const first = convolution(silu(timed(channelNorm(x), 0)), scope.at('conv1').at('conv'), causal);
  const middle = silu(timed(channelNorm(noisy(first, 'per_channel_scale1')), 2));
  const second = noisy(convolution(middle, scope.at('conv2').at('conv'), causal), 'per_channel_scale2');
  return add(second, scope.has('conv_shortcut.conv.weight') ? shortcut(x, scope, context) : x);
}

/** Layer norm over channels and a 1×1×1 convolution, as one linear layer over the channels. */
function shortcut(x: Value, scope: Scope, context: LayerContext): Value {
  const norm = scope.at('norm3');
  const last = layerNorm(transpose(x, [0, 2, 3, 4, 1]), {
    weight: norm.weight('weight'),
    bias: norm.weight('bias'),
    eps: context.normEps,
  });
  return transpose(linear(last, scope.at('conv_shortcut').at('conv'), { precision: 'f32' }), [0, 4, 1, 2, 3]);
}

/** All resnets of a block, in order. */
export function resnets(x: Value, block: Scope, context: LayerContext): Value {
  let hidden = x;
  for (let i = 0; block.has(`resnets.${i}.conv1.conv.weight`); i++) {
    const scope = block.at('resnets').at(i);
    hidden = scope.build(() => resnet(hidden, scope, block, context));
  }
  return hidden;
}

/** Twice as many frames, rows and columns from channels; the first frame is dropped again. */
export function upsample(x: Value, scope: Scope, context: LayerContext, residual: boolean): Value {
  const stride: Stride = [2, 2, 2];
  const grow = (value: Value) => {
    const grown = depthToSpace3d(value, stride);
    return slice(grown, 2, 1, dim(grown, 2));
  };
  const hidden = grow(convolution(x, scope.at('conv').at('conv'), context.causal));
  if (!residual) return hidden;
  const same = grow(x);
  // The residual has fewer channels: they are repeated as a whole, one copy after the other.
  return add(hidden, concat(new Array(dim(hidden, 1) / dim(same, 1)).fill(same), 1));
}

/** Fewer frames, rows and columns, their content moved into channels: the downsampler of 0.9.5 and later. */
export function spaceToDepthDown(x: Value, scope: Scope, context: LayerContext, stride: Stride): Value {
  const repeated = stride[0] > 1 ? concat([slice(x, 2, 0, stride[0] - 1), x], 2) : x;
  const hidden = spaceToDepth3d(convolution(repeated, scope.at('conv').at('conv'), context.causal), stride);
  const moved = spaceToDepth3d(repeated, stride);
  const [batch, channels, ...lengths] = moved.shape as [number, number, ...number[]];
  const out = dim(hidden, 1);
  const averaged = mean(reshape(moved, [batch, out, channels / out, ...lengths]), [2], false);
  return add(hidden, averaged);
}
