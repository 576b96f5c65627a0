/**
 * The LTX-Video autoencoder, versions 0.9.0, 0.9.1 and 0.9.5 (`AutoencoderKLLTXVideo` in diffusers): graphs of encoder and decoder, and
 * the decoder's stages for tiled decoding.
 */
import { AkezoraError } from '@akezora/contract';
import { checkWeights } from '../../diffusion/check-weights.ts';
import { patchify, unpatchify } from '../../diffusion/patches.ts';
import { type StagedDecoder, tilePlanes } from '../../diffusion/tiled-decode.ts';
import type { DecoderStage } from '../../diffusion/tiles.ts';
import { timestepEmbedding } from '../../diffusion/timestep-embedding.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { concat, dim, slice } from '../../graph/ops.ts';
import { scopeOf } from '../../graph/scope.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import type { Tensor } from '../../tensor/tensor.ts';
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
import { type AutoencoderConfig, compressionOf } from './config.ts';
import { timeChannels } from './transformer.ts';

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

/** A run of decoder stages: 0 is the first convolution with the middle block, then one stage an up block. */
export interface StageRange {
  readonly from: number;
  readonly to: number;
}

/** Number of stages of a decoder. */
const stageCount = (config: AutoencoderConfig): number => 1 + config.decoder_block_out_channels.length;

/**
 * The decoder of an LTX-Video autoencoder as a graph: `z` `[batch, channels, frames, rows, columns]` (denormalised) to
 * `sample` `[batch, 3, …]` in −1 … 1. With `timestep_conditioning` it takes `time` `[batch, 256]`, the embedded decode
 * timestep (see `decoderTimesteps`); where the weights inject noise, one input `noise.<module>` `[rows, columns]` a place.
 * With `stages` only a part is built, from and to hidden features under the same names.
 * Reference: `AutoencoderKLLTXVideo` in diffusers, versions 0.9.0, 0.9.1 and 0.9.5.
 */
