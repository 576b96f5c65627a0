import { eulerStep, type FlowMatchEulerConfig } from '../../src/schedulers/flow-match-euler.ts';
import { mochiSigmas } from '../../src/schedulers/mochi.ts';
import { f32, type Tensor } from '../../src/tensor/tensor.ts';
import { Inputs, type ParityCase, readJson } from '../case.ts';

interface TableArgs {
  readonly num_inference_steps: number;
  readonly threshold_noise?: number;
  readonly linear_steps?: number;
  readonly steps?: boolean;
}

/** Tables and Euler steps of the scheduler as the Mochi pipeline calls it. */
export async function runMochiScheduler(parityCase: ParityCase): Promise<Record<string, Tensor>> {
  const config = await readJson<FlowMatchEulerConfig>(parityCase, 'config.json');
  const inputs = await Inputs.of(parityCase);
  const out: Record<string, Tensor> = {};
  for (const [index, args] of (parityCase.args.tables as TableArgs[]).entries()) {
    const name = `table${index}`;
    const { num_inference_steps: steps, threshold_noise: threshold = 0.025, linear_steps: linear } = args;
    const linearShare = linear === undefined ? 0.5 : linear / steps;
    const { sigmas, timesteps } = mochiSigmas(config, steps, { threshold, linearShare });
    out[`${name}.sigmas`] = f32([sigmas.length], sigmas);
    out[`${name}.timesteps`] = f32([timesteps.length], timesteps);
    if (!args.steps) continue;
    const start = inputs.f32(`${name}.sample`);
    const velocities = inputs.f32(`${name}.model_output`).data;
    const sample = Float32Array.from(start.data);
    for (let step = 0; step < timesteps.length; step++) {
      const velocity = velocities.slice(step * sample.length, (step + 1) * sample.length);
      eulerStep(sample, velocity, sigmas[step]!, sigmas[step + 1]!);
      out[`${name}.prev_sample.${step}`] = f32(start.shape, Float32Array.from(sample));
    }
  }
  return out;
}
