/** The LTX-Video transformer (HaCohen et al. 2024; `LTXVideoTransformer3DModel` in diffusers): its graph, and running it for a clip. */
import type { Precision } from '@akezora/contract';
import { type Blocks, openBlockRunner } from '../../diffusion/block-runner.ts';
import { checkWeights } from '../../diffusion/check-weights.ts';
import { attentionChunk, chunkedAttention } from '../../diffusion/chunks.ts';
import type { Denoiser } from '../../diffusion/denoise.ts';
import { alignPrompts, type PromptEmbedding } from '../../diffusion/prompt-embedding.ts';
import { distinctTimesteps, timestepEmbedding } from '../../diffusion/timestep-embedding.ts';
import { feedForward, layer, precisionExcept } from '../../diffusion/transformer-layers.ts';
import { GraphBuilder, type LinearPrecision, type PrecisionChoice, type Value } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { gelu, silu } from '../../graph/layers/activation.ts';
import { linear } from '../../graph/layers/linear.ts';
import { layerNorm, modulate, rmsNorm } from '../../graph/layers/norm.ts';
import { rotary } from '../../graph/layers/rotary.ts';
import { add, gather, mul, reshape, slice, split, sub, unary, unsqueeze } from '../../graph/ops.ts';
import { type Scope, scopeOf } from '../../graph/scope.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { f32, i32, type Tensor } from '../../tensor/tensor.ts';
import { innerChannels, type TransformerConfig } from './config.ts';
import { rotaryTables } from './rotary.ts';

/** Channels of the sinusoidal embedding of timesteps, in all parts of LTX-Video. */
export const timeChannels = 256;

/** Shape and precision of a graph of some blocks of the transformer. */
export interface TransformerShape {
  readonly batch: number;
  /** Latent tokens, those of conditions included. */
  readonly tokens: number;
  readonly textTokens: number;
  /** Whether an input `mask` `[batch, textTokens]` (1 = token, 0 = padding) hides padding. */
  readonly masked: boolean;
  /** Rows of `time`: different timesteps in one call. */
  readonly times: number;
  /** Columns of `time_index`: 1, or `tokens` when every token has a timestep of its own. */
  readonly timeColumns: number;
  /** Rows of rotary tables: `tokens`, or `batch · tokens` when they differ in the batch. */
  readonly positions: number;
  /** Precision of all layers except the few that are never quantised, or a choice for each. Default `f32`. */
  readonly linear?: LinearPrecision | PrecisionChoice;
  /** Number of queries with scores in memory at once. Default: all, as one fused operation (`attentionChunk`). */
  readonly attentionChunk?: number | undefined;
  /** First block. Default 0. */
  readonly from?: number;
  /** Block after the last. Default: all blocks. */
  readonly to?: number;
  /**
   * Whether an input `skip_layer_mask` `[num_layers]` (1: unchanged, 0: skipped) replaces self-attention by its values, block by
   * block. Default false.
   */
  readonly skipsLayers?: boolean;
}

/**
 * Linear layers that are never quantised: those outside the blocks take under 1 % of the time, and their rounding
 * shows most for it (`bench/ltx-quantisation.ts`).
 */
const neverQuantised = /^(?:proj_in|proj_out|time_embed|caption_projection)\./;

/** Precision of each linear layer of a transformer in `precision`. */
export const transformerPrecision = (precision: LinearPrecision): PrecisionChoice =>
  precisionExcept(neverQuantised, precision);

/**
 * Blocks `[from, to)` of the LTX-Video transformer as a graph (HaCohen et al. 2024; `LTXVideoTransformer3DModel` in
 * diffusers).
 *
 * Inputs of the graph with block 0: `sample` `[batch, tokens, in_channels]`, `text` `[batch, textTokens,
 * caption_channels]`, `time` `[times, 256]` (see `timestepEmbedding`). Of a later one: `hidden`, `context`, `modulation`,
 * `embedded`: the outputs `…_out` of graphs before. Of each: `time_index` i32 `[batch, timeColumns]`, `cos` and `sin`
 * `[positions, width / 2]`, and `mask` when masked. The last graph gives `sample_out`, the velocity.
 * @throws AkezoraError `weights_mismatch` for tensors that are missing or do not fit.
 */
