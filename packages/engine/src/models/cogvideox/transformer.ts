/** The CogVideoX transformer (Yang et al. 2024; `CogVideoXTransformer3DModel` in diffusers) as a graph. */
import type { Precision } from '@akezora/contract';
import type { Blocks } from '../../diffusion/block-runner.ts';
import { checkWeights } from '../../diffusion/check-weights.ts';
import { chunkedAttention } from '../../diffusion/chunks.ts';
import { feedForward, layer } from '../../diffusion/transformer-layers.ts';
import { GraphBuilder, type LinearPrecision, type PrecisionChoice, type Value } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { silu } from '../../graph/layers/activation.ts';
import { linear } from '../../graph/layers/linear.ts';
import { layerNorm, modulate } from '../../graph/layers/norm.ts';
import { rotary } from '../../graph/layers/rotary.ts';
import { add, concat, dim, mul, reshape, slice, split } from '../../graph/ops.ts';
import { type Scope, scopeOf } from '../../graph/scope.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { innerChannels, type TransformerConfig } from './config.ts';

/** Shape and precision of a graph of some blocks of the transformer. */
export interface TransformerShape {
  /** Tokens of the clip: patches of latents. */
  readonly tokens: number;
  readonly textTokens: number;
  /** Where positions are added to the embeddings: from an input `positions`, from the learned table of the weights, or nowhere. */
  readonly added: 'input' | 'learned' | 'none';
  /** Precision of the layers that may be quantised. Default `f32`. */
  readonly linear?: LinearPrecision;
  /** Queries with scores in memory at once. Default: all, as one fused operation (`attentionChunk`). */
  readonly attentionChunk?: number | undefined;
  /** First block. Default 0. */
  readonly from?: number;
  /** Block after the last. Default: all blocks. */
  readonly to?: number;
}

/** Layers outside the blocks are a thousandth of the work, and their rounding shows in all that follows. */
const neverQuantised = /^(?:patch_embed|time_embedding|ofs_embedding|norm_out|proj_out)\./;

/** The modulation of the blocks has one row: its weights are kept small, but its values are not rounded to 8 bits of one scale. */
const modulation = /\.norm[12]\.linear\./;

/** Precision of each linear layer of a transformer in `precision`. */
const precisionOf =
  (precision: LinearPrecision): PrecisionChoice =>
  (weight) => {
    if (neverQuantised.test(weight)) return 'f32';
    return modulation.test(weight) && precision !== 'f32' && precision !== 'f16' ? 'w8' : precision;
  };

/** Values of a patch: channels, then frames, rows and columns inside it. */
export const patchChannels = (config: TransformerConfig, channels = config.in_channels): number =>
  channels * (config.patch_size_t ?? 1) * config.patch_size ** 2;

/**
 * Blocks `[from, to)` of the transformer as a graph.
 *
 * Inputs of the graph with block 0: `patches` `[1, tokens, patch]`, `text` `[1, textTokens, text_embed_dim]`, `time` `[1, width]` and,
 * where the config has an offset embedding, `ofs` `[1, ofs_embed_dim]` (both by `timestepEmbedding`), and `positions` where they are
 * added. Of a later one: `hidden`, `embedded`: the outputs `…_out` of graphs before. Of each, with rotary positions: `cos` and `sin`
 * `[textTokens + tokens, head / 2]`. The last graph gives `patches_out`, the velocity.
 * @throws AkezoraError `weights_mismatch` for tensors that are missing or do not fit.
 */
export function transformerGraph(source: TensorSource, config: TransformerConfig, shape: TransformerShape): Graph {
  const { tokens, textTokens, from = 0, to = config.num_layers, linear: precision = 'f32' } = shape;
  const width = innerChannels(config);
  const all = textTokens + tokens;
  const builder = new GraphBuilder(`cogvideox-transformer.${from}-${to}`, { source, linear: precisionOf(precision) });
  const top = scopeOf(builder);
  let hidden: Value;
  let embedded: Value;
  if (from === 0) {
    hidden = embeddedTokens(top, config, shape);
    embedded = timeEmbedding(builder.input('time', 'f32', [1, width]), top.at('time_embedding'));
    if (config.ofs_embed_dim !== undefined) {
      const offset = builder.input('ofs', 'f32', [1, config.ofs_embed_dim]);
      embedded = add(embedded, timeEmbedding(offset, top.at('ofs_embedding')));
    }
  } else {
    hidden = builder.input('hidden', 'f32', [1, all, width]);
    embedded = builder.input('embedded', 'f32', [1, config.time_embed_dim]);
  }
  const table = [all, config.attention_head_dim / 2];
  const inputs: BlockInputs = {
    config,
    textTokens,
    embedded: silu(embedded),
    turn: config.use_rotary_positional_embeddings
      ? { cos: builder.input('cos', 'f32', table), sin: builder.input('sin', 'f32', table) }
      : undefined,
    attentionChunk: shape.attentionChunk,
  };
  for (let i = from; i < to; i++) {
    const block = top.at('transformer_blocks').at(i);
    hidden = block.build(() => transformerBlock(hidden, block, inputs));
  }
  if (to < config.num_layers) {
    builder.output('hidden_out', hidden);
    if (from === 0) builder.output('embedded_out', embedded);
    return builder.build();
  }
  builder.output('patches_out', projected(slice(hidden, 1, textTokens, all), top, inputs));
  return builder.build();
}

