/**
 * The graphs of Pyramid Flow's transformers (Jin et al. 2024; `PyramidFluxTransformer` and `PyramidDiffusionMMDiT` in jy0205/Pyramid-Flow):
 * blocks with a stream each for text and frames, and, in miniFLUX, blocks in which both go through the same layers.
 */
import { checkWeights } from '../../diffusion/check-weights.ts';
import { inChunks } from '../../diffusion/chunks.ts';
import {
  feedForward,
  feedForwardTokens,
  headNorm,
  layer,
  precisionExcept,
} from '../../diffusion/transformer-layers.ts';
import { GraphBuilder, type LinearPrecision, type Value } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { gelu, halves, silu } from '../../graph/layers/activation.ts';
import { linear } from '../../graph/layers/linear.ts';
import { layerNorm, modulate } from '../../graph/layers/norm.ts';
import { add, concat, dim, mul, slice, split } from '../../graph/ops.ts';
import { type Scope, scopeOf } from '../../graph/scope.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { causalAttention, type SequenceInputs } from './attention.ts';
import { architectureOf, blocksOf, innerChannels, patchChannels, type TransformerConfig } from './config.ts';
import { tableName } from './positions.ts';

/** Shape and precision of a graph of some blocks of the transformer. */
export interface TransformerShape {
  /** Patches of each frame of the sequence, in order. */
  readonly frames: readonly number[];
  /** Patches at the end of the sequence that are denoised. */
  readonly denoised: number;
  readonly textTokens: number;
  /** Whether an input `mask` `[1, textTokens]` (1 = token, 0 = padding) hides padding. */
  readonly masked: boolean;
  /** Precision of all layers except the few that are never quantised. Default `f32`. */
  readonly linear?: LinearPrecision;
  /** Number of queries with scores in memory at once. Default: all, as one fused operation (`attentionChunk`). */
  readonly attentionChunk?: number | undefined;
  /** First block. Default 0. */
  readonly from?: number;
  /** Block after the last. Default: all blocks. */
  readonly to?: number;
}

/** Channels of the sinusoidal embedding of a timestep. */
export const timeChannels = 256;

/** Linear layers that are never quantised: those outside the blocks, under 1 % of the time. */
const neverQuantised = /^(?:x_embedder|pos_embed|context_embedder|proj_out|time_text_embed|norm_out)\./;

/** Both streams of the transformer. */
interface Streams {
  /** `[1, patches, width]`. */
  readonly video: Value;
  /** `[1, textTokens, width]`. */
  readonly text: Value;
}

/** Common inputs of all blocks. */
interface BlockInputs extends SequenceInputs {
  readonly config: TransformerConfig;
  /** Timestep and prompt as one vector `[1, 1, width]`, activated. */
  readonly condition: Value;
  /** Added to the mean square in the norms of heads. */
  readonly eps: number;
}

/**
 * Blocks `[from, to)` of the transformer as a graph, for one sequence.
 *
 * Inputs of the graph with block 0: `patches` `[1, patches, channels · 4]` (see `partsAsPatches`), `text` `[1, textTokens, joint_attention_dim]`,
 * `pooled` `[1, 1, pooled_projection_dim]`, `time` `[1, 256]` (see `timestepEmbedding`), and for SD3 `positions` `[1, patches, width]`. Of a
 * later one: `video`, `context`, `condition`: the outputs `…_out` of graphs before. Of each: `cos` and `sin`, and `mask` when masked. The
 * last graph gives `velocity_out` `[1, denoised, 4 · channels]` (see `fromPatches`), which points from the end of the stage to its start.
 * @throws AkezoraError `weights_mismatch` for tensors that are missing or do not fit.
 */
