/**
 * Memory and time of each stage of a generation, before it runs. Work is counted in operations; what a stage does a second comes from
 * earlier runs on this machine, else from two ordinary cores.
 */
import type { Precision, Stage, StagePlan } from '@akezora/contract';
import type { Machine } from '../machine/machine.ts';
import { speedKey } from '../machine/speeds.ts';
import { type CpuFeature, cpuFeatures } from '../runtime/cpu.ts';
import type { Guidance } from './guidance.ts';
import type { PromptReading } from './prompt-embedding.ts';

/** Bytes of the process before any stage. */
export const baseBytes = 250e6;

/** Share of the free memory available to a plan. */
const usableShare = 0.9;

/** Memory that a decoder's chunks are cut down to, even where there is more: beyond it, more memory makes it no faster. */
const decodeLimit = 3.3e9;

/** Bytes that are free where a stage computes: the GPU's where it has memory of its own. */
export const freeBytes = ({ freeMemoryBytes, deviceMemoryBytes }: Machine): number =>
  Math.min(freeMemoryBytes, deviceMemoryBytes ?? Number.POSITIVE_INFINITY);

/** Bytes of memory available to a stage. */
export const stageMemory = (machine: Machine): number => freeBytes(machine) * usableShare - baseBytes;

/** Bytes of memory available to a stage of the decoder. */
export const decodeMemory = (machine: Machine): number => Math.min(stageMemory(machine), decodeLimit);

/** Operations per second and thread that products of matrices reach, and attention, before a run has measured them. */
interface TypicalSpeeds extends Readonly<Record<Precision, number>> {
  readonly attention: number;
}

/** Measured with two threads (`bench/kernels.ts`, `bench/ltx-clip.ts`); the first that the processor has counts. */
const typicalSpeeds: readonly (readonly [feature: CpuFeature | undefined, speeds: TypicalSpeeds])[] = [
  ['amx_int8', { f32: 170e9, f16: 170e9, int8: 1000e9, int7: 1000e9, w8: 140e9, w4: 140e9, attention: 110e9 }],
  ['avx512_vnni', { f32: 180e9, f16: 180e9, int8: 600e9, int7: 600e9, w8: 250e9, w4: 250e9, attention: 135e9 }],
  [undefined, { f32: 60e9, f16: 60e9, int8: 130e9, int7: 110e9, w8: 55e9, w4: 55e9, attention: 60e9 }],
];

const typical = (features: readonly CpuFeature[] = cpuFeatures()): TypicalSpeeds =>
  typicalSpeeds.find(([feature]) => feature === undefined || features.includes(feature))![1];

/**
 * Products of weights that take as long as one of attention: on the CPU it is computed in f32 whatever the precision, so that a longer
 * clip takes more time than its products of weights alone.
 */
export function attentionCost(device: string, precision: Precision, features?: readonly CpuFeature[]): number {
  if (device !== 'cpu') return 1;
  const speeds = typical(features);
  return speeds[precision] / speeds.attention;
}

/** Operations per second of a stage: measured by earlier runs on this machine, else typical. */
const speedOf = (machine: Machine, model: string, stage: Stage, precision: Precision, share: number): number =>
  machine.speeds[speedKey(model, machine.device, precision, stage)] ?? typical()[precision] * machine.threads * share;

/** Speed of a decoder's convolutions, with all between them, to that of products of matrices (`bench/ltx-decoder.ts`). */
const convolutionShare = 0.5;

/** Cost of one denoising pass. */
export interface PassCost {
  readonly steps: number;
  readonly guidance: Guidance;
  /** Products of weights in one run through the model, and what takes as long (`attentionCost`). */
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
  /** Parameters of one block of the text encoder and of all, and what is to be done for the prompts. */
  readonly text: { readonly block: number; readonly all: number } & PromptReading;
  /** Number and size of the conditioning frames (0 without any), and the bytes of memory to encode them. */
  readonly conditioning: { readonly frames: number; readonly pixels: number; readonly memoryBytes: number };
  readonly precision: Precision;
  /** Parameters of the transformer. */
  readonly parameters: number;
  /** Packing the transformer's weights, what no earlier run packed of them: parameters, and what is computed before they are packed. */
  readonly packing: {
    readonly parameters: number;
    readonly merging: { readonly seconds: number; readonly memoryBytes: number };
  };
  /** The first denoises, the others refine. */
  readonly passes: readonly PassCost[];
  /** Operations of decoding the clip, peak bytes beside the process, and the precision that it is measured under. */
  readonly decoder: DecoderCost;
}

