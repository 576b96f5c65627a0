/** Planning a clip of CogVideoX: its size, arithmetic and cost, from the request and the machine. */
import {
  AkezoraError,
  checkRequest,
  type DecoderKind,
  type GenerationPlan,
  type GenerationRequest,
  type Notice,
  type Precision,
} from '@akezora/contract';
import { checkPrompt } from '../../diffusion/check-prompt.ts';
import { type ClipShape, clipShape } from '../../diffusion/clip-shape.ts';
import { conditioningLength } from '../../diffusion/conditioning-frames.ts';
import { attentionCost, stageMemory } from '../../diffusion/cost.ts';
import type { Guidance } from '../../diffusion/guidance.ts';
import { latentPlan, type PlannedModel } from '../../diffusion/latent-plan.ts';
import { type LatentBox, tokensOf } from '../../diffusion/latents.ts';
import { type LoraFit, withRequestLoras } from '../../diffusion/loras.ts';
import { choosePrecision, encoderPrecision, type TransformerSize } from '../../diffusion/precision.ts';
import type { PromptsToRead } from '../../diffusion/prompt-embedding.ts';
import { chooseDecoder, previewBytes, tinyCost } from '../../diffusion/tiny-decoder/choice.ts';
import type { TinyFile } from '../../diffusion/tiny-decoder/files.ts';
import type { Machine } from '../../machine/machine.ts';
import { noiseTable } from '../../schedulers/cogvideox-noise.ts';
import { loadTokenizer } from '../../text/load-tokenizer.ts';
import { codingCost, storageFor } from './autoencoder-cost.ts';
import { type CogKind, samplingOf } from './checkpoints.ts';
import { type CogFiles, compressionOf, innerChannels, type TransformerConfig, takesPicture } from './config.ts';
import type { Storage } from './features.ts';
import { extraFrames } from './latent-shape.ts';
import { patchBox } from './positions.ts';
import { cogGuidance } from './sampling.ts';
import { withTrainedSize } from './size.ts';
import { cogBlocks } from './transformer.ts';

/** An opened model, for planning. */
export interface PlanInput extends PlannedModel<CogFiles> {
  readonly kind: CogKind;
  /** The tiny decoder, where it is on this machine. */
  readonly tiny: TinyFile | undefined;
}

/** Settings of a run, decided by `plan`; `run` calculates them again from request and plan. */
export interface CogPlan {
  readonly shape: ClipShape;
  /** Latents of the clip, those of frames that are dropped later included. */
  readonly box: LatentBox;
  /** Latent frames before those of the clip, which are dropped. */
  readonly extra: number;
  readonly steps: number;
  /** Share of the steps that run: less than 1 where a clip is changed. */
  readonly share: number;
  readonly guidance: Guidance;
  readonly precision: Precision;
  readonly residentBlocks: number;
  /** Bytes that a step takes beside the transformer's weights. */
  readonly activationBytes: number;
  readonly decoder: DecoderKind;
  /** How the autoencoder keeps features. */
  readonly storage: { readonly decoder: Storage; readonly encoder: Storage };
  readonly notices: readonly Notice[];
}

/** Frames of a clip come in eights after the first: the autoencoder decodes two latent frames at a time. */
const framesStep = 8;

/**
 * Frames before those in eights. A clip that is changed in patches of two latent frames has none: latents of a whole clip cannot be lengthened
 * by a frame that is dropped later, so `CogVideoXVideoToVideoPipeline` takes even numbers of them alone.
 */
const firstFrames = ({ conditions = [] }: GenerationRequest, config: TransformerConfig): 0 | 1 =>
  conditions.length > 0 && !takesPicture(config) && (config.patch_size_t ?? 1) > 1 ? 0 : 1;

/** Half of the memory that exact features take is taken beyond this, even where there is more: it is not slower. */
const codingLimit = 6e9;

/** Whether a device computes a model in half precision: the values of the 5B models overflow in it. */
export const computesInHalf = (kind: CogKind, { half = false }: Pick<Machine, 'half'>): boolean =>
  half && kind === '2b';

