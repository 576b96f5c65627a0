/** Latents of a clip: their number, and the picture that a clip starts with. Reference: `prepare_latents` of diffusers' pipelines. */
import { type LatentBox, pack, unpack } from '../../diffusion/latents.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';
import type { AutoencoderConfig, TransformerConfig } from './config.ts';

/** Latent frames that are denoised before those of the clip and dropped, so that their number is one of whole patches. */
export const extraFrames = (frames: number, { patch_size_t: patch = 1 }: TransformerConfig): number =>
  (patch - (frames % patch)) % patch;

/** Factor by which latents of the autoencoder are multiplied for the transformer. */
export const latentFactor = ({ scaling_factor: factor }: AutoencoderConfig): number => factor;

/** Factor of the latents of the picture that a clip starts with: some models were trained with the reverse one. */
export const pictureFactor = ({ scaling_factor: factor, invert_scale_latents: inverted }: AutoencoderConfig): number =>
  inverted ? 1 / factor : factor;

/** Latents times a factor. */
export const scaled = (latents: Tensor<'f32'>, factor: number): Tensor<'f32'> =>
  f32(
    latents.shape,
    latents.data.map((value) => value * factor),
  );

/**
 * The latents of a picture `[1, channels, 1, rows, columns]` as the transformer takes them beside those of a clip, as tokens: at the first
 * frame that is denoised, an extra one too, and zeros after.
 */
export function pictureTokens(picture: Tensor<'f32'>, box: LatentBox): Float32Array {
  const tokens = pack(picture).data;
  const out = new Float32Array(tokens.length * box.frames);
  out.set(tokens);
  return out;
}

/** Latents of a clip `[1, channels, frames, rows, columns]` from tokens, without the extra frames before it. */
export function clipLatents(tokens: Float32Array, box: LatentBox, extra: number): Tensor<'f32'> {
  const frames = box.frames - extra;
  const plane = tokens.length / box.frames;
  const channels = plane / (box.rows * box.columns);
  return unpack(f32([1, frames * box.rows * box.columns, channels], tokens.slice(extra * plane)), { ...box, frames });
}
