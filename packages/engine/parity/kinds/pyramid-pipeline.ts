import { join } from 'node:path';
import type { Precision } from '@akezora/contract';
import { guidanceOf } from '../../src/diffusion/guidance.ts';
import { pack, samplePosterior } from '../../src/diffusion/latents.ts';
import { architectureOf, latentChannels } from '../../src/models/pyramid-flow/config.ts';
import { openSequence } from '../../src/models/pyramid-flow/denoiser.ts';
import { encodePicture } from '../../src/models/pyramid-flow/encoder.ts';
import { openPyramidFolder, type TransformerFolder } from '../../src/models/pyramid-flow/files.ts';
import { denormalised, normalised } from '../../src/models/pyramid-flow/latent-scale.ts';
import { coarseNoise } from '../../src/models/pyramid-flow/resolutions.ts';
import { makeUnits } from '../../src/models/pyramid-flow/units.ts';
import { pyramidSchedulerDefaults } from '../../src/schedulers/pyramid-flow.ts';
import { joined } from '../../src/tensor/joined.ts';
import { type Tensor, tensor } from '../../src/tensor/tensor.ts';
import { Inputs, type ParityCase, type ParityOptions, runtimeFor } from '../case.ts';
import { clipOf } from './pyramid.ts';
import { decodePyramid } from './pyramid-autoencoder.ts';

interface CallArgs {
  readonly num_inference_steps: readonly number[];
  readonly video_num_inference_steps?: readonly number[];
  readonly guidance_scale: number;
  readonly video_guidance_scale: number;
  readonly temp: number;
}

/** The authors' pipeline from prompt embeddings, and a picture where the case has one, to frames. */
export async function runPyramidPipeline(
  parityCase: ParityCase,
  options: ParityOptions,
): Promise<Record<string, Tensor>> {
  const { model_variant: variant, call } = parityCase.args as { model_variant: TransformerFolder; call: CallArgs };
  const files = await openPyramidFolder(join(parityCase.folder, 'hub'), variant);
  const { config } = files.transformer;
  const architecture = architectureOf(config);
  const inputs = await Inputs.of(parityCase);
  const runtime = await runtimeFor(options);
  const start = inputs.f32('noise.latents.0');
  const [rows, columns] = start.shape.slice(3) as [number, number];
  const size = { rows, columns };
  const channels = latentChannels(config);
  const plane = rows * columns * channels;
  const noises = pack(start).data;
  const prompt = (prefix: string) => ({
    text: inputs.f32(`${prefix}prompt_embeds`),
    mask: inputs.f32(`${prefix}prompt_attention_mask`),
    pooled: inputs.f32(`${prefix}pooled_prompt_embeds`),
  });
  const prompts = [prompt(''), prompt('negative_')];
  const source = await files.transformer.open();
  const weights = await files.autoencoder.open();
  const { stages } = pyramidSchedulerDefaults;
  const picture = inputs.maybe('image');
  const given = picture && (await encodedPicture(picture));
  const frames: Float32Array[] = [];
  const units = makeUnits({
    scheduler: pyramidSchedulerDefaults,
    frames: call.temp,
    size,
    first: { steps: call.num_inference_steps, guidance: guidanceOf({ guidanceScale: call.guidance_scale }) },
    later: {
      steps: call.video_num_inference_steps ?? call.num_inference_steps,
      guidance: guidanceOf({ guidanceScale: call.video_guidance_scale }),
    },
    given,
    startNoise(frame) {
      // The noise of a given frame is that of the one after it.
      const at = given ? frame - 1 : frame;
      return coarseNoise(noises.slice(at * plane, (at + 1) * plane), size, stages);
    },
    addedNoise: (frame, stage) =>
      pack(inputs.f32(`noise.block.${(frame - (given ? 1 : 0)) * (stages - 1) + stage - 1}`)).data,
    open: (boxes) =>
      openSequence({
        runtime,
        device: options.device,
        source,
        config,
        precision: options.precision as Precision,
        prompts: { textTokens: prompts[0]!.text.shape[1]!, masked: true, prompts },
        boxes,
      }),
  });
  for await (const event of units) if (event.type === 'frame') frames.push(event.latents);
  await source.close();
  const box = { frames: frames.length, ...size };
  const clean = joined(frames.map((latents, frame) => denormalised(latents, architecture, frame)));
  const input = clipOf(box, clean, channels);
  const video = await decodePyramid(weights, files.autoencoder.config, input, options);
  await weights.close();
  return { latents: clipOf(box, joined(frames), channels), vae_input: input, video, frames_uint8: cut(video) };

  async function encodedPicture(pixels: Tensor<'f32'>): Promise<Float32Array> {
    const job = { runtime, device: options.device, source: weights, config: files.autoencoder.config };
    const moments = await encodePicture(job, pixels);
    return normalised(pack(samplePosterior(moments, inputs.f32('noise.posterior.0').data)).data, architecture, 0);
  }
}

/** Bytes of a video as the reference makes them: cut, not rounded. */
function cut(video: Tensor<'f32'>): Tensor {
  const [, , frames, height, width] = video.shape as [number, number, number, number, number];
  const size = frames * height * width;
  const bytes = new Uint8Array(3 * size);
  for (let c = 0; c < 3; c++)
    for (let i = 0; i < size; i++)
      bytes[3 * i + c] = Math.min(255, Math.max(0, video.data[c * size + i]! * 127.5 + 127.5));
  return tensor('u8', [1, frames, height, width, 3], bytes);
}
