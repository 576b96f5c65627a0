/**
 * The graph of the Mochi transformer (Genmo 2024; `MochiTransformer3DModel` in diffusers): video and text have streams of their own width
 * and attend to all tokens together.
 */
import { checkWeights } from '../../diffusion/check-weights.ts';
import { inChunks } from '../../diffusion/chunks.ts';
import { feedForwardTokens, layer, precisionExcept } from '../../diffusion/transformer-layers.ts';
import { GraphBuilder, type LinearPrecision, type PrecisionChoice, type Value } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { halves, silu, swiglu } from '../../graph/layers/activation.ts';
import { linear } from '../../graph/layers/linear.ts';
import { layerNorm, rmsNorm } from '../../graph/layers/norm.ts';
import { add, dim, mul, split, unary } from '../../graph/ops.ts';
import { type Scope, scopeOf } from '../../graph/scope.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { jointAttention } from './attention.ts';
import { innerChannels, patchChannels, type TransformerConfig } from './config.ts';
import { poolText } from './pool-text.ts';
import { frequenciesName } from './rotary.ts';

/** Shape and precision of a graph of some blocks of the transformer. */
export interface TransformerShape {
  /** Patches of the clip. */
  readonly tokens: number;
  readonly textTokens: number;
  /** Whether an input `mask` `[1, textTokens]` (1 = token, 0 = padding) hides padding. */
  readonly masked: boolean;
  /** Precision of all layers except the few that are never quantised, or a choice for each. Default `f32`. */
  readonly linear?: LinearPrecision | PrecisionChoice;
  /** Number of queries with scores in memory at once. Default: all, as one fused operation (`attentionChunk`). */
  readonly attentionChunk?: number | undefined;
  /** First block. Default 0. */
  readonly from?: number;
  /** Block after the last. Default: all blocks. */
  readonly to?: number;
}

/** Linear layers that are never quantised: those outside the blocks, under 1 % of the time. */
const neverQuantised = /^(?:patch_embed|proj_out|time_embed|norm_out)\./;

/** Both streams of the transformer. */
interface Streams {
  /** `[1, tokens, width]`. */
  readonly video: Value;
  /** `[1, textTokens, text width]`. */
  readonly text: Value;
}

/** Common inputs of all blocks. */
interface BlockInputs {
  readonly config: TransformerConfig;
  /** Timestep and prompt as one vector `[1, width]`. */
  readonly condition: Value;
  readonly cos: Value;
  readonly sin: Value;
  readonly mask: Value | undefined;
  readonly attentionChunk: number | undefined;
}

/**
 * Blocks `[from, to)` of the transformer as a graph, for one clip.
 *
 * Inputs of the graph with block 0: `patches` `[1, tokens, channels · patch²]` (see `toPatches`), `text` `[1, textTokens,
 * text_embed_dim]`, `time` `[1, time_embed_dim]` (see `timestepEmbedding`). Of a later one: `video`, `context`, `condition`: the outputs
 * `…_out` of graphs before. Of each: `cos` and `sin` `[tokens, width / 2]`, and `mask` when masked. The last graph gives `velocity_out`
 * `[1, tokens, patch² · channels]` (see `fromPatches`), which points from noise to the clip.
 * @throws AkezoraError `weights_mismatch` for tensors that are missing or do not fit.
 */
export function transformerGraph(source: TensorSource, config: TransformerConfig, shape: TransformerShape): Graph {
  const { tokens, textTokens, from = 0, to = config.num_layers, linear: precision = 'f32' } = shape;
  const width = innerChannels(config);
  const builder = new GraphBuilder(`mochi-transformer.${from}-${to}`, {
    source,
    linear: typeof precision === 'function' ? precision : precisionExcept(neverQuantised, precision),
  });
  const top = scopeOf(builder);
  const mask = shape.masked ? builder.input('mask', 'f32', [1, textTokens]) : undefined;
  let streams: Streams;
  let condition: Value;
  if (from === 0) {
    const patches = builder.input('patches', 'f32', [1, tokens, patchChannels(config)]);
    const text = builder.input('text', 'f32', [1, textTokens, config.text_embed_dim]);
    const time = builder.input('time', 'f32', [1, config.time_embed_dim]);
    const embed = top.at('time_embed');
    const embedder = embed.at('timestep_embedder');
    const embedded = linear(silu(linear(time, embedder.at('linear_1'))), embedder.at('linear_2'));
    condition = add(embedded, poolText(text, mask, embed.at('pooler')));
    streams = {
      video: linear(patches, top.at('patch_embed').at('proj')),
      text: linear(text, embed.at('caption_proj')),
    };
  } else {
    streams = {
      video: builder.input('video', 'f32', [1, tokens, width]),
      text: builder.input('context', 'f32', [1, textTokens, config.pooled_projection_dim]),
    };
    condition = builder.input('condition', 'f32', [1, width]);
  }
  const shared: BlockInputs = {
    config,
    condition,
    cos: builder.input('cos', 'f32', [tokens, width / 2]),
    sin: builder.input('sin', 'f32', [tokens, width / 2]),
    mask,
    attentionChunk: shape.attentionChunk,
  };
  for (let i = from; i < to; i++) {
    const block = top.at('transformer_blocks').at(i);
    streams = block.build(() => transformerBlock(streams, block, shared, i === config.num_layers - 1));
  }
  if (to < config.num_layers) {
    builder.output('video_out', streams.video);
    builder.output('context_out', streams.text);
    if (from === 0) builder.output('condition_out', condition);
    return builder.build();
  }
  const [scale, shift] = halves(linear(silu(condition), top.at('norm_out').at('linear')));
  const normed = layerNorm(streams.video, { eps: 1e-6 });
  builder.output('velocity_out', linear(add(mul(normed, add(scale, 1)), shift), top.at('proj_out')));
  return builder.build();
}

