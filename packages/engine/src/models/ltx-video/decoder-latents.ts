/** What the decoder takes: noise, tone mapping and the latents' own scale, in the order the decoder was trained with. */
import { addNoise, denormalise, type LatentStatistics, toneMap } from '../../diffusion/latents.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Sampling } from './checkpoints.ts';

/**
 * Denoised latents as the decoder takes them: noise is mixed into the normalised latents, then they are tone-mapped, then denormalised.
 * Reference: the end of `LTXVideoPipeline.__call__` of Lightricks. diffusers mixes the noise in last, which gives channels of small
 * deviation too much of it.
 * @param drawn noise of the latents' size for decoders that take a timestep; `undefined` for others
 */
export function decoderLatents(
  latents: Tensor<'f32'>,
  statistics: LatentStatistics,
  { decodeNoiseScale, toneMap: compression }: Pick<Sampling, 'decodeNoiseScale' | 'toneMap'>,
  drawn: Float32Array | undefined,
): Tensor<'f32'> {
  const noisy = drawn ? addNoise(latents, drawn, decodeNoiseScale) : latents;
  return denormalise(compression ? toneMap(noisy, compression) : noisy, statistics);
}
