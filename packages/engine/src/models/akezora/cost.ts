import type { Precision, StagePlan } from '@akezora/contract';
import type { Machine } from '../../machine/machine.ts';
import { capabilities } from './capabilities.ts';
import { paintedFramesALight } from './finisher/finisher.ts';
import type { Size } from './frame-sizes.ts';
import type { Window } from './painter/windows.ts';

/** Quantities that the time and memory of a clip depend on. */
export interface Job {
  readonly windows: readonly Window[];
  /** Evaluations a window. */
  readonly steps: number;
  /** The painter's size. */
  readonly native: Size;
  readonly output: Size;
  /** Frames of the output. */
  readonly frames: number;
  readonly precision: Precision;
  /** Conditioning frames in memory, at the painter's size. */
  readonly inputFrames: number;
  /** Bytes of the request's own pictures in memory. Default 0. */
  readonly pictureBytes?: number;
  /** Frames stay at the painter's size, without the finisher. Default false. */
  readonly draft?: boolean;
}

/** Work per second on a 2-core AVX2 machine, until speeds of this machine are measured. */
const defaultSpeeds = { denoise: 20, finish: 16, encode: 60 } as const;

/**
 * Cost of a finished frame, against one of 1080p: its light, which small frames share; a part that is the same at all sizes; one for
 * each pixel; and of an evaluated patch-frame beside it. Measured by `bench/akezora.ts` in processor seconds.
 */
const finishing = { light: 0.36, frame: 0.12, pixel: 0.52 / (1920 * 1080), evaluation: 0.25 } as const;

/** Seconds to scale a frame of a draft, on any machine. */
const draftSecondsPerFrame = 0.01;

/** Bytes of the process with only the runtime loaded, and bytes that each stage adds; measured by `bench/akezora.ts`. */
const memory = { base: 370e6, paint: 270e6, finishPerPixel: 130, framePerPixel: 40 } as const;

/**
 * Seconds and peak memory of the stages. Painter and finisher are at work, and in memory, together: the first stage is the first
 * window, in evaluated patch-frames; later windows are painted beside the frames of the second, in frames of 1080p.
 */
export function stageCosts(job: Job, machine: Machine): StagePlan[] {
  const evaluationsOf = (windows: readonly Window[]) =>
    job.steps * windows.reduce((sum, w) => sum + w.history.length + w.paint.length + w.future.length, 0);
  const evaluations = evaluationsOf(job.windows.slice(0, 1));
  const { width, height } = job.output;
  const light = finishing.light / paintedFramesALight(job.output);
  const perFrame = light + finishing.frame + finishing.pixel * width * height;
  const finishWork = job.frames * perFrame + finishing.evaluation * evaluationsOf(job.windows.slice(1));
  const speed = (stage: keyof typeof defaultSpeeds) =>
    machine.speeds[`${capabilities.id}:${machine.device}:${job.precision}:${stage}`] ?? defaultSpeeds[stage];
  const finished = job.draft === true ? 0 : job.native.width * 12 * job.native.height * 12;
  const conditioning = job.inputFrames * job.native.width * job.native.height * 3;
  const paintMemory = memory.base + memory.paint + conditioning + (job.pictureBytes ?? 0);
  const finishMemory = paintMemory + finished * memory.finishPerPixel + width * height * memory.framePerPixel;
  return [
    {
      name: 'denoise',
      seconds: evaluations / speed('denoise'),
      memoryBytes: paintMemory,
      steps: job.steps,
      work: evaluations,
    },
    job.draft === true
      ? {
          name: 'finish',
          seconds: job.frames * draftSecondsPerFrame + evaluationsOf(job.windows.slice(1)) / speed('denoise'),
          memoryBytes: finishMemory,
        }
      : { name: 'finish', seconds: finishWork / speed('finish'), memoryBytes: finishMemory, work: finishWork },
    { name: 'encode', seconds: 0.5, memoryBytes: finishMemory },
  ];
}
