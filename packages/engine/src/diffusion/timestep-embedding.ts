import { f32, type Tensor } from '../tensor/tensor.ts';

/** Channels of the sinusoidal time embedding of all LTX parts. */
export const timeChannels = 256;

/** Sinusoidal embedding of times, `[times, 256]`: cosines first, frequencies 10000^(−i/128). */
export function timeEmbedding(times: ArrayLike<number>): Tensor<'f32'> {
  const half = timeChannels / 2;
  const out = new Float32Array(times.length * timeChannels);
  for (let row = 0; row < times.length; row++)
    for (let i = 0; i < half; i++) {
      const frequency = Math.fround(Math.exp(Math.fround(Math.fround(-Math.log(10_000) * i) / half)));
      const angle = Math.fround(times[row]! * frequency);
      out[row * timeChannels + i] = Math.cos(angle);
      out[row * timeChannels + half + i] = Math.sin(angle);
    }
  return f32([times.length, timeChannels], out);
}

/** Different times of many tokens with the index of each token's time: few rows of modulation instead of one a token. */
export function distinctTimes(times: ArrayLike<number>): { readonly values: number[]; readonly index: Int32Array } {
  const rows = new Map<number, number>();
  const index = Int32Array.from({ length: times.length }, (_, at) => {
    const time = times[at]!;
    const row = rows.get(time) ?? rows.size;
    rows.set(time, row);
    return row;
  });
  return { values: [...rows.keys()], index };
}
