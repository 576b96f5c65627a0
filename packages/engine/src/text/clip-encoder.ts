import { GraphBuilder, type LinearPrecision, type Value } from '../graph/builder.ts';
import type { Graph } from '../graph/graph.ts';
import { gelu } from '../graph/layers/activation.ts';
import { attention } from '../graph/layers/attention.ts';
import { linear } from '../graph/layers/linear.ts';
import { layerNorm } from '../graph/layers/norm.ts';
import { add, gather, matmul, mul, reshape, unary } from '../graph/ops.ts';
import { type Scope, scopeOf } from '../graph/scope.ts';
import type { TensorSource } from '../tensor/source.ts';
import { f32, i32 } from '../tensor/tensor.ts';

/** The fields of a published CLIP text `config.json` that the encoder reads. */
export interface ClipTextConfig {
  readonly hidden_size: number;
  readonly num_attention_heads: number;
  readonly num_hidden_layers: number;
  readonly max_position_embeddings: number;
  readonly layer_norm_eps?: number;
  readonly hidden_act?: string;
  readonly eos_token_id?: number;
  readonly projection_dim?: number;
}

/** Prefix of a CLIP text encoder's tensors: `text_model.` in published files, none in bare ones. */
const clipPrefix = (source: TensorSource): string =>
  source.find('text_model.final_layer_norm.weight') ? 'text_model' : '';

/** Name of the token embedding table, for `embedRows`. */
export const clipEmbeddingName = (source: TensorSource): string =>
  `${clipPrefix(source) && 'text_model.'}embeddings.token_embedding.weight`;

/**
 * A CLIP text encoder as a graph: `hidden` (embedded tokens) `[batch, tokens, channels]` and `pool`
 * `[batch, 1, tokens]` (1 at the position that is pooled) to `last_hidden_state` `[batch, tokens, channels]`,
 * `pooler_output` `[batch, channels]` and, where the file has a projection, `text_embeds` `[batch, projection]`.
 * Causal; no padding mask. Reference: CLIPTextModel and CLIPTextModelWithProjection in transformers.
 */
export function clipTextGraph(
  source: TensorSource,
  config: ClipTextConfig,
  shape: { readonly batch: number; readonly tokens: number; readonly linear?: LinearPrecision },
): Graph {
  const { batch, tokens } = shape;
  const eps = config.layer_norm_eps ?? 1e-5;
  const builder = new GraphBuilder('clip', { source, linear: shape.linear ?? 'f32' });
  const top = scopeOf(builder, clipPrefix(source));
  const normed = (x: Value, scope: Scope) =>
    layerNorm(x, { weight: scope.weight('weight'), bias: scope.weight('bias'), eps });
  const pool = builder.input('pool', 'f32', [batch, 1, tokens]);
  const positions = top.weight('embeddings.position_embedding.weight');
  const rows = builder.constant(
    i32(
      [tokens],
      Int32Array.from({ length: tokens }, (_, i) => i),
    ),
    'positions',
  );
  const embedded = builder.input('hidden', 'f32', [batch, tokens, config.hidden_size]);
  let x = add(embedded, gather(positions, rows));
  const causal = Float32Array.from({ length: tokens * tokens }, (_, at) =>
    at % tokens > Math.floor(at / tokens) ? -3.4028234663852886e38 : 0,
  );
  const bias = builder.constant(f32([1, 1, tokens, tokens], causal), 'causal');
  for (let i = 0; i < config.num_hidden_layers; i++) {
    const layer = top.at('encoder').at('layers').at(i);
    x = layer.build(() => {
      const weights = layer.at('self_attn');
      const inner = normed(x, layer.at('layer_norm1'));
      const [q, k, v] = ['q_proj', 'k_proj', 'v_proj'].map((name) => linear(inner, weights.at(name))) as [
        Value,
        Value,
        Value,
      ];
      const attended = attention(q, k, v, { heads: config.num_attention_heads, bias });
      const middle = add(x, linear(attended, weights.at('out_proj')));
      const wide = linear(normed(middle, layer.at('layer_norm2')), layer.at('mlp').at('fc1'));
      return add(middle, linear(activate(wide, config.hidden_act ?? 'quick_gelu'), layer.at('mlp').at('fc2')));
    });
  }
  const last = normed(x, top.at('final_layer_norm'));
  const pooled = reshape(matmul(pool, last), [batch, config.hidden_size]);
  builder.output('last_hidden_state', last);
  builder.output('pooler_output', pooled);
  const projection = scopeOf(builder, 'text_projection');
  if (projection.has('weight')) builder.output('text_embeds', linear(pooled, projection));
  return builder.build();
}

const activate = (x: Value, kind: string): Value =>
  kind === 'quick_gelu' ? mul(x, unary('Sigmoid', mul(x, 1.702))) : gelu(x);

/**
 * The position whose state is pooled. Published encoders carry the old `eos_token_id` 2, which means: the highest id,
 * the first of equals; others pool the first token with that id.
 */
export function clipPoolPosition(ids: readonly number[], config: ClipTextConfig): number {
  const eos = config.eos_token_id ?? 2;
  if (eos === 2) return ids.indexOf(Math.max(...ids));
  return Math.max(0, ids.indexOf(eos));
}
