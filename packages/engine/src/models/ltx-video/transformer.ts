import { timeChannels } from '../../diffusion/timestep-embedding.ts';
import { GraphBuilder, type LinearPrecision, type PrecisionChoice, type Value } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { gelu, silu } from '../../graph/layers/activation.ts';
import { attention } from '../../graph/layers/attention.ts';
import { linear } from '../../graph/layers/linear.ts';
import { layerNorm, modulate, rmsNorm } from '../../graph/layers/norm.ts';
import { rotary } from '../../graph/layers/rotary.ts';
import { add, concat, dim, gather, mul, reshape, slice, split, sub, unary, unsqueeze } from '../../graph/ops.ts';
import { type Scope, scopeOf } from '../../graph/scope.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { f32 } from '../../tensor/tensor.ts';
import { innerChannels, type TransformerConfig } from './config.ts';

/** What a stretch of the transformer is built for. */
export interface TransformerShape {
  readonly batch: number;
  /** Latent tokens, those of conditions included. */
  readonly tokens: number;
  readonly textTokens: number;
  /** Whether an input `mask` `[batch, textTokens]` (1 = token, 0 = padding) hides padded words. */
  readonly masked: boolean;
  /** Rows of `time`: different times in one call. */
  readonly times: number;
  /** Columns of `time_index`: 1, or `tokens` when every token has a time of its own. */
  readonly timeColumns: number;
  /** Rows of rotary tables: `tokens`, or `batch · tokens` when they differ in the batch. */
  readonly positions: number;
  /** A precision for all layers but the few that are never quantised, or a choice for each. */
  readonly linear?: LinearPrecision | PrecisionChoice;
  /**
   * Queries whose scores are held at once; without it attention is one fused operation. WebGPU's fused attention gives
   * other numbers than the CPU's on a software device, so it is not used there.
   */
  readonly queriesAtOnce?: number | undefined;
  /** First block and the one after the last; all by default. */
  readonly from?: number;
  readonly to?: number;
  /**
   * Whether an input `keep` `[num_layers]` (1 = as it is) can put the values in the place of self-attention, block by
   * block: the perturbed pass of spatio-temporal guidance.
   */
  readonly perturbable?: boolean;
}

/**
 * Linear layers that are never quantised: those outside the blocks take under 1 % of the time, and their rounding
 * shows most for it (`bench/ltx-quantisation.ts`).
 */
const neverQuantised = /^(?:proj_in|proj_out|time_embed|caption_projection)\./;

/** How each linear layer computes where the transformer as a whole is to compute in `precision`. */
export const transformerPrecision =
  (precision: LinearPrecision): PrecisionChoice =>
  (weight) =>
    neverQuantised.test(weight) ? 'f32' : precision;

/**
 * Blocks `from … to` of the LTX-Video transformer as a graph (HaCohen et al. 2024; `LTXVideoTransformer3DModel` in
 * diffusers).
 *
 * Inputs of the stretch with block 0: `sample` `[batch, tokens, in_channels]`, `text` `[batch, textTokens,
 * caption_channels]`, `time` `[times, 256]` (see `timeEmbedding`). Of a later one: `hidden`, `words`, `modulation`,
 * `embedded`: the outputs `…_out` of stretches before. Of each: `time_index` i32 `[batch, timeColumns]`, `cos` and `sin`
 * `[positions, width / 2]`, and `mask` when masked. The last stretch gives `sample_out`, the velocity.
 * @throws AkezoraError `weights_mismatch` for tensors that are missing or do not fit.
 */
