/** The plan of a request for a latent video model, from its clip shape, passes and arithmetic. */
import {
  AkezoraError,
  formatBytes,
  type GenerationPlan,
  type GenerationRequest,
  type ModelCapabilities,
  type StagePlan,
  stageNameText,
} from '@akezora/contract';
import type { Machine } from '../machine/machine.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { PromptCheck } from './check-prompt.ts';
import type { ClipShape } from './clip-shape.ts';
import { baseBytes, type DecoderCost, freeBytes, type PassCost, stagesOf } from './cost.ts';
import type { LoraFit } from './loras.ts';
import { type PrecisionChoice, type TransformerSize, transformerWeightBytes } from './precision.ts';
import { countUnpacked, type PackedTransformer } from './preparation.ts';
import { type PromptReading, type PromptsToRead, planReading, type TextParts } from './prompt-embedding.ts';
import { decoderNotices } from './tiny-decoder/choice.ts';

/** An opened model, for planning. */
export interface PlannedModel<Files> {
  readonly capabilities: ModelCapabilities;
  readonly files: Files;
  readonly text: TextParts;
  /** Parameters of one block of the text encoder, and of all its blocks. */
  readonly textEncoder: { readonly block: number; readonly all: number };
}

/** One denoising pass of a plan. */
interface LatentPass extends Pick<PassCost, 'steps' | 'guidance' | 'operations'> {
  /** Bytes beside the transformer's weights. */
  readonly activationBytes: number;
}

/** Parts of a plan. */
export interface LatentPlanParts extends Pick<PlannedModel<unknown>, 'capabilities' | 'textEncoder'> {
  readonly request: GenerationRequest;
  readonly machine: Machine;
  readonly prompt: PromptCheck;
  readonly shape: ClipShape;
  /** The prompts that the run reads, and the tokens that are counted while the encoder is not on this machine. */
  readonly reading: PromptsToRead & {
    readonly tokenizer: Tokenizer;
    readonly usualTokens: number;
    /** Bytes of memory that another encoder of the prompts takes, before or after this one. Default: there is none. */
    readonly otherBytes?: number;
  };
  /** Number of the conditioning frames, and the bytes of memory to encode them. Default: the request has none. */
  readonly conditioning?: { readonly frames: number; readonly memoryBytes: number };
  readonly transformer: TransformerPlan;
  readonly guidanceScale: number;
  /** The first denoises, the others refine. */
  readonly passes: readonly LatentPass[];
  /** The model's own decoder. */
  readonly decoder: DecoderCost;
  /** The tiny decoder, for models that have one: whether it decodes, and its cost where it is on this machine. Default: they have none. */
  readonly tiny?: { readonly chosen: boolean; readonly cost: DecoderCost | undefined };
}

/** The transformer of a plan, with the LoRAs of the request, if it can have any. */
interface TransformerPlan extends PrecisionChoice, PackedTransformer {
  readonly size: TransformerSize;
  readonly loras?: LoraFit;
}

/** Operations a second of merging LoRAs into weights, on one core (`bench/ltx-start.ts --lora`). */
const mergingSpeed = 1.2e9;

/** A clip can be planned before its weights are there. */
const unlessMissing = <T>(looked: Promise<T>, otherwise: T): Promise<T> =>
  looked.catch((error: unknown) => {
    if (error instanceof AkezoraError && error.code === 'weights_missing') return otherwise;
    throw error;
  });

/**
 * Builds a plan; of weights only headers are read, and how much of them is packed.
 * @throws AkezoraError `not_enough_memory` naming the stage that does not fit; `weights_corrupt`.
 */
