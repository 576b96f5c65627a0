/**
 * The layers of CogVideoX's autoencoder as graphs over some rows of a frame `[rows, columns, channels]`
 * (`AutoencoderKLCogVideoX` in diffusers). Each graph is one layer; `coder.ts` runs them frame by frame.
 */
import { GraphBuilder, type Value } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { silu } from '../../graph/layers/activation.ts';
import { conv } from '../../graph/layers/conv.ts';
import { convFrames } from '../../graph/layers/conv-frames.ts';
import { linear } from '../../graph/layers/linear.ts';
import { resize } from '../../graph/layers/resize.ts';
import { add, cast, concat, dim, mean, mul, pad, reshape, transpose } from '../../graph/ops.ts';
import { scopeOf } from '../../graph/scope.ts';
import type { TensorSource } from '../../tensor/source.ts';
import type { Storage } from './features.ts';

/** Rows of a frame, and how it is kept. */
export interface RowsShape {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  readonly storage: Storage;
}

const frameShape = ({ rows, columns, channels }: RowsShape) => [rows, columns, channels];

/** An input of frames, as f32. */
const stored = (builder: GraphBuilder, name: string, shape: readonly number[], storage: Storage): Value =>
  cast(builder.input(name, storage, shape), 'f32');

/**
 * Sums of a frame's channels: `x`, and `counts` `[rows, 1, 1]` (0 for rows that another window counts) to `sums` `[2, channels]`, of the
 * values and of their squares, over the number of the window's cells.
 */
export function sumsGraph(shape: RowsShape): Graph {
  const builder = new GraphBuilder('cogvideox-autoencoder.sums');
  const x = stored(builder, 'x', frameShape(shape), shape.storage);
  const counted = mul(x, builder.input('counts', 'f32', [shape.rows, 1, 1]));
  const sum = (value: Value) => reshape(mean(value, [0, 1]), [1, shape.channels]);
  builder.output('sums', concat([sum(counted), sum(mul(counted, x))], 0));
  return builder.build();
}

/** Latents that a norm of the decoder is conditioned on: as many rows and columns as they have in the window, and the cells of each. */
export interface LatentShape {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/**
 * A group norm with SiLU: `x`, and `scale` and `shift` `[channels]` that give its groups mean 0 and deviation 1, to `out`. The decoder's norms are spatial (Zheng et al.
 * 2022): multiplied with one 1×1 convolution of the `latent` frame, enlarged to `x`, and another added.
 */
export function normGraph(
  source: TensorSource,
  name: string,
  shape: RowsShape,
  latent: LatentShape | undefined,
): Graph {
  const builder = new GraphBuilder(`cogvideox-autoencoder.${name}`, { source });
  const { rows, columns, channels, storage } = shape;
  const x = stored(builder, 'x', frameShape(shape), storage);
  const [scale, shift] = ['scale', 'shift'].map((input) => builder.input(input, 'f32', [channels]));
  const scope = scopeOf(builder, name);
  const group = latent ? scope.at('norm_layer') : scope;
  const weight = group.weight('weight', [channels]);
  // Folded first: what is computed for every cell is one product and one sum.
  let normed = add(mul(x, mul(scale!, weight)), add(mul(shift!, weight), group.weight('bias', [channels])));
  if (latent) {
    const z = builder.input('latent', 'f32', [latent.rows, latent.columns, latent.channels]);
    const [factors, offsets] = ['conv_y', 'conv_b'].map((part) =>
      reshape(linear(z, scope.at(part).at('conv')), [latent.rows, 1, latent.columns, 1, channels]),
    );
    const cells = [latent.rows, rows / latent.rows, latent.columns, columns / latent.columns, channels];
    normed = reshape(add(mul(reshape(normed, cells), factors!), offsets!), frameShape(shape));
  }
  builder.output('out', cast(silu(normed), storage));
  return builder.build();
}

/** Options of a convolution. */
export interface ConvShape extends RowsShape {
  /** Frames that it sees: its own last. */
  readonly taps: number;
  /** Whether an input `residual` `[rows, columns, out]` is added. */
  readonly residual: boolean;
  /** How the output is kept. */
  readonly out: Storage;
}

/** A causal convolution: `frames` `[taps, rows, columns, channels]` to `out` `[rows, columns, out]`. */
export function convGraph(source: TensorSource, name: string, shape: ConvShape): Graph {
  const builder = new GraphBuilder(`cogvideox-autoencoder.${name}`, { source });
  const frames = stored(builder, 'frames', [shape.taps, ...frameShape(shape)], shape.storage);
  const convolved = convFrames(frames, scopeOf(builder, name));
  const out = reshape(convolved, convolved.shape.slice(1));
  const sum = shape.residual ? add(out, stored(builder, 'residual', out.shape, shape.storage)) : out;
  builder.output('out', cast(sum, shape.out));
  return builder.build();
}

/** A 1×1 convolution: `x` to `out`. */
export function shortcutGraph(source: TensorSource, name: string, shape: RowsShape): Graph {
  const builder = new GraphBuilder(`cogvideox-autoencoder.${name}`, { source });
  const x = stored(builder, 'x', frameShape(shape), shape.storage);
  builder.output('out', cast(linear(x, scopeOf(builder, name)), shape.storage));
  return builder.build();
}

/** Doubling of rows and columns, with a convolution over them: `x` to `out`. */
export function upsampleGraph(source: TensorSource, name: string, shape: RowsShape): Graph {
  const builder = new GraphBuilder(`cogvideox-autoencoder.${name}`, { source });
  const { rows, columns, channels, storage } = shape;
  const planes = transpose(
    reshape(stored(builder, 'x', frameShape(shape), storage), [1, ...frameShape(shape)]),
    [0, 3, 1, 2],
  );
  const doubled = resize(planes, [1, channels, 2 * rows, 2 * columns], 'nearest');
  builder.output('out', cast(convolved2d(doubled, name, { padding: [1, 1] }), storage));
  return builder.build();
}

/**
 * Halving of rows and columns by a convolution with step 2, zeros below and to the right: the mean of `frames`
 * `[frames, rows, columns, channels]` to `out`.
 */
export function downsampleGraph(source: TensorSource, name: string, shape: RowsShape, frames: 1 | 2): Graph {
  const builder = new GraphBuilder(`cogvideox-autoencoder.${name}`, { source });
  const x = mean(stored(builder, 'frames', [frames, ...frameShape(shape)], shape.storage), [0]);
  const padded = pad(transpose(x, [0, 3, 1, 2]), [0, 0, 0, 0], [0, 0, 1, 1]);
  builder.output('out', cast(convolved2d(padded, name, { stride: [2, 2] }), shape.storage));
  return builder.build();
}

/** A convolution over rows and columns of `[1, channels, rows, columns]`, as `[rows, columns, out]`. */
function convolved2d(x: Value, name: string, options: Parameters<typeof conv>[3]): Value {
  const scope = scopeOf(x.builder, name);
  const out = conv(x, scope.weight('weight'), scope.weight('bias'), options);
  return reshape(transpose(out, [0, 2, 3, 1]), [dim(out, 2), dim(out, 3), dim(out, 1)]);
}
