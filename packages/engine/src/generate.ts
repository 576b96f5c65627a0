import {
  AkezoraError,
  type ClipFacts,
  type DeviceName,
  type GenerationEvent,
  type GenerationPlan,
  type GenerationRequest,
  type GenerationRequestInput,
  generationRequestSchema,
  parseOrThrow,
} from '@akezora/contract';
import { checkOutput } from './host/check-output.ts';
import type { Machine } from './machine/machine.ts';
import { describeMachine, processorName } from './machine/machine.ts';
import { type RunMeter, startMeter } from './machine/run-meter.ts';
import { recordSpeeds } from './machine/speeds.ts';
import { openModel } from './models/index.ts';
import type { VideoModel } from './models/model.ts';
import { BoundedQueue } from './video/bounded-queue.ts';
import { encodeVideo } from './video/encode.ts';
import type { Frame } from './video/frame.ts';
import { soundOf } from './video/sound.ts';
import { previewJpeg } from './video/stills.ts';

/** How a generation runs. */
export interface GenerateOptions {
  /** Where the clip goes; it appears there only when it is whole. */
  readonly file: string;
  readonly signal?: AbortSignal;
  /** `cpu` (default), `webgpu` or `cuda`. */
  readonly device?: DeviceName;
  /** `f32` for exact arithmetic where the model would round to bytes: slower, and the same to the eye. */
  readonly precision?: 'f32';
}

/** Frames that may wait for the encoder: enough to keep both busy, few enough to keep memory flat at 1080p. */
const framesInFlight = 4;

/**
 * The whole line: request → plan → frames → file. Yields progress in order and ends with `done`; the facts of the clip
 * are in the file, what the run took only in the last event.
 * @throws AkezoraError for everything that can go wrong; nothing is left under the final name then.
 */
export async function* generate(
  input: GenerationRequestInput,
  options: GenerateOptions,
): AsyncGenerator<GenerationEvent, void, void> {
  const signal = options.signal ?? new AbortController().signal;
  const meter = startMeter();
  try {
    const model = await openModel(referenceOf(input));
    const { request, plan, machine } = await planRequest(input, model, options.device, options.precision);
    yield { type: 'planned', plan };
    await checkOutput(options.file, plan);
    signal.throwIfAborted();
    yield* makeClip(model, request, plan, { ...options, machine, signal }, meter);
  } catch (thrown) {
    throw AkezoraError.from(signal.aborted ? (signal.reason ?? thrown) : thrown);
  } finally {
    meter.stop();
  }
}

/** A model opened with its LoRAs. */
const referenceOf = ({ model = 'akezora-1', loras = [] }: GenerationRequestInput): string =>
  [model, ...loras.map((lora) => `${'file' in lora ? lora.file : lora.id}:${lora.strength ?? 1}`)].join('+lora=');

/** Parses a request, chooses a seed where none is given, and lets the model plan it for this machine. */
export async function planRequest(
  input: GenerationRequestInput,
  model: VideoModel,
  device?: DeviceName,
  precision?: 'f32',
): Promise<{ request: GenerationRequest; plan: GenerationPlan; machine: Machine }> {
  const parsed = parseOrThrow(generationRequestSchema, input);
  const request = { ...parsed, seed: parsed.seed ?? Math.floor(Math.random() * 0x1_0000_0000) };
  const machine = await describeMachine(device);
  const plan = await model.plan(request, precision === undefined ? machine : { ...machine, precision });
  return { request, plan, machine };
}

async function* makeClip(
  model: VideoModel,
  request: GenerationRequest,
  plan: GenerationPlan,
  options: GenerateOptions & { machine: Machine; signal: AbortSignal },
  meter: RunMeter,
): AsyncGenerator<GenerationEvent, void, void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const { machine } = options;
  const frames = new BoundedQueue<Frame>(framesInFlight);
  const facts = factsOf(model, request, plan);
  const encoding = drain(
    encodeVideo(frames, {
      file: options.file,
      width: plan.width,
      height: plan.height,
      fps: plan.fps,
      codec: plan.codec,
      facts,
      sound: soundOf(request, plan),
      signal,
    }),
  );
  encoding.catch((failure: unknown) => stop.abort(failure));
  let done = 0;
  const progress = progressClock();
  try {
    for await (const event of model.run(request, plan, { machine, signal })) {
      switch (event.type) {
        case 'stage':
          meter.stage(event.name);
          progress.stage();
          yield event;
          break;
        case 'step':
          yield { ...event, etaMs: progress.eta(event.index, event.total) };
          break;
        case 'preview':
          yield { type: 'preview', jpeg: Uint8Array.from(await previewJpeg(event.frame)), frame: event.index };
          break;
        case 'frame':
          if (!(await frames.push(event.frame))) await encoding;
          done += 1;
          yield { type: 'frames', done, total: plan.frames };
          break;
      }
      signal.throwIfAborted();
    }
    frames.close();
    meter.stage('encode');
    await encoding;
  } catch (failure) {
    const cause = stop.signal.aborted && !options.signal.aborted ? stop.signal.reason : failure;
    frames.close(cause);
    stop.abort(cause);
    await encoding.catch(() => undefined);
    throw cause;
  } finally {
    // A caller that stops listening half-way must not leave an encoder or a partial file behind.
    frames.close(new AkezoraError('cancelled'));
    stop.abort();
    await encoding.catch(() => undefined);
  }
  const measures = meter.finish();
  await recordSpeeds(processorName(), reachedSpeeds(plan, measures.stages));
  yield { type: 'done', file: options.file, facts, measures };
}

async function drain(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
}

/** Everything that makes the clip again. */
function factsOf(model: VideoModel, request: GenerationRequest, plan: GenerationPlan): ClipFacts {
  return {
    generator: 'akezora 0.1.0',
    model: plan.model,
    modelVersion: model.version,
    kernels: `${plan.device}:${plan.precision}`,
    seed: plan.seed,
    prompt: request.prompt,
    ...(request.negativePrompt === undefined ? {} : { negativePrompt: request.negativePrompt }),
    ...(plan.scene === undefined ? {} : { scene: plan.scene }),
    unknownWords: plan.unknownWords,
    width: plan.width,
    height: plan.height,
    fps: plan.fps,
    seconds: plan.seconds,
    frames: plan.frames,
    steps: plan.steps,
    guidance: plan.guidance,
    codec: plan.codec,
    ...(request.parent === undefined ? {} : { parent: request.parent }),
    request,
  };
}

/** Work a second by `model:stage`, from the plan's own estimate: planned seconds over measured, times the known speed. */
function reachedSpeeds(
  plan: GenerationPlan,
  stages: readonly { name: string; seconds: number }[],
): Record<string, number> {
  const reached: Record<string, number> = {};
  for (const { name, seconds } of stages) {
    const planned = plan.stages.find((stage) => stage.name === name);
    if (planned?.work === undefined || seconds <= 0) continue;
    reached[`${plan.model}:${plan.device}:${plan.precision}:${name}`] = planned.work / seconds;
  }
  return reached;
}

function progressClock() {
  let started = performance.now();
  return {
    stage: () => {
      started = performance.now();
    },
    eta: (index: number, total: number) =>
      index > 0 ? Math.round(((performance.now() - started) / index) * (total - index)) : 0,
  };
}
