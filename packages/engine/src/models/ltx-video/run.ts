/** Running a plan of LTX-Video: prompt, conditioning frames, denoising (once or at two scales), streaming decode. */
import type { Stage } from '@akezora/contract';
import { decodeFrames } from '../../diffusion/chunked-decode.ts';
import { type ConditioningLatents, encodeConditioningFrames } from '../../diffusion/conditioning-frames.ts';
import { flowMatchSampler } from '../../diffusion/flow-match-sampler.ts';
import { guidanceOf } from '../../diffusion/guidance.ts';
import {
  denormalise,
  matchStatistics,
  normalise,
  readLatentStatistics,
  samplePosterior,
  tokensOf,
  unpack,
} from '../../diffusion/latents.ts';
import { type PassSettings, withoutSkippedSteps } from '../../diffusion/passes.ts';
import type { PromptEmbedding } from '../../diffusion/prompt-embedding.ts';
import { runDecodeStage, runDenoiseStage } from '../../diffusion/run-stages.ts';
import {
  calculateShift,
  evenSigmas,
  type FlowMatchEulerConfig,
  flowMatchSigmas,
  type SigmaTable,
} from '../../schedulers/flow-match-euler.ts';
import { linearQuadraticSigmas } from '../../schedulers/linear-quadratic.ts';
import { noise } from '../../tensor/noise.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';
import { type LatentRun, runLatent, type Session } from '../latent-run.ts';
import type { ModelEvent } from '../model.ts';
import { checkAutoencoder } from './autoencoder.ts';
import { applyConditions } from './conditions.ts';
import { compressionOf, type LtxFiles } from './config.ts';
import { ltxDecoder } from './decoder.ts';
import { decoderLatents } from './decoder-latents.ts';
import { encodeFrames } from './encode-frames.ts';
import { type LtxPlan, type PlanInput, type PlannedPass, promptsToRead } from './plan.ts';
import { gridPositions, positionsOf } from './rotary.ts';
import { checkTransformer, ltxBlocks, openDenoiser } from './transformer.ts';
import type { Upsampler } from './upsampler.ts';

/** Noise that fixed tokens get at every step, as in the reference. */
const imageCondNoiseScale = 0.15;

/** An opened model and what was decided for one request. */
export interface LtxRun extends PlanInput, LatentRun<LtxPlan> {
  readonly files: LtxFiles;
  readonly upsampler: Upsampler | undefined;
}

/** A named stream of the clip's noise. */
const noiseOf = (seed: number, purpose: string) => (index: number, count: number) =>
  noise(seed, `ltx/${purpose}/${index}`, { count });

/** Makes the frames of a plan. */
export function runLtx(run: LtxRun): AsyncGenerator<ModelEvent, void, void> {
  const { files, request, decided, context } = run;
  const { config } = files.transformer;
  const conditioned = (request.conditions?.length ?? 0) > 0;
  return runLatent(run, {
    half: context.machine.half ?? false,
    prompts: promptsToRead(run, request, decided, context.machine),
    check: (source) => checkTransformer(source, config),
    blocks: (source, precision) => ltxBlocks(source, config, precision),
    stages: decided.passes.length + (conditioned ? 2 : 1),
    async *frames(session, prompts, begin) {
      let latents: Tensor<'f32'> | undefined;
      for (const [i, pass] of decided.passes.entries()) {
        let conditioning: ConditioningLatents[] = [];
        if (conditioned) {
          if (i === 0) yield begin('condition');
          conditioning = await conditioningOf(session, pass);
        }
        const first: Tensor<'f32'> | undefined = latents && (await upscale(session, latents));
        const name = i === 0 ? 'denoise' : 'refine';
        yield begin(name);
        latents = yield* denoiseStage(session, { pass, index: i, name, prompts, conditioning, first });
      }
      yield begin('decode');
      yield* decodeStage(session, latents!);
    },
  });
}

async function conditioningOf(session: Session<LtxRun>, pass: PlannedPass): Promise<ConditioningLatents[]> {
  const { capabilities, files, decided, request, runtime, device, seed, signal } = session;
  const { config } = files.autoencoder;
  const { space, time } = compressionOf(config);
  const draw = noiseOf(seed, `posterior/${pass.columns}x${pass.rows}`);
  const source = await files.autoencoder.open();
  try {
    const statistics = await statisticsOf(session, source);
    return await encodeConditioningFrames({
      request,
      width: pass.columns * space,
      height: pass.rows * space,
      frames: decided.shape.frames,
      fps: decided.shape.fps,
      timeCompression: time,
      crf: request.inputCrf ?? capabilities.inputCrf?.default ?? 0,
      async encode(video, index) {
        const moments = await encodeFrames({ runtime, device, source, config, video, signal });
        return normalise(samplePosterior(moments, draw(index, moments.data.length / 2)), statistics);
      },
      signal,
    });
  } finally {
    await source.close();
  }
}

const statisticsOf = ({ files: { autoencoder } }: LtxRun, source: TensorSource) =>
  readLatentStatistics(source, autoencoder.config.latent_channels, autoencoder.config.scaling_factor);

/** Normalised latents of the first pass at twice the size, with the first pass's statistics. */
async function upscale(session: Session<LtxRun>, latents: Tensor<'f32'>): Promise<Tensor<'f32'>> {
  const { files, upsampler, runtime, device } = session;
  if (!upsampler) throw new Error('a second pass without an upsampler');
  const source = await files.autoencoder.open();
  const statistics = await statisticsOf(session, source).finally(() => source.close());
  const larger = await upsampler.run(runtime, device, denormalise(latents, statistics));
  return matchStatistics(normalise(larger, statistics), latents);
}

