/** Planning a clip of Pyramid Flow: its size, arithmetic and cost, from the request and the machine. */
import { checkRequest, type GenerationPlan, type GenerationRequest, type Precision } from '@akezora/contract';
import { checkPrompt } from '../../diffusion/check-prompt.ts';
import { type ClipShape, clipShape } from '../../diffusion/clip-shape.ts';
import { attentionCost, stageMemory } from '../../diffusion/cost.ts';
import { type DecoderPrecision, decoderPrecision as decoderPrecisionOf } from '../../diffusion/decoder-arithmetic.ts';
import { type Guidance, guidanceOf } from '../../diffusion/guidance.ts';
import { latentPlan, type PlannedModel } from '../../diffusion/latent-plan.ts';
import { choosePrecision, encoderPrecision } from '../../diffusion/precision.ts';
import type { PromptsToRead } from '../../diffusion/prompt-embedding.ts';
import type { Machine } from '../../machine/machine.ts';
import { pyramidSchedulerDefaults } from '../../schedulers/pyramid-flow.ts';
import { loadTokenizer } from '../../text/load-tokenizer.ts';
import { sizeGrid } from './capabilities.ts';
import { type PyramidIdentity, samplingOf, trainedPixels } from './checkpoints.ts';
import { compressionOf, type PyramidFiles } from './config.ts';
import { type CodingLayout, decodingLayout, decodingOperations, encodingLayout } from './decoding-plan.ts';
import { pyramidBlocks } from './denoiser.ts';
import { clipBytes, promptsOf, textTokens } from './prompts.ts';
import type { FrameSize } from './resolutions.ts';
import { activationBytes, clipOperations, transformerSize } from './transformer-cost.ts';
import { stepsOf, type UnitSampling } from './units.ts';

/** An opened model, for planning. */
export interface PlanInput extends PlannedModel<PyramidFiles> {
  readonly identity: PyramidIdentity;
}

/** Settings of a run, decided by `plan`; `run` calculates them again from request and plan. */
export interface PyramidPlan {
  readonly shape: ClipShape;
  /** Size of a frame in latents, and latent frames of the clip. */
  readonly size: FrameSize;
  readonly frames: number;
  readonly first: UnitSampling;
  readonly later: UnitSampling;
  readonly guidanceScale: number;
  readonly precision: Precision;
  readonly residentBlocks: number;
  /** Bytes that a step takes beside the transformer's weights. */
  readonly activationBytes: number;
  readonly decoderPrecision: DecoderPrecision;
  readonly decoding: CodingLayout;
  readonly encoding: Pick<CodingLayout, 'tile' | 'memoryBytes'>;
}

const { stages } = pyramidSchedulerDefaults;

/** Memory that the decoder is cut down to, even where there is more: whole frames of 640×384 fit, which tiles only come close to. */
const decodeLimit = 4.8e9;

/** Whether the device computes in half precision: the values of these models overflow in it. */
export const computesInHalf = false;

/** Whether a clip begins with a picture. */
export const beginsWithPicture = ({ conditions = [] }: GenerationRequest): boolean => conditions.length > 0;

/** The prompts that a run reads, and how they are read. */
export const promptsToRead = (
  { text }: Pick<PlanInput, 'text'>,
  request: GenerationRequest,
  { later, precision }: Pick<PyramidPlan, 'later' | 'precision'>,
  machine: Machine,
): PromptsToRead => ({
  parts: text,
  prompts: promptsOf(request, later.guidance.usesNegativePrompt),
  maxLength: textTokens,
  precision: encoderPrecision(precision, machine, computesInHalf),
});

/** The size that a model was trained at, where a request names none. */
function sizedRequest(request: GenerationRequest, { size }: PyramidIdentity): GenerationRequest {
  if (request.size !== undefined) return request;
  const { width, height } = trainedPixels(size);
  const sizes = {
    '16:9': { width, height },
    '9:16': { width: height, height: width },
    '1:1': { width: height, height },
  };
  return { ...request, size: sizes[request.aspect ?? '16:9'] };
}

