import {
  dynamicShift,
  evenSigmas,
  type FlowMatchEulerConfig,
  flowMatchSigmas,
  type SigmaTable,
} from '../../schedulers/flow-match-euler.ts';
import { linearQuadraticSigmas } from '../../schedulers/linear-quadratic.ts';

/**
 * The noise levels of a run: given timesteps (distilled files), else even steps shifted by the number of tokens
 * (LTXPipeline), else the linear-quadratic schedule (LTXConditionPipeline).
 */
export function ltxSchedule(
  pipeline: 'plain' | 'condition',
  config: FlowMatchEulerConfig,
  wanted: { readonly steps: number; readonly timesteps?: readonly number[] | undefined },
  tokens: number,
): SigmaTable {
  if (wanted.timesteps) return flowMatchSigmas(config, { timesteps: wanted.timesteps }, dynamicShift(config, tokens));
  if (pipeline === 'plain')
    return flowMatchSigmas(config, { sigmas: evenSigmas(wanted.steps) }, dynamicShift(config, tokens));
  const timesteps = linearQuadraticSigmas(wanted.steps).map((sigma) => Math.fround(Math.fround(sigma) * 1000));
  return flowMatchSigmas(config, { timesteps }, dynamicShift(config, tokens));
}
