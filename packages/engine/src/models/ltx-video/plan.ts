/** Planning a clip of LTX-Video: its passes, arithmetic and cost, from the request and the machine. */
import {
  AkezoraError,
  checkRequest,
  type GenerationPlan,
  type GenerationRequest,
  type ModelCapabilities,
  type Notice,
  type Precision,
} from '@akezora/contract';
import { checkPrompt } from '../../diffusion/check-prompt.ts';
import { type ClipShape, clipShape } from '../../diffusion/clip-shape.ts';
import { conditioningLength } from '../../diffusion/conditioning-frames.ts';
import { attentionCost, decodeMemory, stageMemory } from '../../diffusion/cost.ts';
import { type DecoderPrecision, decoderPrecision as decoderPrecisionOf } from '../../diffusion/decoder-arithmetic.ts';
import { chunkedCost } from '../../diffusion/frame-chunks.ts';
import { guidanceOf, settingsAt } from '../../diffusion/guidance.ts';
import { latentPlan, type PlannedModel } from '../../diffusion/latent-plan.ts';
import { type LatentBox, tokensOf } from '../../diffusion/latents.ts';
import { type LoraFit, withRequestLoras } from '../../diffusion/loras.ts';
import { type PassSettings, requestedPass, stepsOf } from '../../diffusion/passes.ts';
import { choosePrecision, encoderPrecision, type TransformerSize } from '../../diffusion/precision.ts';
import type { PromptsToRead } from '../../diffusion/prompt-embedding.ts';
import type { Machine } from '../../machine/machine.ts';
import { loadTokenizer } from '../../text/load-tokenizer.ts';
import type { Sampling } from './checkpoints.ts';
import { compressionOf, innerChannels, type LtxFiles, type TransformerConfig } from './config.ts';
import { decoderMemory, decoderStages } from './decoder.ts';
import { encodeBytes } from './encode-frames.ts';
import { ltxBlocks } from './transformer.ts';
import { firstPassSize } from './upsampler.ts';
import { layerAliases } from './weight-names.ts';

/** An opened model, for planning. */
export interface PlanInput extends PlannedModel<LtxFiles> {
  readonly sampling: Sampling;
}

/** One denoising pass of a plan: its size in latents and how it is sampled. */
export interface PlannedPass extends LatentBox {
  readonly steps: number;
  readonly settings: PassSettings;
}

/** Settings of a run, decided by `plan`; `run` calculates them again from request and plan. */
export interface LtxPlan {
  readonly shape: ClipShape;
  readonly passes: readonly PlannedPass[];
  readonly precision: Precision;
  readonly residentBlocks: number;
  readonly decoderPrecision: DecoderPrecision;
  /** Bytes of memory available to the decoder. */
  readonly decodeBytes: number;
  /** Frames of the longest condition, 0 without any. */
  readonly conditioningFrames: number;
}

/** Most tokens of a prompt, in all versions, as in Lightricks' pipeline. */
export const textTokens = 256;

/** The negative prompt Lightricks publishes with its models; used when a request has none. */
const defaultNegativePrompt = 'worst quality, inconsistent motion, blurry, jittery, distorted';

/** The prompts that the passes of a run need, that of the request and the negative one where guidance uses it, and how they are read. */
export function promptsToRead(
  { text }: Pick<PlanInput, 'text'>,
  { prompt, negativePrompt = defaultNegativePrompt }: GenerationRequest,
  { passes, precision }: Pick<LtxPlan, 'passes' | 'precision'>,
  machine: Machine,
): PromptsToRead {
  const guided = passes.some(({ settings }) => guidanceOf(settings.guidance).usesNegativePrompt);
  return {
    parts: text,
    prompts: guided ? [prompt, negativePrompt] : [prompt],
    maxLength: textTokens,
    precision: encoderPrecision(precision, machine, machine.half ?? false),
  };
}

/** Settings of a run, by the request, the available memory and the chosen precision, if any. */
export function decide(
  { capabilities, files, sampling }: PlanInput,
  request: GenerationRequest,
  machine: Machine,
  wanted: Precision | undefined = machine.precision,
): LtxPlan {
  const { transformer, autoencoder } = files;
  const compression = compressionOf(autoencoder.config);
  const shape = clipShape(request, capabilities, compression);
  const frames = (shape.frames - 1) / compression.time + 1;
  const passOf = (size: { width: number; height: number }, settings: PassSettings): PlannedPass => ({
    frames,
    rows: size.height / compression.space,
    columns: size.width / compression.space,
    settings,
    steps: stepsOf(settings),
  });
  const { first, second } = sampling;
  const firstSize = second ? firstPassSize(shape.native, compression.space) : shape.native;
  const passes = [passOf(firstSize, requestedPass(first, request))];
  if (second) passes.push(passOf({ width: firstSize.width * 2, height: firstSize.height * 2 }, second));
  return {
    shape,
    passes,
    decoderPrecision: decoderPrecisionOf(machine.device, wanted),
    decodeBytes: decodeMemory(machine),
    conditioningFrames: conditioningLength(request, shape.frames, shape.fps),
    ...choosePrecision({
      size: transformerSize(transformer.config),
      activationBytes: transformerActivations(transformer.config, tokensOf(passes.at(-1)!)),
      memoryBytes: stageMemory(machine),
      device: machine.device,
      half: machine.half,
      wanted,
    }),
  };
}

