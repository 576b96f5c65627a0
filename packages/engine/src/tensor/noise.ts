import { eachBlock, stream } from './philox.ts';

/** Part of a stream of noise. */
export interface Range {
  /** Index of the first value; values have fixed indices, whatever the order of the calls. Default 0. */
  readonly from?: number;
  /** Number of values. */
  readonly count: number;
}

function draw(
  seed: number,
  purpose: string,
  { from = 0, count }: Range,
  four: (words: Uint32Array, out: Float64Array) => void,
): Float32Array {
  const out = new Float32Array(count);
  if (count === 0) return out;
  const values = new Float64Array(4);
  const first = Math.floor(from / 4);
  eachBlock(stream(seed, purpose), first, Math.floor((from + count - 1) / 4), (words, block) => {
    four(words, values);
    for (let lane = 0; lane < 4; lane++) {
      const at = block * 4 + lane - from;
      if (at >= 0 && at < count) out[at] = values[lane] as number;
    }
  });
  return out;
}

const unit = 2 ** -32;

/**
 * Standard normal f32 values `from … from + count` of the stream `purpose` of a seed: Box–Muller on words (0, 1) and
 * (2, 3) of each Philox block, u = (word + ½)·2⁻³², z = √(−2 ln u₁)·(cos, sin)(2π u₂), computed in f64.
 * Any value can be drawn alone, so tiling, chunking and order don't change the noise.
 */
export function noise(seed: number, purpose: string, range: Range): Float32Array {
  return draw(seed, purpose, range, (words, out) => {
    for (let pair = 0; pair < 4; pair += 2) {
      const radius = Math.sqrt(-2 * Math.log(((words[pair] as number) + 0.5) * unit));
      const angle = 2 * Math.PI * (((words[pair + 1] as number) + 0.5) * unit);
      out[pair] = radius * Math.cos(angle);
      out[pair + 1] = radius * Math.sin(angle);
    }
  });
}

/** Uniform f32 values in [0, 1): the upper 24 bits of each word, so every value is exact. */
export function uniform(seed: number, purpose: string, range: Range): Float32Array {
  return draw(seed, purpose, range, (words, out) => {
    for (let lane = 0; lane < 4; lane++) out[lane] = ((words[lane] as number) >>> 8) * 2 ** -24;
  });
}