/**
 * The sigmas of a run: given timesteps (distilled files), else even steps shifted by the number of tokens (`LTXPipeline`), else the
 * linear-quadratic schedule (`LTXConditionPipeline`).
 */
export function ltxSchedule(
  pipeline: 'plain' | 'condition',
  config: FlowMatchEulerConfig,
  { steps, timesteps }: Pick<PassSettings, 'steps' | 'timesteps'>,
  tokens: number,
): SigmaTable {
  const shift = calculateShift(config, tokens);
  if (timesteps) return flowMatchSigmas(config, { timesteps }, shift);
  if (pipeline === 'plain') return flowMatchSigmas(config, { sigmas: evenSigmas(steps) }, shift);
  const quadratic = linearQuadraticSigmas(steps).map((sigma) => Math.fround(Math.fround(sigma) * 1000));
  return flowMatchSigmas(config, { timesteps: quadratic }, shift);
}

interface DenoiseParts {
  readonly pass: PlannedPass;
  readonly index: number;
  readonly name: Stage;
  readonly prompts: readonly PromptEmbedding[];
  readonly conditioning: readonly ConditioningLatents[];
  /** Latents of the pass before at this size. */
  readonly first: Tensor<'f32'> | undefined;
}

async function* denoiseStage(
  session: Session<LtxRun>,
  { pass, index, name, prompts, conditioning, first }: DenoiseParts,
): AsyncGenerator<ModelEvent, Tensor<'f32'>, void> {
  const { files, decided, seed, device, runtime, signal } = session;
  const { config } = files.transformer;
  const channels = config.in_channels;
  const compression = compressionOf(files.autoencoder.config);
  const { fps } = decided.shape;
  const tokens = tokensOf(pass);
  const { settings } = pass;
  const full = ltxSchedule(files.pipeline, files.scheduler, settings, tokens);
  const table = withoutSkippedSteps(full, settings);
  let noisy = noise(seed, `ltx/start/${index}`, { count: channels * tokens });
  if (first) {
    const sigma = table.sigmas[0]!;
    noisy = noisy.map((value, i) => sigma * value + (1 - sigma) * first.data[i]!);
  }
  const drawExtra = noiseOf(seed, `condition/${index}`);
  const start = applyConditions(noisy, channels, pass, conditioning, compression, fps, drawExtra);
  const { strengths } = start;
  const plainGrid = files.pipeline === 'plain' && start.extra === 0;
  const positions = plainGrid
    ? gridPositions(pass, [compression.time / fps, compression.space, compression.space])
    : positionsOf(start.coordinates);
  const guidance = guidanceOf(settings.guidance);
  const source = await files.transformer.open();
  try {
    checkTransformer(source, config);
    const denoiser = await openDenoiser({
      runtime,
      device,
      source,
      config,
      precision: decided.precision,
      prompt: prompts[0]!,
      negativePrompt: guidance.usesNegativePrompt ? prompts[1] : undefined,
      skipsLayers: guidance.skipsLayers,
      positions,
      timesteps: strengths ? new Set(strengths).size + 1 : 1,
      residentBlocks: decided.residentBlocks,
    });
    try {
      const sampler = flowMatchSampler({
        table,
        channels,
        conditioning: strengths && {
          strengths,
          sample: start.sample,
          imageCondNoiseScale: files.pipeline === 'plain' ? 0 : imageCondNoiseScale,
          draw: noiseOf(seed, `fixed/${index}`),
        },
        stochasticSampling: settings.stochasticSampling ? noiseOf(seed, `redraw/${index}`) : undefined,
      });
      const job = { denoiser, sampler, guidance, sample: start.sample, signal };
      const preview = { box: pass, channels, extra: start.extra, autoencoder: session.autoencoderId };
      const denoised = yield* runDenoiseStage(name, job, preview);
      return unpack(f32([1, tokens, channels], denoised.slice(start.extra * channels)), pass);
    } finally {
      await denoiser.free();
    }
  } finally {
    await source.close();
  }
}

async function* decodeStage(session: Session<LtxRun>, latents: Tensor<'f32'>): AsyncGenerator<ModelEvent, void, void> {
  const { files, decided, sampling, seed, autoencoderId, runtime, device, signal } = session;
  const { config } = files.autoencoder;
  const source = await files.autoencoder.open();
  try {
    checkAutoencoder(source, config);
    const statistics = await statisticsOf(session, source);
    const drawn = config.timestep_conditioning ? noise(seed, 'ltx/decode', { count: latents.data.length }) : undefined;
    const plane = (module: string, height: number, width: number) =>
      noise(seed, `ltx/plane/${module}`, { count: height * width });
    const pictures = decodeFrames({
      decoder: ltxDecoder({
        runtime,
        device,
        source,
        config,
        precision: decided.decoderPrecision,
        decodeTimestep: sampling.decodeTimestep,
        plane,
      }),
      latents: decoderLatents(latents, statistics, sampling, drawn),
      memoryBytes: decided.decodeBytes,
      signal,
    });
    const compression = compressionOf(config);
    yield* runDecodeStage(pictures, latents, { shape: decided.shape, compression, autoencoder: autoencoderId });
  } finally {
    await source.close();
  }
}
