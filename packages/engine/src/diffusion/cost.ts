/**
 * Memory and time of each stage of a generation, before it runs. Work is counted in operations; what a stage does a second comes from
 * earlier runs on this machine, else from two ordinary cores.
 */
import type { Precision, Stage, StagePlan } from '@akezora/contract';
import type { Machine } from '../machine/machine.ts';
import type { Guidance } from './guidance.ts';
import { type StageTiles, tiledOperations } from './tiles.ts';

/** Bytes of the process before any stage. */
export const baseBytes = 250e6;

/** Share of the free memory available to a plan. */
const usableShare = 0.9;

/** Memory the decoder is cut down to, even where there is more: beyond it, more memory makes it no faster. */
const decodeLimit = 3.5e9;

/** Bytes that are free where a stage computes: the GPU's where it has memory of its own. */
export const freeBytes = ({ freeMemoryBytes, deviceMemoryBytes }: Machine): number =>
  Math.min(freeMemoryBytes, deviceMemoryBytes ?? Number.POSITIVE_INFINITY);

/** Bytes of memory available to a stage. */
export const stageMemory = (machine: Machine): number => freeBytes(machine) * usableShare - baseBytes;

/** Bytes of memory available to a stage of the decoder. */
export const decodeMemory = (machine: Machine): number => Math.min(stageMemory(machine), decodeLimit);

const operationsPerThread: Readonly<Record<Precision, number>> = {
  f32: 60e9,
  f16: 60e9,
  int8: 130e9,
  int7: 110e9,
  w8: 55e9,
  w4: 55e9,
};

/** Operations per second of a stage: measured by earlier runs on this machine, else typical. */
const speedOf = (machine: Machine, model: string, stage: Stage, precision: Precision): number =>
  machine.speeds[`${model}:${machine.device}:${precision}:${stage}`] ??
  operationsPerThread[precision] * machine.threads;

/** Cost of one denoising pass. */
export interface PassCost {
  readonly steps: number;
  readonly guidance: Guidance;
  /** Operations of one run through the model. */
  readonly operations: number;
  /** Weights and activations. */
  readonly memoryBytes: number;
  /** Seconds to compute the weights before they are used, once, or before every run of a model that is loaded block by block. Default: none. */
  readonly loading?: { readonly seconds: number; readonly everyRun: boolean };
}

/** Quantities that the cost of a run depends on. */
export interface RunCost {
  readonly machine: Machine;
  readonly model: string;
  /** Parameters of one block of the text encoder and of all, and the tokens of a prompt. */
  readonly text: { readonly block: number; readonly all: number; readonly tokens: number };
  /** Number and size of the conditioning frames (0 without any), and the bytes of memory to encode them. */
  readonly conditioning: { readonly frames: number; readonly pixels: number; readonly memoryBytes: number };
  readonly precision: Precision;
  /** The first denoises, the others refine. */
  readonly passes: readonly PassCost[];
  readonly tiles: readonly StageTiles[];
}

/** Cost of every stage of a run, in order. */
export function stagesOf(run: RunCost): StagePlan[] {
  const { machine, model } = run;
  const secondsOf = (stage: Stage, precision: Precision, work: number) =>
    work / speedOf(machine, model, stage, precision);
  const stages: StagePlan[] = [];
  const textWork = 2 * 2 * run.text.all * run.text.tokens;
  stages.push({
    name: 'encode-prompt',
    seconds: secondsOf('encode-prompt', 'f32', textWork) + (run.text.all * 2) / 5e8,
    // One block at a time: as measured while its weights are packed (`bench/t5-encoder.ts`).
    memoryBytes: 3.2 * run.text.block + 40 * run.text.tokens * 4096 * 4,
    work: textWork,
  });
  const { frames, pixels, memoryBytes } = run.conditioning;
  const conditionWork = frames * pixels * 3e5;
  if (frames > 0) {
    const seconds = 2 + secondsOf('condition', 'f32', conditionWork);
    stages.push({ name: 'condition', seconds, memoryBytes, work: conditionWork });
  }
  for (const [i, pass] of run.passes.entries()) {
    const name = i === 0 ? 'denoise' : 'refine';
    let runs = 0;
    for (let step = 0; step < pass.steps; step++) runs += pass.guidance.passesAt(1 - step / pass.steps).length;
    const work = runs * pass.operations;
    const { seconds: loadSeconds, everyRun } = pass.loading ?? { seconds: 0, everyRun: false };
    const seconds = secondsOf(name, run.precision, work) + loadSeconds * (everyRun ? runs : 1);
    stages.push({ name, seconds, memoryBytes: pass.memoryBytes, work, steps: pass.steps });
  }
  const decodeWork = tiledOperations(run.tiles);
  stages.push({
    name: 'decode',
    seconds: secondsOf('decode', 'f32', decodeWork),
    memoryBytes: Math.max(...run.tiles.map(({ bytes }) => bytes)),
    work: decodeWork,
  });
  return stages;
}