export function transformerGraph(source: TensorSource, config: TransformerConfig, shape: TransformerShape): Graph {
  const all = blocksOf(config);
  const { frames, textTokens, denoised, from = 0, to = all, linear: precision = 'f32' } = shape;
  const width = innerChannels(config);
  const patches = frames.reduce((sum, own) => sum + own, 0);
  const builder = new GraphBuilder(`pyramid-transformer.${from}-${to}`, {
    source,
    linear: precisionExcept(neverQuantised, precision),
  });
  const top = scopeOf(builder);
  const mask = shape.masked ? builder.input('mask', 'f32', [1, textTokens]) : undefined;
  let streams: Streams;
  let condition: Value;
  if (from === 0) ({ condition, ...streams } = embedded(builder, config, patches, textTokens));
  else {
    streams = {
      video: builder.input('video', 'f32', [1, patches, width]),
      text: builder.input('context', 'f32', [1, textTokens, width]),
    };
    condition = builder.input('condition', 'f32', [1, 1, width]);
  }
  const table = [textTokens + patches, config.attention_head_dim / 2];
  const inputs: BlockInputs = {
    config,
    condition,
    heads: config.num_attention_heads,
    textTokens,
    frames,
    cos: builder.input('cos', 'f32', table),
    sin: builder.input('sin', 'f32', table),
    mask,
    attentionChunk: shape.attentionChunk,
    eps: architectureOf(config) === 'miniflux' ? 1e-6 : 1e-5,
  };
  for (let i = from; i < to; i++) {
    const single = i >= config.num_layers;
    const block = single
      ? top.at('single_transformer_blocks').at(i - config.num_layers)
      : top.at('transformer_blocks').at(i);
    streams = block.build(() =>
      single ? singleBlock(streams, block, inputs) : doubleBlock(streams, block, inputs, i === all - 1),
    );
  }
  if (to < all) {
    builder.output('video_out', streams.video);
    builder.output('context_out', streams.text);
    if (from === 0) builder.output('condition_out', condition);
    return builder.build();
  }
  const [scale, shift] = halves(linear(condition, top.at('norm_out').at('linear')));
  const own = slice(streams.video, 1, patches - denoised, patches);
  builder.output('velocity_out', linear(modulate(layerNorm(own, { eps }), shift, scale), top.at('proj_out')));
  return builder.build();
}

/** Added to the variance in the norms of streams. */
const eps = 1e-6;

/** Streams and condition from the inputs of the first graph. */
function embedded(
  builder: GraphBuilder,
  config: TransformerConfig,
  patches: number,
  textTokens: number,
): Streams & { readonly condition: Value } {
  const top = scopeOf(builder);
  const given = builder.input('patches', 'f32', [1, patches, patchChannels(config)]);
  const text = builder.input('text', 'f32', [1, textTokens, config.joint_attention_dim]);
  const pooled = builder.input('pooled', 'f32', [1, 1, config.pooled_projection_dim]);
  const time = builder.input('time', 'f32', [1, 1, timeChannels]);
  const embed = top.at('time_text_embed');
  const twice = (x: Value, scope: Scope) => linear(silu(linear(x, scope.at('linear_1'))), scope.at('linear_2'));
  const condition = add(twice(time, embed.at('timestep_embedder')), twice(pooled, embed.at('text_embedder')));
  const rows =
    architectureOf(config) === 'miniflux'
      ? linear(given, top.at('x_embedder'))
      : add(
          linear(given, top.at('pos_embed').at('proj')),
          builder.input('positions', 'f32', [1, patches, innerChannels(config)]),
        );
  return { condition: silu(condition), video: rows, text: linear(text, top.at('context_embedder')) };
}

/** The vectors of a block's modulation, `[1, 1, width]` each. */
function modulationOf(condition: Value, scope: Scope, count: number): Value[] {
  const all = layer(condition, scope.at('linear'));
  const width = dim(all, -1) / count;
  return split(all, new Array<number>(count).fill(width), -1);
}

/** Six vectors of a stream: before attention, its gate, before the wide layers, and their gate. */
interface Modulation {
  readonly before: (x: Value) => Value;
  readonly gate: Value;
  readonly beforeWide: (x: Value) => Value;
  readonly gateWide: Value;
}

function streamModulation(condition: Value, scope: Scope): Modulation {
  const [shift, scale, gate, shiftWide, scaleWide, gateWide] = modulationOf(condition, scope, 6) as [
    Value,
    Value,
    Value,
    Value,
    Value,
    Value,
  ];
  return {
    before: (x) => modulate(layerNorm(x, { eps }), shift, scale),
    gate,
    beforeWide: (x) => modulate(layerNorm(x, { eps }), shiftWide, scaleWide),
    gateWide,
  };
}

/** What a stream becomes by attention and its own layers. */
function grown(x: Value, attended: Value, modulation: Modulation, net: Scope): Value {
  const hidden = add(x, mul(modulation.gate, attended));
  return add(hidden, mul(modulation.gateWide, feedForward(modulation.beforeWide(hidden), net)));
}

