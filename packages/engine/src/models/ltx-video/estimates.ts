import type { Machine } from '../../machine/machine.ts';
import { type AutoencoderConfig, innerChannels, type TransformerConfig } from './config.ts';

const float = 4;

/** Parameters of the transformer, from its shape: one block, and all that stands outside the blocks. */
export function transformerParameters(config: TransformerConfig): { readonly block: number; readonly outside: number } {
  const width = innerChannels(config);
  const time = 256 * width + width * width + 6 * width * width;
  const words = config.caption_channels * width + width * width;
  return { block: 16 * width * width + 26 * width, outside: time + words + 2 * config.in_channels * width };
}

/** Bytes of the weights of `blocks` blocks: those outside the blocks are always exact. */
export function transformerWeightBytes(
  config: TransformerConfig,
  precision: string,
  blocks = config.num_layers,
): number {
  const { block, outside } = transformerParameters(config);
  return blocks * block * bytesPerWeight[precision]! + outside * bytesPerWeight.f32!;
}

/** Operations of one pass over `tokens` tokens with a text of `words` tokens: products of weights and of attention. */
export function passOperations(config: TransformerConfig, tokens: number, words: number): number {
  const width = innerChannels(config);
  const weights = 2 * tokens * 14 * width * width + 4 * words * width * width;
  const attention = 4 * tokens * tokens * width + 4 * tokens * words * width;
  return config.num_layers * (weights + attention);
}

/** Bytes one parameter takes in memory, by precision: mapped, with what the runtime packs (`bench/ltx-video.ts`). */
export const bytesPerWeight: Readonly<Record<string, number>> = {
  f32: 4.1,
  int8: 1.1,
  int7: 1.1,
  w8: 1.75,
  w4: 0.9,
};

/**
 * Bytes beside the weights: the tensors alive at the widest point of a block (self-attention: four as wide as the model, and
 * their copies by heads) and what the session itself takes. Fitted to whole steps in f32 and int8, each met within 3 %
 * (`bench/ltx-video.ts`).
 */
export const transformerActivations = (config: TransformerConfig, tokens: number): number =>
  230e6 + 12.5 * float * tokens * innerChannels(config);

/** Operations a second that a stage reaches: measured by earlier runs here, else what two ordinary cores do. */
export function speedOf(machine: Machine, model: string, precision: string, stage: string): number {
  const known = machine.speeds[`${model}:${machine.device}:${precision}:${stage}`];
  if (known !== undefined) return known;
  const perThread: Readonly<Record<string, number>> = { f32: 60e9, int8: 130e9, int7: 110e9, w8: 55e9, w4: 55e9 };
  return (perThread[precision] ?? 60e9) * machine.threads;
}

/** Peak bytes of encoding frames: the first stage is the widest, five of its tensors live at once. */
export function encoderBytes(
  config: AutoencoderConfig,
  size: { readonly width: number; readonly height: number },
  frames: number,
): number {
  const cells = (frames * size.width * size.height) / config.patch_size ** 2;
  const channels = Math.max(config.block_out_channels[0]!, 3 * config.patch_size ** 2);
  const parameters = config.block_out_channels.reduce(
    (sum, width, i) => sum + 54 * width * width * (config.layers_per_block[i] ?? 1),
    0,
  );
  return float * (5 * cells * channels + 1.3 * parameters);
}