export function transformerGraph(source: TensorSource, config: TransformerConfig, shape: TransformerShape): Graph {
  const { batch, tokens, textTokens, times, from = 0, to = config.num_layers } = shape;
  const width = innerChannels(config);
  const name = `ltx-transformer.${from}-${to}`;
  const { linear: precision = 'f32' } = shape;
  const builder = new GraphBuilder(name, {
    source,
    linear: typeof precision === 'function' ? precision : transformerPrecision(precision),
  });
  const top = scopeOf(builder);
  let hidden: Value;
  let context: Value;
  let modulation: Value;
  let embedded: Value;
  if (from === 0) {
    hidden = linear(builder.input('sample', 'f32', [batch, tokens, config.in_channels]), top.at('proj_in'));
    context = projectText(builder.input('text', 'f32', [batch, textTokens, config.caption_channels]), top);
    const time = builder.input('time', 'f32', [times, timeChannels]);
    embedded = timestepMlp(time, top.at('time_embed').at('emb').at('timestep_embedder'));
    modulation = linear(silu(embedded), top.at('time_embed').at('linear'));
  } else {
    hidden = builder.input('hidden', 'f32', [batch, tokens, width]);
    context = builder.input('context', 'f32', [batch, textTokens, width]);
    modulation = builder.input('modulation', 'f32', [times, 6 * width]);
    embedded = builder.input('embedded', 'f32', [times, width]);
  }
  const shared: BlockInputs = {
    config,
    context,
    modulation: reshape(modulation, [times, 6, width]),
    timeIndex: builder.input('time_index', 'i32', [batch, shape.timeColumns]),
    cos: builder.input('cos', 'f32', [shape.positions, width / 2]),
    sin: builder.input('sin', 'f32', [shape.positions, width / 2]),
    attentionChunk: shape.attentionChunk,
    skipLayerMask: shape.skipsLayers ? builder.input('skip_layer_mask', 'f32', [config.num_layers]) : undefined,
    bias: shape.masked ? textBias(builder.input('mask', 'f32', [batch, textTokens])) : undefined,
  };
  for (let i = from; i < to; i++) {
    const block = top.at('transformer_blocks').at(i);
    hidden = block.build(() => transformerBlock(hidden, block, shared, i));
  }
  if (to < config.num_layers) {
    builder.output('hidden_out', hidden);
    if (from === 0)
      for (const [key, value] of Object.entries({ context, modulation, embedded })) builder.output(`${key}_out`, value);
    return builder.build();
  }
  const table = add(unsqueeze(embedded, [1]), top.weight('scale_shift_table', [2, width]));
  const [shift, scale] = split(table, [1, 1], 1).map((value) => perToken(value, shared)) as [Value, Value];
  const normed = layerNorm(hidden, { eps: 1e-6 });
  builder.output('sample_out', linear(modulate(normed, shift, scale), top.at('proj_out')));
  return builder.build();
}

/** Two linear layers with SiLU between: embeds sinusoidal timesteps. */
export function timestepMlp(time: Value, scope: Scope, options: Parameters<typeof linear>[2] = {}): Value {
  return linear(silu(linear(time, scope.at('linear_1'), options)), scope.at('linear_2'), options);
}

const projectText = (text: Value, top: Scope): Value => {
  const scope = top.at('caption_projection');
  return linear(gelu(linear(text, scope.at('linear_1')), 'tanh'), scope.at('linear_2'));
};

/** Padding gets −10000 in every score: never chosen, and an all-padded text is attended evenly. */
const textBias = (mask: Value): Value => unsqueeze(mul(add(unary('Neg', mask), 1), -10_000), [1, 2]);

