/**
 * Flow matching with Euler steps (Esser et al. 2024), as `FlowMatchEulerDiscreteScheduler` in diffusers.
 *
 * Everywhere in the engine `sigma` is the share of noise: 1 is pure noise, 0 is clean. A sample is
 * `x(sigma) = (1 - sigma) · clean + sigma · noise`, the model predicts the velocity `noise - clean`, and steps go from high sigmas
 * to low ones. A `timestep` is what the model is given for a sigma: `sigma · num_train_timesteps`.
 */

/** The fields of a published `scheduler_config.json` that the flow-match Euler scheduler reads, with its defaults. */
export interface FlowMatchEulerConfig {
  readonly num_train_timesteps?: number;
  readonly shift?: number;
  readonly use_dynamic_shifting?: boolean;
  readonly base_shift?: number;
  readonly max_shift?: number;
  readonly base_image_seq_len?: number;
  readonly max_image_seq_len?: number;
  readonly shift_terminal?: number | null;
  readonly time_shift_type?: 'exponential' | 'linear';
  readonly invert_sigmas?: boolean;
}

/** The sigmas of a run. `sigmas` has one entry more than `timesteps`: the sigma after the last step. */
export interface SigmaTable {
  readonly sigmas: Float32Array;
  /** Timesteps of the model: sigma times the number of training steps. */
  readonly timesteps: Float32Array;
}

/**
 * The shift `mu` for a sequence of `tokens` tokens (`calculate_shift` in diffusers): linear through (base length, base shift) and
 * (largest length, largest shift), and extrapolated beyond both.
 */
export function calculateShift(config: FlowMatchEulerConfig, tokens: number): number {
  const x0 = config.base_image_seq_len ?? 256;
  const x1 = config.max_image_seq_len ?? 4096;
  const y0 = config.base_shift ?? 0.5;
  const y1 = config.max_shift ?? 1.15;
  return y0 + ((y1 - y0) / (x1 - x0)) * (tokens - x0);
}

/** `count` sigmas in equal steps from 1 down to 1/count, as in LTXPipeline. */
export const evenSigmas = (count: number): number[] => Array.from({ length: count }, (_, i) => (count - i) / count);

/**
 * The sigmas of a run (`set_timesteps` in diffusers): the given ones shifted towards noise, by `exp(mu)` with dynamic shifting or
 * by the fixed `shift`, then stretched so that the last sigma above 0 is `shift_terminal`, where the config has one.
 *
 * Exactly one of `sigmas` and `timesteps` is given; `timesteps` (of distilled checkpoints) go to the model unchanged.
 */
export function flowMatchSigmas(
  config: FlowMatchEulerConfig,
  wanted: { readonly sigmas: readonly number[] } | { readonly timesteps: readonly number[] },
  mu?: number,
): SigmaTable {
  const trained = config.num_train_timesteps ?? 1000;
  const custom = 'timesteps' in wanted;
  let sigmas = custom ? wanted.timesteps.map((timestep) => timestep / trained) : [...wanted.sigmas];
  if (config.use_dynamic_shifting) {
    const shift = config.time_shift_type === 'linear' ? (mu ?? 0) : Math.exp(mu ?? 0);
    sigmas = sigmas.map((sigma) => shift / (shift + (1 / sigma - 1)));
  } else {
    const shift = config.shift ?? 1;
    sigmas = sigmas.map((sigma) => (shift * sigma) / (1 + (shift - 1) * sigma));
  }
  if (config.shift_terminal) {
    const scale = (1 - sigmas.at(-1)!) / (1 - config.shift_terminal);
    sigmas = sigmas.map((sigma) => 1 - (1 - sigma) / scale);
  }
  if (config.invert_sigmas) {
    sigmas = sigmas.map((sigma) => 1 - sigma);
    return {
      sigmas: Float32Array.from([...sigmas, 1]),
      timesteps: Float32Array.from(sigmas, (sigma) => sigma * trained),
    };
  }
  const timesteps = custom ? wanted.timesteps : Array.from(Float32Array.from(sigmas), (sigma) => sigma * trained);
  return { sigmas: Float32Array.from([...sigmas, 0]), timesteps: Float32Array.from(timesteps) };
}

/** One Euler step along the velocity, in place: `sample += (next - current) · velocity`. */
export function eulerStep(sample: Float32Array, velocity: Float32Array, current: number, next: number): void {
  const dt = next - current;
  for (let i = 0; i < sample.length; i++) sample[i]! += dt * velocity[i]!;
}

/**
 * One Euler step where every token has a sigma of its own (`per_token_timesteps` in diffusers): from the token's sigma to the next
 * lower one of the table. Each token has `channels` values; a clean token does not change.
 */
export function eulerStepPerToken(
  sample: Float32Array,
  velocity: Float32Array,
  tokenSigmas: ArrayLike<number>,
  table: SigmaTable,
  channels: number,
): void {
  for (let token = 0; token < tokenSigmas.length; token++) {
    const current = tokenSigmas[token]!;
    let next = 0;
    for (const sigma of table.sigmas) if (sigma < current - 1e-6 && sigma > next) next = sigma;
    const dt = next - current;
    const start = token * channels;
    for (let i = start; i < start + channels; i++) sample[i]! += dt * velocity[i]!;
  }
}
