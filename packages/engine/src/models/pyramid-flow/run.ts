/** Running a plan of Pyramid Flow: prompts, picture, and then one latent frame after another, each decoded as soon as it is made. */
import { fitFrame } from '../../diffusion/clip-shape.ts';
import { encodeConditioningFrames } from '../../diffusion/conditioning-frames.ts';
import { pack, samplePosterior, unpack } from '../../diffusion/latents.ts';
import { toPixels } from '../../diffusion/pixels.ts';
import { addFrame, ColourFit, cacheColours, cachedColours, latentPicture } from '../../diffusion/preview.ts';
import { alignPrompts, type PromptEmbedding } from '../../diffusion/prompt-embedding.ts';
import { blockFactor, pyramidSchedulerDefaults as scheduler } from '../../schedulers/pyramid-flow.ts';
import { noise } from '../../tensor/noise.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { f32 } from '../../tensor/tensor.ts';
import { type LatentRun, runLatent, type Session } from '../latent-run.ts';
import type { ModelEvent } from '../model.ts';
import { checkAutoencoder } from './autoencoder.ts';
import { architectureOf, compressionOf, latentChannels } from './config.ts';
import { type UnitDecoder, unitDecoder } from './decoder.ts';
import { openSequence, pyramidBlocks, type SequencePrompts } from './denoiser.ts';
import { encodePicture } from './encoder.ts';
import { denormalised, normalised } from './latent-scale.ts';
import { beginsWithPicture, computesInHalf, type PlanInput, type PyramidPlan, promptsToRead } from './plan.ts';
import { poolPrompts } from './prompts.ts';
import { blockNoise, coarseNoise, sizeAt } from './resolutions.ts';
import { checkTransformer } from './transformer.ts';
import { makeUnits, stepsOf, type UnitsJob } from './units.ts';

/** An opened model and what was decided for one request. */
export type PyramidRun = PlanInput & LatentRun<PyramidPlan>;

type PyramidSession = Session<PyramidRun>;

/** Makes the frames of a plan. */
export function runPyramid(run: PyramidRun): AsyncGenerator<ModelEvent, void, void> {
  const { files, request, decided, context } = run;
  const { config } = files.transformer;
  const conditioned = beginsWithPicture(request);
  const reading = promptsToRead(run, request, decided, context.machine);
  return runLatent(run, {
    half: computesInHalf,
    prompts: reading,
    check: (source) => checkTransformer(source, config),
    blocks: (source, precision) => pyramidBlocks(source, config, precision),
    stages: conditioned ? 2 : 1,
    async *frames(session, embeddings, begin) {
      const prompts = await sequencePrompts(session, embeddings, reading.prompts);
      const autoencoder = await files.autoencoder.open();
      try {
        checkAutoencoder(autoencoder, files.autoencoder.config);
        let given: Float32Array | undefined;
        if (conditioned) {
          yield begin('condition');
          given = await encodedPicture(session, autoencoder);
        }
        const denoise = begin('denoise');
        yield denoise;
        // Both go on by turns, so they share a place among the stages.
        yield* madeFrames(session, prompts, autoencoder, given, {
          denoise,
          decode: { ...denoise, name: 'decode' } as ModelEvent,
        });
      } finally {
        await autoencoder.close();
      }
    },
  });
}

async function sequencePrompts(
  { files, runtime, device, signal }: PyramidSession,
  embeddings: readonly PromptEmbedding[],
  prompts: readonly string[],
): Promise<SequencePrompts> {
  const pooled = await poolPrompts({ runtime, device, clips: files.clips, prompts, signal });
  const aligned = alignPrompts(embeddings);
  return { ...aligned, prompts: aligned.prompts.map((prompt, i) => ({ ...prompt, pooled: pooled[i]! })) };
}

/** Latents of the picture that a clip begins with, as the transformer sees them. */
async function encodedPicture(session: PyramidSession, source: TensorSource): Promise<Float32Array> {
  const { files, decided, request, seed, runtime, device, signal } = session;
  const { config } = files.autoencoder;
  const { native, frames, fps } = decided.shape;
  const [encoded] = await encodeConditioningFrames({
    request,
    ...native,
    frames,
    fps,
    timeCompression: compressionOf(config).time,
    async encode(video) {
      const moments = await encodePicture(
        { runtime, device, source, config, tile: decided.encoding.tile, signal },
        video,
      );
      return samplePosterior(moments, noise(seed, 'pyramid-flow/posterior', { count: moments.data.length / 2 }));
    },
    signal,
  });
  return normalised(pack(encoded!.latents).data, architectureOf(files.transformer.config), 0);
}

