/**
 * Denoising passes as data: number of steps, timesteps and guidance. Each checkpoint has its own; a request can change steps and
 * guidance. Models with several scales or experts have several passes.
 */
import type { GenerationRequest } from '@akezora/contract';
import type { SigmaTable } from '../schedulers/flow-match-euler.ts';
import { type GuidanceSchedule, type GuidanceSettings, requestedGuidance } from './guidance.ts';

/** One denoising pass. */
export interface PassSettings {
  readonly steps: number;
  /** Timesteps (1000 … 0) of a distilled checkpoint. Default: those of the scheduler. */
  readonly timesteps?: readonly number[];
  readonly guidance: GuidanceSettings | GuidanceSchedule;
  /** Number of steps left out at the end of the schedule. Default 0. */
  readonly skipLast?: number;
  /** Number of steps left out at the start of the schedule. Default 0. */
  readonly skipFirst?: number;
  /** Fresh noise at every step in place of Euler steps. Default false. */
  readonly stochasticSampling?: boolean;
}

/** Steps that a pass runs. */
export const stepsOf = ({ steps, skipFirst = 0, skipLast = 0 }: PassSettings): number => steps - skipFirst - skipLast;

/**
 * A pass with the request's guidance and steps in place of the checkpoint's; of given timesteps, evenly chosen ones remain. A pass of
 * several scales may have fewer timesteps than the checkpoint: more steps than its own run all of them.
 */
export function requestedPass(settings: PassSettings, request: GenerationRequest): PassSettings {
  const guidance = requestedGuidance(settings.guidance, request);
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
  // Without the last steps, the last step that runs ends at sigma 0.
  if (skipLast > 0) rest[rest.length - 1] = 0;
  return { sigmas: rest, timesteps: timesteps.slice(skipFirst, end) };
}
