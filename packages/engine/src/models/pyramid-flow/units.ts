/**
 * Making a clip unit by unit (`generate` of the reference): one latent frame after another, each in stages of growing resolution, with the
 * frames before it as its history. The frame just before is seen as sharp as the stage, those before it coarser and coarser.
 */
import type { Guidance } from '../../diffusion/guidance.ts';
import type { LatentBox } from '../../diffusion/latents.ts';
import { type PyramidSchedulerConfig, pyramidStep, pyramidTable, renoising } from '../../schedulers/pyramid-flow.ts';
import type { ClipPart } from './clips.ts';
import type { Sequence } from './denoiser.ts';
import { doubled, type FrameSize, historyStages, pyramidOf, sizeAt } from './resolutions.ts';

/** Steps of each stage, and guidance. */
export interface UnitSampling {
  readonly steps: readonly number[];
  readonly guidance: Guidance;
}

/** A clip to make. */
export interface UnitsJob {
  readonly scheduler: PyramidSchedulerConfig;
  /** Latent frames of the clip. */
  readonly frames: number;
  readonly size: FrameSize;
  /** Sampling of the first frame, and of those after it. */
  readonly first: UnitSampling;
  readonly later: UnitSampling;
  /** The first frame where it is given. Default: it is made. */
  readonly given?: Float32Array | undefined;
  /** Noise at the coarsest resolution that a frame starts from. */
  readonly startNoise: (frame: number) => Float32Array;
  /** Correlated noise that is added to a frame before a stage. */
  readonly addedNoise: (frame: number, stage: number) => Float32Array;
  /** Opens the transformer for sequences of parts of these sizes. */
  readonly open: (boxes: readonly LatentBox[]) => Promise<Sequence>;
  /** Cancels between passes. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** A step, with the latents that it predicts for the end of its stage, or a finished latent frame `[rows · columns, channels]`. */
export type UnitEvent =
  | { readonly type: 'step'; readonly frame: number; readonly size: FrameSize; readonly clean: Float32Array }
  | { readonly type: 'frame'; readonly frame: number; readonly latents: Float32Array };

/**
 * All steps of a clip.
 * @param given whether the first frame is given
 */
export function stepsOf(
  { frames, first, later }: Pick<UnitsJob, 'frames' | 'first' | 'later'>,
  given: boolean,
): number {
  const sum = (steps: readonly number[]) => steps.reduce((a, b) => a + b, 0);
  return (given ? 0 : sum(first.steps)) + (frames - 1) * sum(later.steps);
}

/** Makes the latent frames of a clip in order. */
export async function* makeUnits(job: UnitsJob): AsyncGenerator<UnitEvent, void, void> {
  const stages = job.scheduler.stages;
  /** Frames that are finished, at every resolution. */
  const done: Float32Array[][] = [];
  for (let frame = 0; frame < job.frames; frame++) {
    const latents = frame === 0 && job.given ? job.given : yield* makeUnit(job, frame, done);
    done.push(pyramidOf(latents, job.size, stages));
    yield { type: 'frame', frame, latents };
  }
}

/** What a stage sees of the frames before, the oldest first. */
export const historyOf = (
  done: readonly (readonly Float32Array[])[],
  size: FrameSize,
  stage: number,
  stages: number,
): ClipPart[] =>
  historyStages(done.length, stage).map((at, frame) => ({
    box: { frames: 1, ...sizeAt(size, at, stages) },
    latents: done[frame]![at]!,
  }));

async function* makeUnit(
  job: UnitsJob,
  frame: number,
  done: readonly (readonly Float32Array[])[],
): AsyncGenerator<UnitEvent, Float32Array, void> {
  const { scheduler, first, later, signal } = job;
  const { steps, guidance } = frame === 0 ? first : later;
  let sample = Float32Array.from(job.startNoise(frame));
  for (let stage = 0; stage < scheduler.stages; stage++) {
    const size = sizeAt(job.size, stage, scheduler.stages);
    if (stage > 0) {
      const { alpha, beta } = renoising(scheduler, stage);
      const noise = job.addedNoise(frame, stage);
      sample = doubled(sample, sizeAt(job.size, stage - 1, scheduler.stages)).map(
        (value, i) => alpha * value + beta * noise[i]!,
      );
    }
    const history = historyOf(done, job.size, stage, scheduler.stages);
    const box = { frames: 1, ...size };
    const table = pyramidTable(scheduler, stage, steps[stage]!);
    signal?.throwIfAborted();
    const sequence = await job.open([...history.map((part) => part.box), box]);
    try {
      for (let index = 0; index < table.timesteps.length; index++) {
        const position = table.positions[index]!;
        const predictions: Float32Array[] = [];
        for (const { prompt } of guidance.passesAt(position)) {
          signal?.throwIfAborted();
          const parts = [...history, { box, latents: sample }];
          predictions.push(
            await sequence.predict(parts, [Math.fround(table.timesteps[index]!)], prompt === 'negative' ? 1 : 0),
          );
        }
        const velocity = guidance.combine(position, predictions);
        const clean = sample.map((value, i) => value - position * velocity[i]!);
        pyramidStep(sample, velocity, table, index);
        yield { type: 'step', frame, size, clean };
      }
    } finally {
      await sequence.free();
    }
  }
  return sample;
}
