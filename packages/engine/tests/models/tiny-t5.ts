import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noise } from '../../src/tensor/noise.ts';
import { f32, type Tensor } from '../../src/tensor/tensor.ts';
import { saveSafetensors } from '../../src/weights/write.ts';

const inner = 16;
const wide = 32;

/** Writes a random T5 v1.1 encoder of two blocks that fits the fixture's tokenizer; `channels` are those of its embeddings. Default 24. */
export async function writeT5(folder: string, channels = 24): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const config = {
    model_type: 't5',
    d_model: channels,
    d_kv: 8,
    d_ff: wide,
    num_heads: 2,
    num_layers: 2,
    layer_norm_epsilon: 1e-6,
    relative_attention_num_buckets: 32,
    relative_attention_max_distance: 128,
    feed_forward_proj: 'gated-gelu',
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const tensors: Record<string, Tensor> = {};
  const random = (name: string, shape: number[], scale: number) => {
    const count = shape.reduce((a, b) => a * b, 1);
    tensors[name] = f32(
      shape,
      noise(1, name, { count }).map((value) => value * scale),
    );
  };
  const ones = (name: string) => {
    tensors[name] = f32([channels], new Float32Array(channels).fill(1));
  };
  random('shared.weight', [1400, channels], 1);
  random('encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight', [32, 2], 0.5);
  for (const i of [0, 1]) {
    const block = `encoder.block.${i}.layer`;
    for (const name of ['q', 'k', 'v']) random(`${block}.0.SelfAttention.${name}.weight`, [inner, channels], 0.2);
    random(`${block}.0.SelfAttention.o.weight`, [channels, inner], 0.2);
    for (const name of ['wi_0', 'wi_1']) random(`${block}.1.DenseReluDense.${name}.weight`, [wide, channels], 0.2);
    random(`${block}.1.DenseReluDense.wo.weight`, [channels, wide], 0.2);
    ones(`${block}.0.layer_norm.weight`);
    ones(`${block}.1.layer_norm.weight`);
  }
  ones('encoder.final_layer_norm.weight');
  await saveSafetensors(join(folder, 'model.safetensors'), tensors);
}
