import type { GenerationRequest, Stage } from '@akezora/contract';
import { encodeKnownFrames, type KnownLatents } from '../../diffusion/conditioning-frames.ts';
import { denoise } from '../../diffusion/denoise.ts';
import { defaultNegativePrompt, encodePrompts, type TextParts } from '../../diffusion/encode-prompt.ts';
import { perturbs } from '../../diffusion/guidance.ts';
import { denormalise, mixNoise, normalise, samplePosterior, tokensOf, unpack } from '../../diffusion/latents.ts';
import { ColourFit, keepColours, keptColours, latentAt, latentPicture } from '../../diffusion/preview.ts';
import type { PromptEmbedding } from '../../diffusion/prompt-embedding.ts';
import { onnxNodeRuntime } from '../../runtime/onnx-node.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { SigmaTable } from '../../schedulers/flow-match-euler.ts';
import { noise } from '../../tensor/noise.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';
import type { Frame } from '../../video/frame.ts';
import { crop, resample } from '../../video/resample.ts';
import type { ModelEvent, RunContext } from '../model.ts';
import { encoderGraph, latentStatistics } from './autoencoder.ts';
import { checkAutoencoder, checkTransformer } from './check-weights.ts';
import { layConditions } from './conditions.ts';
import { compressionOf } from './config.ts';
import { decodeFrames, toPixels } from './decode.ts';
import { openDenoiser } from './denoiser.ts';
import type { LtxFiles } from './files.ts';
import type { LtxPlan, PlannedPass } from './plan.ts';
import { guidanceAt, guidancesOf, type SamplingPreset } from './presets.ts';
import { gridPositions, positionsOf } from './rotary.ts';
import { ltxSchedule } from './schedule.ts';
import { matchStatistics, toneMap } from './two-scale.ts';
import type { Upsampler } from './upsample.ts';

/** Noise that fixed tokens get at every step in the reference. */
const fixedNoise = 0.15;

/** An opened model and what was decided for one request. */
export interface LtxRun {
  readonly files: LtxFiles;
  readonly preset: SamplingPreset;
  readonly text: TextParts;
  readonly textTokens: number;
  readonly upsampler: Upsampler | undefined;
  /** Name under which fitted preview colours are kept. */
  readonly autoencoderId: string;
  readonly request: GenerationRequest;
  readonly seed: number;
  readonly decided: LtxPlan;
  readonly context: RunContext;
}

interface Session extends LtxRun {
  readonly runtime: Runtime;
  readonly stages: number;
}

/** A named stream of the clip's noise. */
const drawer = (seed: number, purpose: string) => (index: number, count: number) =>
  noise(seed, `ltx/${purpose}/${index}`, { count });

/** Makes the frames of a plan: text, known frames, denoising (once or at two scales), streaming decode. */
export async function* runLtx(run: LtxRun): AsyncGenerator<ModelEvent, void, void> {
  const { decided, context, request } = run;
  const runtime = await onnxNodeRuntime({ threads: context.machine.threads });
  const known = (request.conditions?.length ?? 0) > 0;
  const session: Session = { ...run, runtime, stages: 2 + decided.passes.length + (known ? 1 : 0) };
  let stage = 0;
  const begin = (name: Stage): ModelEvent => ({ type: 'stage', name, index: stage++, of: session.stages });

  yield begin('encode-prompt');
  const prompts = yield* textStage(session);
  let latents: Tensor<'f32'> | undefined;
  for (const [i, pass] of decided.passes.entries()) {
    let frames: KnownLatents[] = [];
    if (known) {
      if (i === 0) yield begin('condition');
      frames = await knownFrames(session, pass);
    }
    const start: Tensor<'f32'> | undefined = latents && (await upscale(session, latents));
    const name = i === 0 ? 'denoise' : 'refine';
    yield begin(name);
    latents = yield* denoiseStage(session, pass, name, prompts, frames, start, i);
  }
  yield begin('decode');
  yield* decodeStage(session, latents!);
}

async function* textStage(session: Session): AsyncGenerator<ModelEvent, PromptEmbedding[], void> {
  const { decided, request, context } = session;
  const guided = decided.passes.some(({ preset }) => guidancesOf(preset).some(({ scale }) => scale > 1));
  const texts = guided ? [request.prompt, request.negativePrompt ?? defaultNegativePrompt] : [request.prompt];
  const encoding = encodePrompts({
    runtime: session.runtime,
    device: context.machine.device,
    parts: session.text,
    prompts: texts,
    maxLength: session.textTokens,
    precision: context.machine.textPrecision,
    signal: context.signal,
  });
  let step = await encoding.next();
  while (!step.done) {
    yield { type: 'step', stage: 'encode-prompt', index: step.value.done, total: step.value.total };
    step = await encoding.next();
  }
  return step.value;
}

