import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noise } from '../../../src/tensor/noise.ts';
import { f32, type Tensor } from '../../../src/tensor/tensor.ts';
import { saveSafetensors } from '../../../src/weights/write.ts';
import { fixtures } from '../ltx-video/tiny-model.ts';
import { newFolder } from '../new-folder.ts';
import { writeT5 } from '../tiny-t5.ts';

const width = 32;
const words = 1200;

/** Writes a random CLIP text encoder of one block that fits the fixture's tokenizer. */
async function writeClip(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const config = { hidden_size: width, num_attention_heads: 4, num_hidden_layers: 1, max_position_embeddings: 77 };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const tensors: Record<string, Tensor> = {};
  const random = (name: string, shape: number[], scale: number) => {
    const values = noise(2, name, { count: shape.reduce((a, b) => a * b, 1) }).map((value) => value * scale);
    tensors[`text_model.${name}`] = f32(shape, values);
  };
  const norm = (name: string) => {
    tensors[`text_model.${name}.weight`] = f32([width], new Float32Array(width).fill(1));
    tensors[`text_model.${name}.bias`] = f32([width], new Float32Array(width));
  };
  random('embeddings.token_embedding.weight', [words, width], 1);
  random('embeddings.position_embedding.weight', [77, width], 0.1);
  const layer = 'encoder.layers.0';
  for (const name of [
    'self_attn.q_proj',
    'self_attn.k_proj',
    'self_attn.v_proj',
    'self_attn.out_proj',
    'mlp.fc1',
    'mlp.fc2',
  ]) {
    random(`${layer}.${name}.weight`, [width, width], 0.2);
    random(`${layer}.${name}.bias`, [width], 0.05);
  }
  for (const name of [`${layer}.layer_norm1`, `${layer}.layer_norm2`, 'final_layer_norm']) norm(name);
  await saveSafetensors(join(folder, 'model.safetensors'), tensors);
}

/** A whole Pyramid Flow folder with random tiny parts: the fixture's pipeline, tokenizers and random text encoders. */
export async function tinyModel(folder = join(newFolder(), 'pyramid-flow-tiny')): Promise<string> {
  cpSync(join(fixtures, 'pyramid-flow/pipeline-i2v/hub'), folder, { recursive: true });
  cpSync(join(fixtures, 'tokenizer/clip-bpe-pad0'), join(folder, 'tokenizer'), { recursive: true });
  cpSync(join(fixtures, 'tokenizer/t5-unigram'), join(folder, 'tokenizer_2'), { recursive: true });
  await writeClip(join(folder, 'text_encoder'));
  await writeT5(join(folder, 'text_encoder_2'));
  return folder;
}
