/**
 * The LTX-Video autoencoder, versions 0.9.0, 0.9.1 and 0.9.5 (`AutoencoderKLLTXVideo` in diffusers): graphs of encoder and decoder, whole
 * or for a chunk of a clip's frames.
 */
import { AkezoraError } from '@akezora/contract';
import { checkWeights } from '../../diffusion/check-weights.ts';
import type { ChooseArithmetic } from '../../diffusion/decoder-arithmetic.ts';
import { patchify, unpatchify } from '../../diffusion/patches.ts';
import { GraphBuilder, type Value } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { type ChunkPlace, NeighbourFrames } from '../../graph/layers/neighbour-frames.ts';
import { concat, dim, reshape, slice, transpose } from '../../graph/ops.ts';
import { type Scope, scopeOf } from '../../graph/scope.ts';
import type { TensorSource } from '../../tensor/source.ts';
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

/** Frames of a chunk, their size, and where in the clip they are. */
export interface FrameChunk {
  readonly frames: number;
  readonly rows: number;
  readonly columns: number;
  readonly place: ChunkPlace;
}

const strides: Readonly<Record<AutoencoderConfig['downsample_type'][number], Stride>> = {
  conv: [2, 2, 2],
  spatial: [1, 2, 2],
  temporal: [2, 1, 1],
  spatiotemporal: [2, 2, 2],
};

const exact: ChooseArithmetic = () => 'f32';
const whole: ChunkPlace = { first: true, last: true };

/** Number of blocks of a decoder: the middle one, then the up blocks. */
export const blockCount = (config: AutoencoderConfig): number => 1 + config.decoder_block_out_channels.length;

/** A part of a decoder's block: some of its resnets, with what comes before its first and after its last. */
export interface BlockPart {
  /** 0 is the middle block. */
  readonly block: number;
  /** Resnets `from … to`. */
  readonly from: number;
  readonly to: number;
  /** Whether the block begins here: with the decoder's first convolution, or with doubling. */
  readonly begins: boolean;
  /** Whether the block ends here: the last one with the convolution to pixels. */
  readonly ends: boolean;
}

/** All of a block. */
const wholeBlock = (block: number): BlockPart => ({
  block,
  from: 0,
  to: Number.POSITIVE_INFINITY,
  begins: true,
  ends: true,
});

/** One input a module, whatever asks for it. */
function noiseInputs(builder: GraphBuilder): NonNullable<LayerContext['noise']> {
  const planes = new Map<string, Value>();
  return (module, height, width) => {
    const plane = planes.get(module) ?? builder.input(`noise.${module}`, 'f32', [height, width]);
    planes.set(module, plane);
    return plane;
  };
}

function decoderContext(
  builder: GraphBuilder,
  config: AutoencoderConfig,
  place: ChunkPlace,
  arithmetic: ChooseArithmetic,
  time: Value | undefined,
  noise: LayerContext['noise'] = noiseInputs(builder),
): LayerContext {
  return {
    causal: config.decoder_causal,
    normEps: config.resnet_norm_eps,
    neighbours: new NeighbourFrames(builder, place),
    arithmetic,
    time,
    noise,
  };
}

/** Whether a part gives pictures. */
const givesPictures = ({ block, ends }: BlockPart, config: AutoencoderConfig): boolean =>
  ends && block === blockCount(config) - 1;

/** A part of the decoder; the last gives pictures `[frames, 3, height, width]`. */
function decoderPart(x: Value, part: BlockPart, top: Scope, config: AutoencoderConfig, context: LayerContext): Value {
  const { block: index, begins } = part;
  if (index === 0) {
    const features = begins ? convolution(x, top.at('conv_in').at('conv'), context, 'latents') : x;
    return resnets(features, top.at('mid_block'), context, part);
  }
  const residual = config.upsample_residual.at(-index) ?? false;
  const block = top.at('up_blocks').at(index - 1);
  const features = block.build(() => {
    if (!begins) return resnets(x, block, context, part);
    const conv = block.at('conv_in');
    let hidden = conv.has('conv1.conv.weight') ? resnet(x, conv, block, context) : x;
    const up = block.at('upsamplers').at(0);
    if (up.has('conv.conv.weight')) hidden = upsample(hidden, up, context, residual);
    return resnets(hidden, block, context, part);
  });
  if (!givesPictures(part, config)) return features;
  const patches = convolution(
    outputNorm(features, top, context.time),
    top.at('conv_out').at('conv'),
    context,
    'pixels',
  );
  return unpatchify(patches, config.patch_size);
}

/** One of `[batch, channels, frames, height, width]` with its frames first and channels last. */
const framesFirst = (x: Value, at: number): Value => {
  const [, channels, ...lengths] = x.shape as [number, number, ...number[]];
  return transpose(reshape(slice(x, 0, at, at + 1), [channels, ...lengths]), [1, 2, 3, 0]);
};

/**
 * The decoder of an LTX-Video autoencoder as one graph in f32: `z` `[batch, channels, frames, rows, columns]` (denormalised) to
 * `sample` `[batch, 3, …]` in −1 … 1. With `timestep_conditioning` it takes `time` `[batch, 256]`, the embedded decode
 * timestep (see `decoderTimesteps`); where the weights inject noise, one input `noise.<module>` `[rows, columns]` a place.
 */