async function knownFrames(session: Session, pass: PlannedPass): Promise<KnownLatents[]> {
  const { files, context, decided, request, runtime, seed } = session;
  const { config } = files.autoencoder;
  const { space, time } = compressionOf(config);
  const source = await files.autoencoder.open();
  const draw = drawer(seed, `posterior/${pass.columns}x${pass.rows}`);
  try {
    const statistics = await latentStatistics(source, config);
    return await encodeKnownFrames({
      request,
      width: pass.columns * space,
      height: pass.rows * space,
      frames: decided.shape.frames,
      fps: decided.shape.fps,
      timeCompression: time,
      async encode(video, index) {
        const [, , frames, rows, columns] = video.shape as [number, number, number, number, number];
        const graph = encoderGraph(source, config, { batch: 1, frames, rows, columns });
        const program = await runtime.load(graph, { device: context.machine.device, label: 'encoder' });
        try {
          const { moments } = (await program.run({ video })) as { moments: Tensor<'f32'> };
          return normalise(samplePosterior(moments, draw(index, moments.data.length / 2)), statistics);
        } finally {
          await program.free();
        }
      },
      signal: context.signal,
    });
  } finally {
    await source.close();
  }
}

/** Normalised latents of the first pass at twice the size, with the first pass's statistics. */
async function upscale(session: Session, latents: Tensor<'f32'>): Promise<Tensor<'f32'>> {
  const { files, upsampler, runtime, context } = session;
  if (!upsampler) throw new Error('a second pass without an upsampler');
  const source = await files.autoencoder.open();
  const statistics = await latentStatistics(source, files.autoencoder.config).finally(() => source.close());
  const larger = await upsampler.run(runtime, context.machine.device, denormalise(latents, statistics));
  return matchStatistics(normalise(larger, statistics), latents);
}

/** Cuts steps off the schedule's ends; what follows the last kept step stays its target. */
function cutTable({ sigmas, timesteps }: SigmaTable, first: number, last: number): SigmaTable {
  const end = timesteps.length - last;
  const kept = sigmas.slice(first, end + 1);
  // A schedule whose last steps are left out goes on to 0 from the last one kept.
  if (last > 0) kept[kept.length - 1] = 0;
  return { sigmas: kept, timesteps: timesteps.slice(first, end) };
}

async function* denoiseStage(
  session: Session,
  pass: PlannedPass,
  name: Stage,
  prompts: readonly PromptEmbedding[],
  known: readonly KnownLatents[],
  from: Tensor<'f32'> | undefined,
  index: number,
): AsyncGenerator<ModelEvent, Tensor<'f32'>, void> {
  const { files, context, decided, seed } = session;
  const { config } = files.transformer;
  const channels = config.in_channels;
  const compression = compressionOf(files.autoencoder.config);
  const { fps } = decided.shape;
  const tokens = tokensOf(pass);
  const { preset } = pass;
  const wanted = { steps: preset.steps, timesteps: preset.timesteps };
  const full = ltxSchedule(files.pipeline, files.scheduler, wanted, tokens);
  const table = cutTable(full, preset.skipFirst ?? 0, preset.skipLast ?? 0);
  let start = noise(seed, `ltx/start/${index}`, { count: channels * tokens });
  if (from) {
    const level = table.sigmas[0]!;
    start = start.map((value, i) => level * value + (1 - level) * from.data[i]!);
  }
  const laid = layConditions(start, channels, pass, known, compression, fps, drawer(seed, `condition/${index}`));
  const plainGrid = files.pipeline === 'plain' && laid.extra === 0;
  const positions = plainGrid
    ? gridPositions(pass, [compression.time / fps, compression.space, compression.space])
    : positionsOf(laid.coordinates);
  const guidances = guidancesOf(preset);
  const source = await files.transformer.open();
  try {
    checkTransformer(source, config);
    const denoiser = await openDenoiser({
      runtime: session.runtime,
      device: context.machine.device,
      source,
      config,
      linear: decided.precision,
      prompt: prompts[0]!,
      negative: guidances.some(({ scale }) => scale > 1) ? prompts[1] : undefined,
      perturbable: guidances.some(perturbs),
      positions,
      times: laid.strengths ? new Set(laid.strengths).size + 1 : 1,
      blocksAtOnce: decided.blocksAtOnce,
    });
    try {
      const colours = await keptColours(session.autoencoderId, channels);
      const steps = denoise({
        denoiser,
        table,
        guidance: (level) => guidanceAt(preset, level),
        channels,
        sample: laid.sample,
        strengths: laid.strengths,
        fixedNoise: files.pipeline === 'plain' ? 0 : fixedNoise,
        draw: drawer(seed, `fixed/${index}`),
        redraw: preset.stochastic ? drawer(seed, `redraw/${index}`) : undefined,
        signal: context.signal,
      });
      let step = await steps.next();
      while (!step.done) {
        const { index: at, total, clean } = step.value;
        yield { type: 'step', stage: name, index: at + 1, total };
        const middle = laid.extra + Math.floor(pass.frames / 2) * pass.rows * pass.columns;
        const frame = clean.subarray(middle * channels, (middle + pass.rows * pass.columns) * channels);
        yield { type: 'preview', index: at, frame: latentPicture(frame, pass, colours) };
        step = await steps.next();
      }
      return unpack(f32([1, tokens, channels], step.value.slice(laid.extra * channels)), pass);
    } finally {
      await denoiser.free();
    }
  } finally {
    await source.close();
  }
}

