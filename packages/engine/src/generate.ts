import {
  AkezoraError,
  boxModel,
  type GenerationEvent,
  type GenerationPlan,
  type GenerationRequest,
  type GenerationRequestInput,
} from '@akezora/contract';
import { factsOf, withMarks } from './clip-facts.ts';
import { checkOutput } from './host/check-output.ts';
import { type Machine, processorName } from './machine/machine.ts';
import { type RunMeter, startMeter } from './machine/run-meter.ts';
import { type ReachedSpeed, recordSpeeds, speedKey } from './machine/speeds.ts';
import { openModel } from './models/index.ts';
import type { VideoModel } from './models/model.ts';
import { type ComputeOptions, type PlannedRequest, planRequest } from './plan.ts';
import { payloadOf } from './provenance/marks/payload.ts';
import { BoundedQueue } from './video/bounded-queue.ts';
import { encodeVideo } from './video/encode.ts';
import type { Frame } from './video/frame.ts';
import { soundOf } from './video/sound/clip-sound.ts';
import { previewJpeg } from './video/stills.ts';

/** Options of a generation. */
export interface GenerateOptions extends ComputeOptions {
  /**
   * Path of the clip. Its extension chooses the container: `.mp4`, `.mov`, `.mkv`, `.webm`, `.webp` or `.gif`; MP4 for any
   * other. The file appears only when it is complete.
   */
  readonly file: string;
  /** What the facts call a local file of the request, such as `upload:<id>`. Default: the file's name, without folders. */
  readonly names?: Readonly<Record<string, string>>;
  /**
   * Takes what is finished while the rest is made, as pieces of a fragmented MP4; see `EncodeOptions.live`. Default: none.
   */
  readonly live?: (piece: Uint8Array) => void | Promise<void>;
  /**
   * Id of the clip, from which the payload of its invisible mark is made (`payloadOf`). Default: the facts, so that the same request and
   * seed give the same bytes.
   */
  readonly id?: string;
  /** Cancels the generation: memory is freed, no file is left, and the signal's reason is thrown. Default: none. */
  readonly signal?: AbortSignal;
}

/** Most frames that wait for the encoder: enough for model and encoder to work at once, few enough for 1080p. */
const framesInFlight = 4;

/**
 * Generates a clip: plans the request, runs the model, and encodes its frames as they are ready. Yields `planned` first, then
 * stages, steps, previews and frames in order, and `done` last. The facts that make the clip again are in the file; times and
 * memory are in the last event only.
 * @throws AkezoraError for everything that can go wrong; no file is left behind then.
 *
 * @example
 * import { generate } from '@akezora/engine';
 *
 * const request = { prompt: 'a fox in the snow', seconds: 2, resolution: '360p', seed: 1 } as const;
 * for await (const event of generate(request, { file: 'fox.mp4' })) {
 *   if (event.type === 'frames') console.log(`${event.done} of ${event.total} frames`);
 *   if (event.type === 'done') console.log(event.file, event.facts.seconds, 's');
 * }
 */
export const generate = (
  input: GenerationRequestInput,
  options: GenerateOptions,
): AsyncGenerator<GenerationEvent, void, void> => generateWith({ open: openModel }, input, options);

/** Where a clip's model comes from. */
export interface Opener {
  /** @throws AkezoraError as `openModel` does. */
  readonly open: (reference: string) => Promise<VideoModel>;
  /** Whether what a run loads may stay for the next run, by what is free before it. Default: it is freed with the run. */
  readonly keeps?: (plan: GenerationPlan, machine: Machine) => boolean;
}

/** `generate` with a model from `opener`. */
export async function* generateWith(
  { open, keeps = () => false }: Opener,
  input: GenerationRequestInput,
  options: GenerateOptions,
): AsyncGenerator<GenerationEvent, void, void> {
  const {
    file: _file,
    names: _names,
    live: _live,
    id: _id,
    signal = new AbortController().signal,
    ...computeOptions
  } = options;
  const meter = startMeter();
  try {
    const model = await open(input.model ?? boxModel);
    const { request, plan, machine } = await planOrRelease(input, model, computeOptions);
    yield { type: 'planned', plan };
    await checkOutput(options.file, plan);
    signal.throwIfAborted();
    const keep = keeps(plan, machine);
    if (!keep) await model.release?.();
    yield* makeClip(model, request, plan, { ...options, machine, signal, keep }, meter);
  } catch (thrown) {
    throw AkezoraError.from(signal.aborted ? (signal.reason ?? thrown) : thrown);
  } finally {
    meter.stop();
  }
}

