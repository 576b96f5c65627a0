import { AkezoraError } from '@akezora/contract';
import { GraphBuilder, type LinearPrecision, type Value } from '../graph/builder.ts';
import type { Graph } from '../graph/graph.ts';
import { gelu } from '../graph/layers/activation.ts';
import { attention } from '../graph/layers/attention.ts';
import { linear } from '../graph/layers/linear.ts';
import { rmsNorm } from '../graph/layers/norm.ts';
import { add, gather, mul, transpose, unary, unsqueeze } from '../graph/ops.ts';
import { type Scope, scopeOf } from '../graph/scope.ts';
import type { TensorSource } from '../tensor/source.ts';
import { i32 } from '../tensor/tensor.ts';
import { relativePositionBucket } from './t5-buckets.ts';

/** The fields of a published T5, T5 v1.1 or UMT5 `config.json` that the encoder reads. */
export interface T5Config {
  readonly model_type?: string;
  readonly d_model: number;
  readonly d_kv: number;
  readonly num_heads: number;
  readonly num_layers: number;
  readonly layer_norm_epsilon?: number;
  readonly relative_attention_num_buckets?: number;
  readonly relative_attention_max_distance?: number;
  readonly feed_forward_proj?: string;
}

/** Shape and precision of a graph of some blocks of the encoder. */
export interface T5Shape {
  readonly batch: number;
  readonly tokens: number;
  /** Whether an input `mask` `[batch, tokens]` (1 = token, 0 = padding) hides padded keys. */
  readonly masked: boolean;
  /** Precision of the linear layers. Default `f32`. */
  readonly linear?: LinearPrecision;
  /** First block. Default 0. */
  readonly from?: number;
  /** Block after the last; the graph with the encoder's last block ends in the final norm. Default: all blocks. */
  readonly to?: number;
}

/** Lowest finite f32: what the reference adds to the scores of masked keys. */
const lowest = -3.4028234663852886e38;

/**
 * Blocks `from … to` of a T5 v1.1 or UMT5 encoder as a graph: `hidden` `[batch, tokens, d_model]` to `hidden`.
 * The first input is the embedded tokens, see `embedRows`; running a few blocks at a time fits a 5-billion-parameter
 * encoder into the memory of these blocks. Reference: T5EncoderModel and UMT5EncoderModel in transformers.
 * @throws AkezoraError `weights_mismatch` for missing tensors; `option_unsupported` for an ungated feed-forward.
 */
export function t5Graph(source: TensorSource, config: T5Config, shape: T5Shape): Graph {
  const { from = 0, to = config.num_layers } = shape;
  if (config.feed_forward_proj !== undefined && !config.feed_forward_proj.startsWith('gated'))
    throw new AkezoraError('option_unsupported', {
      model: 'T5',
      field: 'feed_forward_proj',
      asked: config.feed_forward_proj,
      choices: 'gated-gelu',
    });
  const builder = new GraphBuilder(`t5.${from}-${to}`, { source, linear: shape.linear ?? 'f32' });
  const top = scopeOf(builder, 'encoder');
  let hidden = builder.input('hidden', 'f32', [shape.batch, shape.tokens, config.d_model]);
  const mask = shape.masked ? maskBias(builder.input('mask', 'f32', [shape.batch, shape.tokens])) : undefined;
  const own = config.model_type === 'umt5';
  const shared = own ? undefined : attentionBias(top.at('block').at(0), config, shape.tokens, mask);
  for (let i = from; i < to; i++) {
    const block = top.at('block').at(i);
    hidden = block.build(() =>
      t5Block(hidden, block, config, shared ?? attentionBias(block, config, shape.tokens, mask)),
    );
  }
  if (to === config.num_layers) hidden = norm(hidden, top.at('final_layer_norm'), config);
  builder.output('output', hidden);
  return builder.build();
}

const norm = (x: Value, scope: Scope, config: T5Config): Value =>
  rmsNorm(x, { weight: scope.weight('weight'), eps: config.layer_norm_epsilon ?? 1e-6 });

const maskBias = (mask: Value): Value => unsqueeze(mul(add(unary('Neg', mask), 1), lowest), [1, 2]);

/** Relative positions, and the mask where there is one: `[1 or batch, heads, tokens, tokens]`. */
function attentionBias(block: Scope, config: T5Config, tokens: number, mask: Value | undefined): Value {
  const buckets = config.relative_attention_num_buckets ?? 32;
  const maxDistance = config.relative_attention_max_distance ?? 128;
  const ids = Int32Array.from({ length: tokens * tokens }, (_, at) =>
    relativePositionBucket((at % tokens) - Math.floor(at / tokens), { buckets, maxDistance }),
  );
  const name = 'layer.0.SelfAttention.relative_attention_bias.weight';
  const table = block.weight(name, [buckets, config.num_heads]);
  const rows = gather(table, block.builder.constant(i32([tokens, tokens], ids), `buckets_${tokens}`));
  const bias = unsqueeze(transpose(rows, [2, 0, 1]), [0]);
  return mask ? add(bias, mask) : bias;
}

function t5Block(x: Value, block: Scope, config: T5Config, bias: Value): Value {
  const [selfAttention, feedForward] = [block.at('layer').at(0), block.at('layer').at(1)];
  const weights = selfAttention.at('SelfAttention');
  const normed = norm(x, selfAttention.at('layer_norm'), config);
  const [q, k, v] = ['q', 'k', 'v'].map((name) => linear(normed, weights.at(name))) as [Value, Value, Value];
  const attended = add(x, linear(attention(q, k, v, { heads: config.num_heads, scale: 1, bias }), weights.at('o')));
  const dense = feedForward.at('DenseReluDense');
  const inner = norm(attended, feedForward.at('layer_norm'), config);
  const gated = mul(gelu(linear(inner, dense.at('wi_0')), 'tanh'), linear(inner, dense.at('wi_1')));
  return add(attended, linear(gated, dense.at('wo')));
}