/**
 * The plan of a request: sizes, steps, memory and time by stage, notices.
 * @throws AkezoraError for what the model cannot do; `not_enough_memory` with the stage that does not fit.
 */
export async function planLtx(
  input: PlanInput,
  request: GenerationRequest,
  machine: Machine,
  loras: LoraFit,
): Promise<GenerationPlan> {
  const { capabilities, files, text } = input;
  checkKeyFrames(request, capabilities);
  checkRequest(request, capabilities);
  const tokenizer = await loadTokenizer(text.tokenizer);
  const prompt = checkPrompt(request.prompt, tokenizer, textTokens, capabilities.name);
  const tokens = tokenizer.encode(request.prompt.trim(), { maxLength: textTokens }).ids.length;
  const decided = decide(input, request, machine);
  const { shape, passes, precision, residentBlocks, decoderPrecision, conditioningFrames: frames } = decided;
  const { config, open } = withRequestLoras(files.transformer, request, layerAliases);
  const plan = await latentPlan({
    ...input,
    request,
    machine,
    prompt,
    shape,
    reading: { ...promptsToRead(input, request, decided, machine), tokenizer, usualTokens: tokens },
    conditioning: { frames, memoryBytes: encodeBytes(files.autoencoder.config, shape.native, frames) },
    transformer: {
      size: transformerSize(config),
      precision,
      residentBlocks,
      open,
      blocks: (source) => ltxBlocks(source, config, precision),
      loras,
    },
    guidanceScale: settingsAt(passes[0]!.settings.guidance, 1).guidanceScale,
    passes: passes.map((pass) => ({
      steps: pass.steps,
      guidance: guidanceOf(pass.settings.guidance),
      operations: passOperations(config, tokensOf(pass), tokens, attentionCost(machine.device, precision)),
      activationBytes: transformerActivations(config, tokensOf(pass)),
    })),
    decoder: {
      precision: decoderPrecision,
      ...chunkedCost(
        decoderStages(files.autoencoder.config),
        passes.at(-1)!,
        decided.decodeBytes,
        decoderMemory(decoderPrecision),
      ),
    },
  });
  return shape.frames > usualFrames ? { ...plan, notices: [...plan.notices, longNotice(shape)] } : plan;
}

/** Most frames of a clip that Lightricks recommends (README of LTX-Video, "Parameter Guide"). */
const usualFrames = 257;

function longNotice({ frames, fps }: ClipShape): Notice {
  const most = Math.floor((usualFrames / fps) * 10) / 10;
  return {
    code: 'clip_longer_than_recommended',
    field: 'seconds',
    message: {
      en: `${frames} frames are more than the ${usualFrames} that Lightricks recommends: motion and sharpness may fade. Up to ${most} s at ${fps} fps are within it; extending a clip makes a longer one in parts.`,
      ja: `${frames}フレームは、Lightricks が推奨する ${usualFrames}フレームを超えています。動きや鮮明さが落ちることがあります。${fps} fps なら${most}秒までが推奨の範囲です。短いクリップを延長すれば、区間に分けて長くできます。`,
    },
  };
}

/**
 * Refuses conditioning frames later than the first where the model takes none, with the reason.
 * @throws AkezoraError `request_invalid`
 */
function checkKeyFrames({ conditions = [] }: GenerationRequest, { name, conditions: can }: ModelCapabilities): void {
  const index = conditions.findIndex(({ at }) => at > 0);
  if (index < 0 || can.anyFrame) return;
  const reason = {
    en: `${name} was trained with pictures and clips at the start alone; take 0.9.5 or later for others`,
    ja: `${name} は、先頭に置いた画像や動画だけで学習されています。それ以外の位置には 0.9.5 以降を使ってください`,
  };
  throw new AkezoraError('request_invalid', { field: `conditions.${index}`, reason });
}

/** Size of the transformer, from its shape. */
export function transformerSize(config: TransformerConfig): TransformerSize {
  const width = innerChannels(config);
  const time = 256 * width + width * width + 6 * width * width;
  const caption = config.caption_channels * width + width * width;
  return {
    blocks: config.num_layers,
    blockParameters: 16 * width * width + 26 * width,
    outsideParameters: time + caption + 2 * config.in_channels * width,
  };
}

/**
 * Products of weights in one pass over `tokens` tokens with a prompt of `textTokens`, and those of attention, which count as
 * `attentionCost` each.
 */
function passOperations(config: TransformerConfig, tokens: number, textTokens: number, cost: number): number {
  const width = innerChannels(config);
  const weights = 2 * tokens * 14 * width * width + 4 * textTokens * width * width;
  const attention = 4 * tokens * tokens * width + 4 * tokens * textTokens * width;
  return config.num_layers * (weights + cost * attention);
}

/**
 * Bytes beside the weights: the tensors alive at the widest point of a block (self-attention: four as wide as the model, and
 * their copies by heads) and what the session itself takes. Fitted to whole steps in f32 and int8, each met within 3 %
 * (`bench/ltx-video.ts`).
 */
export const transformerActivations = (config: TransformerConfig, tokens: number): number =>
  230e6 + 12.5 * 4 * tokens * innerChannels(config);
