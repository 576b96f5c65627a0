import type { LatentStatistics } from '../../diffusion/latents.ts';
import { timeChannels } from '../../diffusion/timestep-embedding.ts';
import { GraphBuilder, type Value } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { concat, dim, reshape, slice, transpose } from '../../graph/ops.ts';
import { scopeOf } from '../../graph/scope.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { toF32 } from '../../tensor/tensor.ts';
import {
  convolution,
  type LayerContext,
  outputNorm,
  resnet,
  resnets,
  type Stride,
  spaceToDepthDown,
  upsample,
} from './autoencoder-layers.ts';
import type { AutoencoderConfig } from './config.ts';

/** A box of latents, or of pixels: batch, frames, rows, columns. */
export interface VideoBox {
  readonly batch: number;
  readonly frames: number;
  readonly rows: number;
  readonly columns: number;
}

const strides: Readonly<Record<AutoencoderConfig['downsample_type'][number], Stride>> = {
  conv: [2, 2, 2],
  spatial: [1, 2, 2],
  temporal: [2, 1, 1],
  spatiotemporal: [2, 2, 2],
};

/** Pixels into channels, ordered (colour, column in the patch, row in the patch). */
function patchify(x: Value, p: number): Value {
  const [batch, colours, frames, height, width] = x.shape as [number, number, number, number, number];
  const cut = reshape(x, [batch, colours, frames, height / p, p, width / p, p]);
  return reshape(transpose(cut, [0, 1, 6, 4, 2, 3, 5]), [batch, colours * p * p, frames, height / p, width / p]);
}

/** The reverse of `patchify`. */
function unpatchify(x: Value, p: number): Value {
  const [batch, channels, frames, height, width] = x.shape as [number, number, number, number, number];
  const colours = channels / (p * p);
  const cut = reshape(x, [batch, colours, p, p, frames, height, width]);
  return reshape(transpose(cut, [0, 1, 4, 5, 3, 6, 2]), [batch, colours, frames, height * p, width * p]);
}

/** A run of decoder stages: 0 is the first convolution with the middle block, then one stage an up block. */
export interface StageRange {
  readonly from: number;
  readonly to: number;
}

/** Number of stages of a decoder. */
export const stagesOf = (config: AutoencoderConfig): number => 1 + config.decoder_block_out_channels.length;

/**
 * The decoder of an LTX-Video autoencoder as a graph: `z` `[batch, channels, frames, rows, columns]` (denormalised) to
 * `sample` `[batch, 3, …]` in −1 … 1. With `timestep_conditioning` it takes `time` `[batch, 256]`, the embedded decode
 * time (see `decoderTimes`); where the weights inject noise, one input `noise.<module>` `[rows, columns]` a place.
 * With `stages` only a part is built, from and to hidden features under the same names.
 * Reference: `AutoencoderKLLTXVideo` in diffusers, versions 0.9.0, 0.9.1 and 0.9.5.
 */
export function decoderGraph(
  source: TensorSource,
  config: AutoencoderConfig,
  box: VideoBox & { readonly channels?: number },
  stages: StageRange = { from: 0, to: stagesOf(config) },
): Graph {
  const builder = new GraphBuilder(`ltx-decoder.${stages.from}-${stages.to}`, { source });
  const top = scopeOf(builder, 'decoder');
  const { batch, frames, rows, columns, channels = config.latent_channels } = box;
  let x = builder.input('z', 'f32', [batch, channels, frames, rows, columns]);
  const time = config.timestep_conditioning ? builder.input('time', 'f32', [batch, timeChannels]) : undefined;
  const context: LayerContext = {
    causal: config.decoder_causal,
    normEps: config.resnet_norm_eps,
    time,
    noise: (module, height, width) => builder.input(`noise.${module}`, 'f32', [height, width]),
  };
  const residual = [...config.upsample_residual].reverse();
  for (let stage = stages.from; stage < stages.to; stage++) {
    if (stage === 0) {
      x = resnets(convolution(x, top.at('conv_in').at('conv'), context.causal), top.at('mid_block'), context);
      continue;
    }
    const block = top.at('up_blocks').at(stage - 1);
    x = block.build(() => {
      const conv = block.at('conv_in');
      let hidden = conv.has('conv1.conv.weight') ? resnet(x, conv, block, context) : x;
      const up = block.at('upsamplers').at(0);
      if (up.has('conv.conv.weight')) hidden = upsample(hidden, up, context, residual[stage - 1] ?? false);
      return resnets(hidden, block, context);
    });
  }
  if (stages.to === stagesOf(config)) {
    x = convolution(outputNorm(x, top, time), top.at('conv_out').at('conv'), context.causal);
    x = unpatchify(x, config.patch_size);
  }
  builder.output('sample', x);
  return builder.build();
}

/**
 * The encoder as a graph: `video` `[batch, 3, frames, height, width]` in −1 … 1 to `moments` `[batch, 2 · channels, …]`,
 * the mean and the logarithm of the variance of the latents, not yet normalised.
 */
export function encoderGraph(source: TensorSource, config: AutoencoderConfig, box: VideoBox): Graph {
  const builder = new GraphBuilder('ltx-encoder', { source });
  const top = scopeOf(builder, 'encoder');
  const { batch, frames, rows, columns } = box;
  const video = builder.input('video', 'f32', [batch, config.in_channels, frames, rows, columns]);
  const context: LayerContext = { causal: config.encoder_causal, normEps: config.resnet_norm_eps };
  let x = convolution(patchify(video, config.patch_size), top.at('conv_in').at('conv'), context.causal);
  for (let i = 0; i < config.down_block_types.length; i++) {
    const block = top.at('down_blocks').at(i);
    x = block.build(() => {
      let hidden = resnets(x, block, context);
      const down = block.at('downsamplers').at(0);
      const stride = strides[config.downsample_type[i] ?? 'conv'];
      if (down.has('conv.conv.weight')) hidden = spaceToDepthDown(hidden, down, context, stride);
      else if (down.has('conv.weight')) hidden = convolution(hidden, down.at('conv'), context.causal, stride);
      const out = block.at('conv_out');
      return out.has('conv1.conv.weight') ? resnet(hidden, out, block, context) : hidden;
    });
  }
  x = resnets(x, top.at('mid_block'), context);
  x = convolution(outputNorm(x, top, undefined), top.at('conv_out').at('conv'), context.causal);
  // One variance stands for all channels.
  const channels = dim(x, 1) - 1;
  const variance = slice(x, 1, channels, channels + 1);
  builder.output('moments', concat([x, ...new Array(channels - 1).fill(variance)], 1));
  return builder.build();
}

/** Decode times as the decoder's sinusoid wants them: times its stored multiplier (1000 in published files). */
export async function decoderTimes(source: TensorSource, times: readonly number[]): Promise<number[]> {
  const name = 'decoder.timestep_scale_multiplier';
  const multiplier = source.find(name) ? Number((await source.read(name)).data[0]) : 1;
  return times.map((time) => time * multiplier);
}

/** Reads `latents_mean` and `latents_std`; files without them have zeros and ones. */
export async function latentStatistics(source: TensorSource, config: AutoencoderConfig): Promise<LatentStatistics> {
  const read = async (name: string, otherwise: number) =>
    source.find(name) ? toF32(await source.read(name)).data : new Float32Array(config.latent_channels).fill(otherwise);
  return {
    mean: await read('latents_mean', 0),
    deviation: await read('latents_std', 1),
    scale: config.scaling_factor,
  };
}