/** The prompts that a run needs, padded: the model attends to padding. */
export function promptsToRead(
  { kind, text, files }: Pick<PlanInput, 'kind' | 'text' | 'files'>,
  { prompt, negativePrompt = '' }: GenerationRequest,
  { guidance, precision }: Pick<CogPlan, 'guidance' | 'precision'>,
  machine: Machine,
): PromptsToRead {
  return {
    parts: text,
    prompts: guidance.usesNegativePrompt ? [prompt, negativePrompt] : [prompt],
    maxLength: files.transformer.config.max_text_seq_length,
    padded: true,
    precision: encoderPrecision(precision, machine, computesInHalf(kind, machine)),
  };
}

/** Share of the steps that run for the strength of a clip that is changed; all of them without one. */
function shareOf({ conditions = [] }: GenerationRequest): number {
  const video = conditions.find(({ source }) => source.kind !== 'image');
  if (video === undefined) return 1;
  const { strength } = video;
  const value = typeof strength === 'number' ? strength : (strength[0]?.value ?? 1);
  // Rounded, since a share such as 1 − 0.9 would lose a step to the binary fraction.
  return Math.round((1 - value) * 1e6) / 1e6;
}

/** Settings of a run, by the request, the available memory and the chosen precision, if any. */
export function decide(
  { capabilities, kind, files, tiny }: PlanInput,
  asked: GenerationRequest,
  machine: Machine,
  wanted: Precision | undefined = machine.precision,
): CogPlan {
  const { request, notices } = withTrainedSize(asked, kind, capabilities);
  const { config } = files.transformer;
  const { space, time } = compressionOf(files.autoencoder.config);
  const shape = clipShape(request, capabilities, {
    space: space * config.patch_size,
    time: framesStep,
    first: firstFrames(request, config),
  });
  const frames = Math.floor((shape.frames - 1) / time) + 1;
  const extra = extraFrames(frames, config);
  const size = { rows: shape.native.height / space, columns: shape.native.width / space };
  const box = { frames: frames + extra, ...size };
  const { steps: usual, guidance: scale, stochastic } = samplingOf(kind);
  const steps = request.steps ?? usual;
  const share = shareOf(request);
  const coded = { frames, ...size };
  const memory = Math.min(stageMemory(machine), codingLimit);
  const beside = activationBytes(config, box) + previewBytes(tiny, box);
  const decoderStorage = storageFor(files.autoencoder.config, coded, 'decoder', memory);
  return {
    shape,
    box,
    extra,
    steps,
    share,
    notices,
    guidance: cogGuidance({
      scale: request.guidance ?? scale,
      dynamic: stochastic,
      steps: Math.min(steps, Math.floor(steps * share)),
    }),
    decoder: chooseDecoder({
      asked: request.decoder,
      name: 'taecvx',
      file: tiny,
      fullBytes: codingCost(files.autoencoder.config, coded, 'decoder', decoderStorage).memoryBytes,
      memoryBytes: stageMemory(machine),
    }),
    storage: {
      decoder: decoderStorage,
      encoder: storageFor(files.autoencoder.config, encodedBox(files, coded), 'encoder', memory),
    },
    activationBytes: beside,
    ...choosePrecision({
      size: transformerSize(config),
      activationBytes: beside,
      memoryBytes: stageMemory(machine),
      device: machine.device,
      half: computesInHalf(kind, machine),
      wanted,
    }),
  };
}

/** What of a clip is encoded: one frame of a model that starts from a picture. */
const encodedBox = ({ transformer }: CogFiles, box: LatentBox): LatentBox =>
  takesPicture(transformer.config) ? { ...box, frames: 1 } : box;

/**
 * The plan of a request: sizes, steps, memory and time by stage, notices.
 * @throws AkezoraError for what the model cannot do; `not_enough_memory` with the stage that does not fit.
 */
