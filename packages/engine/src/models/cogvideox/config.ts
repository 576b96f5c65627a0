/** Configs of CogVideoX's parts, as published in `config.json`. Names of fields are those of diffusers; fields left out have its values. */
import { z } from 'zod';
import type { Compression } from '../../diffusion/clip-shape.ts';
import type { Component } from '../../diffusion/component.ts';
import type { CogVideoXSchedulerConfig } from '../../schedulers/cogvideox-noise.ts';

const count = z.number().int().positive();

/** `config.json` of a published transformer. */
export const transformerConfigSchema = z.object({
  num_attention_heads: count.default(30),
  attention_head_dim: count.default(64),
  in_channels: count.default(16),
  out_channels: count.nullish().transform((channels) => channels ?? 16),
  flip_sin_to_cos: z.literal(true).default(true),
  freq_shift: z.literal(0).default(0),
  time_embed_dim: count.default(512),
  ofs_embed_dim: count.nullish().transform((channels) => channels ?? undefined),
  text_embed_dim: count.default(4096),
  num_layers: count.default(30),
  sample_width: count.default(90),
  sample_height: count.default(60),
  sample_frames: count.default(49),
  patch_size: count.default(2),
  patch_size_t: count.nullish().transform((frames) => frames ?? undefined),
  temporal_compression_ratio: count.default(4),
  max_text_seq_length: count.default(226),
  activation_fn: z.literal('gelu-approximate').default('gelu-approximate'),
  timestep_activation_fn: z.literal('silu').default('silu'),
  norm_elementwise_affine: z.literal(true).default(true),
  norm_eps: z.number().positive().default(1e-5),
  spatial_interpolation_scale: z.number().positive().default(1.875),
  temporal_interpolation_scale: z.number().positive().default(1),
  use_rotary_positional_embeddings: z.boolean().default(false),
  use_learned_positional_embeddings: z.boolean().default(false),
});

/** Shape of a CogVideoX transformer. */
export type TransformerConfig = z.infer<typeof transformerConfigSchema>;

/** Channels inside the transformer. */
export const innerChannels = (config: TransformerConfig): number =>
  config.num_attention_heads * config.attention_head_dim;

/** Whether a transformer starts from a picture: its latents are further input channels. */
export const takesPicture = ({ in_channels, out_channels }: TransformerConfig): boolean =>
  in_channels === 2 * out_channels;

const blockTypes = z.array(z.enum(['CogVideoXDownBlock3D', 'CogVideoXUpBlock3D']));

/** `config.json` of a published autoencoder. */
export const autoencoderConfigSchema = z.object({
  in_channels: z.literal(3).default(3),
  out_channels: z.literal(3).default(3),
  down_block_types: blockTypes.optional(),
  up_block_types: blockTypes.optional(),
  block_out_channels: z.array(count).default([128, 256, 256, 512]),
  latent_channels: count.default(16),
  layers_per_block: count.default(3),
  act_fn: z.literal('silu').default('silu'),
  norm_eps: z.number().positive().default(1e-6),
  norm_num_groups: count.default(32),
  temporal_compression_ratio: count.default(4),
  scaling_factor: z.number().positive().default(1.15258426),
  invert_scale_latents: z.boolean().default(false),
  use_quant_conv: z.literal(false).default(false),
  use_post_quant_conv: z.literal(false).default(false),
});

/** Shape of a CogVideoX autoencoder. */
export type AutoencoderConfig = z.infer<typeof autoencoderConfigSchema>;

/** Compression of the latents: pixels along each side, and frames along time. */
export const compressionOf = (config: AutoencoderConfig): Compression => ({
  space: 2 ** (config.block_out_channels.length - 1),
  time: config.temporal_compression_ratio,
});

/** A CogVideoX model on disk, opened as far as its configs. */
export interface CogFiles {
  readonly path: string;
  readonly transformer: Component<TransformerConfig>;
  readonly autoencoder: Component<AutoencoderConfig>;
  readonly scheduler: CogVideoXSchedulerConfig;
  /** Folder of the T5 encoder, and of its tokenizer, where they are there. */
  readonly textEncoder: string | undefined;
  readonly tokenizer: string | undefined;
}
