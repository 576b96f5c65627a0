/** Planning a clip of Mochi: its size, arithmetic and cost, from the request and the machine. */
import {
  checkRequest,
  type DecoderKind,
  type GenerationPlan,
  type GenerationRequest,
  type Precision,
} from '@akezora/contract';
import { checkPrompt } from '../../diffusion/check-prompt.ts';
import { type ClipShape, clipShape } from '../../diffusion/clip-shape.ts';
import { attentionCost, type DecoderCost, decodeMemory, stageMemory } from '../../diffusion/cost.ts';
import { type DecoderPrecision, decoderPrecision as decoderPrecisionOf } from '../../diffusion/decoder-arithmetic.ts';
import { chunkedCost } from '../../diffusion/frame-chunks.ts';
import { guidanceOf } from '../../diffusion/guidance.ts';
import { latentPlan, type PlannedModel } from '../../diffusion/latent-plan.ts';
import { type LatentBox, tokensOf } from '../../diffusion/latents.ts';
import { type LoraFit, withRequestLoras } from '../../diffusion/loras.ts';
import { choosePrecision, encoderPrecision, type TransformerSize } from '../../diffusion/precision.ts';
import type { PromptsToRead } from '../../diffusion/prompt-embedding.ts';
import { chooseDecoder, previewBytes, tinyCost } from '../../diffusion/tiny-decoder/choice.ts';
import type { TinyFile } from '../../diffusion/tiny-decoder/files.ts';
import type { Machine } from '../../machine/machine.ts';
import { loadTokenizer } from '../../text/load-tokenizer.ts';
import type { Sampling } from './checkpoints.ts';
import {
  type AutoencoderConfig,
  compressionOf,
  innerChannels,
  type MochiFiles,
  patchChannels,
  type TransformerConfig,
} from './config.ts';
import { decoderMemory, decoderStages } from './decoder.ts';
import { mochiBlocks } from './denoiser.ts';

/** An opened model, for planning. */
export interface PlanInput extends PlannedModel<MochiFiles> {
  readonly sampling: Sampling;
  /** The tiny decoder, where it is on this machine. */
  readonly tiny: TinyFile | undefined;
}

/** Settings of a run, decided by `plan`; `run` calculates them again from request and plan. */
export interface MochiPlan {
  readonly shape: ClipShape;
  /** Size of the clip in latents. */
  readonly box: LatentBox;
  readonly steps: number;
  readonly guidanceScale: number;
  readonly precision: Precision;
  readonly residentBlocks: number;
  /** Bytes that a step takes beside the transformer's weights. */
  readonly activationBytes: number;
  readonly decoder: DecoderKind;
  readonly decoderPrecision: DecoderPrecision;
  /** Bytes of memory available to the decoder. */
  readonly decodeBytes: number;
}

/** Most tokens of a prompt, as in Genmo's pipeline. */
export const textTokens = 256;

/** Whether a prompt is no text at all for a model. */
export const isNoText = (prompt: string, { zerosForEmptyPrompt }: Pick<MochiFiles, 'zerosForEmptyPrompt'>): boolean =>
  zerosForEmptyPrompt && prompt.trim() === '';

/** The prompts that a run reads, that of the request and the negative one where guidance uses it, and how they are read. */
export function promptsToRead(
  { text, files }: Pick<PlanInput, 'text' | 'files'>,
  { prompt, negativePrompt = '' }: GenerationRequest,
  { guidanceScale, precision }: Pick<MochiPlan, 'guidanceScale' | 'precision'>,
  machine: Machine,
): PromptsToRead {
  const guided = guidanceOf({ guidanceScale }).usesNegativePrompt && !isNoText(negativePrompt, files);
  return {
    parts: text,
    prompts: guided ? [prompt, negativePrompt] : [prompt],
    maxLength: textTokens,
    precision: encoderPrecision(precision, machine, machine.half ?? false),
  };
}

/** Settings of a run, by the request, the available memory and the chosen precision, if any. */
export function decide(
  { capabilities, files, sampling, tiny }: PlanInput,
  request: GenerationRequest,
  machine: Machine,
  wanted: Precision | undefined = machine.precision,
): MochiPlan {
  const { transformer, autoencoder } = files;
  const compression = compressionOf(autoencoder.config);
  const grid = { ...compression, space: compression.space * transformer.config.patch_size };
  const shape = clipShape(request, capabilities, grid);
  const box = {
    frames: (shape.frames - 1) / compression.time + 1,
    rows: shape.native.height / compression.space,
    columns: shape.native.width / compression.space,
  };
  const precision = decoderPrecisionOf(machine.device, wanted);
  const activationBytes =
    transformerActivations(transformer.config, patchesOf(box, transformer.config)) + previewBytes(tiny, box);
  return {
    shape,
    box,
    steps: request.steps ?? sampling.steps,
    guidanceScale: request.guidance ?? sampling.guidanceScale,
    decoder: chooseDecoder({
      asked: request.decoder,
      name: 'taem1',
      file: tiny,
      fullBytes: fullCost(autoencoder.config, box, precision, machine).memoryBytes,
      memoryBytes: stageMemory(machine),
    }),
    decoderPrecision: precision,
    decodeBytes: decodeMemory(machine),
    activationBytes,
    ...choosePrecision({
      size: transformerSize(transformer.config),
      activationBytes,
      memoryBytes: stageMemory(machine),
      device: machine.device,
      half: machine.half,
      wanted,
    }),
  };
}