export async function latentPlan(parts: LatentPlanParts): Promise<GenerationPlan> {
  const { capabilities, request, machine, prompt, shape, passes } = parts;
  const stages = await stagesOfPlan(parts);
  return {
    model: capabilities.id,
    device: machine.device,
    precision: parts.transformer.precision,
    seed: request.seed ?? 0,
    aspect: request.aspect ?? '16:9',
    width: shape.width,
    height: shape.height,
    fps: shape.fps,
    seconds: shape.frames / shape.fps,
    frames: shape.frames,
    codec: request.codec ?? 'h264',
    native: { ...shape.native, fps: shape.fps, frames: shape.frames },
    windows: 1,
    steps: passes.reduce((sum, { steps }) => sum + steps, 0),
    guidance: parts.guidanceScale,
    ...(parts.tiny ? { decoder: parts.tiny.chosen ? 'tiny' : 'full' } : {}),
    stages,
    peakMemoryBytes: peakMemory(stages, machine),
    estimatedSeconds: stages.reduce((sum, { seconds }) => sum + seconds, 0),
    unknownWords: [...prompt.unknownWords],
    notices: [
      ...prompt.notices,
      ...shape.notices,
      ...decoderNotices(machine, capabilities.id, parts.decoder, parts.tiny),
    ],
  };
}

/** What is done to read the prompts; where their encoder is not on this machine, it is counted as all packed. */
function readingOf({ reading }: LatentPlanParts): Promise<PromptReading> {
  const { tokenizer, usualTokens: tokens, precision = 'w8' } = reading;
  return unlessMissing(planReading(reading, tokenizer), { tokens, unpacked: 0, precision });
}

async function stagesOfPlan(parts: LatentPlanParts): Promise<StagePlan[]> {
  const { capabilities, machine, shape, transformer, conditioning = { frames: 0, memoryBytes: 0 } } = parts;
  const { size, precision, residentBlocks, loras } = transformer;
  const reading = await readingOf(parts);
  const unpacked = await unlessMissing(countUnpacked(transformer), 0);
  const merging = loras?.merging ?? { operations: 0, memoryBytes: 0 };
  const mergingSeconds = merging.operations / mergingSpeed;
  // Weights that are packed are merged before, and kept so.
  const merges = merging.operations > 0 && precision === 'f32';
  const weightBytes = transformerWeightBytes(size, precision, residentBlocks);
  const stages = stagesOf({
    machine,
    model: capabilities.id,
    text: { ...parts.textEncoder, ...reading },
    conditioning: { ...conditioning, pixels: shape.native.width * shape.native.height },
    precision,
    parameters: size.blocks * size.blockParameters + size.outsideParameters,
    packing: {
      parameters: unpacked * size.blockParameters,
      merging: { seconds: mergingSeconds * (unpacked / size.blocks), memoryBytes: merging.memoryBytes },
    },
    passes: parts.passes.map(({ activationBytes, ...pass }) => ({
      ...pass,
      memoryBytes: Math.max(weightBytes + activationBytes, merges ? merging.memoryBytes : 0),
      ...(merges ? { loading: { seconds: mergingSeconds, everyRun: residentBlocks < size.blocks } } : {}),
    })),
    decoder: (parts.tiny?.chosen ? parts.tiny.cost : undefined) ?? parts.decoder,
  });
  const otherBytes = parts.reading.otherBytes ?? 0;
  return stages.map((stage) =>
    stage.name === 'encode-prompt' ? { ...stage, memoryBytes: Math.max(stage.memoryBytes, otherBytes) } : stage,
  );
}

/** Peak memory of the stages, which run one after the other. */
function peakMemory(stages: readonly StagePlan[], machine: Machine): number {
  const worst = stages.reduce((a, b) => (b.memoryBytes > a.memoryBytes ? b : a));
  const needed = baseBytes + worst.memoryBytes;
  const available = freeBytes(machine);
  if (needed > available)
    throw new AkezoraError('not_enough_memory', {
      stage: stageNameText(worst.name),
      needed: formatBytes(needed),
      available: formatBytes(available),
      options: { en: 'a lower resolution or a shorter length', ja: '解像度を下げるか、長さを短くしてください' },
    });
  return needed;
}
