/**
 * Mochi's schedule (Genmo 2024; `FlowMatchEulerDiscreteScheduler` with `invert_sigmas`, as `MochiPipeline` in diffusers calls it). Its time
 * runs against that of other models: a sigma here is the share of the clean clip, the table goes up from 0 to 1, and the model predicts the
 * velocity clean − noise.
 */
import { type FlowMatchEulerConfig, flowMatchSigmas, type SigmaTable } from './flow-match-euler.ts';
import { linearQuadraticSigmas } from './linear-quadratic.ts';

/** Form of a linear-quadratic schedule. */
export interface LinearQuadratic {
  /** Share of the way that the equal steps go. */
  readonly threshold: number;
  /** Share of the steps that are equal, 0 … 1; their number is rounded down. */
  readonly linearShare: number;
}

/** The table of a run: `steps` sigmas up from 0, then 1; timesteps are sigma · 1000. */
export function mochiSigmas(
  config: FlowMatchEulerConfig,
  steps: number,
  { threshold, linearShare }: LinearQuadratic,
): SigmaTable {
  const sigmas = linearQuadraticSigmas(steps, threshold, Math.floor(steps * linearShare + 1e-9));
  return flowMatchSigmas({ ...config, invert_sigmas: true }, { sigmas });
}