/** Makes latent frames in stages, and decodes each before the next is begun: the two never need memory at once. */
async function* madeFrames(
  session: PyramidSession,
  prompts: SequencePrompts,
  autoencoder: TensorSource,
  given: Float32Array | undefined,
  stages: { readonly denoise: ModelEvent; readonly decode: ModelEvent },
): AsyncGenerator<ModelEvent, void, void> {
  const { files, decided, autoencoderId, runtime, device, signal } = session;
  const { size, frames } = decided;
  const channels = latentChannels(files.transformer.config);
  const decoder = unitDecoder({
    runtime,
    device,
    source: autoencoder,
    config: files.autoencoder.config,
    precision: decided.decoderPrecision,
    size,
    layout: decided.decoding,
    signal,
  });
  const colours = await cachedColours(autoencoderId, channels);
  const fit = new ColourFit(channels);
  const transformer = await files.transformer.open();
  try {
    checkTransformer(transformer, files.transformer.config);
    const job = unitsJob(session, prompts, transformer, given);
    const total = stepsOf(job, given !== undefined);
    let step = 0;
    for await (const event of makeUnits(job)) {
      if (event.type === 'step') {
        step++;
        yield { type: 'step', stage: 'denoise', index: step, total };
        yield { type: 'preview', index: step - 1, frame: latentPicture(event.clean, event.size, colours) };
        continue;
      }
      yield stages.decode;
      yield* decodedFrame(session, decoder, fit, event.frame, event.latents);
      if (event.frame < frames - 1) yield stages.denoise;
    }
  } finally {
    await transformer.close();
  }
  await cacheColours(autoencoderId, fit.solve());
}

function unitsJob(
  { files, decided, seed, runtime, device, signal }: PyramidSession,
  prompts: SequencePrompts,
  source: TensorSource,
  given: Float32Array | undefined,
): UnitsJob {
  const { config } = files.transformer;
  const { size, frames, first, later, precision, residentBlocks } = decided;
  const { stages } = scheduler;
  const channels = latentChannels(config);
  const factor = blockFactor(scheduler);
  const drawn = (name: string, frame: number, cells: { readonly rows: number; readonly columns: number }) => {
    const count = channels * cells.rows * cells.columns;
    return noise(seed, `pyramid-flow/${name}`, { from: frame * count, count });
  };
  return {
    scheduler,
    frames,
    size,
    first,
    later,
    given,
    startNoise: (frame) => coarseNoise(drawn('start', frame, size), size, stages),
    addedNoise(frame, stage) {
      const cells = sizeAt(size, stage, stages);
      return blockNoise(drawn(`stage/${stage}`, frame, cells), cells, factor);
    },
    open: (boxes) => openSequence({ runtime, device, source, config, precision, prompts, boxes, residentBlocks }),
    signal,
  };
}

/** The pictures of a latent frame at the size of the clip; the colours of later previews are fitted to the last of them. */
async function* decodedFrame(
  { files, decided }: PyramidSession,
  decoder: UnitDecoder,
  fit: ColourFit,
  frame: number,
  latents: Float32Array,
): AsyncGenerator<ModelEvent, void, void> {
  const { shape, size } = decided;
  const { space, time } = compressionOf(files.autoencoder.config);
  const clean = denormalised(latents, architectureOf(files.transformer.config), frame);
  let index = frame === 0 ? 0 : time * (frame - 1) + 1;
  for await (const picture of decoder.decode(clean)) {
    const data = toPixels(picture);
    if (index === time * frame) {
      const channels = latents.length / (size.rows * size.columns);
      const packed = f32([1, size.rows * size.columns, channels], latents);
      addFrame(fit, unpack(packed, { frames: 1, ...size }), 0, data, space);
    }
    const native = { width: size.columns * space, height: size.rows * space, data, at: index / shape.fps };
    yield { type: 'frame', frame: fitFrame(native, shape) };
    index++;
  }
}
