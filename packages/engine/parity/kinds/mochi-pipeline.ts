import { join } from 'node:path';
import { denoise } from '../../src/diffusion/denoise.ts';
import { guidanceOf } from '../../src/diffusion/guidance.ts';
import { denormalise, pack, tokensOf, unpack } from '../../src/diffusion/latents.ts';
import { toPixels } from '../../src/diffusion/pixels.ts';
import type { LinearPrecision } from '../../src/graph/builder.ts';
import { statisticsOf } from '../../src/models/mochi/config.ts';
import { openDenoiser } from '../../src/models/mochi/denoiser.ts';
import { openMochiFolder } from '../../src/models/mochi/files.ts';
import { mochiSampler } from '../../src/models/mochi/sampler.ts';
import { mochiSigmas } from '../../src/schedulers/mochi.ts';
import { f32, type Tensor, tensor } from '../../src/tensor/tensor.ts';
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
  return { latents, vae_input: clean, ...pictures(decoded) };
}

/** Decoded frames as they are, and as bytes. */
function pictures(decoded: Tensor<'f32'>): Record<string, Tensor> {
  const [, , frames, height, width] = decoded.shape as [number, number, number, number, number];
  const size = height * width;
  const bytes = new Uint8Array(3 * frames * size);
  for (let f = 0; f < frames; f++) {
    const picture = new Float32Array(3 * size);
    for (let colour = 0; colour < 3; colour++) {
      const from = (colour * frames + f) * size;
      picture.set(decoded.data.subarray(from, from + size), colour * size);
    }
    const pixels = toPixels(picture);
    for (let i = 0; i < size; i++)
      for (let colour = 0; colour < 3; colour++) bytes[(f * size + i) * 3 + colour] = pixels[4 * i + colour]!;
  }
  return { video: decoded, frames_uint8: tensor('u8', [1, frames, height, width, 3], bytes) };
}