/** Cost of decoding with the model's own decoder. */
const fullCost = (
  config: AutoencoderConfig,
  box: LatentBox,
  precision: DecoderPrecision,
  machine: Machine,
): DecoderCost => ({
  precision,
  ...chunkedCost(decoderStages(config), box, decodeMemory(machine), decoderMemory(precision)),
});

/** Tokens of the transformer for a clip. */
const patchesOf = (box: LatentBox, { patch_size }: TransformerConfig): number => tokensOf(box) / patch_size ** 2;

/**
 * The plan of a request: sizes, steps, memory and time by stage, notices.
 * @throws AkezoraError for what the model cannot do; `not_enough_memory` with the stage that does not fit.
 */
export async function planMochi(
  input: PlanInput,
  request: GenerationRequest,
  machine: Machine,
  loras: LoraFit,
): Promise<GenerationPlan> {
  const { capabilities, files, text } = input;
  checkRequest(request, capabilities);
  const tokenizer = await loadTokenizer(text.tokenizer);
  const prompt = checkPrompt(request.prompt, tokenizer, textTokens, capabilities.name);
  const tokens = tokenizer.encode(request.prompt.trim(), { maxLength: textTokens }).ids.length;
  const decided = decide(input, request, machine);
  const { shape, box, steps, guidanceScale, precision, residentBlocks, decoderPrecision } = decided;
  const { config, open } = withRequestLoras(files.transformer, request);
  const patches = patchesOf(box, config);
  return latentPlan({
    ...input,
    request,
    machine,
    prompt,
    shape,
    reading: { ...promptsToRead(input, request, decided, machine), tokenizer, usualTokens: tokens },
    transformer: {
      size: transformerSize(config),
      precision,
      residentBlocks,
      open,
      blocks: (source) => mochiBlocks(source, config, precision),
      loras,
    },
    guidanceScale,
    passes: [
      {
        steps,
        guidance: guidanceOf({ guidanceScale }),
        operations: passOperations(config, patches, tokens, attentionCost(machine.device, precision)),
        activationBytes: decided.activationBytes,
      },
    ],
    tiny: { chosen: decided.decoder === 'tiny', cost: input.tiny && tinyCost(input.tiny, box, machine) },
    decoder: fullCost(files.autoencoder.config, box, decoderPrecision, machine),
  });
}

/** Inner channels of the gated layers of a stream. */
const wideChannels = (channels: number): number => Math.floor((8 * channels) / 3);

/** Parameters of one block that each token of the video meets, each of the text, and the clip as a whole. */
function blockParameters(config: TransformerConfig) {
  const width = innerChannels(config);
  const text = config.pooled_projection_dim;
  return {
    video: 4 * width * width + 3 * width * wideChannels(width),
    text: 4 * width * text + 3 * text * wideChannels(text),
    once: 4 * width * width + 4 * width * text,
  };
}

/** Size of the transformer, from its shape. */
export function transformerSize(config: TransformerConfig): TransformerSize {
  const width = innerChannels(config);
  const { video, text, once } = blockParameters(config);
  const read = config.text_embed_dim;
  const pooler = 3 * read * read + read * width;
  const time = config.time_embed_dim * width + width * width;
  return {
    blocks: config.num_layers,
    blockParameters: video + text + once,
    outsideParameters:
      pooler + time + read * config.pooled_projection_dim + 2 * patchChannels(config) * width + 2 * width * width,
  };
}

/** Products of weights in one pass, and those of attention, which count as `attentionCost` each. */
function passOperations(config: TransformerConfig, patches: number, tokens: number, cost: number): number {
  const { video, text, once } = blockParameters(config);
  const weights = 2 * (patches * video + tokens * text + once);
  const attention = 4 * (patches + tokens) ** 2 * innerChannels(config);
  return config.num_layers * (weights + cost * attention);
}

/**
 * Bytes beside the weights: the tensors alive at the widest point of a block, attention with queries, keys, values and their copies by
 * heads, the tables of positions, and what the session itself takes.
 */
export const transformerActivations = (config: TransformerConfig, patches: number): number =>
  230e6 + 14.5 * 4 * patches * innerChannels(config);
