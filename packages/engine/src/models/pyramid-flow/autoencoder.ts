/** Pyramid Flow's causal autoencoder (`CausalVideoVAE` in jy0205/Pyramid-Flow): graphs of its layers, some at a time, for a chunk of frames. */
import { checkWeights } from '../../diffusion/check-weights.ts';
import { chunkedAttention } from '../../diffusion/chunks.ts';
import type { ChooseArithmetic, ConvPlace } from '../../diffusion/decoder-arithmetic.ts';
import { depthToSpace } from '../../diffusion/patches.ts';
import { GraphBuilder, type Value } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { silu } from '../../graph/layers/activation.ts';
import { convFrames } from '../../graph/layers/conv-frames.ts';
import { linear } from '../../graph/layers/linear.ts';
import { type ChunkPlace, NeighbourFrames } from '../../graph/layers/neighbour-frames.ts';
import { frameGroupNorm } from '../../graph/layers/norm.ts';
import { add, dim, reshape, slice, transpose } from '../../graph/ops.ts';
import { type Scope, scopeOf } from '../../graph/scope.ts';
import type { TensorSource } from '../../tensor/source.ts';
import type { AutoencoderConfig } from './config.ts';
import { decoderParts, encoderParts, type Layer, type Part } from './parts.ts';

/** Frames of a chunk, their size, and where in the clip they are. */
export interface FrameChunk {
  readonly frames: number;
  readonly rows: number;
  readonly columns: number;
  readonly place: ChunkPlace;
}

/** How a part is computed. */
export interface PartOptions {
  readonly arithmetic: ChooseArithmetic;
  /** See `attentionChunk`. */
  readonly attentionChunk?: number | undefined;
}

interface Context extends PartOptions {
  readonly neighbours: NeighbourFrames;
  readonly groups: number;
}

/** Added to the variance in all norms. */
const eps = 1e-6;

type Stride = readonly [time: number, rows: number, columns: number];

/** A causal convolution: zeros lie before the clip's first frame and around each frame. */
function causal(x: Value, scope: Scope, place: ConvPlace, context: Context, stride: Stride = [1, 1, 1]): Value {
  const conv = scope.at('conv');
  const [out, inner, taps] = x.builder.info(conv.path('weight')).shape as [number, number, number];
  const pointwise = taps === 1;
  if (pointwise) return linear(x, conv, { precision: 'f32' });
  const strided = stride.some((step) => step !== 1);
  const arithmetic = strided ? 'f32' : context.arithmetic({ inner, out }, place);
  const as = arithmetic === 'f32' ? 'exact' : 'bytes';
  const seen = context.neighbours.around(x, taps - 1, 0, taps - stride[0], as, 'zeros');
  return convFrames(seen, conv, { arithmetic, stride });
}

const normed = (x: Value, scope: Scope, { groups }: Context): Value =>
  frameGroupNorm(x, groups, { weight: scope.weight('weight'), bias: scope.weight('bias'), eps });

function resnet(x: Value, scope: Scope, context: Context): Value {
  const first = causal(silu(normed(x, scope.at('norm1'), context)), scope.at('conv1'), 'activated', context);
  const second = causal(silu(normed(first, scope.at('norm2'), context)), scope.at('conv2'), 'activated', context);
  const shortcut = scope.at('conv_shortcut');
  return add(scope.has('conv_shortcut.conv.weight') ? causal(x, shortcut, 'features', context) : x, second);
}

/** Attention of each frame over its own cells, with one head. */
function frameAttention(x: Value, scope: Scope, context: Context): Value {
  const [frames, rows, columns, channels] = x.shape as [number, number, number, number];
  const cells = reshape(normed(x, scope.at('group_norm'), context), [frames, rows * columns, channels]);
  const [q, k, v] = ['q', 'k', 'v'].map((name) => linear(cells, scope.at(`to_${name}`), { precision: 'f32' }));
  const attended = chunkedAttention(q!, k!, v!, { heads: 1, chunk: context.attentionChunk });
  return add(x, reshape(linear(attended, scope.at('to_out').at(0), { precision: 'f32' }), x.shape));
}

function applied(x: Value, { kind, name }: Layer, context: Context): Value {
  const scope = scopeOf(x.builder, name);
  switch (kind) {
    case 'conv':
      return causal(x, scope, dim(x, 3) === 3 ? 'pixels' : 'latents', context);
    case 'resnet':
      return scope.build(() => resnet(x, scope, context));
    case 'attention':
      return frameAttention(x, scope, context);
    case 'double-space':
      return depthToSpace(causal(x, scope.at('conv'), 'features', context), [1, 2, 2]);
    case 'double-time': {
      const grown = depthToSpace(causal(x, scope.at('conv'), 'features', context), [2, 1, 1]);
      return context.neighbours.place.first ? slice(grown, 0, 1, dim(grown, 0)) : grown;
    }
    case 'halve-space':
      return causal(x, scope.at('conv'), 'features', context, [1, 2, 2]);
    case 'halve-time':
      return causal(x, scope.at('conv'), 'features', context, [2, 1, 1]);
    case 'last': {
      const activated = silu(normed(x, scope.at('conv_norm_out'), context));
      return causal(activated, scope.at('conv_out'), 'pixels', context);
    }
  }
}

/**
 * A part for a chunk of frames: `features` `[frames, rows, columns, channels]` to `features.out` for the next part, or, where the decoder
 * ends, to `pictures` `[frames, 3, height, width]` in −1 … 1. Frames of the chunk before are as in `NeighbourFrames`.
 */
export function partGraph(
  source: TensorSource,
  part: Part,
  { frames, rows, columns, place }: FrameChunk,
  options: PartOptions,
): Graph {
  const builder = new GraphBuilder(`pyramid-autoencoder.${part.layers[0]!.name}`, { source });
  const context: Context = { ...options, neighbours: new NeighbourFrames(builder, place), groups: part.groups };
  let x = builder.input('features', 'f32', [frames, rows, columns, part.inChannels]);
  for (const layer of part.layers) x = applied(x, layer, context);
  const ends = part.layers.some(({ kind, name }) => kind === 'last' && name === 'decoder');
  builder.output(ends ? 'pictures' : 'features.out', ends ? transpose(x, [0, 3, 1, 2]) : x);
  return builder.build();
}

/**
 * Checks that an autoencoder has exactly the weights of its config, in both halves.
 * @throws AkezoraError `weights_mismatch`.
 */
export function checkAutoencoder(source: TensorSource, config: AutoencoderConfig): void {
  const parts = [...encoderParts(config), ...decoderParts(config)];
  const chunk = { frames: 1, rows: 2, columns: 2, place: { first: true, last: true } };
  checkWeights(source, () => parts.map((part) => partGraph(source, part, chunk, { arithmetic: () => 'f32' })));
}