export function decoderGraph(source: TensorSource, config: AutoencoderConfig, box: VideoBox): Graph {
  const builder = new GraphBuilder('ltx-decoder', { source });
  const top = scopeOf(builder, 'decoder');
  const { batch, frames, rows, columns } = box;
  const z = builder.input('z', 'f32', [batch, config.latent_channels, frames, rows, columns]);
  const time = config.timestep_conditioning ? builder.input('time', 'f32', [batch, timeChannels]) : undefined;
  const noise = noiseInputs(builder);
  const samples = Array.from({ length: batch }, (_, at) => {
    const context = decoderContext(builder, config, whole, exact, time && slice(time, 0, at, at + 1), noise);
    let x = framesFirst(z, at);
    for (let block = 0; block < blockCount(config); block++)
      x = decoderPart(x, wholeBlock(block), top, config, context);
    return reshape(transpose(x, [1, 0, 2, 3]), [1, dim(x, 1), dim(x, 0), dim(x, 2), dim(x, 3)]);
  });
  builder.output('sample', concat(samples, 0));
  return builder.build();
}

/**
 * One stage of the decoder for a chunk of frames: `features` `[frames, rows, columns, channels]` to `features` of the next stage, or to
 * `pictures` `[frames, 3, height, width]` in the last. `time` and noise are as in `decoderGraph`, frames of the chunk before as in
 * `NeighbourFrames`.
 */
export function decoderStageGraph(
  source: TensorSource,
  config: AutoencoderConfig,
  stage: { readonly index: number; readonly inChannels: number; readonly part: BlockPart },
  chunk: FrameChunk,
  arithmetic: ChooseArithmetic,
): Graph {
  const builder = new GraphBuilder(`ltx-decoder.${stage.index}`, { source });
  const x = builder.input('features', 'f32', [chunk.frames, chunk.rows, chunk.columns, stage.inChannels]);
  const time = config.timestep_conditioning ? builder.input('time', 'f32', [1, timeChannels]) : undefined;
  const context = decoderContext(builder, config, chunk.place, arithmetic, time);
  builder.output(
    givesPictures(stage.part, config) ? 'pictures' : 'features.out',
    decoderPart(x, stage.part, scopeOf(builder, 'decoder'), config, context),
  );
  return builder.build();
}

/** The encoder over pictures `[frames, 3, height, width]`: moments `[frames, rows, columns, 2 · channels]`. */
function encoded(pictures: Value, config: AutoencoderConfig, place: ChunkPlace): Value {
  const { builder } = pictures;
  const top = scopeOf(builder, 'encoder');
  const context: LayerContext = {
    causal: config.encoder_causal,
    normEps: config.resnet_norm_eps,
    neighbours: new NeighbourFrames(builder, place),
    arithmetic: exact,
  };
  let x = convolution(patchify(pictures, config.patch_size), top.at('conv_in').at('conv'), context, 'pixels');
  for (let i = 0; i < config.down_block_types.length; i++) {
    const block = top.at('down_blocks').at(i);
    x = block.build(() => {
      let hidden = resnets(x, block, context);
      const down = block.at('downsamplers').at(0);
      const stride = strides[config.downsample_type[i] ?? 'conv'];
      if (down.has('conv.conv.weight')) hidden = spaceToDepthDown(hidden, down, context, stride);
      else if (down.has('conv.weight')) hidden = convolution(hidden, down.at('conv'), context, 'features', stride);
      const out = block.at('conv_out');
      return out.has('conv1.conv.weight') ? resnet(hidden, out, block, context) : hidden;
    });
  }
  x = resnets(x, top.at('mid_block'), context);
  x = convolution(outputNorm(x, top, undefined), top.at('conv_out').at('conv'), context, 'latents');
  // One variance for all channels.
  const channels = dim(x, 3) - 1;
  const variance = slice(x, 3, channels, channels + 1);
  return concat([x, ...new Array(channels - 1).fill(variance)], 3);
}

/**
 * The encoder as a graph: `video` `[batch, 3, frames, height, width]` in −1 … 1 to `moments` `[batch, 2 · channels, …]`,
 * the mean and the logarithm of the variance of the latents, not yet normalised.
 */
export function encoderGraph(source: TensorSource, config: AutoencoderConfig, box: VideoBox): Graph {
  const builder = new GraphBuilder('ltx-encoder', { source });
  const { batch, frames, rows, columns } = box;
  const video = builder.input('video', 'f32', [batch, config.in_channels, frames, rows, columns]);
  const moments = Array.from({ length: batch }, (_, at) => {
    const x = encoded(transpose(framesFirst(video, at), [0, 3, 1, 2]), config, whole);
    return reshape(transpose(x, [3, 0, 1, 2]), [1, dim(x, 3), dim(x, 0), dim(x, 1), dim(x, 2)]);
  });
  builder.output('moments', concat(moments, 0));
  return builder.build();
}

/**
 * The encoder for a chunk of frames: `pictures` `[frames, 3, height, width]` in −1 … 1 to `moments`
 * `[frames, rows, columns, 2 · channels]`. The first chunk has one frame more than a multiple of the time compression, later ones a
 * multiple of it.
 */
export function encoderChunkGraph(source: TensorSource, config: AutoencoderConfig, chunk: FrameChunk): Graph {
  const builder = new GraphBuilder('ltx-encoder.chunk', { source });
  const pictures = builder.input('pictures', 'f32', [chunk.frames, config.in_channels, chunk.rows, chunk.columns]);
  builder.output('moments', encoded(pictures, config, chunk.place));
  return builder.build();
}

/** Decode timesteps as the decoder's sinusoid takes them: times its stored multiplier (1000 in published files). */
export async function decoderTimesteps(source: TensorSource, timesteps: readonly number[]): Promise<number[]> {
  const name = 'decoder.timestep_scale_multiplier';
  const multiplier = source.find(name) ? Number((await source.read(name)).data[0]) : 1;
  return timesteps.map((timestep) => timestep * multiplier);
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
