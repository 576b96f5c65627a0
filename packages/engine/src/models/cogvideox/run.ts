/** Running a plan of CogVideoX: prompt, picture or clip, denoising, streaming decode. */
import { encodeConditioningFrames } from '../../diffusion/conditioning-frames.ts';
import { decodeMemory } from '../../diffusion/cost.ts';
import { pack, samplePosterior } from '../../diffusion/latents.ts';
import { runDecodeStage, runDenoiseStage } from '../../diffusion/run-stages.ts';
import type { TinyFile } from '../../diffusion/tiny-decoder/files.ts';
import { tinyPictures, tinyPreviewOf } from '../../diffusion/tiny-decoder/pictures.ts';
import { type NoiseTable, noiseTable, noisySample } from '../../schedulers/cogvideox-noise.ts';
import { noise } from '../../tensor/noise.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';
import { type LatentRun, runLatent, type Session } from '../latent-run.ts';
import type { ModelEvent } from '../model.ts';
import { checkAutoencoder, decodeClip, encodeClip } from './autoencoder.ts';
import { samplingOf } from './checkpoints.ts';
import { compressionOf, takesPicture } from './config.ts';
import { openDenoiser } from './denoiser.ts';
import { clipLatents, latentFactor, pictureFactor, pictureTokens, scaled } from './latent-shape.ts';
import { type CogPlan, computesInHalf, type PlanInput, promptsToRead } from './plan.ts';
import { cogSampler } from './sampling.ts';
import { checkTransformer, cogBlocks } from './transformer.ts';

/** An opened model and what was decided for one request. */
export type CogRun = PlanInput & LatentRun<CogPlan>;

/** Makes the frames of a plan. */
export function runCog(run: CogRun): AsyncGenerator<ModelEvent, void, void> {
  const { files, kind, request, decided, context } = run;
  const { config } = files.transformer;
  const conditioned = (request.conditions?.length ?? 0) > 0;
  return runLatent(run, {
    half: computesInHalf(kind, context.machine),
    prompts: promptsToRead(run, request, decided, context.machine),
    check: (source) => checkTransformer(source, config),
    blocks: (source, precision) => cogBlocks(source, config, precision),
    stages: conditioned ? 3 : 2,
    async *frames(session, [positive, negative], begin) {
      let source: Tensor<'f32'> | undefined;
      if (conditioned) {
        yield begin('condition');
        source = await encodedSource(session);
      }
      yield begin('denoise');
      const prompts = { positive: positive!.embedding, negative: negative?.embedding };
      const denoised = yield* denoiseStage(session, prompts, source);
      yield begin('decode');
      yield* decodeStage(session, scaled(denoised, 1 / latentFactor(files.autoencoder.config)), denoised);
    },
  });
}

/** Latents `[1, channels, frames, rows, columns]` of the picture that a clip begins with, or of the clip to be changed, as the transformer takes them. */
async function encodedSource(session: Session<CogRun>): Promise<Tensor<'f32'>> {
  const { files, decided, request, seed, runtime, device, signal } = session;
  const { config } = files.autoencoder;
  const { native, frames, fps } = decided.shape;
  const picture = takesPicture(files.transformer.config);
  const source = await files.autoencoder.open();
  try {
    checkAutoencoder(source, config);
    const job = { runtime, device, source, config, storage: decided.storage.encoder, signal };
    const [encoded] = await encodeConditioningFrames({
      request,
      ...native,
      frames,
      fps,
      // A clip is not cut to whole latents: what it lacks, its last frame fills.
      timeCompression: picture ? compressionOf(config).time : 1,
      async encode(video, index) {
        const moments = await encodeClip(job, picture ? video : lengthened(video, frames));
        const drawn = noise(seed, `cogvideox/posterior/${index}`, { count: moments.data.length / 2 });
        const factor = picture ? pictureFactor(config) : latentFactor(config);
        return scaled(samplePosterior(moments, drawn), factor);
      },
      signal,
    });
    return encoded!.latents;
  } finally {
    await source.close();
  }
}

