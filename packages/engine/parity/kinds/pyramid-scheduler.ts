import {
  blockCovariance,
  blockFactor,
  type PyramidSchedulerConfig,
  pyramidStages,
  pyramidStep,
  pyramidTable,
  renoising,
} from '../../src/schedulers/pyramid-flow.ts';
import { f32, type Tensor } from '../../src/tensor/tensor.ts';
import { Inputs, type ParityCase, readJson } from '../case.ts';

/** Stages, tables, renoising and steps of the scheduler; steps are checked with the first of the numbers of steps. */
export async function runPyramidScheduler(parityCase: ParityCase): Promise<Record<string, Tensor>> {
  const config = await readJson<PyramidSchedulerConfig>(parityCase, 'config.json');
  const inputs = await Inputs.of(parityCase);
  const stages = pyramidStages(config);
  const list = (values: ArrayLike<number>) => f32([values.length], Float32Array.from(values));
  const later = stages.slice(1).map((_, i) => renoising(config, i + 1));
  const out: Record<string, Tensor> = {
    start_sigmas: list(stages.map(({ startSigma }) => startSigma)),
    end_sigmas: list(stages.map(({ endSigma }) => endSigma)),
    ori_start_sigmas: list(stages.map(({ originalStartSigma }) => originalStartSigma)),
    timestep_ratios: f32([stages.length, 2], Float32Array.from(stages.flatMap(({ ratios }) => ratios))),
    alpha_beta: f32([later.length, 2], Float32Array.from(later.flatMap(({ alpha, beta }) => [alpha, beta]))),
    block_noise_covariance: f32([4, 4], blockCovariance(config)),
    block_noise_scale_tril: f32([4, 4], blockFactor(config)),
  };
  for (const [at, steps] of (parityCase.args.steps as number[]).entries())
    for (let stage = 0; stage < stages.length; stage++) {
      const name = `n${steps}.stage${stage}`;
      const table = pyramidTable(config, stage, steps);
      out[`${name}.timesteps`] = list(table.timesteps);
      out[`${name}.sigmas`] = list(table.positions);
      if (at > 0) continue;
      const start = inputs.f32(`stage${stage}.sample`);
      const velocities = inputs.f32(`stage${stage}.model_output`).data;
      const sample = Float32Array.from(start.data);
      for (let step = 0; step < steps; step++) {
        pyramidStep(sample, velocities.slice(step * sample.length, (step + 1) * sample.length), table, step);
        out[`${name}.prev_sample.${step}`] = f32(start.shape, Float32Array.from(sample));
      }
    }
  return out;
}
