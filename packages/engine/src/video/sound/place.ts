import { mixToStereo, type StereoMix, stereoMix } from './downmix.ts';
import { createResampler, type Resampler } from './resampler.ts';
import type { Decoded, Samples } from './samples.ts';

/** Samples per second of all sound after resampling. */
export const soundRate = 48_000;

/** Seconds by which a time stamp may differ from the count of samples: containers round to milliseconds, recorders are late. */
const tolerance = { once: 0.05, often: 0.01 };
/** Packets in a row that must differ by more than `often`. */
const often = 8;

/**
 * Places decoded sound on a line of time, as interleaved stereo at 48 kHz. Samples follow each other by their count, so that
 * rounded time stamps make no clicks; where the time stamps leave a gap, as lost or damaged packets do, there is silence, and
 * what overlaps is heard once.
 * @param from time of the first sample that is given; earlier ones are left out, a late beginning is silence
 * @param to time at which it ends
 */
export async function* placeSound(
  decoded: AsyncIterable<Decoded>,
  from: number,
  to: number,
): AsyncGenerator<Float32Array, void, void> {
  const line = createLine(from);
  const most = Math.round((to - from) * soundRate);
  let given = 0;
  const cut = function* (pieces: Iterable<Float32Array>): Generator<Float32Array, void, void> {
    for (const piece of pieces) {
      const part = piece.subarray(0, Math.max(0, most - given) * 2);
      given += part.length / 2;
      if (part.length > 0) yield part;
    }
  };
  for await (const one of decoded) {
    if (one.kind === 'samples') yield* cut(line.add(one.at, one.samples));
    if (given >= most) return;
  }
  yield* cut(line.finish());
}

/** A stretch of sound without a gap: it began at a time, and so many samples at its rate have come since. */
interface Stretch {
  readonly begin: number;
  readonly rate: number;
  readonly resampler: Resampler;
  frames: number;
  late: number;
}

/** Longest piece of silence given at once, in samples. */
const mostSilence = soundRate;

/** So many samples of silence, in pieces. */
export function* silences(samples: number): Generator<Float32Array, void, void> {
  for (let left = samples; left > 0; left -= mostSilence) yield new Float32Array(Math.min(left, mostSilence) * 2);
}

function createLine(from: number) {
  let written = 0;
  let stretch: Stretch | undefined;
  const mixes = new Map<string, StereoMix>();
  const count = (piece: Float32Array): Float32Array => {
    written += piece.length / 2;
    return piece;
  };
  const end = (): Float32Array => {
    const last = stretch?.resampler.finish() ?? new Float32Array(0);
    stretch = undefined;
    return count(last);
  };
  const mixOf = ({ speakers }: Samples): StereoMix => {
    const key = speakers.join();
    const known = mixes.get(key);
    if (known !== undefined) return known;
    const mix = stereoMix(speakers);
    mixes.set(key, mix);
    return mix;
  };
  /** Whether samples of a time and rate follow those before them. */
  const follows = ({ begin, rate, frames, late }: Stretch, at: number, samples: Samples): boolean => {
    const difference = Math.abs(at - begin - frames / rate);
    return rate === samples.rate && difference <= tolerance.once && (difference <= tolerance.often || late < often);
  };
  return {
    *add(at: number, samples: Samples): Generator<Float32Array, void, void> {
      const { rate, planes } = samples;
      let stereo = mixToStereo(planes, mixOf(samples));
      if (stretch !== undefined && !follows(stretch, at, samples)) yield end();
      if (stretch === undefined) {
        const here = from + written / soundRate;
        const skipped = Math.min(stereo.length / 2, Math.max(0, Math.round((here - at) * rate)));
        stereo = stereo.subarray(skipped * 2);
        if (stereo.length === 0) return;
        const begin = at + skipped / rate;
        for (const silence of silences(Math.round((begin - here) * soundRate))) yield count(silence);
        stretch = { begin, rate, resampler: createResampler(rate, soundRate), frames: 0, late: 0 };
      } else {
        const difference = Math.abs(at - stretch.begin - stretch.frames / rate);
        stretch.late = difference > tolerance.often ? stretch.late + 1 : 0;
      }
      stretch.frames += stereo.length / 2;
      yield count(stretch.resampler.push(stereo));
    },
    *finish(): Generator<Float32Array, void, void> {
      yield end();
    },
  };
}