/** A block with a stream each; after SD3's last block nothing reads the text. */
function doubleBlock({ video, text }: Streams, block: Scope, inputs: BlockInputs, isLast: boolean): Streams {
  const { condition, textTokens } = inputs;
  const attn = block.at('attn');
  const norms = architectureOf(inputs.config) === 'miniflux' ? 'norm_added' : 'norm_add';
  const ofVideo = streamModulation(condition, block.at('norm1'));
  const ofText = isLast ? undefined : streamModulation(condition, block.at('norm1_context'));
  const seenVideo = ofVideo.before(video);
  const seenText = ofText?.before(text) ?? lastText(text, condition, block.at('norm1_context'));
  const joint = (name: 'q' | 'k' | 'v'): Value => {
    const [ofTheText, ofTheVideo] = [
      layer(seenText, attn.at(`add_${name}_proj`)),
      layer(seenVideo, attn.at(`to_${name}`)),
    ];
    if (name === 'v') return concat([ofTheText, ofTheVideo], 1);
    return concat(
      [headNorm(ofTheText, attn.at(`${norms}_${name}`), inputs), headNorm(ofTheVideo, attn.at(`norm_${name}`), inputs)],
      1,
    );
  };
  const attended = causalAttention(joint('q'), joint('k'), joint('v'), inputs);
  const tokens = dim(attended, 1);
  const out = layer(slice(attended, 1, textTokens, tokens), attn.at('to_out').at(0));
  return {
    video: grown(video, out, ofVideo, block.at('ff').at('net')),
    text: ofText
      ? grown(
          text,
          layer(slice(attended, 1, 0, textTokens), attn.at('to_add_out')),
          ofText,
          block.at('ff_context').at('net'),
        )
      : text,
  };
}

/** The text before SD3's last attention: scale and then shift. */
function lastText(text: Value, condition: Value, scope: Scope): Value {
  const [scale, shift] = modulationOf(condition, scope, 2) as [Value, Value];
  return modulate(layerNorm(text, { eps }), shift, scale);
}

/** A block in which text and frames go through the same layers, attention and wide layers beside each other. */
function singleBlock({ video, text }: Streams, block: Scope, inputs: BlockInputs): Streams {
  const sequence = concat([text, video], 1);
  const attn = block.at('attn');
  const [shift, scale, gate] = modulationOf(inputs.condition, block.at('norm'), 3) as [Value, Value, Value];
  const seen = modulate(layerNorm(sequence, { eps }), shift, scale);
  const [q, k] = ['q', 'k'].map((name) =>
    headNorm(layer(seen, attn.at(`to_${name}`)), attn.at(`norm_${name}`), inputs),
  );
  const attended = causalAttention(q!, k!, layer(seen, attn.at('to_v')), inputs);
  const width = dim(seen, -1);
  const both = inChunks(concat([seen, attended], 2), 1, feedForwardTokens, (tokens) => {
    const [own, heads] = split(tokens, [width, width], -1) as [Value, Value];
    const wide = gelu(layer(own, block.at('proj_mlp')), 'tanh');
    return layer(concat([heads, wide], 2), block.at('proj_out'));
  });
  const sum = add(sequence, mul(gate, both));
  return {
    text: slice(sum, 1, 0, inputs.textTokens),
    video: slice(sum, 1, inputs.textTokens, dim(sum, 1)),
  };
}

/** A shape for what does not depend on it. */
export const smallest: TransformerShape = { frames: [1], denoised: 1, textTokens: 1, masked: false };

/**
 * Checks that a transformer has exactly the weights of its config.
 * @throws AkezoraError `weights_mismatch` naming the tensor that is missing, extra, of another shape or type.
 */
export function checkTransformer(source: TensorSource, config: TransformerConfig): void {
  checkWeights(
    source,
    () => {
      if (config._class_name === 'PyramidDiffusionMMDiT')
        new GraphBuilder('pyramid-positions', { source }).info(tableName, [
          1,
          config.pos_embed_max_size ** 2,
          innerChannels(config),
        ]);
      return [transformerGraph(source, config, smallest)];
    },
    new RegExp(`^${tableName.replaceAll('.', '\\.')}$`),
  );
}