/** Cost of decoding a clip. */
export interface DecoderCost {
  readonly operations: number;
  readonly memoryBytes: number;
  readonly precision: Precision;
  /** Whether the time it takes counts for later estimates of the model's decoder. Default true. */
  readonly counts?: boolean;
}

/** Peak bytes of reading a prompt, one block of the encoder at a time, as measured while its weights are packed (`bench/t5-encoder.ts`). */
export const textMemory = ({ block, tokens }: { readonly block: number; readonly tokens: number }): number =>
  3.2 * block + 40 * tokens * 4096 * 4;

/** Bytes of memory that packing takes: a thread keeps the packed form of its largest matrix, and eight matrices wait. */
export const packingBytes = 500e6;

/** Parameters that a thread packs a second, reading and writing included. */
const packedPerThread = 150e6;

/** Seconds to read prompts whose embeddings are kept. */
const keptSeconds = 0.5;

/** Tokens that take as long to encode as all blocks of the encoder take to load, which each reading does once. */
const loadingTokens = 260;

/** Operations for each parameter that take as long as opening the transformer. */
export const openingOperations = 500;

/** The stage of a decoder. */
export function decodeStage(machine: Machine, model: string, decoder: DecoderCost): StagePlan {
  const { operations, memoryBytes, precision, counts = true } = decoder;
  const seconds = operations / speedOf(machine, model, 'decode', precision, convolutionShare);
  return { name: 'decode', precision, seconds, memoryBytes, ...(counts ? { work: operations } : {}) };
}

/** Cost of every stage of a run, in order. */
export function stagesOf(run: RunCost): StagePlan[] {
  const { machine, model } = run;
  const timed = (name: Stage, precision: Precision, work: number, share = 1) =>
    ({ name, precision, work, seconds: work / speedOf(machine, model, name, precision, share) }) as const;
  const packingSeconds = (parameters: number) => parameters / (packedPerThread * machine.threads);
  const stages: StagePlan[] = [textStage()];
  const { parameters, merging } = run.packing;
  if (parameters > 0)
    stages.push({
      name: 'prepare',
      seconds: packingSeconds(parameters) + merging.seconds,
      memoryBytes: packingBytes + merging.memoryBytes,
    });
  const { frames, pixels, memoryBytes } = run.conditioning;
  if (frames > 0) {
    const stage = timed('condition', 'f32', frames * pixels * 3e5);
    stages.push({ ...stage, seconds: 2 + stage.seconds, memoryBytes });
  }
  for (const [i, pass] of run.passes.entries()) {
    let runs = 0;
    for (let step = 0; step < pass.steps; step++) runs += pass.guidance.passesAt(1 - step / pass.steps).length;
    const work = runs * pass.operations + openingOperations * run.parameters;
    const stage = timed(i === 0 ? 'denoise' : 'refine', run.precision, work);
    const { seconds, everyRun } = pass.loading ?? { seconds: 0, everyRun: false };
    const loading = seconds * (everyRun ? runs : 1);
    stages.push({ ...stage, seconds: stage.seconds + loading, memoryBytes: pass.memoryBytes, steps: pass.steps });
  }
  stages.push(decodeStage(machine, model, run.decoder));
  return stages;

  function textStage(): StagePlan {
    const { all, tokens, precision, unpacked } = run.text;
    const memoryBytes = textMemory(run.text);
    if (tokens === 0) return { name: 'encode-prompt', seconds: keptSeconds, memoryBytes };
    const stage = timed('encode-prompt', precision, 2 * all * (tokens + loadingTokens));
    if (unpacked === 0) return { ...stage, memoryBytes };
    // Without work: how long packing takes beside it says nothing of later runs.
    return { name: 'encode-prompt', seconds: stage.seconds + packingSeconds(unpacked * run.text.block), memoryBytes };
  }
}
