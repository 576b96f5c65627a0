import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { noise } from '../../../src/tensor/noise.ts';
import { f32, type Tensor } from '../../../src/tensor/tensor.ts';
import { saveSafetensors } from '../../../src/weights/write.ts';
import { fixtures } from '../ltx-video/tiny-model.ts';
import { newFolder } from '../new-folder.ts';
import { writeT5 } from '../tiny-t5.ts';

/** A pipeline of the fixtures. */
export type TinyPipeline = 'pipeline-v2v-2b' | 'pipeline-v2v-1.5' | 'pipeline-i2v-5b' | 'pipeline-i2v-1.5';

/** A whole CogVideoX folder with random tiny parts: a pipeline of the fixtures, their tokenizer and a random text encoder. */
export async function tinyModel(pipeline: TinyPipeline = 'pipeline-v2v-2b'): Promise<string> {
  const folder = newFolder();
  cpSync(join(fixtures, 'cogvideox', pipeline, 'hub'), folder, { recursive: true });
  cpSync(join(fixtures, 'tokenizer/t5-unigram'), join(folder, 'tokenizer'), { recursive: true });
  await writeT5(join(folder, 'text_encoder'), 20);
  return folder;
}

/** A LoRA of rank 2 for the queries of a tiny model, with the names that diffusers and the trainers around it write. */
export async function tinyLora(): Promise<string> {
  const file = join(newFolder(), 'style.safetensors');
  const tensors: Record<string, Tensor> = {};
  for (const block of [0, 1])
    for (const layer of ['attn1.to_q', 'attn1.to_out.0', 'ff.net.0.proj']) {
      const name = `transformer.transformer_blocks.${block}.${layer}`;
      const out = layer.startsWith('ff') ? 128 : 32;
      const random = (part: string, shape: [number, number]) => {
        tensors[`${name}.${part}.weight`] = f32(shape, noise(1, name + part, { count: shape[0] * shape[1] }));
      };
      random('lora_A', [2, 32]);
      random('lora_B', [out, 2]);
    }
  await saveSafetensors(file, tensors);
  return file;
}