/** A clip `[1, 3, frames, height, width]` of so many frames: a shorter one holds its last. */
function lengthened(video: Tensor<'f32'>, frames: number): Tensor<'f32'> {
  const [, , own, height, width] = video.shape as [number, number, number, number, number];
  if (own >= frames) return video;
  const plane = height * width;
  const out = new Float32Array(3 * frames * plane);
  for (let c = 0; c < 3; c++)
    for (let f = 0; f < frames; f++) {
      const at = (c * own + Math.min(f, own - 1)) * plane;
      out.set(video.data.subarray(at, at + plane), (c * frames + f) * plane);
    }
  return f32([1, 3, frames, height, width], out);
}

/** Tokens that denoising starts from: noise, or the clip to be changed with the noise of the first step that runs. */
function startOf({ files, decided, seed }: CogRun, table: NoiseTable, source: Tensor<'f32'> | undefined) {
  const { box } = decided;
  const count = box.frames * box.rows * box.columns * files.transformer.config.out_channels;
  const start = noise(seed, 'cogvideox/start', { count });
  const changes = source !== undefined && !takesPicture(files.transformer.config);
  return changes ? noisySample(pack(source).data, start, table) : start;
}

async function* denoiseStage(
  session: Session<CogRun>,
  prompts: { readonly positive: Tensor<'f32'>; readonly negative: Tensor<'f32'> | undefined },
  picture: Tensor<'f32'> | undefined,
): AsyncGenerator<ModelEvent, Tensor<'f32'>, void> {
  const { files, kind, decided, seed, runtime, device, signal, autoencoderId, tiny } = session;
  const { config } = files.transformer;
  const { box, extra, guidance } = decided;
  const { stochastic } = samplingOf(kind);
  // The authors run their stochastic scheduler with trailing timesteps, whatever the published config says.
  const scheduler = stochastic ? { ...files.scheduler, timestep_spacing: 'trailing' as const } : files.scheduler;
  const table = noiseTable(scheduler, decided.steps, decided.share);
  const draw = (step: number, count: number) => noise(seed, `cogvideox/step/${step}`, { count });
  const source = await files.transformer.open();
  try {
    checkTransformer(source, config);
    const denoiser = await openDenoiser({
      runtime,
      device,
      source,
      config,
      precision: decided.precision,
      prompts,
      box,
      picture: picture && takesPicture(config) ? pictureTokens(picture, box) : undefined,
      residentBlocks: decided.residentBlocks,
    });
    try {
      const sampler = cogSampler({ table, draw: stochastic ? draw : undefined });
      const sample = startOf(session, table, picture);
      const channels = config.out_channels;
      const tokens = yield* runDenoiseStage(
        'denoise',
        { denoiser, sampler, guidance, sample, signal },
        { box, channels, extra: 0, autoencoder: autoencoderId, tiny: tiny && previewsBy(tiny, session) },
      );
      return clipLatents(tokens, box, extra);
    } finally {
      await denoiser.free();
    }
  } finally {
    await source.close();
  }
}

/** Previews by the tiny decoder, which takes latents as the autoencoder does. */
const previewsBy = (tiny: TinyFile, { files, decided, runtime, device }: Session<CogRun>) => ({
  factor: 1 / latentFactor(files.autoencoder.config),
  open: () => tinyPreviewOf(tiny, { runtime, device }, decided.box),
});

async function* decodeStage(
  session: Session<CogRun>,
  latents: Tensor<'f32'>,
  denoised: Tensor<'f32'>,
): AsyncGenerator<ModelEvent, void, void> {
  const { files, decided, autoencoderId: autoencoder, runtime, device, signal, tiny } = session;
  const { config } = files.autoencoder;
  const { shape, decoder } = decided;
  const clip = { shape, compression: compressionOf(config), autoencoder };
  if (decoder === 'tiny' && tiny) {
    const memoryBytes = decodeMemory(session.context.machine);
    // As its author does: all pictures of an even number of latents are the clip's.
    const even = latents.shape[2]! % 2 === 0;
    const job = { file: tiny, runtime, device, latents, memoryBytes, signal };
    const pictures = tinyPictures(even ? { ...job, leadingPictures: 0 } : job);
    yield* runDecodeStage(pictures, denoised, clip);
    return;
  }
  const source = await files.autoencoder.open();
  try {
    checkAutoencoder(source, config);
    const pictures = decodeClip({ runtime, device, source, config, storage: decided.storage.decoder, signal }, latents);
    yield* runDecodeStage(pictures, denoised, clip);
  } finally {
    await source.close();
  }
}
