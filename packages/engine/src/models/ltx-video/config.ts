/**
 * Configs of LTX-Video's parts, as published in `config.json` or read off the tensors of single files, which carry none. Names of
 * fields are those of diffusers.
 */
import { z } from 'zod';
import type { Compression } from '../../diffusion/clip-shape.ts';
import type { Component } from '../../diffusion/component.ts';
import type { FlowMatchEulerConfig } from '../../schedulers/flow-match-euler.ts';
import type { TensorSource } from '../../tensor/source.ts';
import type { StatedConfig } from './stated.ts';

/** `config.json` of a published LTX-Video transformer; fields left out have the values of the 2B models. */
export const transformerConfigSchema = z.object({
  in_channels: z.number().int().positive().default(128),
  out_channels: z.number().int().positive().default(128),
  patch_size: z.literal(1).default(1),
  patch_size_t: z.literal(1).default(1),
  num_attention_heads: z.number().int().positive().default(32),
  attention_head_dim: z.number().int().positive().default(64),
  cross_attention_dim: z.number().int().positive().default(2048),
  num_layers: z.number().int().positive().default(28),
  activation_fn: z.literal('gelu-approximate').default('gelu-approximate'),
  qk_norm: z.literal('rms_norm_across_heads').default('rms_norm_across_heads'),
  norm_elementwise_affine: z.literal(false).default(false),
  norm_eps: z.number().positive().default(1e-6),
  caption_channels: z.number().int().positive().default(4096),
  attention_bias: z.boolean().default(true),
  attention_out_bias: z.boolean().default(true),
});

/** Shape of an LTX-Video transformer. */
export type TransformerConfig = z.infer<typeof transformerConfigSchema>;

/** Channels inside the transformer. */
export const innerChannels = (config: TransformerConfig): number =>
  config.num_attention_heads * config.attention_head_dim;

const flags = z.array(z.boolean());
const counts = z.array(z.number().int().positive());

/** `config.json` of a published LTX-Video autoencoder; fields left out have the values of 0.9.0. */
export const autoencoderConfigSchema = z.object({
  in_channels: z.literal(3).default(3),
  out_channels: z.literal(3).default(3),
  latent_channels: z.number().int().positive().default(128),
  block_out_channels: counts.default([128, 256, 512, 512]),
  down_block_types: z
    .array(z.enum(['LTXVideoDownBlock3D', 'LTXVideo095DownBlock3D']))
    .default(['LTXVideoDownBlock3D', 'LTXVideoDownBlock3D', 'LTXVideoDownBlock3D', 'LTXVideoDownBlock3D']),
  downsample_type: z
    .array(z.enum(['conv', 'spatial', 'temporal', 'spatiotemporal']))
    .default(['conv', 'conv', 'conv', 'conv']),
  spatio_temporal_scaling: flags.default([true, true, true, false]),
  layers_per_block: counts.default([4, 3, 3, 3, 4]),
  decoder_block_out_channels: counts.default([128, 256, 512, 512]),
  decoder_spatio_temporal_scaling: flags.default([true, true, true, false]),
  decoder_layers_per_block: counts.default([4, 3, 3, 3, 4]),
  decoder_inject_noise: flags.default([false, false, false, false, false]),
  upsample_residual: flags.default([false, false, false, false]),
  upsample_factor: counts.default([1, 1, 1, 1]),
  timestep_conditioning: z.boolean().default(false),
  patch_size: z.number().int().positive().default(4),
  patch_size_t: z.literal(1).default(1),
  resnet_norm_eps: z.number().positive().default(1e-6),
  scaling_factor: z.number().positive().default(1),
  encoder_causal: z.boolean().default(true),
  decoder_causal: z.boolean().default(false),
  spatial_compression_ratio: z.number().int().positive().nullish(),
  temporal_compression_ratio: z.number().int().positive().nullish(),
});

/** Shape of an LTX-Video autoencoder. */
export type AutoencoderConfig = z.infer<typeof autoencoderConfigSchema>;

/** Compression of the latents: pixels along each side, and frames along time. */
export function compressionOf(config: AutoencoderConfig): Compression {
  const doublings = config.spatio_temporal_scaling.filter(Boolean).length;
  return {
    space: config.spatial_compression_ratio ?? config.patch_size * 2 ** doublings,
    time: config.temporal_compression_ratio ?? config.patch_size_t * 2 ** doublings,
  };
}

/** `config.json` of a published latent upsampler. */
export const upsamplerConfigSchema = z.object({
  in_channels: z.number().int().positive().default(128),
  mid_channels: z.number().int().positive().default(512),
  num_blocks_per_stage: z.number().int().positive().default(4),
  dims: z.union([z.literal(2), z.literal(3)]).default(3),
  spatial_upsample: z.boolean().default(true),
  temporal_upsample: z.boolean().default(false),
});

/** Shape of a latent upsampler. */
export type UpsamplerConfig = z.infer<typeof upsamplerConfigSchema>;

/** An LTX-Video model on disk, opened as far as its configs. */
export interface LtxFiles {
  readonly path: string;
  /** Reference pipeline: `LTXPipeline` (plain), or `LTXConditionPipeline` with a timestep for each token (condition). */
  readonly pipeline: 'plain' | 'condition';
  readonly transformer: Component<TransformerConfig>;
  readonly autoencoder: Component<AutoencoderConfig>;
  readonly scheduler: FlowMatchEulerConfig;
  /** What a single file says of itself. Default: nothing. */
  readonly stated?: StatedConfig;
  /** Folder of the T5 encoder, and of its tokenizer, where they are there. */
  readonly textEncoder: string | undefined;
  readonly tokenizer: string | undefined;
}

