/**
 * Noise levels of CogVideoX (Yang et al. 2024): scaled-linear betas with a shifted signal-to-noise ratio (SD3) and zero signal at the last
 * timestep (Lin et al. 2023), as `CogVideoXDDIMScheduler` and `CogVideoXDPMScheduler` in diffusers compute them.
 *
 * `alpha` is the share of signal in the variance: a noisy sample is √alpha · clean + √(1 − alpha) · noise.
 */
import { roundHalfEven } from '../tensor/round-half-even.ts';

/** The fields of a published `scheduler_config.json` that the schedulers of CogVideoX read, with the values of diffusers where they are left out. */
export interface CogVideoXSchedulerConfig {
  readonly _class_name?: string;
  readonly num_train_timesteps?: number;
  readonly beta_start?: number;
  readonly beta_end?: number;
  readonly set_alpha_to_one?: boolean;
  readonly steps_offset?: number;
  readonly timestep_spacing?: 'leading' | 'linspace' | 'trailing';
  readonly rescale_betas_zero_snr?: boolean;
  readonly snr_shift_scale?: number;
}

/** Noise levels of a run. */
export interface NoiseTable {
  /** Timesteps 999 … 0 of the steps that run. */
  readonly timesteps: readonly number[];
  /** Alpha at every trained timestep. */
  readonly alphas: Float64Array;
  /** Timesteps that a step looks back over; not always the distance to the next one. */
  readonly stride: number;
  /** Alpha after the last timestep. */
  readonly finalAlpha: number;
}

/** Alpha at every trained timestep, from the first (little noise) to the last. */
export function shiftedAlphas(config: CogVideoXSchedulerConfig): Float64Array {
  const { num_train_timesteps: trained = 1000, beta_start = 0.00085, beta_end = 0.012 } = config;
  const { snr_shift_scale: shift = 3, rescale_betas_zero_snr: rescaled = false } = config;
  const [first, last] = [Math.sqrt(beta_start), Math.sqrt(beta_end)];
  const alphas = new Float64Array(trained);
  let product = 1;
  for (let i = 0; i < trained; i++) {
    product *= 1 - (first + ((last - first) * i) / (trained - 1)) ** 2;
    alphas[i] = product / (shift + (1 - shift) * product);
  }
  return rescaled ? withoutTerminalSignal(alphas) : alphas;
}

/** Moves and scales the square roots, so that the last is 0 and the first stays. */
function withoutTerminalSignal(alphas: Float64Array): Float64Array {
  const first = Math.sqrt(alphas[0]!);
  const last = Math.sqrt(alphas.at(-1)!);
  return alphas.map((alpha) => ((Math.sqrt(alpha) - last) * (first / (first - last))) ** 2);
}

/** The timesteps of `steps` steps, the noisiest first (`set_timesteps` in diffusers). */
function timestepsOf(config: CogVideoXSchedulerConfig, steps: number): number[] {
  const {
    num_train_timesteps: trained = 1000,
    timestep_spacing: spacing = 'leading',
    steps_offset: offset = 0,
  } = config;
  const each = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, i) => make(i));
  switch (spacing) {
    case 'trailing': {
      const ratio = trained / steps;
      return each(Math.ceil(trained / ratio), (i) => roundHalfEven(trained - i * ratio) - 1);
    }
    case 'leading':
      return each(steps, (i) => (steps - 1 - i) * Math.floor(trained / steps) + offset);
    case 'linspace':
      return each(steps, (i) => roundHalfEven(((steps - 1 - i) * (trained - 1)) / Math.max(1, steps - 1)));
  }
}

/**
 * Noise levels of a run.
 * @param strength share of the steps that run, the last ones; 1: all. A clip to be changed starts at less noise.
 */
export function noiseTable(config: CogVideoXSchedulerConfig, steps: number, strength = 1): NoiseTable {
  const alphas = shiftedAlphas(config);
  const left = steps - Math.min(steps, Math.floor(steps * strength));
  return {
    timesteps: timestepsOf(config, steps).slice(left),
    alphas,
    stride: Math.floor((config.num_train_timesteps ?? 1000) / steps),
    finalAlpha: (config.set_alpha_to_one ?? true) ? 1 : alphas[0]!,
  };
}

/** Alphas of a step: at its timestep, and at the one that it goes to. */
export function alphasAt({ timesteps, alphas, stride, finalAlpha }: NoiseTable, index: number) {
  const timestep = timesteps[index]!;
  const next = timestep - stride;
  return { alpha: alphas[timestep]!, next: next >= 0 ? alphas[next]! : finalAlpha, isLast: next < 0 };
}

/** The clean sample that a velocity (v-prediction, Salimans & Ho 2022) stands for. */
export function cleanSample(sample: Float32Array, velocity: Float32Array, alpha: number): Float32Array {
  const [signal, noise] = [Math.sqrt(alpha), Math.sqrt(1 - alpha)];
  return Float32Array.from(sample, (value, i) => signal * value - noise * velocity[i]!);
}

/** A clean sample with the noise of a run's first timestep (`add_noise` in diffusers). */
export function noisySample(clean: Float32Array, noise: Float32Array, { timesteps, alphas }: NoiseTable): Float32Array {
  const alpha = Math.fround(alphas[timesteps[0]!]!);
  const [signal, share] = [Math.sqrt(alpha), Math.sqrt(1 - alpha)];
  return Float32Array.from(clean, (value, i) => signal * value + share * noise[i]!);
}
