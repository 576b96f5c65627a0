import type { Precision, StagePlan } from '@akezora/contract';
import type { Machine } from '../../machine/machine.ts';
import { capabilities, nativeFps } from './capabilities.ts';
import type { Size } from './frame-sizes.ts';
import type { Window } from './painter/windows.ts';
import { framesPerPatch } from './painter/windows.ts';

/** What decides how long a clip takes and how much memory. */
export interface Job {
  readonly windows: readonly Window[];
  readonly steps: number;
  readonly native: Size;
  readonly output: Size;
  readonly frames: number;
  readonly precision: Precision;
  readonly inputFrames: number;
  /** Painted frames are shown as they are, without the finisher. */
  readonly draft?: boolean;
}

/** Units of work a second on a 2-core AVX2 machine, used until this machine's own runs say otherwise. */
const usualSpeeds = { denoise: 20, finish: 16, encode: 60 } as const;

/** Scaling a painted frame takes this long, whatever the machine. */
const draftSecondsPerFrame = 0.01;

/** Bytes of a process with the runtime loaded and nothing else, and what each stage adds; measured by `bench/akezora.ts`. */
const memory = { base: 330e6, paint: 270e6, finishPerPixel: 130, framePerPixel: 40 } as const;

/**
 * Seconds and peak memory of the stages. Units: patch-frame evaluations for painting, full-size frames for finishing.
 * Painter and finisher stand in memory together, for frames stream from one to the other.
 */
export function estimateStages(job: Job, machine: Machine): StagePlan[] {
  const evaluations =
    job.steps * job.windows.reduce((sum, w) => sum + w.history.length + w.paint.length + w.future.length, 0);
  const speed = (stage: keyof typeof usualSpeeds) =>
    machine.speeds[`${capabilities.id}:${machine.device}:${job.precision}:${stage}`] ?? usualSpeeds[stage];
  const finished = job.draft === true ? 0 : job.native.width * 12 * job.native.height * 12;
  const known = job.inputFrames * job.native.width * job.native.height * 3;
  const paintMemory = memory.base + memory.paint + known;
  const finishMemory =
    paintMemory + finished * memory.finishPerPixel + job.output.width * job.output.height * memory.framePerPixel;
  return [
    {
      name: 'denoise',
      seconds: evaluations / speed('denoise'),
      memoryBytes: paintMemory,
      steps: job.steps,
      work: evaluations,
    },
    job.draft === true
      ? { name: 'finish', seconds: job.frames * draftSecondsPerFrame, memoryBytes: finishMemory }
      : { name: 'finish', seconds: job.frames / speed('finish'), memoryBytes: finishMemory, work: job.frames },
    { name: 'encode', seconds: 0.5, memoryBytes: finishMemory },
  ];
}

/** Patch-frames of a clip. */
export const patchesOf = (seconds: number): number =>
  Math.max(1, Math.ceil((seconds * nativeFps) / framesPerPatch - 1e-9));
