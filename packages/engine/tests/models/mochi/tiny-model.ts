import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { noise } from '../../../src/tensor/noise.ts';
import { f32, type Tensor } from '../../../src/tensor/tensor.ts';
import { openSafetensors } from '../../../src/weights/store.ts';
import { saveSafetensors } from '../../../src/weights/write.ts';
import { fixtures } from '../ltx-video/tiny-model.ts';
import { newFolder } from '../new-folder.ts';
import { writeT5 } from '../tiny-t5.ts';

/** A whole Mochi folder with random tiny parts: the fixture's pipeline, a tokenizer and a random text encoder. */
export async function tinyModel(folder = join(newFolder(), 'FastMochi-tiny')): Promise<string> {
  cpSync(join(fixtures, 'mochi/pipeline-fast/hub'), folder, { recursive: true });
  cpSync(join(fixtures, 'tokenizer/t5-unigram'), join(folder, 'tokenizer'), { recursive: true });
  await writeT5(join(folder, 'text_encoder'));
  return folder;
}

/** A LoRA of rank 2 for the attention of a tiny model, with the names that diffusers writes. */
export async function tinyLora(folder: string): Promise<string> {
  const weights = await openSafetensors(join(folder, 'transformer/diffusion_pytorch_model.safetensors'));
  const tensors: Record<string, Tensor> = {};
  for (const layer of ['attn1.to_q', 'attn1.to_out.0', 'attn1.add_k_proj']) {
    const name = `transformer_blocks.0.${layer}`;
    const [out = 0, inner = 0] = weights.find(`${name}.weight`)?.shape ?? [];
    const random = (part: string, shape: [number, number]) => {
      tensors[`transformer.${name}.${part}.weight`] = f32(shape, noise(1, name + part, { count: shape[0] * shape[1] }));
    };
    random('lora_A', [2, inner]);
    random('lora_B', [out, 2]);
  }
  await weights.close();
  const file = join(newFolder(), 'style.safetensors');
  await saveSafetensors(file, tensors);
  return file;
}
