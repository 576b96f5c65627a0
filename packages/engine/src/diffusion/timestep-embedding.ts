/**
 * Sinusoidal embedding of timesteps (Vaswani et al. 2017; `get_timestep_embedding` in diffusers, `flip_sin_to_cos`).
 */
import { f32, type Tensor } from '../tensor/tensor.ts';

/** Embeds timesteps as `[timesteps, channels]`: cosines first, frequencies 10000^(−2i/channels). */
export function timestepEmbedding(timesteps: ArrayLike<number>, channels: number): Tensor<'f32'> {
  const half = channels / 2;
  const out = new Float32Array(timesteps.length * channels);
  for (let row = 0; row < timesteps.length; row++)
    for (let i = 0; i < half; i++) {
      const frequency = Math.fround(Math.exp(Math.fround(Math.fround(-Math.log(10_000) * i) / half)));
      const angle = Math.fround(timesteps[row]! * frequency);
      out[row * channels + i] = Math.cos(angle);
      out[row * channels + half + i] = Math.sin(angle);
    }
  return f32([timesteps.length, channels], out);
}

/** The different timesteps of many tokens and, for each token, the index of its own: few embeddings in place of one a token. */
export function distinctTimesteps(timesteps: ArrayLike<number>): {
  readonly values: number[];
  readonly index: Int32Array;
} {
  const rows = new Map<number, number>();
  const index = Int32Array.from({ length: timesteps.length }, (_, at) => {
    const timestep = timesteps[at]!;
    const row = rows.get(timestep) ?? rows.size;
    rows.set(timestep, row);
    return row;
  });
  return { values: [...rows.keys()], index };
}