/** Text and patches as one sequence, with the positions that are added. */
function embeddedTokens(top: Scope, config: TransformerConfig, { tokens, textTokens, added }: TransformerShape): Value {
  const { builder } = top;
  const width = innerChannels(config);
  const patches = builder.input('patches', 'f32', [1, tokens, patchChannels(config)]);
  const text = builder.input('text', 'f32', [1, textTokens, config.text_embed_dim]);
  const scope = top.at('patch_embed');
  const hidden = concat([linear(text, scope.at('text_proj')), linear(patches, scope.at('proj'))], 1);
  const table = [textTokens + tokens, width];
  if (added === 'input') return add(hidden, builder.input('positions', 'f32', table));
  return added === 'learned' ? add(hidden, scope.weight('pos_embedding', [1, ...table])) : hidden;
}

/** Two linear layers with SiLU between. */
const timeEmbedding = (time: Value, scope: Scope): Value =>
  linear(silu(linear(time, scope.at('linear_1'))), scope.at('linear_2'));

/** The last norms, the second modulated, and the layer that gives patches. */
function projected(hidden: Value, top: Scope, { config, embedded }: BlockInputs): Value {
  const width = innerChannels(config);
  const scope = top.at('norm_out');
  const [shift, scale] = split(linear(embedded, scope.at('linear')), [width, width], 1) as [Value, Value];
  const normed = affineNorm(affineNorm(hidden, top.at('norm_final'), config), scope.at('norm'), config);
  return linear(modulate(normed, shift, scale), top.at('proj_out'));
}

/** Common inputs of all blocks. */
interface BlockInputs {
  readonly config: TransformerConfig;
  readonly textTokens: number;
  /** The embedded timestep after SiLU, `[1, time_embed_dim]`. */
  readonly embedded: Value;
  /** Rotary tables, where the config has them. */
  readonly turn: { readonly cos: Value; readonly sin: Value } | undefined;
  readonly attentionChunk: number | undefined;
}

const affineNorm = (x: Value, scope: Scope, config: TransformerConfig): Value =>
  layerNorm(x, { weight: scope.weight('weight'), bias: scope.weight('bias'), eps: config.norm_eps });

function transformerBlock(x: Value, block: Scope, inputs: BlockInputs): Value {
  const attended = modulatedBy(x, block.at('norm1'), inputs, (normed) => attention(normed, block.at('attn1'), inputs));
  return modulatedBy(attended, block.at('norm2'), inputs, (normed) => feedForward(normed, block.at('ff').at('net')));
}

/** `x + gate · branch(norm(x) · (1 + scale) + shift)`, with one set of the three for the clip and another for the text before it. */
function modulatedBy(x: Value, norm: Scope, inputs: BlockInputs, branch: (normed: Value) => Value): Value {
  const { config, textTokens, embedded } = inputs;
  const width = innerChannels(config);
  const parts = split(linear(embedded, norm.at('linear')), new Array(6).fill(width), 1);
  const [shift, scale, gate, textShift, textScale, textGate] = parts as [Value, Value, Value, Value, Value, Value];
  const apart = (value: Value) => split(value, [textTokens, dim(value, 1) - textTokens], 1) as [Value, Value];
  const [text, clip] = apart(affineNorm(x, norm.at('norm'), config));
  const normed = concat([modulate(text, textShift, textScale), modulate(clip, shift, scale)], 1);
  const [textOut, clipOut] = apart(branch(normed));
  return add(x, concat([mul(textOut, textGate), mul(clipOut, gate)], 1));
}

/** Attention of all tokens to all; queries and keys are normalised head by head and turned by their positions. */
function attention(x: Value, scope: Scope, inputs: BlockInputs): Value {
  const { config, turn, attentionChunk } = inputs;
  const { num_attention_heads: heads, attention_head_dim: size } = config;
  const placed = (name: 'q' | 'k'): Value => {
    const value = layer(x, scope.at(`to_${name}`));
    const norm = scope.at(`norm_${name}`);
    const apart = reshape(value, [1, dim(value, 1), heads, size]);
    const normed = layerNorm(apart, { weight: norm.weight('weight'), bias: norm.weight('bias'), eps: 1e-6 });
    const joined = reshape(normed, value.shape);
    return turn ? rotary(joined, turn.cos, turn.sin, { heads, pairs: 'neighbours' }) : joined;
  };
  const [q, k, v] = [placed('q'), placed('k'), layer(x, scope.at('to_v'))];
  return layer(chunkedAttention(q, k, v, { heads, chunk: attentionChunk }), scope.at('to_out').at(0));
}

/** A shape for what does not depend on it. */
const smallest: TransformerShape = { tokens: 1, textTokens: 1, added: 'none' };

/** The transformer's blocks in a precision, for clips of a shape. Default: one for packing, which is the same for every clip. */
export const cogBlocks = (
  source: TensorSource,
  config: TransformerConfig,
  precision: Precision,
  shape: TransformerShape = smallest,
): Blocks => ({
  source,
  precision,
  cacheName: 'cogvideox',
  blocks: config.num_layers,
  build: (from, range) => transformerGraph(from, config, { ...shape, ...range, linear: precision }),
});

/**
 * Checks that a transformer has exactly the weights of its config.
 * @throws AkezoraError `weights_mismatch` naming the tensor that is missing, extra, of another shape or type.
 */
export function checkTransformer(source: TensorSource, config: TransformerConfig): void {
  const learned = config.use_learned_positional_embeddings ? /^patch_embed\.pos_embedding$/ : /^$/;
  checkWeights(source, () => [transformerGraph(source, config, smallest)], learned);
}
