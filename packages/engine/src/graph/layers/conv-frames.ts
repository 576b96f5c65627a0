/**
 * Convolution over time, height and width of frames `[frames, height, width, channels]`, as two-dimensional ones: the kernel's taps in
 * time lie beside each other as channels. On the CPU this is 10 % faster than `Conv` in three dimensions (`bench/conv-frames.ts`), and
 * the only form that has fast int8 kernels.
 */
import type { Value } from '../builder.ts';
import { add, concat, dim, pad, reshape, transpose } from '../ops.ts';
import type { Scope } from '../scope.ts';
import { conv } from './conv.ts';
import { convFramesInt8, type Int8Form } from './conv-frames-int8.ts';
import { tapFrames } from './neighbour-frames.ts';

/** Arithmetic of a convolution over frames: f32, or integers with weights of 8 bits (7 where products of 8 saturate) in one of two forms. */
export type FrameArithmetic = 'f32' | { readonly limit: 127 | 63; readonly form: Int8Form };

/** What a convolution sees beyond the edges of a picture: zeros, or the outermost values again. */
export type FrameEdges = 'zeros' | 'repeated';

/** Geometry and arithmetic of a convolution over frames. */
export interface FrameConvOptions {
  /** Steps along time, height and width. Default 1. */
  readonly stride?: readonly [time: number, height: number, width: number];
  /** Default f32. Integers need a stride of 1. */
  readonly arithmetic?: FrameArithmetic;
  /** What lies beyond the edges of a picture. Default zeros. */
  readonly edges?: FrameEdges;
}

/**
 * Convolution of frames `[frames, height, width, in]` by the stored `weight` `[out, in, time, height, width]` with its `bias`. Height and
 * width are padded by half the kernel, time not at all: the caller puts the neighbouring frames before and after (see
 * `NeighbourFrames`).
 */
export function convFrames(x: Value, scope: Scope, options: FrameConvOptions = {}): Value {
  const { builder } = x;
  const name = scope.path('weight');
  const [out, inner, taps, height, width] = builder.info(name).shape as [number, number, number, number, number];
  if (x.shape.length !== 4 || inner !== dim(x, 3) || dim(x, 0) < taps)
    builder.fail(`convolution of ${x.shape} by ${name} ${builder.info(name).shape}`);
  const { stride = [1, 1, 1], arithmetic = 'f32', edges = 'zeros' } = options;
  if (arithmetic !== 'f32') {
    if (stride.some((step) => step !== 1)) builder.fail(`int8 convolution with stride ${stride}`);
    return convFramesInt8(x, scope, { ...arithmetic, edges });
  }
  const planes = edged(transpose(x, [0, 3, 1, 2]), [0, 0, height >> 1, width >> 1], edges);
  const [, , rows, columns] = planes.shape as [number, number, number, number];
  // Channels count slower than taps, as in the stored kernel, which so needs no copy.
  const seen = Array.from({ length: taps }, (_, tap) => {
    const frames = tapFrames(planes, tap, taps, stride[0]);
    return reshape(frames, [dim(frames, 0), inner, 1, rows, columns]);
  });
  const stacked = concat(seen, 2);
  const convolved = conv(
    reshape(stacked, [dim(stacked, 0), inner * taps, rows, columns]),
    builder.weightAs(name, [out, inner * taps, height, width]),
    undefined,
    { padding: edges === 'zeros' ? [height >> 1, width >> 1] : [0, 0], stride: stride.slice(1) },
  );
  const last = transpose(convolved, [0, 2, 3, 1]);
  const bias = scope.maybe('bias', [out]);
  return bias ? add(last, bias) : last;
}

/** Planes with their edges repeated; unchanged where zeros lie beyond them, which `conv` adds itself. */
const edged = (x: Value, by: readonly number[], edges: FrameEdges): Value =>
  edges === 'zeros' ? x : pad(x, by, by, 'edge');
