/**
 * Memory and time of each stage of a generation, before it runs. Work is counted in operations; what a stage does a second comes from
 * earlier runs on this machine, else from two ordinary cores.
 */
import type { Precision, Stage, StagePlan } from '@akezora/contract';
import type { Machine } from '../machine/machine.ts';
import type { Guidance } from './guidance.ts';
import { type StageTiles, tiledOperations } from './tiles.ts';

/** Memory the process itself takes before any stage. */
export const baseBytes = 250e6;

/** Share of the free memory a plan may take. */
const usableShare = 0.9;

/** Memory the decoder is cut down to, even where there is more: beyond it, more memory makes it no faster. */
const decodeLimit = 3.5e9;

/** Bytes of a machine that a stage may take. */
export const stageMemory = ({ freeMemoryBytes }: Machine): number => freeMemoryBytes * usableShare - baseBytes;

/** Bytes that a stage of the decoder may take. */
export const decodeMemory = (machine: Machine): number => Math.min(stageMemory(machine), decodeLimit);

const operationsPerThread: Readonly<Record<Precision, number>> = {
  f32: 60e9,
  int8: 130e9,
  int7: 110e9,
  w8: 55e9,
  w4: 55e9,
};

/** Gives the speeds (operations a second) of a model on a machine. */
export type StageSpeeds = (stage: Stage, precision: Precision) => number;

/** Speeds of a model's stages: measured by earlier runs on this machine, else typical. */
export const stageSpeeds =
  (machine: Machine, model: string): StageSpeeds =>
  (stage, precision) =>
    machine.speeds[`${model}:${machine.device}:${precision}:${stage}`] ??
    operationsPerThread[precision] * machine.threads;

/** Encoding the prompt and the negative prompt by a T5 of some parameters (of one block, and of all), block by block. */
export function promptStage(
  speeds: StageSpeeds,
  encoder: { readonly block: number; readonly all: number },
  textTokens: number,
): StagePlan {
  const work = 2 * 2 * encoder.all * textTokens;
  return {
    name: 'encode-prompt',
    seconds: work / speeds('encode-prompt', 'f32') + (encoder.all * 2) / 5e8,
    // As measured while the weights of a block are packed (`bench/t5-encoder.ts`).
    memoryBytes: 3.2 * encoder.block + 40 * textTokens * 4096 * 4,
    work,
  };
}

/** Encoding conditioning frames of a size. */
export function conditionStage(
  speeds: StageSpeeds,
  frames: number,
  size: { readonly width: number; readonly height: number },
  memoryBytes: number,
): StagePlan {
  const work = frames * size.width * size.height * 3e5;
  return { name: 'condition', seconds: 2 + work / speeds('condition', 'f32'), memoryBytes, work };
}

/** One denoising pass over the schedule: its steps times the passes that guidance needs. */
export function denoiseStage(
  speeds: StageSpeeds,
  options: {
    readonly name: 'denoise' | 'refine';
    readonly precision: Precision;
    readonly steps: number;
    readonly guidance: Guidance;
    /** Operations of one pass through the model. */
    readonly passOperations: number;
    readonly memoryBytes: number;
  },
): StagePlan {
  const { name, precision, steps, guidance, memoryBytes } = options;
  let passes = 0;
  for (let step = 0; step < steps; step++) passes += guidance.passesAt(1 - step / steps).length;
  const work = passes * options.passOperations;
  return { name, seconds: work / speeds(name, precision), memoryBytes, work, steps };
}

/** Decoding by tiles. */
export function decodeStage(speeds: StageSpeeds, tiles: readonly StageTiles[]): StagePlan {
  const work = tiledOperations(tiles);
  const memoryBytes = Math.max(...tiles.map(({ bytes }) => bytes));
  return { name: 'decode', seconds: work / speeds('decode', 'f32'), memoryBytes, work };
}
