import type { GenerationPlan, GenerationRequest } from '@akezora/contract';
import type { Frame } from '../../video/frame.ts';
import { resample } from '../../video/resample.ts';
import type { StillMaker } from '../model.ts';
import { framesPerPatch, nativeFps } from './config.ts';
import type { Size } from './frame-sizes.ts';
import { readConditioningFrames } from './inputs/conditioning-frames.ts';
import { type ConditioningPicture, openConditioningVideo } from './inputs/conditioning-video.ts';
import type { ConditioningFrames } from './inputs/frames-in-window.ts';
import { overlay } from './inputs/overlay.ts';
import type { Networks, StillNetworks } from './networks.ts';
import { paint } from './painter/paint.ts';
import { cameraMoveAt, type ShotPlan, shotAt } from './scene/shot.ts';

/** Pixels of a still's longer side. */
const longSide = 256;

/** Evaluations of a still, as many as of a window of `fast`. */
const mostSteps = 2;

/** Aspects whose networks stay loaded. */
const mostKept = 3;

/**
 * Makes stills of akezora-2: one patch-frame is painted, alone instead of after the one before it, and finished at a small size.
 * What stands where, and in which light, is as in the clip; fine texture may differ.
 */
export class AkezoraStills implements StillMaker {
  readonly #networks: Networks;
  readonly #threads: number;
  readonly #shotsOf: (request: GenerationRequest, plan: GenerationPlan) => Promise<ShotPlan>;
  /** Networks by aspect and precision, the one used last at the end. */
  readonly #kept = new Map<string, Promise<StillNetworks>>();
  #made = 0;

  constructor(
    networks: Networks,
    threads: number,
    shotsOf: (request: GenerationRequest, plan: GenerationPlan) => Promise<ShotPlan>,
  ) {
    this.#networks = networks;
    this.#threads = threads;
    this.#shotsOf = shotsOf;
  }

  async make(request: GenerationRequest, plan: GenerationPlan, at: number, signal: AbortSignal): Promise<Frame> {
    const shotPlan = await this.#shotsOf(request, plan);
    const size = stillSize(plan.native);
    const frame = Math.min(Math.round(at * nativeFps), Math.ceil(plan.seconds * nativeFps) - 1);
    signal.throwIfAborted();
    const inputs = await inputsAt(shotPlan, plan, size, frame, signal);
    if (inputs.picture?.opacity === 1) return resample(inputs.picture.frame, size.width, size.height);
    const networks = await this.#networksFor(plan, size);
    signal.throwIfAborted();
    const made = await this.#paint(networks, shotPlan, plan, frame, inputs.conditioningFrames, signal);
    return inputs.picture === undefined ? made : overlay(made, inputs.picture);
  }

  async close(): Promise<void> {
    const kept = [...this.#kept.values()];
    this.#kept.clear();
    await Promise.all(kept.map(async (networks) => (await networks).close()));
  }

  async #networksFor(plan: GenerationPlan, size: Size): Promise<StillNetworks> {
    const key = `${size.width}x${size.height} ${plan.precision}`;
    const loading = this.#kept.get(key) ?? this.#networks.forStills(plan, size, this.#threads);
    this.#kept.delete(key);
    this.#kept.set(key, loading);
    loading.catch(() => this.#kept.delete(key));
    const [oldest] = this.#kept.entries();
    if (this.#kept.size > mostKept && oldest !== undefined) {
      this.#kept.delete(oldest[0]);
      await (await oldest[1]).close();
    }
    return loading;
  }

  async #paint(
    { painter, finisher, show }: StillNetworks,
    { shots, cast, backdrop }: ShotPlan,
    { seed, steps }: GenerationPlan,
    frame: number,
    conditioningFrames: ConditioningFrames,
    signal: AbortSignal,
  ): Promise<Frame> {
    const patch = Math.floor(frame / framesPerPatch);
    const shot = shotAt(shots, patch);
    const writeImage = await show([shot.scene], { cast, backdrop });
    const windows = [{ history: [], paint: [patch], future: [] }];
    const evaluations = Math.min(steps, mostSteps);
    const painting = paint({
      ...{ painter, writeImage, shots, windows, conditioningFrames, seed, signal, steps: evaluations },
    });
    let pixels = new Float32Array(0);
    for await (const event of painting) if (event.type === 'patch') pixels = Float32Array.from(event.pixels);
    signal.throwIfAborted();
    const length = pixels.length / framesPerPatch;
    const within = frame - patch * framesPerPatch;
    const at = frame / nativeFps;
    // Frames of the same pair share a light, and no two stills may.
    this.#made += 2;
    const painted = pixels.slice(within * length, (within + 1) * length);
    return finisher.finish(painted, this.#made, shot.scene, at - shot.from, at);
  }
}

/** A painter's size, enlarged to that of a still: 256×144, 144×256 or 256×256. */
function stillSize({ width, height }: Size): Size {
  const scale = longSide / Math.max(width, height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** What the conditions of a request are at a frame: the picture over it, and what the painter goes by. */
async function inputsAt(
  { request, shots, held, joined, wipe }: ShotPlan,
  { native, seconds }: GenerationPlan,
  size: Size,
  frame: number,
  signal: AbortSignal,
): Promise<{ picture: ConditioningPicture | undefined; conditioningFrames: ConditioningFrames }> {
  const foreign = new Map(held.map((index) => [index, cameraMoveAt(shots, request.conditions![index]!.at)]));
  const video = await openConditioningVideo(request, { ...size, fps: nativeFps, seconds }, signal, {
    ...{ foreign, joined, wipe },
  });
  try {
    const picture = await video.at(frame);
    // Videos are decoded up to the patch-frame of the still, and no further.
    const until = (Math.floor(frame / framesPerPatch) + 1) / (nativeFps / framesPerPatch);
    const whole = picture?.opacity === 1;
    const conditioningFrames = whole
      ? new Map()
      : await readConditioningFrames(request, Math.min(until, seconds), native, signal, foreign);
    return { picture, conditioningFrames };
  } finally {
    await video.close();
  }
}
