/** Running a plan of Mochi: prompt, denoising, streaming decode. */
import { decodeFrames } from '../../diffusion/chunked-decode.ts';
import { guidanceOf } from '../../diffusion/guidance.ts';
import { denormalise, tokensOf, unpack } from '../../diffusion/latents.ts';
import type { PromptEmbedding } from '../../diffusion/prompt-embedding.ts';
import { runDecodeStage, runDenoiseStage } from '../../diffusion/run-stages.ts';
import { tinyPictures, tinyPreviewOf } from '../../diffusion/tiny-decoder/pictures.ts';
import { mochiSigmas } from '../../schedulers/mochi.ts';
import { noise } from '../../tensor/noise.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';
import { type LatentRun, runLatent, type Session } from '../latent-run.ts';
import type { ModelEvent } from '../model.ts';
import { checkDecoder } from './autoencoder.ts';
import { compressionOf, statisticsOf } from './config.ts';
import { decoderStages, mochiDecoder } from './decoder.ts';
import { mochiBlocks, openDenoiser } from './denoiser.ts';
import { type MochiPlan, type PlanInput, promptsToRead } from './plan.ts';
import { noText } from './prompts.ts';
import { mochiSampler } from './sampler.ts';
import { checkTransformer } from './transformer.ts';

/** An opened model and what was decided for one request. */
export type MochiRun = PlanInput & LatentRun<MochiPlan>;

/** Makes the frames of a plan. */
export function runMochi(run: MochiRun): AsyncGenerator<ModelEvent, void, void> {
  const { files, request, decided, context } = run;
  const { config } = files.transformer;
  return runLatent(run, {
    half: context.machine.half ?? false,
    prompts: promptsToRead(run, request, decided, context.machine),
    check: (source) => checkTransformer(source, config),
    blocks: (source, precision) => mochiBlocks(source, config, precision),
    stages: 2,
    async *frames(session, prompts, begin) {
      yield begin('denoise');
      const latents = yield* denoiseStage(session, prompts);
      yield begin('decode');
      yield* decodeStage(session, latents);
    },
  });
}

async function* denoiseStage(
  session: Session<MochiRun>,
  [prompt, negative]: readonly PromptEmbedding[],
): AsyncGenerator<ModelEvent, Tensor<'f32'>, void> {
  const { files, decided, sampling, seed, device, runtime, signal, tiny } = session;
  const { config } = files.transformer;
  const { box, steps, guidanceScale } = decided;
  const channels = config.in_channels;
  const guidance = guidanceOf({ guidanceScale });
  const source = await files.transformer.open();
  try {
    checkTransformer(source, config);
    const denoiser = await openDenoiser({
      runtime,
      device,
      source,
      config,
      precision: decided.precision,
      prompt: prompt!,
      negativePrompt: guidance.usesNegativePrompt ? (negative ?? noText(config.text_embed_dim)) : undefined,
      box,
      residentBlocks: decided.residentBlocks,
    });
    try {
      const sampler = mochiSampler(mochiSigmas(files.scheduler, steps, sampling.schedule));
      const sample = noise(seed, 'mochi/start', { count: channels * tokensOf(box) });
      const preview = {
        ...{ box, channels, extra: 0, autoencoder: session.autoencoderId },
        tiny: tiny && { factor: 1, open: () => tinyPreviewOf(tiny, { runtime, device }, box) },
      };
      const denoised = yield* runDenoiseStage('denoise', { denoiser, sampler, guidance, sample, signal }, preview);
      return unpack(f32([1, tokensOf(box), channels], denoised), box);
    } finally {
      await denoiser.free();
    }
  } finally {
    await source.close();
  }
}

async function* decodeStage(
  session: Session<MochiRun>,
  latents: Tensor<'f32'>,
): AsyncGenerator<ModelEvent, void, void> {
  const { files, decided, autoencoderId, runtime, device, signal, tiny } = session;
  const { config } = files.autoencoder;
  const { shape, decoder, decodeBytes: memoryBytes } = decided;
  const clip = { shape, compression: compressionOf(config), autoencoder: autoencoderId };
  if (decoder === 'tiny' && tiny) {
    // The tiny decoder takes latents as the transformer makes them.
    const pictures = tinyPictures({ file: tiny, runtime, device, latents, memoryBytes, signal });
    yield* runDecodeStage(pictures, latents, clip);
    return;
  }
  const source = await files.autoencoder.open();
  try {
    checkDecoder(source, config, decoderStages(config));
    const pictures = decodeFrames({
      decoder: mochiDecoder({ runtime, device, source, config, precision: decided.decoderPrecision }),
      latents: denormalise(latents, statisticsOf(config)),
      memoryBytes,
      signal,
    });
    yield* runDecodeStage(pictures, latents, clip);
  } finally {
    await source.close();
  }
}
