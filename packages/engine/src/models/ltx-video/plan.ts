import {
  AkezoraError,
  type Condition,
  type GenerationPlan,
  type GenerationRequest,
  type ModelCapabilities,
  type StagePlan,
  stageNameText,
} from '@akezora/contract';
import { type ClipShape, clipShape } from '../../diffusion/clip-shape.ts';
import { checkPrompt, type TextParts } from '../../diffusion/encode-prompt.ts';
import { passesOf } from '../../diffusion/guidance.ts';
import type { LinearPrecision } from '../../graph/builder.ts';
import type { Machine } from '../../machine/machine.ts';
import { int8Precision } from '../../runtime/cpu.ts';
import { loadTokenizer } from '../../text/load-tokenizer.ts';
import { type AutoencoderConfig, compressionOf, type TransformerConfig } from './config.ts';
import { planTiles, tiledOperations } from './decoder-stages.ts';
import { encoderBytes, passOperations, speedOf, transformerActivations, transformerWeightBytes } from './estimates.ts';
import { guidanceAt, type PassPreset, type SamplingPreset } from './presets.ts';
import { firstPassSize } from './two-scale.ts';

/** What planning knows of an opened model. */
export interface PlanInput {
  readonly capabilities: ModelCapabilities;
  readonly transformer: TransformerConfig;
  readonly autoencoder: AutoencoderConfig;
  readonly preset: SamplingPreset;
  readonly textTokens: number;
  readonly text: TextParts;
  /** Parameters of the text encoder's largest block and of all its blocks. */
  readonly textEncoder: { readonly block: number; readonly all: number };
}

/** One denoising pass of a plan: its latent box and steps. */
export interface PlannedPass {
  readonly frames: number;
  readonly rows: number;
  readonly columns: number;
  readonly steps: number;
  readonly preset: PassPreset;
}

/** What `run` does, decided by `plan` and made again from request and plan. */
export interface LtxPlan {
  readonly shape: ClipShape;
  readonly passes: readonly PlannedPass[];
  readonly precision: LinearPrecision;
  readonly blocksAtOnce: number;
  /** Memory a stage of the decoder may take. */
  readonly decodeBytes: number;
  readonly guidance: number;
  /** Frames of the longest known clip, 0 without any. */
  readonly knownFrames: number;
}

/** What the process itself takes before any stage. */
const baseBytes = 250e6;

/** Share of the free memory a plan may take. */
const usable = 0.9;

/** Memory the decoder is cut down to, even where there is more: beyond it, more only costs. */
const decodeLimit = 3.5e9;

/** A pass with what the request asks for in place of the preset's. */
function askedPass(preset: PassPreset, request: GenerationRequest): PassPreset {
  const guidance = request.guidance === undefined ? preset.guidance : { scale: request.guidance };
  if (request.steps === undefined || request.steps === preset.steps) return { ...preset, guidance };
  if (!preset.timesteps) return { ...preset, guidance, steps: request.steps };
  const { timesteps } = preset;
  const count = Math.min(request.steps, timesteps.length);
  const kept = Array.from(
    { length: count },
    (_, i) => timesteps[count === 1 ? 0 : Math.round((i * (timesteps.length - 1)) / (count - 1))]!,
  );
  return { ...preset, guidance, steps: count, timesteps: kept };
}

/** Everything a run does, from the request, the memory there is and the precision that is asked for, if any. */
export function decide(
  input: PlanInput,
  request: GenerationRequest,
  machine: Machine,
  precision: LinearPrecision | undefined = machine.precision,
): LtxPlan {
  const compression = compressionOf(input.autoencoder);
  const shape = clipShape(request, input.capabilities, compression);
  const frames = (shape.frames - 1) / compression.time + 1;
  const boxOf = ({ width, height }: { width: number; height: number }) => ({
    frames,
    rows: height / compression.space,
    columns: width / compression.space,
  });
  const { first, second } = input.preset;
  const firstSize = second ? firstPassSize(shape.native, compression.space) : shape.native;
  const firstPass = askedPass(first, request);
  const passes: PlannedPass[] = [{ ...boxOf(firstSize), preset: firstPass, steps: stepsOf(firstPass) }];
  if (second) {
    const doubled = { width: firstSize.width * 2, height: firstSize.height * 2 };
    passes.push({ ...boxOf(doubled), preset: second, steps: stepsOf(second) });
  }
  const last = passes.at(-1)!;
  const room = machine.freeMemoryBytes * usable - baseBytes;
  const decodeBytes = Math.min(room, decodeLimit);
  const guidance = guidanceAt(firstPass, 1).scale;
  const knownFrames = Math.max(0, ...(request.conditions ?? []).map((condition) => knownLength(condition, shape)));
  return {
    shape,
    passes,
    decodeBytes,
    guidance,
    knownFrames,
    ...choosePrecision(input, last, room, machine.device, precision),
  };
}

/** Most frames a condition can have: one for a picture, what fits behind its start for a clip. */
function knownLength({ source, at, from = 0, to }: Condition, { frames, fps }: ClipShape): number {
  if (source.kind === 'image') return 1;
  const rest = frames - Math.round(at * fps);
  return Math.max(1, Math.min(rest, to === undefined ? rest : Math.ceil((to - from) * fps)));
}

const stepsOf = ({ steps, skipFirst = 0, skipLast = 0 }: PassPreset): number => steps - skipFirst - skipLast;

/**
 * The fastest arithmetic that fits, or the one asked for; what does not fit whole is loaded in stretches for every pass.
 * Products of bytes are the processor's alone: other devices compute exactly.
 */
