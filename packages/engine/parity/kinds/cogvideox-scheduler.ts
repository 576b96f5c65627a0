import { ddimStep } from '../../src/schedulers/cogvideox-ddim.ts';
import { dpmStep } from '../../src/schedulers/cogvideox-dpm.ts';
import { type CogVideoXSchedulerConfig, noiseTable } from '../../src/schedulers/cogvideox-noise.ts';
import { f32, type Tensor } from '../../src/tensor/tensor.ts';
import { Inputs, type ParityCase, readJson } from '../case.ts';

/**
 * The recorded draws of the stochastic scheduler, step by step: diffusers draws twice at every step between the first and the last, and
 * uses the second.
 */
export function recordedDraws(inputs: Inputs, site: string): (twice: boolean) => Float32Array {
  let count = 0;
  return (twice) => {
    count += twice ? 2 : 1;
    return inputs.f32(`noise.${site}.${count - 1}`).data;
  };
}

/** Tables and steps of CogVideoX's schedulers. */
export async function runCogScheduler(parityCase: ParityCase): Promise<Record<string, Tensor>> {
  const config = await readJson<CogVideoXSchedulerConfig>(parityCase, 'config.json');
  const inputs = await Inputs.of(parityCase);
  const out: Record<string, Tensor> = {};
  const tables = parityCase.args.tables as { num_inference_steps: number; steps?: boolean }[];
  for (const [index, args] of tables.entries()) {
    const name = `table${index}`;
    const table = noiseTable(config, args.num_inference_steps);
    out.alphas_cumprod = f32([table.alphas.length], Float32Array.from(table.alphas));
    out[`${name}.timesteps`] = f32([table.timesteps.length], Float32Array.from(table.timesteps));
    if (!args.steps) continue;
    const stochastic = config._class_name === 'CogVideoXDPMScheduler';
    const draw = recordedDraws(inputs, name);
    const start = inputs.f32(`${name}.sample`);
    const outputs = inputs.f32(`${name}.model_output`).data;
    const sample = Float32Array.from(start.data);
    let before: Float32Array | undefined;
    for (const [step, timestep] of table.timesteps.entries()) {
      const velocity = outputs.slice(step * sample.length, (step + 1) * sample.length);
      if (stochastic) {
        const noise = draw(before !== undefined && timestep >= table.stride);
        before = dpmStep(table, step, sample, velocity, before, noise);
        out[`${name}.pred_original_sample.${step}`] = f32(start.shape, before);
      } else ddimStep(table, step, sample, velocity);
      out[`${name}.prev_sample.${step}`] = f32(start.shape, Float32Array.from(sample));
    }
  }
  return out;
}
