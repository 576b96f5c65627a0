/** Brings interleaved stereo from one rate to another, in pieces of any length. */
export interface Resampler {
  /** Takes the next samples and gives those that are ready. */
  push(samples: Float32Array): Float32Array;
  /** Gives the last samples; the resampler is spent then. */
  finish(): Float32Array;
}

/** Zero crossings of the kernel on each side, at the lower of the two rates. */
const crossings = 48;
/** Shape of the Kaiser window: about -100 dB beyond the edge. */
const beta = 10;
/** Middle of the slope of the filter, as a share of half the lower rate: the slope ends there, and begins at 0.86. */
const passBand = 0.932;
/** Most phases of a kernel that is stored exactly; other ratios use the nearest of as many. */
const mostPhases = 2048;

/**
 * A resampler between two rates: a windowed sinc with one set of factors a phase (Smith, "Digital audio resampling home page";
 * Crochiere and Rabiner 1983). Places are counted in whole numbers, so nothing drifts however long the sound is; frequencies
 * above half the lower rate are filtered out, so none fold back. Sample 0 of the output is sample 0 of the input.
 */
export function createResampler(from: number, to: number): Resampler {
  if (from === to) return { push: (samples) => samples, finish: () => new Float32Array(0) };
  const common = divisor(from, to);
  const [up, down] = [to / common, from / common];
  const phases = Math.min(up, mostPhases);
  const { taps, factors } = kernels(Math.min(1, to / from) * passBand, Math.min(1, to / from), phases);
  const before = taps / 2 - 1;
  // Stereo frames not yet spent, the first of them being frame `first` of the input; the input begins with silence.
  let held: Float32Array = new Float32Array(before * 2);
  let first = -before;
  let done = 0;
  let taken = 0;
  const give = (length: number): Float32Array => {
    const last = first + held.length / 2;
    const out: number[] | Float32Array = new Float32Array(Math.max(0, length) * 2);
    let count = 0;
    for (; count < length; count++) {
      const position = (done + count) * down;
      const base = Math.floor(position / up);
      if (base + taps / 2 >= last) break;
      const phase = phases === up ? position - base * up : Math.round(((position - base * up) / up) * (phases - 1));
      const start = (base - before - first) * 2;
      let [left, right] = [0, 0];
      for (let tap = 0, at = phase * taps; tap < taps; tap++, at++) {
        const factor = factors[at]!;
        left += held[start + tap * 2]! * factor;
        right += held[start + tap * 2 + 1]! * factor;
      }
      out[count * 2] = left;
      out[count * 2 + 1] = right;
    }
    done += count;
    const unused = Math.min(held.length / 2, Math.max(0, Math.floor((done * down) / up) - before - first));
    held = held.slice(unused * 2);
    first += unused;
    return out.subarray(0, count * 2);
  };
  const append = (samples: Float32Array) => {
    const joined = new Float32Array(held.length + samples.length);
    joined.set(held);
    joined.set(samples, held.length);
    held = joined;
  };
  return {
    push(samples) {
      append(samples);
      taken += samples.length / 2;
      return give(Math.ceil((held.length / 2) * (up / down)) + 1);
    },
    finish() {
      append(new Float32Array(taps * 2));
      return give(Math.ceil((taken * up) / down) - done);
    },
  };
}

/** Factors of every phase: `taps` of them for the samples around a place, that many phases between two samples. */
function kernels(edge: number, slope: number, phases: number): { taps: number; factors: Float32Array } {
  const reach = Math.ceil(crossings / slope);
  const taps = reach * 2;
  const factors = new Float32Array(taps * phases);
  for (let phase = 0; phase < phases; phase++) {
    const shift = phases === 1 ? 0 : phase / (phases === mostPhases ? phases - 1 : phases);
    let total = 0;
    for (let tap = 0; tap < taps; tap++) {
      const x = tap - (reach - 1) - shift;
      const factor = sinc(edge * x) * kaiser(x / reach);
      factors[phase * taps + tap] = factor;
      total += factor;
    }
    for (let tap = 0; tap < taps; tap++) factors[phase * taps + tap]! /= total;
  }
  return { taps, factors };
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const kaiser = (x: number): number => (Math.abs(x) >= 1 ? 0 : bessel(beta * Math.sqrt(1 - x * x)) / bessel(beta));

/** Modified Bessel function of the first kind, order 0. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
