import {
  calculateShift,
  eulerStep,
  eulerStepPerToken,
  evenSigmas,
  type FlowMatchEulerConfig,
  flowMatchSigmas,
  type SigmaTable,
} from '../../src/schedulers/flow-match-euler.ts';
import { linearQuadraticSigmas } from '../../src/schedulers/linear-quadratic.ts';
import { f32, type Tensor } from '../../src/tensor/tensor.ts';
import { Inputs, type ParityCase, readJson } from '../case.ts';

interface TableArgs {
  readonly how: string;
  readonly num_inference_steps: number;
  readonly timesteps?: readonly number[];
  readonly height: number;
  readonly width: number;
  readonly num_frames: number;
  readonly vae_spatial_compression_ratio: number;
  readonly vae_temporal_compression_ratio: number;
  readonly steps?: boolean;
  readonly conditioning_mask?: boolean;
}

function makeTable(config: FlowMatchEulerConfig, args: TableArgs): SigmaTable & { mu?: number } {
  if (args.how === 'LTXPipeline') {
    const frames = Math.floor((args.num_frames - 1) / args.vae_temporal_compression_ratio) + 1;
    const rows = Math.floor(args.height / args.vae_spatial_compression_ratio);
    const columns = Math.floor(args.width / args.vae_spatial_compression_ratio);
    const mu = calculateShift(config, frames * rows * columns);
    return { mu, ...flowMatchSigmas(config, { sigmas: evenSigmas(args.num_inference_steps) }, mu) };
  }
  const timesteps =
    args.how === 'custom_timesteps'
      ? args.timesteps!
      : linearQuadraticSigmas(args.num_inference_steps).map((sigma) => sigma * 1000);
  return flowMatchSigmas(config, { timesteps });
}

/** Tables and Euler steps of the flow-match scheduler as the LTX pipelines call it. */
export async function runLtxScheduler(parityCase: ParityCase): Promise<Record<string, Tensor>> {
  const config = await readJson<FlowMatchEulerConfig>(parityCase, 'config.json');
  const inputs = await Inputs.of(parityCase);
  const out: Record<string, Tensor> = {};
  for (const [index, args] of (parityCase.args.tables as TableArgs[]).entries()) {
    const name = `table${index}`;
    const { mu, sigmas, timesteps } = makeTable(config, args);
    if (mu !== undefined) out[`${name}.mu`] = f32([1], [mu]);
    out[`${name}.sigmas`] = f32([sigmas.length], sigmas);
    out[`${name}.timesteps`] = f32([timesteps.length], timesteps);
    if (!args.steps) continue;
    const start = inputs.f32(`${name}.sample`);
    const outputs = inputs.f32(`${name}.model_output`);
    const channels = start.shape.at(-1)!;
    const mask = args.conditioning_mask ? inputs.f32(`${name}.conditioning_mask`) : undefined;
    const sample = Float32Array.from(start.data);
    for (const [step, timestep] of timesteps.entries()) {
      const velocity = outputs.data.slice(step * sample.length, (step + 1) * sample.length);
      if (!mask) eulerStep(sample, velocity, sigmas[step]!, sigmas[step + 1]!);
      else {
        const tokens = Float32Array.from(mask.data, (m) => Math.min(timestep, (1 - m) * 1000));
        out[`${name}.per_token_timesteps.${step}`] = f32(mask.shape, tokens);
        const stepped = Float32Array.from(sample);
        eulerStepPerToken(
          stepped,
          velocity,
          tokens.map((t) => t / 1000),
          { sigmas, timesteps },
          channels,
        );
        for (let i = 0; i < sample.length; i++)
          if (timestep / 1000 - 1e-6 < 1 - mask.data[Math.floor(i / channels)]!) sample[i] = stepped[i]!;
      }
      out[`${name}.prev_sample.${step}`] = f32(start.shape, Float32Array.from(sample));
    }
  }
  return out;
}
