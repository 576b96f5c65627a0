import { join } from 'node:path';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { openSafetensors } from '../../../src/weights/store.ts';
import { saveSafetensors } from '../../../src/weights/write.ts';

/** Replacements of the published conversion, from Lightricks' names to those of the folders, by version. */
export const decoder = {
  '0.9.0': [
    'mid_block',
    'up_blocks.0',
    'up_blocks.1.upsamplers.0',
    'up_blocks.1',
    'up_blocks.2.conv_in',
    'up_blocks.2.upsamplers.0',
    'up_blocks.2',
    'up_blocks.3.conv_in',
    'up_blocks.3.upsamplers.0',
    'up_blocks.3',
  ],
  later: [
    'mid_block',
    'up_blocks.0.upsamplers.0',
    'up_blocks.0',
    'up_blocks.1.upsamplers.0',
    'up_blocks.1',
    'up_blocks.2.upsamplers.0',
    'up_blocks.2',
    'up_blocks.3.upsamplers.0',
    'up_blocks.3',
  ],
};
export const encoder = {
  '0.9.0': [
    'down_blocks.0',
    'down_blocks.0.downsamplers.0',
    'down_blocks.0.conv_out',
    'down_blocks.1',
    'down_blocks.1.downsamplers.0',
    'down_blocks.1.conv_out',
    'down_blocks.2',
    'down_blocks.2.downsamplers.0',
    'down_blocks.3',
    'mid_block',
  ],
  '0.9.5': [
    'down_blocks.0',
    'down_blocks.0.downsamplers.0',
    'down_blocks.1',
    'down_blocks.1.downsamplers.0',
    'down_blocks.2',
    'down_blocks.2.downsamplers.0',
    'down_blocks.3',
    'down_blocks.3.downsamplers.0',
    'mid_block',
  ],
};

/** One of our names under Lightricks' naming, by the longest place that fits. */
export function theirs(name: string, downs: readonly string[], ups: readonly string[]): string {
  const [half, rest] = [name.split('.')[0]!, name.slice(name.indexOf('.') + 1)];
  if (name === 'latents_mean') return 'vae.per_channel_statistics.mean-of-means';
  if (name === 'latents_std') return 'vae.per_channel_statistics.std-of-means';
  const places = half === 'encoder' ? downs : ups;
  const list = half === 'encoder' ? 'down_blocks' : 'up_blocks';
  const fits = places.map((place, i) => ({ place, i })).filter(({ place }) => rest.startsWith(`${place}.`));
  const best = fits.sort((a, b) => b.place.length - a.place.length)[0];
  let out = best ? `${half}.${list}.${best.i}${rest.slice(best.place.length)}` : name;
  out = out
    .replace('.resnets.', '.res_blocks.')
    .replace('conv_shortcut.conv.', 'conv_shortcut.')
    .replace('norm3.', 'norm3.norm.');
  if (/^decoder\.(?:time_embedder|scale_shift_table)/.test(out)) out = out.replace('decoder.', 'decoder.last_');
  return `vae.${out}`;
}

/** Lightricks' name of a tensor of the transformer. */
export const transformerName = (name: string) =>
  `model.diffusion_model.${name.replace('proj_in', 'patchify_proj').replace('time_embed.', 'adaln_single.').replace('norm_q', 'q_norm').replace('norm_k', 'k_norm')}`;

/** The tiny checkpoint's last encoder group does not shrink. */
const tinyEncoder = encoder['0.9.5'].filter((place) => place !== 'down_blocks.3.downsamplers.0');

/** A single file in Lightricks' naming made of the tiny folder's parts. */
export async function singleFile(folder: string): Promise<string> {
  const tensors: Record<string, Tensor> = {};
  for (const [part, rename] of [
    ['transformer', transformerName],
    ['vae', (name: string) => theirs(name, tinyEncoder, decoder.later)],
  ] as const) {
    const store = await openSafetensors(join(folder, part, 'diffusion_pytorch_model.safetensors'));
    for (const name of store.names) tensors[rename(name)] = await store.read(name);
    await store.close();
  }
  const path = join(folder, 'tiny.safetensors');
  await saveSafetensors(path, tensors, { config: JSON.stringify({ transformer: { num_attention_heads: 2 } }) });
  return path;
}