export function decoderGraph(
  source: TensorSource,
  config: AutoencoderConfig,
  box: VideoBox & { readonly channels?: number },
  stages: StageRange = { from: 0, to: stageCount(config) },
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
  if (stages.to === stageCount(config)) {
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
  // One variance for all channels.
  const channels = dim(x, 1) - 1;
  const variance = slice(x, 1, channels, channels + 1);
  builder.output('moments', concat([x, ...new Array(channels - 1).fill(variance)], 1));
  return builder.build();
}

/** Decode timesteps as the decoder's sinusoid takes them: times its stored multiplier (1000 in published files). */
export async function decoderTimesteps(source: TensorSource, timesteps: readonly number[]): Promise<number[]> {
  const name = 'decoder.timestep_scale_multiplier';
  const multiplier = source.find(name) ? Number((await source.read(name)).data[0]) : 1;
  return timesteps.map((timestep) => timestep * multiplier);
}

/** The decoder's stages from its config. */
export function decoderStages(config: AutoencoderConfig): DecoderStage[] {
  const widths = [...config.decoder_block_out_channels].reverse();
  const layers = [...config.decoder_layers_per_block].reverse();
  const factors = [...config.upsample_factor].reverse();
  const scaled = [...config.decoder_spatio_temporal_scaling].reverse();
  const reach = config.decoder_causal ? 2 : 1;
  const total = stageCount(config);
  const stages: DecoderStage[] = [];
  let channels = config.latent_channels;
  for (let index = 0; index < total; index++) {
    const last = index === total - 1;
    const inChannels = channels;
    const first = index === 0;
    const scale = !first && scaled[index - 1] ? 2 : 1;
    const outChannels = first ? widths[0]! : Math.round(widths[index - 1]! / factors[index - 1]!);
    const stack = layers[index]!;
    const narrows = !first && scale * outChannels > 0 && inChannels !== outChannels * (factors[index - 1] ?? 1);
    // Convolutions before the doubling reach a whole cell of the input each, those after it half of one.
    const before = first ? 1 : (narrows ? 2 : 0) + (scale === 2 ? 1 : 0);
    const after = 2 * stack + (last ? 1 : 0);
    const middle = first ? outChannels : narrows ? outChannels * (factors[index - 1] ?? 1) : inChannels;
    const grown = scale === 2 ? outChannels * 8 : 0;
    const outKernels = 2 * stack * outChannels * outChannels + (last ? outChannels * 3 * config.patch_size ** 2 : 0);
    const inKernels = (first ? inChannels * outChannels : 0) + middle * grown + (narrows ? 2 * inChannels * middle : 0);
    stages.push({
      index,
      scale,
      inChannels,
      outChannels: last ? 3 * config.patch_size ** 2 : outChannels,
      innerChannels: outChannels,
      radius: Math.ceil(reach * (before + after / scale)),
      parameters: 27 * (outKernels + inKernels),
      operations: 54 * (outKernels + inKernels / scale ** 3),
      pixels: last ? config.patch_size : 1,
      last,
    });
    channels = outChannels;
  }
  return stages;
}

/** Options of a clip's decoder. */
export interface LtxDecoderParts {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly config: AutoencoderConfig;
  /** Timestep of decoders with `timestep_conditioning`, 0 … 1; 0 by default. */
  readonly decodeTimestep?: number;
  /** Noise plane `[height, width]` of a named module for the whole frame, where the decoder injects noise. */
  readonly plane: (module: string, height: number, width: number) => Float32Array;
}

/** The decoder of a clip, stage by stage. */
export function ltxDecoder(parts: LtxDecoderParts): StagedDecoder {
  const { runtime, device, source, config } = parts;
  return {
    stages: decoderStages(config),
    async open({ stage, tile, whole }) {
      const [frames, rows, columns] = tile;
      const box = { batch: 1, channels: stage.inChannels, frames, rows, columns };
      const graph = decoderGraph(source, config, box, { from: stage.index, to: stage.index + 1 });
      const program = await runtime.load(graph, { device, label: 'decoder', activations: 'returned' });
      const timesteps = await decoderTimesteps(source, [parts.decodeTimestep ?? 0]);
      const time = config.timestep_conditioning ? { time: timestepEmbedding(timesteps, timeChannels) } : {};
      const names = graph.inputs.filter(({ name }) => name.startsWith('noise.'));
      const planes = tilePlanes(names, tile, whole, (name, height, width) =>
        parts.plane(name.slice('noise.'.length), height, width),
      );
      return {
        async run(z, at) {
          const { sample } = await program.run({ z, ...time, ...planes(at) });
          return sample as Tensor<'f32'>;
        },
        free: () => program.free(),
      };
    },
  };
}

/** Tensors that files may have and no graph uses. */
const unusedTensors = /^(?:latents_mean|latents_std|.*timestep_scale_multiplier)$/;

/**
 * Checks that an autoencoder has exactly the weights of its config, in both halves.
 * @throws AkezoraError `weights_mismatch`.
 */
export function checkAutoencoder(source: TensorSource, config: AutoencoderConfig): void {
  const { space, time } = compressionOf(config);
  const box = { batch: 1, frames: 2, rows: 1, columns: 1 };
  const video = { batch: 1, frames: time + 1, rows: space, columns: space };
  checkWeights(source, () => [decoderGraph(source, config, box), encoderGraph(source, config, video)], unusedTensors);
  const blocks = config.decoder_block_out_channels.length;
  const deeper = source.find(`decoder.up_blocks.${blocks - 1}.resnets.0.conv1.conv.weight`);
  const counts: (readonly [string, number])[] = [
    ...config.layers_per_block.map(
      (count, i, all) => [`encoder.${i === all.length - 1 ? 'mid_block' : `down_blocks.${i}`}`, count] as const,
    ),
    ...[...config.decoder_layers_per_block]
      .reverse()
      .map((count, i) => [`decoder.${i === 0 ? 'mid_block' : `up_blocks.${i - 1}`}`, count] as const),
  ];
  for (const [block, count] of deeper ? counts : [])
    if (
      !source.find(`${block}.resnets.${count - 1}.conv1.conv.weight`) ||
      source.find(`${block}.resnets.${count}.conv1.conv.weight`)
    )
      throw new AkezoraError('weights_mismatch', {
        path: source.label,
        tensor: `${block}.resnets.${count}`,
        reason: { en: `the config specifies ${count} layers`, ja: `設定では${count}層です` },
      });
}
