import type { Precision, StagePlan } from '@akezora/contract';
import type { Machine } from '../../machine/machine.ts';
import { capabilities } from './capabilities.ts';
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
  /** Frames stay at the painter's size, without the finisher. Default false. */
  readonly draft?: boolean;
}

/** Work per second on a 2-core AVX2 machine, until speeds of this machine are measured. */
const defaultSpeeds = { denoise: 20, finish: 16, encode: 60 } as const;

/** Seconds to scale a frame of a draft, on any machine. */
const draftSecondsPerFrame = 0.01;

/** Bytes of the process with only the runtime loaded, and bytes that each stage adds; measured by `bench/akezora.ts`. */
const memory = { base: 330e6, paint: 270e6, finishPerPixel: 130, framePerPixel: 40 } as const;

/**
 * Seconds and peak memory of the stages. Work is counted in evaluated patch-frames for painting and in full-size frames
 * for finishing. Painter and finisher are in memory together, since frames stream from one to the other.
 */
export function stageCosts(job: Job, machine: Machine): StagePlan[] {
  const evaluations =
    job.steps * job.windows.reduce((sum, w) => sum + w.history.length + w.paint.length + w.future.length, 0);
  const speed = (stage: keyof typeof defaultSpeeds) =>
    machine.speeds[`${capabilities.id}:${machine.device}:${job.precision}:${stage}`] ?? defaultSpeeds[stage];
  const finished = job.draft === true ? 0 : job.native.width * 12 * job.native.height * 12;
  const conditioning = job.inputFrames * job.native.width * job.native.height * 3;
  const paintMemory = memory.base + memory.paint + conditioning;
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
