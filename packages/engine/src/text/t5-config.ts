import { expectTensor, type TensorSource } from '../tensor/source.ts';
import type { T5Config } from './t5.ts';

/** A config with the width of the feed-forward layers. */
export type SizedT5Config = T5Config & { readonly d_ff: number };

/** Whether a file with tensors of these names holds a T5 v1.1 encoder: gated, with one table of relative positions for all blocks. */
export const looksLikeT5 = (names: readonly string[]): boolean => {
  const has = new Set(names);
  const bias = (block: number) =>
    has.has(`encoder.block.${block}.layer.0.SelfAttention.relative_attention_bias.weight`);
  const gated = has.has('encoder.block.0.layer.1.DenseReluDense.wi_0.weight');
  return has.has('shared.weight') && gated && bias(0) && !bias(1);
};

/**
 * The config of a T5 v1.1 encoder that comes as a single file without one, as `t5xxl_fp16.safetensors` does: sizes from the shapes, the rest as
 * in all published ones (`config.json` of google/t5-v1_1-xxl).
 * @throws AkezoraError `weights_mismatch` for another file.
 */
export function inferT5Config(source: TensorSource): SizedT5Config {
  const shapeOf = (name: string) => expectTensor(source, name).shape as readonly [number, number];
  const block = 'encoder.block.0.layer';
  const [buckets, heads] = shapeOf(`${block}.0.SelfAttention.relative_attention_bias.weight`);
  const [inner] = shapeOf(`${block}.0.SelfAttention.q.weight`);
  const [wide, width] = shapeOf(`${block}.1.DenseReluDense.wi_0.weight`);
  let layers = 0;
  while (source.find(`encoder.block.${layers}.layer.0.SelfAttention.q.weight`)) layers += 1;
  return {
    model_type: 't5',
    d_model: width,
    d_kv: inner / heads,
    d_ff: wide,
    num_heads: heads,
    num_layers: layers,
    layer_norm_epsilon: 1e-6,
    relative_attention_num_buckets: buckets,
    relative_attention_max_distance: 128,
    feed_forward_proj: 'gated-gelu',
  };
}
