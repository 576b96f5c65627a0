import { join } from 'node:path';
import { denoise } from '../../src/diffusion/denoise.ts';
import { guidanceOf } from '../../src/diffusion/guidance.ts';
import { denormalise, pack, tokensOf, unpack } from '../../src/diffusion/latents.ts';
import type { LinearPrecision } from '../../src/graph/builder.ts';
import { statisticsOf } from '../../src/models/mochi/config.ts';
import { openDenoiser } from '../../src/models/mochi/denoiser.ts';
import { openMochiFolder } from '../../src/models/mochi/files.ts';
import { mochiSampler } from '../../src/models/mochi/sampler.ts';
import { mochiSigmas } from '../../src/schedulers/mochi.ts';
import { f32, type Tensor } from '../../src/tensor/tensor.ts';
import { Inputs, type ParityCase, type ParityOptions, runtimeFor, stackOutputs } from '../case.ts';
import { decodeMochi } from './mochi-autoencoder.ts';

interface CallArgs {
  readonly num_inference_steps?: number;
  readonly guidance_scale?: number;
}

/** Form of the schedule where a case has another than `MochiPipeline`. */
interface ScheduleArgs {
  readonly threshold_noise?: number;
  readonly linear_steps?: number;
}

/** MochiPipeline from prompt embeddings to frames, clip by clip. */
export async function runMochiPipeline(
  parityCase: ParityCase,
  options: ParityOptions,
): Promise<Record<string, Tensor>> {
  const inputs = await Inputs.of(parityCase);
  const clips = inputs.f32('prompt_embeds').shape[0]!;
  const outputs: Record<string, Tensor>[] = [];
  for (let clip = 0; clip < clips; clip++) outputs.push(await runClip(parityCase, inputs.item(clip, clips), options));
  return stackOutputs(outputs);
}

async function runClip(
  parityCase: ParityCase,
  inputs: Inputs,
  options: ParityOptions,
): Promise<Record<string, Tensor>> {
  const files = await openMochiFolder(join(parityCase.folder, 'hub'));
  const { num_inference_steps: steps = 64, guidance_scale: guidanceScale = 4.5 } = parityCase.args.call as CallArgs;
  const { threshold_noise: threshold = 0.025, linear_steps: linear } = (parityCase.args.schedule ?? {}) as ScheduleArgs;
  const start = inputs.f32('latents');
  const [frames, rows, columns] = start.shape.slice(2) as [number, number, number];
  const box = { frames, rows, columns };
  const prompt = (prefix: string) => ({
    embedding: inputs.f32(`${prefix}prompt_embeds`),
    mask: inputs.f32(`${prefix}prompt_attention_mask`).data,
  });
  const guidance = guidanceOf({ guidanceScale });
  const source = await files.transformer.open();
  const denoiser = await openDenoiser({
    runtime: await runtimeFor(options),
    device: options.device,
    source,
    config: files.transformer.config,
    precision: options.precision as LinearPrecision,
    prompt: prompt(''),
    negativePrompt: guidance.usesNegativePrompt ? prompt('negative_') : undefined,
    box,
  });
  const linearShare = linear === undefined ? 0.5 : linear / steps;
  const sampler = mochiSampler(mochiSigmas(files.scheduler, steps, { threshold, linearShare }));
  const run = denoise({ denoiser, sampler, guidance, sample: pack(start).data });
  let step = await run.next();
  while (!step.done) step = await run.next();
  await denoiser.free();
  await source.close();
  const latents = unpack(f32([1, tokensOf(box), files.transformer.config.in_channels], step.value), box);
  const { config } = files.autoencoder;
  const clean = denormalise(latents, statisticsOf(config));
  const weights = await files.autoencoder.open();
  const decoded = await decodeMochi(weights, config, clean, options).finally(() => weights.close());
  return { latents, vae_input: clean, video: decoded.video, frames_uint8: decoded.bytes };
}
