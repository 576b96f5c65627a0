import { z } from 'zod';

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

/** Pixels a latent stands for along each side, and frames along time. */
export function compressionOf(config: AutoencoderConfig): { readonly space: number; readonly time: number } {
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