/** Added to the mean square in the norms of the streams. */
const normEps = 1e-6;

/** RMS norm over the channels, times a factor `[1, channels]` in place of stored weights. */
const scaledNorm = (x: Value, factor: Value): Value => mul(rmsNorm(x, { eps: normEps }), factor);

/** Factors of one stream in one block: before attention and the layers of its own, and of what each adds. */
interface Modulation {
  readonly before: Value;
  readonly gate: Value;
  readonly beforeWide: Value;
  readonly gateWide: Value;
}

/** Scale, gate, scale, gate: without a shift. */
function modulationOf(condition: Value, scope: Scope): Modulation {
  const all = layer(silu(condition), scope.at('linear'));
  const quarter = dim(all, -1) / 4;
  const [scale, gate, scaleWide, gateWide] = split(all, [quarter, quarter, quarter, quarter], -1) as [
    Value,
    Value,
    Value,
    Value,
  ];
  return {
    before: add(scale, 1),
    gate: unary('Tanh', gate),
    beforeWide: add(scaleWide, 1),
    gateWide: unary('Tanh', gateWide),
  };
}

/** What a stream becomes by attention and its own layers; each is normed before it is added. */
function grown(x: Value, attended: Value, modulation: Modulation, net: Scope): Value {
  const hidden = add(x, scaledNorm(attended, modulation.gate));
  const wide = feedForward(scaledNorm(hidden, modulation.beforeWide), net);
  return add(hidden, scaledNorm(wide, modulation.gateWide));
}

function transformerBlock({ video, text }: Streams, block: Scope, inputs: BlockInputs, isLast: boolean): Streams {
  const { condition } = inputs;
  const ofVideo = modulationOf(condition, block.at('norm1'));
  // The text goes no further than the last block: there it is only attended to.
  const ofText = isLast ? undefined : modulationOf(condition, block.at('norm1_context'));
  const beforeText = ofText?.before ?? add(layer(silu(condition), block.at('norm1_context').at('linear_1')), 1);
  const attended = jointAttention(
    { video: scaledNorm(video, ofVideo.before), text: scaledNorm(text, beforeText) },
    block.at('attn1'),
    { ...inputs, heads: inputs.config.num_attention_heads, isLast },
  );
  return {
    video: grown(video, attended.video, ofVideo, block.at('ff').at('net')),
    text: ofText && attended.text ? grown(text, attended.text, ofText, block.at('ff_context').at('net')) : text,
  };
}

function feedForward(x: Value, net: Scope): Value {
  return inChunks(x, 1, feedForwardTokens, (tokens) => {
    const [value, gate] = halves(layer(tokens, net.at(0).at('proj')));
    return layer(swiglu(gate, value), net.at(2));
  });
}

/** A shape for what does not depend on it. */
export const smallest: TransformerShape = { tokens: 1, textTokens: 1, masked: false };

/** Tensors that no graph takes: the frequencies of positions, and queries of the text in the last block, whose answers go nowhere. */
const outsideGraphs = (config: TransformerConfig): RegExp =>
  new RegExp(
    `^${frequenciesName}$|^transformer_blocks\\.${config.num_layers - 1}\\.attn1\\.(?:add_q_proj|norm_added_q)\\.weight$`,
  );

/**
 * Checks that a transformer has exactly the weights of its config.
 * @throws AkezoraError `weights_mismatch` naming the tensor that is missing, extra, of another shape or type.
 */
export function checkTransformer(source: TensorSource, config: TransformerConfig): void {
  checkWeights(
    source,
    () => {
      const { num_attention_heads: heads, attention_head_dim: size } = config;
      new GraphBuilder('mochi-positions', { source }).info(frequenciesName, [3, heads, size / 2]);
      return [transformerGraph(source, config, smallest)];
    },
    outsideGraphs(config),
  );
}
