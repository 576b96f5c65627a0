/** Configs of Mochi's parts, as published in `config.json`. Names of fields are those of diffusers. */
import { z } from 'zod';
import type { Compression } from '../../diffusion/clip-shape.ts';
import type { Component } from '../../diffusion/component.ts';
import type { LatentStatistics } from '../../diffusion/latents.ts';
import type { FlowMatchEulerConfig } from '../../schedulers/flow-match-euler.ts';

const count = z.number().int().positive();

/** `config.json` of a published Mochi transformer; fields left out have the published values. */
export const transformerConfigSchema = z.object({
  patch_size: count.default(2),
  num_attention_heads: count.default(24),
  attention_head_dim: count.default(128),
  num_layers: count.default(48),
  pooled_projection_dim: count.default(1536),
  in_channels: count.default(12),
  out_channels: count.nullish(),
  qk_norm: z.literal('rms_norm').default('rms_norm'),
  text_embed_dim: count.default(4096),
  time_embed_dim: count.default(256),
  activation_fn: z.literal('swiglu').default('swiglu'),
});

/** Shape of a Mochi transformer. */
export type TransformerConfig = z.infer<typeof transformerConfigSchema>;

/** Channels of the video's stream inside the transformer; the text's stream has `pooled_projection_dim`. */
export const innerChannels = (config: TransformerConfig): number =>
  config.num_attention_heads * config.attention_head_dim;

/** Channels of a patch of latents. */
export const patchChannels = ({ in_channels, patch_size }: TransformerConfig): number => in_channels * patch_size ** 2;

/** `config.json` of a published Mochi autoencoder; fields left out have the published values. */
export const autoencoderConfigSchema = z.object({
  in_channels: z.literal(15).default(15),
  out_channels: z.literal(3).default(3),
  latent_channels: count.default(12),
  encoder_block_out_channels: z.array(count).default([64, 128, 256, 384]),
  decoder_block_out_channels: z.array(count).default([128, 256, 512, 768]),
  layers_per_block: z.array(count).default([3, 3, 4, 6, 3]),
  temporal_expansions: z.array(count).default([1, 2, 3]),
  spatial_expansions: z.array(count).default([2, 2, 2]),
  add_attention_block: z.array(z.boolean()).default([false, true, true, true, true]),
  act_fn: z.enum(['silu', 'swish']).default('silu'),
  latents_mean: z.array(z.number()).nullish(),
  latents_std: z.array(z.number().positive()).nullish(),
  scaling_factor: z.number().positive().default(1),
});

/** Shape of a Mochi autoencoder. */
export type AutoencoderConfig = z.infer<typeof autoencoderConfigSchema>;

const product = (values: readonly number[]): number => values.reduce((a, b) => a * b, 1);

/** Compression of the latents: pixels along each side, and frames along time. */
export const compressionOf = (config: AutoencoderConfig): Compression => ({
  space: product(config.spatial_expansions),
  time: product(config.temporal_expansions),
});

/** Mean and deviation of each channel of the latents; autoencoders without them have zeros and ones. */
export const statisticsOf = (config: AutoencoderConfig): LatentStatistics => ({
  mean: Float32Array.from(config.latents_mean ?? new Array(config.latent_channels).fill(0)),
  std: Float32Array.from(config.latents_std ?? new Array(config.latent_channels).fill(1)),
  scalingFactor: config.scaling_factor,
});

/** A Mochi model on disk, opened as far as its configs. */
export interface MochiFiles {
  readonly path: string;
  readonly transformer: Component<TransformerConfig>;
  readonly autoencoder: Component<AutoencoderConfig>;
  readonly scheduler: FlowMatchEulerConfig;
  /** Whether an empty prompt counts as no text at all, as Genmo's pipeline has it, in place of a text of its end token. */
  readonly zerosForEmptyPrompt: boolean;
  /** Folder of the T5 encoder, and of its tokenizer, where they are there. */
  readonly textEncoder: string | undefined;
  readonly tokenizer: string | undefined;
}