/** Common inputs of all blocks. */
interface BlockInputs {
  readonly config: TransformerConfig;
  /** The projected prompt, `[batch, textTokens, width]`. */
  readonly context: Value;
  readonly modulation: Value;
  readonly timeIndex: Value;
  readonly cos: Value;
  readonly sin: Value;
  readonly attentionChunk: number | undefined;
  readonly skipLayerMask: Value | undefined;
  readonly bias: Value | undefined;
}

/** `[times, 1, width]` as `[batch, timeColumns, width]`: each token gets the row of its time. */
function perToken(value: Value, { timeIndex }: BlockInputs): Value {
  const [times, , width] = value.shape as [number, number, number];
  if (times === 1) return reshape(value, [1, 1, width]);
  return gather(reshape(value, [times, width]), timeIndex);
}

function transformerBlock(x: Value, block: Scope, inputs: BlockInputs, index: number): Value {
  const eps = inputs.config.norm_eps;
  const table = add(inputs.modulation, block.weight('scale_shift_table', [6, innerChannels(inputs.config)]));
  const [shift, scale, gate, shiftWide, scaleWide, gateWide] = split(table, [1, 1, 1, 1, 1, 1], 1).map((value) =>
    perToken(value, inputs),
  ) as [Value, Value, Value, Value, Value, Value];
  const normed = modulate(rmsNorm(x, { eps }), shift, scale);
  let hidden = add(x, mul(selfAttention(normed, block.at('attn1'), inputs, index), gate));
  hidden = add(hidden, crossAttention(hidden, block.at('attn2'), inputs));
  const normedWide = modulate(rmsNorm(hidden, { eps }), shiftWide, scaleWide);
  return add(hidden, mul(feedForward(normedWide, block.at('ff').at('net')), gateWide));
}

/** q and k are normalised over the whole width, before the heads are split. */
const headNorm = (x: Value, scope: Scope): Value => rmsNorm(x, { weight: scope.weight('weight'), eps: 1e-5 });

function selfAttention(x: Value, scope: Scope, inputs: BlockInputs, index: number): Value {
  const { cos, sin, skipLayerMask } = inputs;
  const rotate = (value: Value): Value => {
    const [batch, tokens, width] = value.shape as [number, number, number];
    // Positions that differ in the batch are one long sequence with one long table.
    const rows = cos.shape[0] === tokens ? value : reshape(value, [1, batch * tokens, width]);
    return reshape(rotary(rows, cos, sin, { heads: 1, pairs: 'neighbours' }), value.shape);
  };
  const q = rotate(headNorm(layer(x, scope.at('to_q')), scope.at('norm_q')));
  const k = rotate(headNorm(layer(x, scope.at('to_k')), scope.at('norm_k')));
  const v = layer(x, scope.at('to_v'));
  let attended = attend(q, k, v, inputs, undefined);
  if (skipLayerMask) attended = add(v, mul(sub(attended, v), slice(skipLayerMask, 0, index, index + 1)));
  return layer(attended, scope.at('to_out').at(0));
}

function crossAttention(x: Value, scope: Scope, inputs: BlockInputs): Value {
  const { context, bias } = inputs;
  const q = headNorm(layer(x, scope.at('to_q')), scope.at('norm_q'));
  const k = headNorm(layer(context, scope.at('to_k')), scope.at('norm_k'));
  const v = layer(context, scope.at('to_v'));
  return layer(attend(q, k, v, inputs, bias), scope.at('to_out').at(0));
}

const attend = (q: Value, k: Value, v: Value, inputs: BlockInputs, bias: Value | undefined): Value =>
  chunkedAttention(q, k, v, { heads: inputs.config.num_attention_heads, bias, chunk: inputs.attentionChunk });

