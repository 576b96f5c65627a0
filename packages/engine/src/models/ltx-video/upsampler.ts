/**
 * The latent upsampler of 0.9.7 and 0.9.8 and the rest of the two-scale pipeline around it: a first pass at two thirds of the size, its
 * latents at twice the rows and columns, a second pass over them. References: `LTXLatentUpsamplerModel` in diffusers,
 * `LTXMultiScalePipeline` of Lightricks.
 */

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig, readModelJson, weightFileOf } from '../../diffusion/component.ts';
import { runGraph } from '../../diffusion/run-stages.ts';
import { GraphBuilder, type Value } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { silu } from '../../graph/layers/activation.ts';
import { conv, depthToSpace3d, pixelShuffle } from '../../graph/layers/conv.ts';
import { groupNorm } from '../../graph/layers/norm.ts';
import { add, dim, reshape, slice, transpose } from '../../graph/ops.ts';
import { type Scope, scopeOf } from '../../graph/scope.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { openWeights, type WeightStore } from '../../weights/store.ts';
import type { VideoBox } from './autoencoder.ts';
import { type UpsamplerConfig, upsamplerConfigSchema } from './config.ts';
import { refused } from './refusals.ts';

/** A latent upsampler on disk. */
export interface Upsampler {
  readonly config: UpsamplerConfig;
  /** Denormalised latents of one clip at twice the rows and columns. */
  run(runtime: Runtime, device: string, latents: Tensor<'f32'>): Promise<Tensor<'f32'>>;
}

/** Config of a single-file upsampler: from its metadata, else from its tensors. */
function inferred(store: WeightStore): UpsamplerConfig {
  const [mid = 512, inner = 128] = store.find('initial_conv.weight')?.shape ?? [];
  let blocks = 0;
  while (store.find(`res_blocks.${blocks}.conv1.weight`)) blocks++;
  return upsamplerConfigSchema.parse({
    in_channels: inner,
    mid_channels: mid,
    num_blocks_per_stage: blocks,
    dims: store.find('initial_conv.weight')?.shape.length === 4 ? 2 : 3,
    // The spatial one shuffles pixels of single frames, the temporal one frames of clips.
    temporal_upsample: store.find('upsampler.0.weight')?.shape.length === 5,
  });
}

/**
 * Opens a latent upsampler: a diffusers folder (itself or with a `latent_upsampler` folder in it) or a single file.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`.
 */
export async function openUpsampler(path: string): Promise<Upsampler> {
  const folder = statSync(path).isDirectory();
  const inner = folder && existsSync(join(path, 'latent_upsampler')) ? join(path, 'latent_upsampler') : path;
  const file = folder ? weightFileOf(inner, path) : path;
  let config: UpsamplerConfig;
  if (folder) {
    const at = join(inner, 'config.json');
    config = readConfig(upsamplerConfigSchema, await readModelJson(at, path), at);
  } else {
    const store = await openWeights(file);
    config = inferred(store);
    await store.close();
  }
  if (config.temporal_upsample) throw refused('temporal', path);
  return {
    config,
    async run(runtime, device, latents) {
      const [batch, , frames, rows, columns] = latents.shape as [number, number, number, number, number];
      const source = await openWeights(file);
      try {
        const graph = upsamplerGraph(source, config, { batch, frames, rows, columns });
        return (await runGraph(runtime, graph, { device, label: 'upsampler' }, { latents })).sample!;
      } finally {
        await source.close();
      }
    },
  };
}

const convolve = (x: Value, scope: Scope): Value => {
  const weight = scope.weight('weight');
  return conv(x, weight, scope.weight('bias'), { padding: weight.shape.slice(2).map((n) => n >> 1) });
};

const norm = (x: Value, scope: Scope): Value =>
  groupNorm(x, 32, { weight: scope.weight('weight'), bias: scope.weight('bias'), eps: 1e-5 });

const block = (x: Value, scope: Scope): Value => {
  const inner = silu(norm(convolve(x, scope.at('conv1')), scope.at('norm1')));
  return silu(add(norm(convolve(inner, scope.at('conv2')), scope.at('norm2')), x));
};

/** `[batch, channels, frames, …]` as `[batch · frames, channels, …]`. */
function framesApart(x: Value): Value {
  const [batch, channels, frames, rows, columns] = x.shape as [number, number, number, number, number];
  return reshape(transpose(x, [0, 2, 1, 3, 4]), [batch * frames, channels, rows, columns]);
}

/** The reverse of `framesApart`. */
function framesTogether(x: Value, batch: number): Value {
  const [all, channels, rows, columns] = x.shape as [number, number, number, number];
  return transpose(reshape(x, [batch, all / batch, channels, rows, columns]), [0, 2, 1, 3, 4]);
}

function upsample(x: Value, scope: Scope, config: UpsamplerConfig): Value {
  const batch = dim(x, 0);
  if (!config.temporal_upsample) return framesTogether(pixelShuffle(convolve(framesApart(x), scope), 2), batch);
  const space = config.spatial_upsample ? 2 : 1;
  const grown = depthToSpace3d(convolve(x, scope), [2, space, space]);
  return slice(grown, 2, 1, dim(grown, 2));
}

/**
 * The latent upsampler of 0.9.7 and 0.9.8 as a graph: `latents` `[batch, channels, frames, rows, columns]`
 * (denormalised) to `sample` with twice the rows and columns, or frames. Reference: `LTXLatentUpsamplerModel` in diffusers.
 */
export function upsamplerGraph(source: TensorSource, config: UpsamplerConfig, box: VideoBox): Graph {
  const builder = new GraphBuilder('ltx-upsampler', { source });
  const top = scopeOf(builder);
  const { batch, frames, rows, columns } = box;
  const latents = builder.input('latents', 'f32', [batch, config.in_channels, frames, rows, columns]);
  const flat = config.dims === 2;
  const stage = (x: Value, name: string) => {
    let hidden = x;
    for (let i = 0; i < config.num_blocks_per_stage; i++) {
      const scope = top.at(name).at(i);
      hidden = scope.build(() => block(hidden, scope));
    }
    return hidden;
  };
  let x = flat ? framesApart(latents) : latents;
  x = stage(silu(norm(convolve(x, top.at('initial_conv')), top.at('initial_norm'))), 'res_blocks');
  const up = top.at('upsampler').at(0);
  x = flat ? pixelShuffle(convolve(x, up), 2) : upsample(x, up, config);
  x = convolve(stage(x, 'post_upsample_res_blocks'), top.at('final_conv'));
  builder.output('sample', flat ? framesTogether(x, batch) : x);
  return builder.build();
}

/** Size of the first pass of the two-scale pipeline, whose double the second refines. */
export function firstPassSize(
  { width, height }: { readonly width: number; readonly height: number },
  grid: number,
  factor = 0.6666666,
): { readonly width: number; readonly height: number } {
  const shrink = (length: number) => Math.max(grid, Math.floor((length * factor) / grid) * grid);
  return { width: shrink(width), height: shrink(height) };
}
