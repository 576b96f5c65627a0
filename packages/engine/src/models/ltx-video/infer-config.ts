import type { TensorSource } from '../../tensor/source.ts';
import {
  type AutoencoderConfig,
  autoencoderConfigSchema,
  type TransformerConfig,
  transformerConfigSchema,
} from './config.ts';

const shapeOf = (source: TensorSource, name: string): readonly number[] => source.find(name)?.shape ?? [];

/** How many numbered things a prefix has: `count('up_blocks')` for `up_blocks.0.…`, `up_blocks.1.…`. */
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
  stated: { readonly num_attention_heads?: number } = {},
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
  // Decoder lists stand in the config from the last block to the first.
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
