import type { Speaker } from './speakers.ts';

/** Factors of each channel for the left and the right side. */
export interface StereoMix {
  readonly left: readonly number[];
  readonly right: readonly number[];
}

const half = Math.SQRT1_2;

/** Shares of a speaker on the left and the right. */
function sharesOf(speaker: Speaker): readonly [number, number] {
  switch (speaker) {
    case 'FL':
    case 'FLC':
      return [1, 0];
    case 'FR':
    case 'FRC':
      return [0, 1];
    case 'FC':
    case 'TFC':
      return [half, half];
    case 'BL':
    case 'SL':
    case 'TFL':
    case 'TBL':
      return [half, 0];
    case 'BR':
    case 'SR':
    case 'TFR':
    case 'TBR':
      return [0, half];
    // One channel for both sides: half of its power to each, as of the channels that it stands for.
    case 'BC':
    case 'TC':
    case 'TBC':
      return [0.5, 0.5];
    case 'LFE':
    case 'none':
      return [0, 0];
  }
}

/**
 * How channels are mixed to stereo (ITU-R BS.775-3, annex 4, table 2): the centre and the surrounds at -3 dB, the low effects
 * left out. Mixes that could pass full scale are made quieter as a whole, so that nothing clips. One channel alone is heard on
 * both sides at its own level.
 */
export function stereoMix(speakers: readonly Speaker[]): StereoMix {
  if (speakers.length === 1) return { left: [1], right: [1] };
  const shares = speakers.map(sharesOf);
  const left = shares.map(([share]) => share);
  const right = shares.map(([, share]) => share);
  const most = Math.max(1, sum(left), sum(right));
  return { left: left.map((share) => share / most), right: right.map((share) => share / most) };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Mixes planes of samples, one a channel, to interleaved stereo. Planes beyond the mix are not heard. */
export function mixToStereo(planes: readonly Float32Array[], { left, right }: StereoMix): Float32Array {
  const frames = planes[0]?.length ?? 0;
  const mixed = new Float32Array(frames * 2);
  for (const [channel, plane] of planes.entries()) {
    const [toLeft, toRight] = [left[channel] ?? 0, right[channel] ?? 0];
    if (toLeft === 0 && toRight === 0) continue;
    for (let i = 0; i < frames; i++) {
      const sample = plane[i]!;
      mixed[i * 2]! += sample * toLeft;
      mixed[i * 2 + 1]! += sample * toRight;
    }
  }
  return mixed;
}