function choosePrecision(
  { transformer }: PlanInput,
  last: PlannedPass,
  room: number,
  device: string,
  asked: LinearPrecision | undefined,
) {
  const layers = transformer.num_layers;
  const active = transformerActivations(transformer, last.frames * last.rows * last.columns);
  const fits = (precision: LinearPrecision, blocks: number) =>
    transformerWeightBytes(transformer, precision, blocks) + active <= room;
  const fastest: readonly LinearPrecision[] = [device === 'cpu' ? int8Precision() : 'f32', 'w4'];
  const whole = (asked ? [asked] : fastest).find((precision) => fits(precision, layers));
  if (whole) return { precision: whole, blocksAtOnce: layers };
  const precision = asked ?? ('f32' as const);
  let blocksAtOnce = layers;
  while (blocksAtOnce > 1 && !fits(precision, blocksAtOnce)) blocksAtOnce--;
  return { precision, blocksAtOnce };
}

/** Bytes as people read them. */
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/**
 * The plan of a request: sizes, steps, memory and time by stage, notices.
 * @throws AkezoraError for what the model cannot do; `not_enough_memory` with the stage that does not fit.
 */
export async function planLtx(
  input: PlanInput,
  request: GenerationRequest,
  machine: Machine,
): Promise<{ readonly plan: GenerationPlan; readonly decided: LtxPlan }> {
  refuseUnknown(input.capabilities, request);
  const tokenizer = await loadTokenizer(input.text.tokenizer);
  const check = checkPrompt(request.prompt, tokenizer, input.textTokens, input.capabilities.name);
  const decided = decide(input, request, machine);
  const { shape, passes, precision } = decided;
  const stages = stagesOf(input, decided, machine);
  const worst = stages.reduce((a, b) => (b.memoryBytes > a.memoryBytes ? b : a));
  const peakMemoryBytes = baseBytes + worst.memoryBytes;
  if (peakMemoryBytes > machine.freeMemoryBytes)
    throw new AkezoraError('not_enough_memory', {
      stage: stageNameText(worst.name),
      needed: gigabytes(peakMemoryBytes),
      available: gigabytes(machine.freeMemoryBytes),
      options: { en: 'a lower resolution or a shorter length', ja: '解像度を下げるか、長さを短くしてください' },
    });
  const plan: GenerationPlan = {
    model: input.capabilities.id,
    device: machine.device,
    precision,
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
    guidance: decided.guidance,
    stages: [...stages],
    peakMemoryBytes,
    estimatedSeconds: stages.reduce((sum, { seconds }) => sum + seconds, 0),
    unknownWords: [...check.unknownWords],
    notices: [...check.notices, ...shape.notices],
  };
  return { plan, decided };
}

function refuseUnknown({ name, controls }: ModelCapabilities, request: GenerationRequest): void {
  const asked: Record<string, unknown> = {
    scene: request.scene,
    storyboard: request.storyboard,
    loop: request.loop,
    characters: request.characters,
  };
  for (const [field, value] of Object.entries(asked))
    if (value !== undefined && !controls[field as keyof typeof controls])
      throw new AkezoraError('option_unsupported', {
        model: name,
        field,
        asked: '',
        choices: 'prompt, negativePrompt, conditions, size, seconds, fps, steps, guidance',
      });
}

function stagesOf(input: PlanInput, decided: LtxPlan, machine: Machine) {
  const { transformer, autoencoder, capabilities, textTokens } = input;
  const { passes, precision, blocksAtOnce } = decided;
  const speed = (stage: string, kind: string = precision) => speedOf(machine, capabilities.id, kind, stage);
  const textWork = 2 * 2 * input.textEncoder.all * textTokens;
  const stages: StagePlan[] = [
    {
      name: 'encode-prompt',
      seconds: textWork / speed('encode-prompt', 'f32') + (input.textEncoder.all * 2) / 5e8,
      // One block at a time: as measured while its weights are packed (`bench/t5-encoder.ts`).
      memoryBytes: 3.2 * input.textEncoder.block + 40 * textTokens * 4096 * 4,
      work: textWork,
    },
  ];
  if (decided.knownFrames > 0) {
    const { native } = decided.shape;
    const work = decided.knownFrames * native.width * native.height * 3e5;
    stages.push({
      name: 'condition',
      seconds: 2 + work / speed('condition', 'f32'),
      memoryBytes: encoderBytes(autoencoder, native, decided.knownFrames),
      work,
    });
  }
  const weights = transformerWeightBytes(transformer, precision, blocksAtOnce);
  for (const [i, pass] of passes.entries()) {
    const tokens = pass.frames * pass.rows * pass.columns;
    const calls = Array.from({ length: pass.steps }, (_, s) => passesOf(guidanceAt(pass.preset, 1 - s / pass.steps)));
    const work = calls.reduce((a, b) => a + b, 0) * passOperations(transformer, tokens, textTokens);
    const name = i === 0 ? 'denoise' : 'refine';
    const memoryBytes = weights + transformerActivations(transformer, tokens);
    stages.push({ name, seconds: work / speed(name), memoryBytes, work, ...{ steps: pass.steps } });
  }
  const last = passes.at(-1)!;
  const tiles = planTiles(autoencoder, [last.frames, last.rows, last.columns], decided.decodeBytes);
  const work = tiledOperations(tiles);
  stages.push({
    name: 'decode',
    seconds: work / speed('decode', 'f32'),
    memoryBytes: Math.max(...tiles.map(({ bytes }) => bytes)),
    work,
  });
  return stages;
}