async function* decodeStage(session: Session, latents: Tensor<'f32'>): AsyncGenerator<ModelEvent, void, void> {
  const { files, context, decided, preset, seed, autoencoderId } = session;
  const { config } = files.autoencoder;
  const { shape } = decided;
  const { space, time } = compressionOf(config);
  const source = await files.autoencoder.open();
  try {
    checkAutoencoder(source, config);
    const mapped = preset.toneMap ? toneMap(latents, preset.toneMap) : latents;
    const clean = denormalise(mapped, await latentStatistics(source, config));
    const count = latents.data.length;
    const mixed = config.timestep_conditioning
      ? mixNoise(clean, noise(seed, 'ltx/decode', { count }), preset.decodeNoise)
      : clean;
    const fit = new ColourFit(latents.shape[1]!);
    const pictures = decodeFrames({
      runtime: session.runtime,
      device: context.machine.device,
      source,
      config,
      latents: mixed,
      time: preset.decodeTime,
      memoryBytes: decided.decodeBytes,
      plane: (module, rows, columns) => noise(seed, `ltx/plane/${module}`, { count: rows * columns }),
      signal: context.signal,
    });
    const width = latents.shape[4]! * space;
    const height = latents.shape[3]! * space;
    let index = 0;
    for await (const picture of pictures) {
      const data = toPixels(picture);
      if (index % time === 0) addColours(fit, latents, index / time, data, width, space);
      yield { type: 'frame', frame: fitted({ width, height, data, at: index / shape.fps }, shape) };
      index++;
    }
    await keepColours(autoencoderId, fit.solve());
  } finally {
    await source.close();
  }
}

/** The picture at the size that was asked: scaled to the native size where the second pass made another, then cut. */
function fitted(frame: Frame, shape: LtxPlan['shape']): Frame {
  const native = resample(frame, shape.native.width, shape.native.height, { fit: 'fill' });
  const { width, height } = shape;
  if (native.width === width && native.height === height) return native;
  const x = Math.floor((native.width - width) / 2);
  const y = Math.floor((native.height - height) / 2);
  return crop(native, { x, y, width, height });
}

function addColours(
  fit: ColourFit,
  latents: Tensor<'f32'>,
  frame: number,
  data: Uint8Array,
  width: number,
  space: number,
) {
  const [, , , rows, columns] = latents.shape as [number, number, number, number, number];
  for (let row = 0; row < rows; row += 2)
    for (let column = 0; column < columns; column += 2) {
      const sum: [number, number, number] = [0, 0, 0];
      for (let y = row * space; y < (row + 1) * space; y += 4)
        for (let x = column * space; x < (column + 1) * space; x += 4)
          for (let c = 0; c < 3; c++) sum[c]! += data[(y * width + x) * 4 + c]!;
      const points = Math.ceil(space / 4) ** 2 * 255;
      fit.add(latentAt(latents, frame, row, column), [sum[0] / points, sum[1] / points, sum[2] / points]);
    }
}
