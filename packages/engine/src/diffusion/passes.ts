/**
 * Denoising passes as data: how many steps, over which timesteps, with which guidance. A checkpoint brings its own; a request may
 * change steps and guidance. Models with several scales or experts have several passes.
 */
import type { GenerationRequest } from '@akezora/contract';
import type { SigmaTable } from '../schedulers/flow-match-euler.ts';
import type { GuidanceSchedule, GuidanceSettings } from './guidance.ts';

/** One denoising pass. */
export interface PassSettings {
  readonly steps: number;
  /** Timesteps (1000 … 0) the checkpoint was distilled for; the scheduler's own by default. */
  readonly timesteps?: readonly number[];
  readonly guidance: GuidanceSettings | GuidanceSchedule;
  /** Steps left out at the end and at the start of the schedule; 0 by default. */
  readonly skipLast?: number;
  readonly skipFirst?: number;
  /** Fresh noise at every step in place of Euler steps; `false` by default. */
  readonly stochasticSampling?: boolean;
}

/** Steps that a pass runs. */
export const stepsOf = ({ steps, skipFirst = 0, skipLast = 0 }: PassSettings): number => steps - skipFirst - skipLast;

/** A pass with the request's guidance and steps in place of the checkpoint's; of given timesteps, evenly chosen ones remain. */
export function requestedPass(settings: PassSettings, request: GenerationRequest): PassSettings {
  const guidance = request.guidance === undefined ? settings.guidance : { guidanceScale: request.guidance };
  const steps = request.steps ?? settings.steps;
  const { timesteps } = settings;
  if (steps === settings.steps || !timesteps) return { ...settings, guidance, steps };
  const count = Math.min(steps, timesteps.length);
  const at = (i: number) => (count === 1 ? 0 : Math.round((i * (timesteps.length - 1)) / (count - 1)));
  return { ...settings, guidance, steps: count, timesteps: Array.from({ length: count }, (_, i) => timesteps[at(i)]!) };
}

/** A schedule without the steps that a pass leaves out; what follows its last step stays the target of that step. */
export function withoutSkippedSteps(
  { sigmas, timesteps }: SigmaTable,
  { skipFirst = 0, skipLast = 0 }: PassSettings,
): SigmaTable {
  const end = timesteps.length - skipLast;
  const rest = sigmas.slice(skipFirst, end + 1);
  // A schedule whose last steps are left out goes on to 0 from the last one that runs.
  if (skipLast > 0) rest[rest.length - 1] = 0;
  return { sigmas: rest, timesteps: timesteps.slice(skipFirst, end) };
}
