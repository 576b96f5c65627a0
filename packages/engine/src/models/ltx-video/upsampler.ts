import { GraphBuilder, type Value } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { silu } from '../../graph/layers/activation.ts';
import { conv, depthToSpace3d, pixelShuffle } from '../../graph/layers/conv.ts';
import { groupNorm } from '../../graph/layers/norm.ts';
import { add, dim, reshape, slice, transpose } from '../../graph/ops.ts';
import { type Scope, scopeOf } from '../../graph/scope.ts';
import type { TensorSource } from '../../tensor/source.ts';
import type { VideoBox } from './autoencoder.ts';
import type { UpsamplerConfig } from './config.ts';

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
