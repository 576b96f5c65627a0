import { join } from 'node:path';
import { noise } from '../../../src/tensor/noise.ts';
import { f32, type Tensor } from '../../../src/tensor/tensor.ts';
import { openSafetensors } from '../../../src/weights/store.ts';
import { saveSafetensors } from '../../../src/weights/write.ts';
import { newFolder } from '../new-folder.ts';

/** A random LoRA of rank 2 for every query of a folder's transformer. */
export async function tinyLora(folder: string): Promise<string> {
  const store = await openSafetensors(join(folder, 'transformer', 'diffusion_pytorch_model.safetensors'));
  const tensors: Record<string, Tensor> = {};
  for (const name of store.names.filter((one) => one.endsWith('.to_q.weight'))) {
    const [rows = 0, columns = 0] = store.find(name)!.shape;
    const layer = `transformer.${name.slice(0, -'.weight'.length)}`;
    tensors[`${layer}.lora_A.weight`] = f32([2, columns], noise(5, `${name}.a`, { count: 2 * columns }));
    tensors[`${layer}.lora_B.weight`] = f32([rows, 2], noise(5, `${name}.b`, { count: 2 * rows }));
  }
  await store.close();
  const file = join(newFolder(), 'lora.safetensors');
  await saveSafetensors(file, tensors);
  return file;
}
