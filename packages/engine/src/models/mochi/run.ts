/** Running a plan of Mochi: prompt, denoising, streaming decode. */
import type { GenerationRequest, Stage } from '@akezora/contract';
import { decodeFrames } from '../../diffusion/chunked-decode.ts';
import { guidanceOf } from '../../diffusion/guidance.ts';
import { denormalise, tokensOf, unpack } from '../../diffusion/latents.ts';
import { floatsOf } from '../../diffusion/precision.ts';
import type { Preparation } from '../../diffusion/preparation.ts';
import type { PromptEmbedding } from '../../diffusion/prompt-embedding.ts';
import { runDecodeStage, runDenoiseStage, runPromptStage } from '../../diffusion/run-stages.ts';
import { onnxNodeRuntime } from '../../runtime/onnx-node.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { mochiSigmas } from '../../schedulers/mochi.ts';
import { noise } from '../../tensor/noise.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';
import type { ModelEvent, RunContext } from '../model.ts';
import { checkDecoder } from './autoencoder.ts';
import { compressionOf, statisticsOf } from './config.ts';
import { decoderStages, mochiDecoder } from './decoder.ts';
import { openDenoiser } from './denoiser.ts';
import { type MochiPlan, type PlanInput, promptsToRead } from './plan.ts';
import { prepareTransformer } from './prepare.ts';
import { noText } from './prompts.ts';
import { mochiSampler } from './sampler.ts';
import { checkTransformer } from './transformer.ts';

/** An opened model and what was decided for one request. */
export interface MochiRun extends PlanInput {
  /** Name under which fitted preview colours are cached. */
  readonly autoencoderId: string;
  readonly request: GenerationRequest;
  readonly seed: number;
  readonly decided: MochiPlan;
  readonly context: RunContext;
}

interface Session extends MochiRun {
  readonly runtime: Runtime;
  readonly device: string;
  readonly signal: AbortSignal;
}

/** Makes the frames of a plan. */
export async function* runMochi(run: MochiRun): AsyncGenerator<ModelEvent, void, void> {
  const { decided, context } = run;
  const { device, threads, half = false } = context.machine;
  const runtime = await onnxNodeRuntime({ threads, floats: floatsOf(decided.precision, device, half) });
  const session: Session = { ...run, runtime, device, signal: context.signal };
  const preparation = await prepareTransformer(session);
  try {
    yield* makeFrames(session, preparation);
  } finally {
    await preparation?.stop();
  }
}

async function* makeFrames(
  session: Session,
  preparation: Preparation | undefined,
): AsyncGenerator<ModelEvent, void, void> {
  const { decided, context, request, runtime, device, signal } = session;
  const of = preparation ? 4 : 3;
  let stage = 0;
  const begin = (name: Stage): ModelEvent => ({ type: 'stage', name, index: stage++, of });
  yield begin('encode-prompt');
  const reading = promptsToRead(session, request, decided, context.machine);
  const prompts = yield* runPromptStage({ runtime, device, ...reading, signal });
  if (preparation) {
    yield begin('prepare');
    yield* preparation.steps();
  }
  yield begin('denoise');
  const latents = yield* denoiseStage(session, prompts);
  yield begin('decode');
  yield* decodeStage(session, latents);
}

async function* denoiseStage(
  session: Session,
  [prompt, negative]: readonly PromptEmbedding[],
): AsyncGenerator<ModelEvent, Tensor<'f32'>, void> {
  const { files, decided, sampling, seed, device, runtime, signal } = session;
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
      const preview = { box, channels, extra: 0, autoencoder: session.autoencoderId };
      const denoised = yield* runDenoiseStage('denoise', { denoiser, sampler, guidance, sample, signal }, preview);
      return unpack(f32([1, tokensOf(box), channels], denoised), box);
    } finally {
      await denoiser.free();
    }
  } finally {
    await source.close();
  }
}

async function* decodeStage(session: Session, latents: Tensor<'f32'>): AsyncGenerator<ModelEvent, void, void> {
  const { files, decided, autoencoderId, runtime, device, signal } = session;
  const { config } = files.autoencoder;
  const source = await files.autoencoder.open();
  try {
    checkDecoder(source, config, decoderStages(config));
    const pictures = decodeFrames({
      decoder: mochiDecoder({ runtime, device, source, config, precision: decided.decoderPrecision }),
      latents: denormalise(latents, statisticsOf(config)),
      memoryBytes: decided.decodeBytes,
      signal,
    });
    const compression = compressionOf(config);
    yield* runDecodeStage(pictures, latents, { shape: decided.shape, compression, autoencoder: autoencoderId });
  } finally {
    await source.close();
  }
}
