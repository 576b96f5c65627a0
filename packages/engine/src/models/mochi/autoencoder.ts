/** The decoder of the Mochi autoencoder (`AutoencoderKLMochi` in diffusers): graphs of it, whole or for a chunk of a clip's frames. */
import { checkWeights } from '../../diffusion/check-weights.ts';
import type { ChooseArithmetic } from '../../diffusion/decoder-arithmetic.ts';
import { depthToSpace } from '../../diffusion/patches.ts';
import { GraphBuilder, type Value } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { silu } from '../../graph/layers/activation.ts';
import { convFrames } from '../../graph/layers/conv-frames.ts';
import { linear } from '../../graph/layers/linear.ts';
import { type ChunkPlace, NeighbourFrames } from '../../graph/layers/neighbour-frames.ts';
import { frameGroupNorm } from '../../graph/layers/norm.ts';
import { add, transpose } from '../../graph/ops.ts';
import { type Scope, scopeOf } from '../../graph/scope.ts';
import type { TensorSource } from '../../tensor/source.ts';
import type { AutoencoderConfig } from './config.ts';

/** Some residual blocks of the decoder at one size, with what comes before the first and after the last. */
export interface DecoderPart {
  readonly index: number;
  /** What comes first: the layer over latents, the growing of an up block, or nothing. */
  readonly begins:
    | { readonly kind: 'latents' }
    | { readonly kind: 'growth'; readonly block: number }
    | { readonly kind: 'nothing' };
  /** Full names of the residual blocks, below `decoder`. */
  readonly resnets: readonly string[];
  /** Whether pictures come out. */
  readonly ends: boolean;
}

/** Frames of a chunk, their size, and where in the clip they are. */
export interface FrameChunk {
  readonly frames: number;
  readonly rows: number;
  readonly columns: number;
  readonly place: ChunkPlace;
}

/** Common inputs of the layers. */
interface LayerContext {
  readonly neighbours: NeighbourFrames;
  readonly arithmetic: ChooseArithmetic;
}

/** Groups of channels, and what is added to their variance, in all norms. */
const normGroups = 32;
const normEps = 1e-5;

/** Norm, SiLU and a causal convolution: before the first frame it is repeated, and so are the edges of each frame. */
function activatedConv(x: Value, scope: Scope, number: 1 | 2, { neighbours, arithmetic }: LayerContext): Value {
  const norm = scope.at(`norm${number}`).at('norm_layer');
  const weights = { weight: norm.weight('weight'), bias: norm.weight('bias'), eps: normEps };
  const activated = silu(frameGroupNorm(x, normGroups, weights));
  const conv = scope.at(`conv${number}`).at('conv');
  const [out, inner, taps] = x.builder.info(conv.path('weight')).shape as [number, number, number];
  const chosen = arithmetic({ inner, out }, 'activated');
  const seen = neighbours.around(activated, taps - 1, 0, taps - 1, chosen === 'f32' ? 'exact' : 'bytes');
  return convFrames(seen, conv, { arithmetic: chosen, edges: 'repeated' });
}

function resnet(x: Value, scope: Scope, context: LayerContext): Value {
  return scope.build(() => add(x, activatedConv(activatedConv(x, scope, 1, context), scope, 2, context)));
}

/** A part of the decoder over frames `[frames, rows, columns, channels]`; the last gives pictures `[frames, 3, height, width]`. */
function decoderPart(x: Value, part: DecoderPart, config: AutoencoderConfig, context: LayerContext): Value {
  const top = scopeOf(x.builder, 'decoder');
  let hidden = x;
  if (part.begins.kind === 'latents') hidden = linear(x, top.at('conv_in'), { precision: 'f32' });
  if (part.begins.kind === 'growth') {
    const { block } = part.begins;
    const time = config.temporal_expansions.at(-block - 1)!;
    const space = config.spatial_expansions.at(-block - 1)!;
    const proj = top.at('up_blocks').at(block).at('proj');
    hidden = depthToSpace(linear(x, proj, { precision: 'f32' }), [time, space, space]);
  }
  for (const name of part.resnets) hidden = resnet(hidden, scopeOf(x.builder, `decoder.${name}`), context);
  if (!part.ends) return hidden;
  return transpose(linear(silu(hidden), top.at('proj_out'), { precision: 'f32' }), [0, 3, 1, 2]);
}

/**
 * A part of the decoder for a chunk of frames: `features` `[frames, rows, columns, channels]` to `features.out` for the next part, or to
 * `pictures` `[frames, 3, height, width]` in −1 … 1 in the last. Frames of the chunk before are as in `NeighbourFrames`. The first pictures
 * of a clip, one less than the compression in time, are not part of it.
 */
export function decoderPartGraph(
  source: TensorSource,
  config: AutoencoderConfig,
  part: DecoderPart & { readonly inChannels: number },
  { frames, rows, columns, place }: FrameChunk,
  arithmetic: ChooseArithmetic,
): Graph {
  const builder = new GraphBuilder(`mochi-decoder.${part.index}`, { source });
  const x = builder.input('features', 'f32', [frames, rows, columns, part.inChannels]);
  const context = { neighbours: new NeighbourFrames(builder, place), arithmetic };
  builder.output(part.ends ? 'pictures' : 'features.out', decoderPart(x, part, config, context));
  return builder.build();
}

/** The encoder, which text to video has no use for; some files leave it out. */
const encoder = /^(?:encoder|quant_conv)\./;

/**
 * Checks that an autoencoder has exactly the weights of its config, in its decoder.
 * @throws AkezoraError `weights_mismatch`.
 */
export function checkDecoder(
  source: TensorSource,
  config: AutoencoderConfig,
  parts: readonly (DecoderPart & { readonly inChannels: number })[],
): void {
  const chunk = { frames: 1, rows: 1, columns: 1, place: { first: true, last: true } };
  checkWeights(source, () => parts.map((part) => decoderPartGraph(source, config, part, chunk, () => 'f32')), encoder);
}