export async function planCog(
  input: PlanInput,
  request: GenerationRequest,
  machine: Machine,
  loras: LoraFit,
): Promise<GenerationPlan> {
  const { capabilities, files, text } = input;
  checkRequest(request, capabilities);
  checkSource(request, input);
  const { config, open } = withRequestLoras(files.transformer, request);
  const tokenizer = await loadTokenizer(text.tokenizer);
  const prompt = checkPrompt(request.prompt, tokenizer, config.max_text_seq_length, capabilities.name);
  const decided = decide(input, request, machine);
  const { shape, box, extra, precision, residentBlocks, guidance, storage } = decided;
  const toRead = promptsToRead(input, request, decided, machine);
  const clip = { ...box, frames: box.frames - extra };
  const encoding = codingCost(files.autoencoder.config, encodedBox(files, clip), 'encoder', storage.encoder);
  const plan = await latentPlan({
    ...input,
    request,
    machine,
    prompt,
    shape,
    reading: { ...toRead, tokenizer, usualTokens: toRead.maxLength * toRead.prompts.length },
    conditioning: {
      frames: conditioningLength(request, shape.frames, shape.fps),
      memoryBytes: encoding.memoryBytes,
    },
    transformer: {
      size: transformerSize(config),
      precision,
      residentBlocks,
      open,
      blocks: (source) => cogBlocks(source, config, precision),
      loras,
    },
    guidanceScale: request.guidance ?? samplingOf(input.kind).guidance,
    passes: [
      {
        steps: noiseTable(files.scheduler, decided.steps, decided.share).timesteps.length,
        guidance,
        operations: passOperations(config, box, attentionCost(machine.device, precision)),
        activationBytes: decided.activationBytes,
      },
    ],
    tiny: {
      chosen: decided.decoder === 'tiny',
      cost: input.tiny && tinyCost(input.tiny, clip, machine),
    },
    decoder: {
      precision: 'f32',
      ...codingCost(files.autoencoder.config, clip, 'decoder', storage.decoder),
    },
  });
  return { ...plan, notices: [...plan.notices, ...decided.notices] };
}

/**
 * Refuses a model for pictures without one, and a clip that is not to be changed.
 * @throws AkezoraError `request_invalid`
 */
function checkSource(request: GenerationRequest, { capabilities: { name }, files }: PlanInput): void {
  const { conditions = [] } = request;
  if (takesPicture(files.transformer.config) && conditions.length === 0)
    throw new AkezoraError('request_invalid', {
      field: 'conditions',
      reason: {
        en: `${name} makes clips that begin with a picture: give it one. The models without I2V in their name need none`,
        ja: `${name} は画像から始まる動画を作るモデルで、画像が必要です。名前に I2V のないモデルは画像なしで使えます`,
      },
    });
  const share = shareOf(request);
  if (Math.floor((request.steps ?? 50) * share) < 1)
    throw new AkezoraError('request_invalid', {
      field: 'conditions.0.strength',
      reason: {
        en: `${name} changes a whole clip and cannot continue one: at strength 1 nothing would change; 0.2 to 0.6 are usual`,
        ja: `${name} は動画全体を作り変えるモデルで、続きは作れません。強さ 1 では何も変わりません。目安は 0.2〜0.6 です`,
      },
    });
}

/** Size of the transformer, from its shape. */
export function transformerSize(config: TransformerConfig): TransformerSize {
  const width = innerChannels(config);
  const time = config.time_embed_dim;
  return {
    blocks: config.num_layers,
    blockParameters: 12 * width * width + 12 * width * time + 30 * width,
    outsideParameters: (config.text_embed_dim + 3 * time + 2 * config.in_channels * 8) * width,
  };
}

/** All tokens of a pass: those of the clip, and the padded prompt. */
const sequence = (config: TransformerConfig, box: LatentBox): number =>
  tokensOf(patchBox(box, config)) + config.max_text_seq_length;

/** Products of weights in one pass, and those of attention, which count as `cost` each. */
function passOperations(config: TransformerConfig, box: LatentBox, cost: number): number {
  const width = innerChannels(config);
  const tokens = sequence(config, box);
  return config.num_layers * (24 * tokens * width * width + cost * 4 * tokens * tokens * width);
}

/**
 * Bytes beside the weights: the tensors alive at the widest point of a block (attention: the sequence, its norm, queries, keys and values with
 * their copies by heads), the tables of positions, and what the session itself takes.
 */
export function activationBytes(config: TransformerConfig, box: LatentBox): number {
  const tokens = sequence(config, box);
  return 230e6 + 4 * tokens * (12.5 * innerChannels(config) + config.attention_head_dim);
}