/** Guidance of both kinds of frames: that of the first changes with what is asked for in proportion. */
function guidanceFor(request: GenerationRequest, identity: PyramidIdentity) {
  const usual = samplingOf(identity);
  const own = beginsWithPicture(request) ? usual.pictureGuidance : usual.guidance;
  const scale = request.guidance ?? own;
  const guided = (guidanceScale: number): Guidance => guidanceOf({ guidanceScale });
  return { scale, first: guided(scale <= 1 ? scale : usual.firstGuidance * (scale / own)), later: guided(scale) };
}

/** Settings of a run, by the request, the available memory and the chosen precision, if any. */
export function decide(
  { capabilities, identity, files }: PlanInput,
  request: GenerationRequest,
  machine: Machine,
  wanted: Precision | undefined = machine.precision,
): PyramidPlan {
  const { config } = files.transformer;
  const autoencoder = files.autoencoder.config;
  const { space, time } = compressionOf(autoencoder);
  const shape = clipShape(sizedRequest(request, identity), capabilities, { space: sizeGrid, time });
  const size = { rows: shape.native.height / space, columns: shape.native.width / space };
  const frames = (shape.frames - 1) / time + 1;
  const steps = request.steps ?? samplingOf(identity).steps;
  const guidance = guidanceFor(request, identity);
  const each = (count: number) => new Array<number>(stages).fill(count);
  const decoderPrecision = decoderPrecisionOf(machine.device, wanted);
  const decoding = decodingLayout(autoencoder, size, decoderPrecision, Math.min(stageMemory(machine), decodeLimit));
  const beside = activationBytes(config, frames, size, stages) + decoding.keptBytes;
  return {
    shape,
    size,
    frames,
    first: { steps: each(2 * steps), guidance: guidance.first },
    later: { steps: each(steps), guidance: guidance.later },
    guidanceScale: guidance.scale,
    decoderPrecision,
    decoding,
    encoding: encodingLayout(autoencoder, size, stageMemory(machine)),
    activationBytes: beside,
    ...choosePrecision({
      size: transformerSize(config),
      activationBytes: beside,
      memoryBytes: stageMemory(machine),
      device: machine.device,
      half: computesInHalf,
      wanted,
    }),
  };
}

/**
 * The plan of a request: sizes, steps, memory and time by stage, notices.
 * @throws AkezoraError for what the model cannot do; `not_enough_memory` with the stage that does not fit.
 */
export async function planPyramid(
  input: PlanInput,
  request: GenerationRequest,
  machine: Machine,
): Promise<GenerationPlan> {
  const { capabilities, files, text } = input;
  checkRequest(request, capabilities);
  const tokenizer = await loadTokenizer(text.tokenizer);
  const prompt = checkPrompt(request.prompt, tokenizer, textTokens, capabilities.name);
  const decided = decide(input, request, machine);
  const { shape, size, frames, first, later, precision, decoding, decoderPrecision } = decided;
  const { config, open } = files.transformer;
  const given = beginsWithPicture(request);
  const steps = stepsOf({ frames, first, later }, given);
  const reading = promptsToRead(input, request, decided, machine);
  const cost = attentionCost(machine.device, precision);
  return latentPlan({
    ...input,
    request,
    machine,
    prompt,
    shape,
    reading: { ...reading, tokenizer, usualTokens: textTokens, otherBytes: await clipBytes(files.clips) },
    ...(given ? { conditioning: { frames: 1, memoryBytes: decided.encoding.memoryBytes } } : {}),
    transformer: {
      size: transformerSize(config),
      precision,
      residentBlocks: decided.residentBlocks,
      open,
      blocks: (source) => pyramidBlocks(source, config, precision),
    },
    guidanceScale: decided.guidanceScale,
    passes: [
      {
        steps,
        guidance: later.guidance,
        operations: clipOperations(config, { frames, size, first, later, given }, stages, cost) / steps,
        activationBytes: decided.activationBytes,
      },
    ],
    decoder: {
      precision: decoderPrecision,
      operations: decodingOperations(files.autoencoder.config, size, frames, decoding),
      memoryBytes: decoding.memoryBytes,
    },
  });
}
