/** Configs of Pyramid Flow's parts, as published in `config.json`. Names of fields are those of jy0205/Pyramid-Flow. */
import { z } from 'zod';
import type { Compression } from '../../diffusion/clip-shape.ts';
import type { Component } from '../../diffusion/component.ts';

const count = z.number().int().positive();

/** What both transformers state. */
const common = {
  in_channels: count,
  num_layers: count,
  attention_head_dim: count,
  num_attention_heads: count,
  joint_attention_dim: count.default(4096),
  pooled_projection_dim: count,
};

const fluxSchema = z.object({
  ...common,
  _class_name: z.literal('PyramidFluxTransformer'),
  num_single_layers: count,
  axes_dims_rope: z.tuple([count, count, count]).default([16, 24, 24]),
});

const sd3Schema = z.object({
  ...common,
  _class_name: z.literal('PyramidDiffusionMMDiT'),
  pos_embed_max_size: count.default(192),
  pos_embed_type: z.literal('sincos').default('sincos'),
  qk_norm: z.literal('rms_norm').default('rms_norm'),
});

/** `config.json` of a published transformer: miniFLUX or SD3's. */
export const transformerConfigSchema = z.discriminatedUnion('_class_name', [fluxSchema, sd3Schema]);

/** Shape of a transformer. */
export type TransformerConfig = z.infer<typeof transformerConfigSchema>;

/** The two architectures. */
export type Architecture = 'miniflux' | 'sd3';

/** Architecture of a transformer. */
export const architectureOf = ({ _class_name: name }: TransformerConfig): Architecture =>
  name === 'PyramidFluxTransformer' ? 'miniflux' : 'sd3';

/** Latents along a side of a patch; fixed in the reference, whatever the config says. */
export const patchSize = 2;

/** Channels inside the transformer. */
export const innerChannels = (config: TransformerConfig): number =>
  config.num_attention_heads * config.attention_head_dim;

/** Channels of a patch of latents: miniFLUX counts them as its input, SD3 those of a latent. */
export const patchChannels = (config: TransformerConfig): number =>
  architectureOf(config) === 'miniflux' ? config.in_channels : config.in_channels * patchSize ** 2;

/** Channels of a latent. */
export const latentChannels = (config: TransformerConfig): number => patchChannels(config) / patchSize ** 2;

/** Blocks of a transformer: those with two streams, then those with one. */
export const blocksOf = (config: TransformerConfig): number =>
  config.num_layers + (config._class_name === 'PyramidFluxTransformer' ? config.num_single_layers : 0);

const flags = z.array(z.boolean());

/** `config.json` of a published autoencoder. */
export const autoencoderConfigSchema = z.object({
  encoder_in_channels: z.literal(3).default(3),
  encoder_out_channels: count.default(16),
  encoder_layers_per_block: z.array(count).default([2, 2, 2, 2]),
  encoder_block_out_channels: z.array(count).default([128, 256, 512, 512]),
  encoder_spatial_down_sample: flags.default([true, true, true, false]),
  encoder_temporal_down_sample: flags.default([true, true, true, false]),
  encoder_norm_num_groups: count.default(32),
  encoder_act_fn: z.literal('silu').default('silu'),
  decoder_in_channels: count.default(16),
  decoder_out_channels: z.literal(3).default(3),
  decoder_layers_per_block: z.array(count).default([3, 3, 3, 3]),
  decoder_block_out_channels: z.array(count).default([128, 256, 512, 512]),
  decoder_spatial_up_sample: flags.default([true, true, true, false]),
  decoder_temporal_up_sample: flags.default([true, true, true, false]),
  decoder_norm_num_groups: count.default(32),
  decoder_act_fn: z.literal('silu').default('silu'),
});

/** Shape of an autoencoder. */
export type AutoencoderConfig = z.infer<typeof autoencoderConfigSchema>;

const doublings = (flag: readonly boolean[]): number => 2 ** flag.filter(Boolean).length;

/** Compression of the latents: pixels along each side, and frames along time. */
export const compressionOf = (config: AutoencoderConfig): Compression => ({
  space: doublings(config.decoder_spatial_up_sample),
  time: doublings(config.decoder_temporal_up_sample),
});

/** Mean and scale of latents, as the transformer sees them: `(latent − shift) · scale`. */
export interface LatentScale {
  readonly shift: number;
  readonly scale: number;
}

/** Scale of the clip's first latent frame, by architecture: the autoencoders differ. */
export const firstFrameScale: Readonly<Record<Architecture, LatentScale>> = {
  miniflux: { shift: -0.04, scale: 1 / 1.8726 },
  sd3: { shift: 0.149, scale: 1 / 1.8415 },
};

/** Scale of all later latent frames. */
export const laterFramesScale: LatentScale = { shift: -0.2343, scale: 1 / 3.0986 };

/** A Pyramid Flow model on disk, opened as far as its configs. */
export interface PyramidFiles {
  readonly path: string;
  readonly transformer: Component<TransformerConfig>;
  readonly autoencoder: Component<AutoencoderConfig>;
  /** Folders of the CLIP encoders with their tokenizers, in the order in which their outputs are joined. */
  readonly clips: readonly { readonly encoder: string; readonly tokenizer: string }[];
  /** Folders of the T5 encoder and of its tokenizer, where they are there. */
  readonly textEncoder: string | undefined;
  readonly tokenizer: string | undefined;
}
