import { join } from 'node:path';
import type { Precision } from '@akezora/contract';
import { denoise } from '../../src/diffusion/denoise.ts';
import { pack, samplePosterior } from '../../src/diffusion/latents.ts';
import { decodeClip, encodeClip } from '../../src/models/cogvideox/autoencoder.ts';
import { compressionOf, takesPicture } from '../../src/models/cogvideox/config.ts';
import { openDenoiser } from '../../src/models/cogvideox/denoiser.ts';
import { openCogFolder } from '../../src/models/cogvideox/files.ts';
import {
  clipLatents,
  extraFrames,
  latentFactor,
  pictureFactor,
  pictureTokens,
  scaled,
} from '../../src/models/cogvideox/latent-shape.ts';
import { cogGuidance, cogSampler } from '../../src/models/cogvideox/sampling.ts';
import { noiseTable, noisySample } from '../../src/schedulers/cogvideox-noise.ts';
import { f32, type Tensor } from '../../src/tensor/tensor.ts';
import { Inputs, type ParityCase, type ParityOptions, runtimeFor } from '../case.ts';
import { latentsOfTokens, tokensOfLatents } from './cogvideox.ts';
import { recordedDraws } from './cogvideox-scheduler.ts';
import { bytesOf, gathered, videoOf } from './pictures.ts';

interface CallArgs {
  readonly num_inference_steps: number;
  readonly guidance_scale: number;
  readonly use_dynamic_cfg?: boolean;
  readonly strength?: number;
  readonly height: number;
  readonly width: number;
  readonly num_frames: number;
}

/** CogVideoXPipeline, and those from a picture and from a clip, from prompt embeddings to frames, with all recorded draws. */
export async function runCogPipeline(parityCase: ParityCase, options: ParityOptions): Promise<Record<string, Tensor>> {
  const inputs = await Inputs.of(parityCase);
  const call = parityCase.args.call as CallArgs;
  const files = await openCogFolder(join(parityCase.folder, 'hub'));
  const { config: autoencoder } = files.autoencoder;
  const { config } = files.transformer;
  const { space, time } = compressionOf(autoencoder);
  const frames = Math.floor((call.num_frames - 1) / time) + 1;
  const extra = extraFrames(frames, config);
  const box = { frames: frames + extra, rows: call.height / space, columns: call.width / space };
  const table = noiseTable(files.scheduler, call.num_inference_steps, call.strength);
  const runtime = await runtimeFor(options);
  const { device } = options;

  const source = await files.autoencoder.open();
  const coding = { runtime, device, source, config: autoencoder };
  const encoded = async (name: string) => {
    const moments = await encodeClip(coding, inputs.f32(name));
    return samplePosterior(moments, inputs.f32('noise.vae_encode.0').data);
  };
  const picture = takesPicture(config)
    ? pictureTokens(scaled(await encoded('image'), pictureFactor(autoencoder)), box)
    : undefined;
  let sample: Float32Array;
  if (inputs.maybe('video')) {
    const clean = pack(scaled(await encoded('video'), latentFactor(autoencoder))).data;
    sample = noisySample(clean, tokensOfLatents(inputs.f32('noise.prepare_latents.0')), table);
  } else sample = tokensOfLatents(inputs.f32('latents'));

  const weights = await files.transformer.open();
  const denoiser = await openDenoiser({
    runtime,
    device,
    source: weights,
    config,
    precision: options.precision as Precision,
    prompts: { positive: inputs.f32('prompt_embeds'), negative: inputs.maybe('negative_prompt_embeds') },
    box,
    picture,
  });
  const recorded = recordedDraws(inputs, 'scheduler');
  const draw = (step: number) => {
    const between = step > 0 && table.timesteps[step]! >= table.stride;
    return tokensOfLatents(f32([1, box.frames, config.out_channels, box.rows, box.columns], recorded(between)));
  };
  const steps = denoise({
    denoiser,
    sampler: cogSampler({ table, draw: files.scheduler._class_name === 'CogVideoXDPMScheduler' ? draw : undefined }),
    guidance: cogGuidance({
      scale: call.guidance_scale,
      dynamic: call.use_dynamic_cfg ?? false,
      steps: table.timesteps.length,
    }),
    sample,
  });
  let step = await steps.next();
  while (!step.done) step = await steps.next();
  await denoiser.free();
  await weights.close();

  const latents = scaled(clipLatents(step.value, box, extra), 1 / latentFactor(autoencoder));
  const pictures = await gathered(decodeClip(coding, latents));
  await source.close();
  return {
    latents: latentsOfTokens(step.value, box),
    vae_input: latents,
    video: videoOf(pictures, call.height, call.width),
    frames_uint8: bytesOf(pictures, call.height, call.width),
  };
}