export function transformerGraph(source: TensorSource, config: TransformerConfig, shape: TransformerShape): Graph {
  const { batch, tokens, textTokens, times, from = 0, to = config.num_layers } = shape;
  const width = innerChannels(config);
  const name = `ltx-transformer.${from}-${to}`;
  const { linear: asked = 'f32' } = shape;
  const builder = new GraphBuilder(name, {
    source,
    linear: typeof asked === 'function' ? asked : transformerPrecision(asked),
  });
  const top = scopeOf(builder);
  let hidden: Value;
  let words: Value;
  let modulation: Value;
  let embedded: Value;
  if (from === 0) {
    hidden = linear(builder.input('sample', 'f32', [batch, tokens, config.in_channels]), top.at('proj_in'));
    words = embedWords(builder.input('text', 'f32', [batch, textTokens, config.caption_channels]), top);
    const time = builder.input('time', 'f32', [times, timeChannels]);
    embedded = timeMlp(time, top.at('time_embed').at('emb').at('timestep_embedder'));
    modulation = linear(silu(embedded), top.at('time_embed').at('linear'));
  } else {
    hidden = builder.input('hidden', 'f32', [batch, tokens, width]);
    words = builder.input('words', 'f32', [batch, textTokens, width]);
    modulation = builder.input('modulation', 'f32', [times, 6 * width]);
    embedded = builder.input('embedded', 'f32', [times, width]);
  }
  const context: BlockContext = {
    config,
    words,
    modulation: reshape(modulation, [times, 6, width]),
    timeIndex: builder.input('time_index', 'i32', [batch, shape.timeColumns]),
    cos: builder.input('cos', 'f32', [shape.positions, width / 2]),
    sin: builder.input('sin', 'f32', [shape.positions, width / 2]),
    queriesAtOnce: shape.queriesAtOnce,
    keep: shape.perturbable ? builder.input('keep', 'f32', [config.num_layers]) : undefined,
    bias: shape.masked ? textBias(builder.input('mask', 'f32', [batch, textTokens])) : undefined,
  };
  for (let i = from; i < to; i++) {
    const block = top.at('transformer_blocks').at(i);
    hidden = block.build(() => transformerBlock(hidden, block, context, i));
  }
  if (to < config.num_layers) {
    builder.output('hidden_out', hidden);
    if (from === 0)
      for (const [key, value] of Object.entries({ words, modulation, embedded })) builder.output(`${key}_out`, value);
    return builder.build();
  }
  const table = add(unsqueeze(embedded, [1]), top.weight('scale_shift_table', [2, width]));
  const [shift, scale] = split(table, [1, 1], 1).map((value) => perToken(value, context)) as [Value, Value];
  const normed = layerNorm(hidden, { eps: 1e-6 });
  builder.output('sample_out', linear(modulate(normed, shift, scale), top.at('proj_out')));
  return builder.build();
}

/** Two linear layers with SiLU between: embeds sinusoidal times. */
export function timeMlp(time: Value, scope: Scope, options: Parameters<typeof linear>[2] = {}): Value {
  return linear(silu(linear(time, scope.at('linear_1'), options)), scope.at('linear_2'), options);
}

const embedWords = (text: Value, top: Scope): Value => {
  const scope = top.at('caption_projection');
  return linear(gelu(linear(text, scope.at('linear_1')), 'tanh'), scope.at('linear_2'));
};

/** Padded words get −10000 in every score: never chosen, and an all-padded text is attended evenly. */
const textBias = (mask: Value): Value => unsqueeze(mul(add(unary('Neg', mask), 1), -10_000), [1, 2]);

interface BlockContext {
  readonly config: TransformerConfig;
  readonly words: Value;
  readonly modulation: Value;
  readonly timeIndex: Value;
  readonly cos: Value;
  readonly sin: Value;
  readonly queriesAtOnce: number | undefined;
  readonly keep: Value | undefined;
  readonly bias: Value | undefined;
}

/** `[times, 1, width]` as `[batch, timeColumns, width]`: each token gets the row of its time. */
function perToken(value: Value, { timeIndex }: BlockContext): Value {
  const [times, , width] = value.shape as [number, number, number];
  if (times === 1) return reshape(value, [1, 1, width]);
  return gather(reshape(value, [times, width]), timeIndex);
}

/** A linear layer of a block: in bytes, its activations are spread, since some channels stand far out. */
const layer = (x: Value, scope: Scope): Value => linear(x, scope, { spread: true });

