/** A 2B LTX-Video model at full size, without its text encoder: random weights in bf16 from a seed, as a folder of the hub. */
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeRandomPart } from '../random-tensor.ts';

type Shapes = Readonly<Record<string, readonly number[]>>;

const width = 2048;

const config = {
  _class_name: 'LTXVideoTransformer3DModel',
  activation_fn: 'gelu-approximate',
  attention_bias: true,
  attention_head_dim: 64,
  attention_out_bias: true,
  caption_channels: 4096,
  cross_attention_dim: width,
  in_channels: 128,
  norm_elementwise_affine: false,
  norm_eps: 1e-6,
  num_attention_heads: 32,
  out_channels: 128,
  patch_size: 1,
  patch_size_t: 1,
  qk_norm: 'rms_norm_across_heads',
};

/** Names and shapes of the published 2B transformer with a number of blocks. */
function transformerShapes(layers: number): Shapes {
  const shapes: Record<string, readonly number[]> = { scale_shift_table: [2, width] };
  const layer = (name: string, out: number, inner: number) => {
    shapes[`${name}.weight`] = [out, inner];
    shapes[`${name}.bias`] = [out];
  };
  layer('proj_in', width, 128);
  layer('proj_out', 128, width);
  layer('caption_projection.linear_1', width, 4096);
  layer('caption_projection.linear_2', width, width);
  layer('time_embed.emb.timestep_embedder.linear_1', width, 256);
  layer('time_embed.emb.timestep_embedder.linear_2', width, width);
  layer('time_embed.linear', 6 * width, width);
  for (let i = 0; i < layers; i++) {
    const block = `transformer_blocks.${i}`;
    shapes[`${block}.scale_shift_table`] = [6, width];
    for (const attention of ['attn1', 'attn2']) {
      for (const name of ['to_q', 'to_k', 'to_v', 'to_out.0']) layer(`${block}.${attention}.${name}`, width, width);
      for (const norm of ['norm_q', 'norm_k']) shapes[`${block}.${attention}.${norm}.weight`] = [width];
    }
    layer(`${block}.ff.net.0.proj`, 4 * width, width);
    layer(`${block}.ff.net.2`, width, 4 * width);
  }
  return shapes;
}

const writePart = (folder: string, part: unknown, shapes: Shapes): Promise<void> =>
  writeRandomPart(folder, part, Object.entries(shapes), 'bf16');

/** Folder of a whole tiny model among the parity cases, whose scheduler the large one takes, too. */
export const tinyHub = (fixtures: string): string => join(fixtures, 'ltx-video/pipeline-condition-two-images/hub');

/** Writes the model to a folder: `tiny` copies that of a parity case, `full` draws 3.8 GB of transformer and 2.5 GB of autoencoder. */
export async function writeModel(folder: string, size: string, layers: number, fixtures: string): Promise<void> {
  if (size === 'tiny') return cp(tinyHub(fixtures), folder, { recursive: true });
  for (const name of ['model_index.json', 'scheduler'])
    await cp(join(tinyHub(fixtures), name), join(folder, name), { recursive: true });
  await writePart(join(folder, 'transformer'), { ...config, num_layers: layers }, transformerShapes(layers));
  const vae = JSON.parse(await readFile(join(fixtures, 'vae-0.9.5.json'), 'utf8').catch(ownList)) as {
    config: unknown;
    tensors: Shapes;
  };
  await writePart(join(folder, 'vae'), vae.config, vae.tensors);
}

const ownList = () => readFile(join(import.meta.dirname, 'vae-0.9.5.json'), 'utf8');
