import type { Value } from '../builder.ts';
import { dim, int, ints, reshape, text, transpose } from '../ops.ts';

/** Geometry of a convolution; lists have one number a spatial axis. */
export interface ConvOptions {
  /** Step along each axis. Default 1. */
  readonly stride?: readonly number[];
  /** Zeros added before and after each axis. Default 0. */
  readonly padding?: readonly number[];
  /** Zeros added after each axis. Default: `padding`. */
  readonly paddingAfter?: readonly number[];
  /** Distance of the kernel's taps along each axis. Default 1. */
  readonly dilation?: readonly number[];
  /** Groups of channels, each convolved on its own. Default 1. */
  readonly groups?: number;
}

/** Lengths of a convolution's output. */
export function convLengths(lengths: readonly number[], kernel: readonly number[], options: ConvOptions): number[] {
  return lengths.map((length, i) => {
    const before = options.padding?.[i] ?? 0;
    const span =
      length +
      before +
      (options.paddingAfter?.[i] ?? before) -
      (options.dilation?.[i] ?? 1) * ((kernel[i] as number) - 1) -
      1;
    return Math.floor(span / (options.stride?.[i] ?? 1)) + 1;
  });
}

/** Convolution of `[batch, in, …lengths]` by `[out, in / groups, …kernel]`, in one, two or three dimensions. */
export function conv(x: Value, weight: Value, bias: Value | undefined, options: ConvOptions = {}): Value {
  const groups = options.groups ?? 1;
  const [out, inner, ...kernel] = weight.shape as [number, number, ...number[]];
  if (x.shape.length !== weight.shape.length || dim(x, 1) !== inner * groups || (bias && bias.shape[0] !== out))
    x.builder.fail(`convolution of ${x.shape} by ${weight.shape} in ${groups} groups`);
  const before = kernel.map((_, i) => options.padding?.[i] ?? 0);
  const after = kernel.map((_, i) => options.paddingAfter?.[i] ?? (before[i] as number));
  const lengths = convLengths(x.shape.slice(2), kernel, options);
  return x.builder.node('Conv', [x, weight, bias], x.dtype, [dim(x, 0), out, ...lengths], {
    attributes: {
      kernel_shape: ints(kernel),
      pads: ints([...before, ...after]),
      strides: options.stride && ints(options.stride),
      dilations: options.dilation && ints(options.dilation),
      group: groups === 1 ? undefined : int(groups),
    },
  });
}

/**
 * Pixel shuffle: `[batch, channels · r², h, w]` to `[batch, channels, h·r, w·r]`, channels ordered (channel, row,
 * column) as PyTorch's.
 */
export function pixelShuffle(x: Value, r: number): Value {
  const [batch, channels, h, w] = x.shape as [number, number, number, number];
  return x.builder.node('DepthToSpace', [x], x.dtype, [batch, channels / (r * r), h * r, w * r], {
    attributes: { blocksize: int(r), mode: text('CRD') },
  });
}

/**
 * Depth to space in three dimensions: `[batch, channels · rt·rh·rw, t, h, w]` to `[batch, channels, t·rt, h·rh, w·rw]`,
 * the factors being the fastest part of the channel in the order (t, h, w).
 */
export function depthToSpace3d(x: Value, [rt, rh, rw]: readonly [number, number, number]): Value {
  const [batch, channels, t, h, w] = x.shape as [number, number, number, number, number];
  const inner = channels / (rt * rh * rw);
  const cut = reshape(x, [batch, inner, rt, rh, rw, t, h, w]);
  return reshape(transpose(cut, [0, 1, 5, 2, 6, 3, 7, 4]), [batch, inner, t * rt, h * rh, w * rw]);
}