function transformerBlock(x: Value, block: Scope, context: BlockContext, index: number): Value {
  const eps = context.config.norm_eps;
  const table = add(context.modulation, block.weight('scale_shift_table', [6, innerChannels(context.config)]));
  const [shift, scale, gate, shiftWide, scaleWide, gateWide] = split(table, [1, 1, 1, 1, 1, 1], 1).map((value) =>
    perToken(value, context),
  ) as [Value, Value, Value, Value, Value, Value];
  const normed = modulate(rmsNorm(x, { eps }), shift, scale);
  let hidden = add(x, mul(selfAttention(normed, block.at('attn1'), context, index), gate));
  hidden = add(hidden, crossAttention(hidden, block.at('attn2'), context));
  const normedWide = modulate(rmsNorm(hidden, { eps }), shiftWide, scaleWide);
  return add(hidden, mul(feedForward(normedWide, block.at('ff').at('net')), gateWide));
}

/** Tokens whose inner values, four times as wide as the model, are held at once: beyond a thousand more are no faster. */
const feedForwardTokens = 2048;

function feedForward(x: Value, net: Scope): Value {
  const forward = (part: Value) => layer(gelu(layer(part, net.at(0).at('proj')), 'tanh'), net.at(2));
  const parts = stretches(dim(x, 1), feedForwardTokens);
  return parts.length === 1
    ? forward(x)
    : concat(
        parts.map(([from, to]) => forward(slice(x, 1, from, to))),
        1,
      );
}

/** `[from, to)` of equal parts of a length, none longer than `most`. */
function stretches(length: number, most: number): (readonly [number, number])[] {
  const count = Math.ceil(length / most);
  const at = (i: number) => Math.round((i * length) / count);
  return Array.from({ length: count }, (_, i) => [at(i), at(i + 1)] as const);
}

/** q and k are normalised over the whole width, before the heads are split. */
const headNorm = (x: Value, scope: Scope): Value => rmsNorm(x, { weight: scope.weight('weight'), eps: 1e-5 });

function selfAttention(x: Value, scope: Scope, context: BlockContext, index: number): Value {
  const { cos, sin, keep } = context;
  const turn = (value: Value): Value => {
    const [batch, tokens, width] = value.shape as [number, number, number];
    // Positions that differ in the batch are one long sequence with one long table.
    const rows = cos.shape[0] === tokens ? value : reshape(value, [1, batch * tokens, width]);
    return reshape(rotary(rows, cos, sin, { heads: 1, pairs: 'neighbours' }), value.shape);
  };
  const q = turn(headNorm(layer(x, scope.at('to_q')), scope.at('norm_q')));
  const k = turn(headNorm(layer(x, scope.at('to_k')), scope.at('norm_k')));
  const v = layer(x, scope.at('to_v'));
  let attended = attend(q, k, v, context, undefined);
  if (keep) attended = add(v, mul(sub(attended, v), slice(keep, 0, index, index + 1)));
  return layer(attended, scope.at('to_out').at(0));
}

function crossAttention(x: Value, scope: Scope, context: BlockContext): Value {
  const { words, bias } = context;
  const q = headNorm(layer(x, scope.at('to_q')), scope.at('norm_q'));
  const k = headNorm(layer(words, scope.at('to_k')), scope.at('norm_k'));
  const v = layer(words, scope.at('to_v'));
  return layer(attend(q, k, v, context, bias), scope.at('to_out').at(0));
}

/** Attention in one piece, or over stretches of the queries where the fused operation is not to be used. */
function attend(q: Value, k: Value, v: Value, { config, queriesAtOnce }: BlockContext, bias: Value | undefined): Value {
  const heads = config.num_attention_heads;
  if (queriesAtOnce === undefined) return attention(q, k, v, { heads, bias });
  const plain = bias ?? q.builder.constant(f32([1, 1, 1, 1], [0]));
  const parts = stretches(dim(q, 1), queriesAtOnce).map(([from, to]) =>
    attention(slice(q, 1, from, to), k, v, { heads, bias: plain }),
  );
  return concat(parts, 1);
}

/** How attention is computed on a device: fused on the CPU and CUDA, in stretches on WebGPU. */
export const queriesAtOnce = (device: string): number | undefined => (device === 'webgpu' ? 1024 : undefined);