/** Scheduler of the single files before 0.9.5, which carry none: shifted by the number of tokens. */
export const earlyScheduler: FlowMatchEulerConfig = {
  use_dynamic_shifting: true,
  base_shift: 0.95,
  max_shift: 2.05,
  base_image_seq_len: 1024,
  max_image_seq_len: 4096,
  shift_terminal: 0.1,
};

const shapeOf = (source: TensorSource, name: string): readonly number[] => source.find(name)?.shape ?? [];

/** Number of numbered names with a prefix: `count('up_blocks')` for `up_blocks.0.…`, `up_blocks.1.…`. */
function countOf(names: readonly string[], prefix: string): number {
  let count = 0;
  while (names.some((name) => name.startsWith(`${prefix}.${count}.`))) count++;
  return count;
}

/**
 * The transformer's config from its tensors. The head count shows in none of them: all published models have 32, and
 * `stated` (a file's own metadata) comes first.
 */
export function inferTransformerConfig(
  source: TensorSource,
  stated: StatedConfig['transformer'] = {},
): TransformerConfig {
  const [width = 2048, channels = 128] = shapeOf(source, 'proj_in.weight');
  const heads = stated.num_attention_heads ?? 32;
  return transformerConfigSchema.parse({
    in_channels: channels,
    out_channels: shapeOf(source, 'proj_out.weight')[0] ?? channels,
    num_attention_heads: heads,
    attention_head_dim: width / heads,
    cross_attention_dim: width,
    num_layers: countOf(source.names, 'transformer_blocks'),
    caption_channels: shapeOf(source, 'caption_projection.linear_1.weight')[1] ?? 4096,
  });
}

/** The autoencoder's config from its tensors: every choice that matters leaves its trace in names and shapes. */
export function inferAutoencoderConfig(source: TensorSource): AutoencoderConfig {
  const { names } = source;
  const downs = Array.from({ length: countOf(names, 'encoder.down_blocks') }, (_, i) => `encoder.down_blocks.${i}`);
  const ups = Array.from({ length: countOf(names, 'decoder.up_blocks') }, (_, i) => `decoder.up_blocks.${i}`);
  const late = downs.some((block) => source.find(`${block}.downsamplers.0.conv.conv.weight`) !== undefined);
  const scaled = (block: string, list: string) => names.some((name) => name.startsWith(`${block}.${list}.0.`));
  const layers = (block: string) => countOf(names, `${block}.resnets`);
  const inputOf = (block: string) => shapeOf(source, `${block}.resnets.0.conv1.conv.weight`)[1] ?? 0;
  const kinds = { 2: 'temporal', 4: 'spatial', 8: 'spatiotemporal' } as const;
  const kindOf = (block: string, i: number) => {
    const out = shapeOf(source, `${block}.downsamplers.0.conv.conv.weight`)[0];
    if (!late) return 'conv';
    if (out === undefined) return 'spatiotemporal';
    const next = inputOf(downs[i + 1] ?? 'encoder.mid_block');
    return kinds[(next / out) as 2 | 4 | 8] ?? 'spatiotemporal';
  };
  const widths = downs.map(inputOf);
  // The config lists the decoder from the last block to the first.
  const upsBackwards = [...ups].reverse();
  const factorOf = (block: string) => {
    const [out = 8, inner = 1] = shapeOf(source, `${block}.upsamplers.0.conv.conv.weight`);
    return Math.max(1, (8 * inner) / out);
  };
  const doublings = ups.filter((block) => scaled(block, 'upsamplers')).length;
  const patch = Math.round(Math.sqrt((shapeOf(source, 'decoder.conv_out.conv.weight')[0] ?? 48) / 3));
  return autoencoderConfigSchema.parse({
    latent_channels: shapeOf(source, 'decoder.conv_in.conv.weight')[1] ?? 128,
    block_out_channels: late ? [...widths, inputOf('encoder.mid_block')] : widths,
    down_block_types: downs.map(() => (late ? 'LTXVideo095DownBlock3D' : 'LTXVideoDownBlock3D')),
    downsample_type: downs.map(kindOf),
    spatio_temporal_scaling: downs.map((block) => scaled(block, 'downsamplers')),
    layers_per_block: [...downs, 'encoder.mid_block'].map(layers),
    decoder_block_out_channels: upsBackwards.map((block) => inputOf(block) * factorOf(block)),
    decoder_spatio_temporal_scaling: upsBackwards.map((block) => scaled(block, 'upsamplers')),
    decoder_layers_per_block: [...upsBackwards, 'decoder.mid_block'].map(layers),
    decoder_inject_noise: [...upsBackwards, 'decoder.mid_block'].map(
      (block) => source.find(`${block}.resnets.0.per_channel_scale1`) !== undefined,
    ),
    upsample_residual: upsBackwards.map((block) => factorOf(block) > 1),
    upsample_factor: upsBackwards.map(factorOf),
    timestep_conditioning: source.find('decoder.time_embedder.timestep_embedder.linear_1.weight') !== undefined,
    patch_size: patch,
    spatial_compression_ratio: patch * 2 ** doublings,
    temporal_compression_ratio: 2 ** doublings,
  });
}
