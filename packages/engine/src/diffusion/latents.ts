/**
 * Latents of a video and their layouts: as the autoencoder makes them, `[batch, channels, frames, height, width]`, normalised by
 * channel; as the transformer takes them, tokens `[1, tokens, channels]`. Reference: `_normalize_latents` and `_pack_latents` of
 * diffusers' `LTXPipeline`, `DiagonalGaussianDistribution`.
 */
import type { TensorSource } from '../tensor/source.ts';
import { f32, type Tensor, toF32 } from '../tensor/tensor.ts';

/** Size of a clip in latents: one token each. */
export interface LatentBox {
  readonly frames: number;
  readonly rows: number;
  readonly columns: number;
}

/** Number of tokens of a box. */
export const tokensOf = ({ frames, rows, columns }: LatentBox): number => frames * rows * columns;

/** Mean and standard deviation of each latent channel, by which the transformer's latents are normalised. */
export interface LatentStatistics {
  readonly mean: Float32Array;
  readonly std: Float32Array;
  readonly scalingFactor: number;
}

/** Reads `latents_mean` and `latents_std` of an autoencoder; files without them have zeros and ones. */
export async function readLatentStatistics(
  source: TensorSource,
  channels: number,
  scalingFactor: number,
): Promise<LatentStatistics> {
  const read = async (name: string, otherwise: number) =>
    source.find(name) ? toF32(await source.read(name)).data : new Float32Array(channels).fill(otherwise);
  return { mean: await read('latents_mean', 0), std: await read('latents_std', 1), scalingFactor };
}

function perChannel(latents: Tensor<'f32'>, change: (value: number, channel: number) => number): Tensor<'f32'> {
  const [batch, channels, ...lengths] = latents.shape as [number, number, ...number[]];
  const plane = lengths.reduce((a, b) => a * b, 1);
  const out = new Float32Array(latents.data.length);
  for (let row = 0; row < batch * channels; row++)
    for (let i = row * plane; i < (row + 1) * plane; i++) out[i] = change(latents.data[i]!, row % channels);
  return f32(latents.shape, out);
}

/** Latents `[batch, channels, …]` of the autoencoder as the transformer sees them. */
export const normalise = (latents: Tensor<'f32'>, { mean, std, scalingFactor }: LatentStatistics): Tensor<'f32'> =>
  perChannel(latents, (value, channel) => ((value - mean[channel]!) * scalingFactor) / std[channel]!);

/** The reverse of `normalise`. */
export const denormalise = (latents: Tensor<'f32'>, { mean, std, scalingFactor }: LatentStatistics): Tensor<'f32'> =>
  perChannel(latents, (value, channel) => (value * std[channel]!) / scalingFactor + mean[channel]!);

/**
 * Latents from an encoder's moments `[batch, 2 · channels, …]`: the mean, or with `noise` a draw (the logarithm of the
 * variance limited to −30 … 20).
 */
export function samplePosterior(moments: Tensor<'f32'>, noise?: Float32Array): Tensor<'f32'> {
  const [batch, double, ...lengths] = moments.shape as [number, number, ...number[]];
  const half = (double / 2) * lengths.reduce((a, b) => a * b, 1);
  const out = new Float32Array(batch * half);
  for (let b = 0; b < batch; b++)
    for (let i = 0; i < half; i++) {
      const at = b * half + i;
      const variance = Math.min(20, Math.max(-30, moments.data[2 * b * half + half + i]!));
      out[at] = moments.data[2 * b * half + i]! + (noise ? Math.exp(variance / 2) * noise[at]! : 0);
    }
  return f32([batch, double / 2, ...lengths], out);
}

/** Latents of one clip `[1, channels, frames, height, width]` as tokens `[1, tokens, channels]`. */
export function pack(latents: Tensor<'f32'>): Tensor<'f32'> {
  const [, channels, frames, rows, columns] = latents.shape as [number, number, number, number, number];
  const tokens = frames * rows * columns;
  const out = new Float32Array(latents.data.length);
  for (let c = 0; c < channels; c++)
    for (let t = 0; t < tokens; t++) out[t * channels + c] = latents.data[c * tokens + t]!;
  return f32([1, tokens, channels], out);
}

/** The reverse of `pack`, from tokens of a box. */
export function unpack(packed: Tensor<'f32'>, { frames, rows, columns }: LatentBox): Tensor<'f32'> {
  const [, tokens, channels] = packed.shape as [number, number, number];
  const out = new Float32Array(packed.data.length);
  for (let t = 0; t < tokens; t++)
    for (let c = 0; c < channels; c++) out[c * tokens + t] = packed.data[t * channels + c]!;
  return f32([1, channels, frames, rows, columns], out);
}

/** Latents with some noise, for decoders that take a timestep: `(1 − sigma) · latents + sigma · noise`. */
export const addNoise = (latents: Tensor<'f32'>, noise: Float32Array, sigma: number): Tensor<'f32'> =>
  f32(
    latents.shape,
    latents.data.map((value, i) => (1 - sigma) * value + sigma * noise[i]!),
  );

/** Adapts the mean and deviation of each channel of latents `[1, channels, …]` to that of a reference (AdaIN). */
export function matchStatistics(latents: Tensor<'f32'>, reference: Tensor<'f32'>): Tensor<'f32'> {
  const channels = latents.shape[1]!;
  const plane = latents.data.length / channels;
  const other = reference.data.length / channels;
  const out = new Float32Array(latents.data.length);
  for (let c = 0; c < channels; c++) {
    const from = moments(latents.data.subarray(c * plane, (c + 1) * plane));
    const to = moments(reference.data.subarray(c * other, (c + 1) * other));
    for (let i = c * plane; i < (c + 1) * plane; i++)
      out[i] = ((latents.data[i]! - from.mean) / from.deviation) * to.deviation + to.mean;
  }
  return f32(latents.shape, out);
}

function moments(values: Float32Array): { mean: number; deviation: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** Shrinks large latents by a sigmoid, more with more compression (0 … 1): the tone mapping of 0.9.8. */
export function toneMap(latents: Tensor<'f32'>, compression: number): Tensor<'f32'> {
  const factor = compression * 0.75;
  return f32(
    latents.shape,
    latents.data.map((value) => value * (1 - (0.8 * factor) / (1 + Math.exp(-4 * factor * (Math.abs(value) - 1))))),
  );
}