/** Parts of a denoiser. */
export interface DenoiserParts {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly config: TransformerConfig;
  readonly precision: Precision;
  readonly prompt: PromptEmbedding;
  /** Needed when guidance runs passes with the negative prompt. */
  readonly negativePrompt: PromptEmbedding | undefined;
  /** Whether guidance runs passes that skip layers; `false` by default. */
  readonly skipsLayers?: boolean;
  /** Rotary positions of all tokens, `[3, tokens]`, over the base size. */
  readonly positions: Float32Array;
  /** Most different timesteps in one call: 1, or one more than the strengths of conditions. */
  readonly timesteps: number;
  /** Blocks that are loaded at once; all by default. */
  readonly residentBlocks?: number;
}

/** The transformer's blocks for packing, which is the same for every clip. */
export const ltxBlocks = (source: TensorSource, config: TransformerConfig, precision: Precision): Blocks =>
  blocksFor(source, config, { ...smallest, linear: precision }, precision);

const blocksFor = (
  source: TensorSource,
  config: TransformerConfig,
  shape: TransformerShape,
  precision: Precision,
): Blocks => ({
  source,
  precision,
  cacheName: 'ltx-video',
  blocks: config.num_layers,
  build: (from, range) => transformerGraph(from, config, { ...shape, ...range }),
});

/** Opens the transformer for one clip. Passes of a step run one after the other, so that memory holds one. */
export async function openDenoiser(parts: DenoiserParts): Promise<Denoiser> {
  const { config, positions } = parts;
  const tokens = positions.length / 3;
  const aligned = alignPrompts(parts.negativePrompt ? [parts.prompt, parts.negativePrompt] : [parts.prompt]);
  const { cos, sin } = rotaryTables(positions, innerChannels(config));
  const perToken = parts.timesteps > 1;
  const skipsLayers = parts.skipsLayers ?? false;
  const shape = {
    batch: 1,
    tokens,
    textTokens: aligned.textTokens,
    masked: aligned.masked,
    times: parts.timesteps,
    timeColumns: perToken ? tokens : 1,
    positions: tokens,
    linear: parts.precision,
    attentionChunk: await attentionChunk(parts.runtime, parts.device),
    skipsLayers,
  };
  const blocks = blocksFor(parts.source, config, shape, parts.precision);
  const runner = await openBlockRunner({ ...parts, ...blocks });
  return {
    async predict(sample, timesteps, pass) {
      const { values, index } = distinctTimesteps(timesteps);
      while (values.length < parts.timesteps) values.push(0);
      const rows = perToken && index.length === 1 ? new Int32Array(tokens) : index;
      const prompt = aligned.prompts[pass.prompt === 'negative' ? 1 : 0]!;
      const { sample: velocity } = await runner.run(
        {
          sample: f32([1, tokens, sample.length / tokens], sample),
          time: timestepEmbedding(values, timeChannels),
          text: prompt.text,
        },
        {
          time_index: i32([1, rows.length], rows),
          cos,
          sin,
          ...(aligned.masked ? { mask: prompt.mask } : {}),
          ...(skipsLayers ? { skip_layer_mask: skipLayerMask(config.num_layers, pass.skippedLayers) } : {}),
        },
      );
      return (velocity as Tensor<'f32'>).data;
    },
    free: runner.free,
  };
}

const skipLayerMask = (layers: number, skipped: readonly number[]): Tensor<'f32'> =>
  f32(
    [layers],
    Float32Array.from({ length: layers }, (_, i) => (skipped.includes(i) ? 0 : 1)),
  );

/** A shape for what does not depend on it. */
const smallest: TransformerShape = {
  batch: 1,
  tokens: 1,
  textTokens: 1,
  masked: false,
  times: 1,
  timeColumns: 1,
  positions: 1,
};

/**
 * Checks that a transformer has exactly the weights of its config.
 * @throws AkezoraError `weights_mismatch` naming the tensor that is missing, extra, of another shape or type.
 */
export function checkTransformer(source: TensorSource, config: TransformerConfig): void {
  checkWeights(source, () => [transformerGraph(source, config, smallest)]);
}