/** Plans a request; where memory is short, once more without what the model has kept of earlier clips. */
async function planOrRelease(
  input: GenerationRequestInput,
  model: VideoModel,
  options: ComputeOptions,
): Promise<PlannedRequest> {
  try {
    return await planRequest(input, model, options);
  } catch (thrown) {
    if (!(thrown instanceof AkezoraError && thrown.code === 'not_enough_memory') || model.release === undefined)
      throw thrown;
    await model.release();
    return planRequest(input, model, options);
  }
}

async function* makeClip(
  model: VideoModel,
  request: GenerationRequest,
  plan: GenerationPlan,
  options: GenerateOptions & { machine: Machine; signal: AbortSignal; keep: boolean },
  meter: RunMeter,
): AsyncGenerator<GenerationEvent, void, void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const { machine, keep } = options;
  const frames = new BoundedQueue<Frame>(framesInFlight);
  const clipFacts = factsOf(model, request, plan, options.names);
  const { facts, mark } = await withMarks(clipFacts, plan, () => payloadOf(options.id ?? JSON.stringify(clipFacts)));
  const encoding = drain(
    encodeVideo(frames, {
      file: options.file,
      width: plan.width,
      height: plan.height,
      fps: plan.fps,
      codec: plan.codec,
      // Pictures that are given may have a camera's grain.
      aim: (request.conditions ?? []).length > 0 ? 'rate' : 'quality',
      facts,
      sound: soundOf(request, plan),
      ...(mark === undefined ? {} : { mark }),
      ...(options.live === undefined ? {} : { live: options.live }),
      signal,
    }),
  );
  encoding.catch((failure: unknown) => stop.abort(failure));
  let done = 0;
  const progress = progressClock();
  try {
    for await (const event of model.run(request, plan, { machine, signal, keep })) {
      switch (event.type) {
        case 'stage':
          meter.stage(event.name);
          progress.stage(event.name);
          yield event;
          break;
        case 'step':
          yield { ...event, etaMs: progress.eta(event) };
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
    // A caller that stops iterating must not leave an encoder or a partial file behind.
    frames.close(new AkezoraError('cancelled'));
    stop.abort();
    await encoding.catch(() => undefined);
  }
  const measures = meter.finish();
  await recordSpeeds(processorName(), reachedSpeeds(plan, meter.unshared()));
  yield { type: 'done', file: options.file, facts, measures };
}

async function drain(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
}

/** Work per second, by `model:device:precision:stage`: the planned work over the seconds that it took. */
function reachedSpeeds(
  plan: GenerationPlan,
  stages: readonly { name: string; seconds: number }[],
): Record<string, ReachedSpeed> {
  const reached: Record<string, ReachedSpeed> = {};
  for (const { name, seconds } of stages) {
    const planned = plan.stages.find((stage) => stage.name === name);
    if (planned?.work === undefined || seconds <= 0) continue;
    const precision = planned.precision ?? plan.precision;
    reached[speedKey(plan.model, plan.device, precision, name)] = { speed: planned.work / seconds, seconds };
  }
  return reached;
}

/** Milliseconds that are left of a stage, by its pace since it first began: models may go back and forth between two stages. */
function progressClock() {
  const begun = new Map<string, number>();
  return {
    stage(name: string) {
      if (!begun.has(name)) begun.set(name, performance.now());
    },
    eta({ stage, index, total }: { readonly stage: string; readonly index: number; readonly total: number }): number {
      const started = begun.get(stage);
      if (started === undefined || index === 0) return 0;
      return Math.round(((performance.now() - started) / index) * (total - index));
    },
  };
}
