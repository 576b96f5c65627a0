import {
  AkezoraError,
  checkRequest,
  type DeviceName,
  earlierModels,
  type GenerationPlan,
  type GenerationRequest,
  type GenerationRequestInput,
  generationRequestSchema,
  modelCalled,
  type Notice,
  type Precision,
  parseOrThrow,
} from '@akezora/contract';
import { environmentOptions } from './host/environment.ts';
import { describeMachine, type Machine } from './machine/machine.ts';
import type { VideoModel } from './models/model.ts';
import { type CalledFiles, readableNotices } from './plan-notices.ts';
import { readInputs } from './plan-shape.ts';
import { onnxNodeRuntime } from './runtime/onnx-node.ts';
import { pictureNotices } from './video/input-notices.ts';
import { soundNotices } from './video/sound/notices.ts';

/** Device and precision of a generation. */
export interface ComputeOptions {
  /** Device that the networks run on. Default `cpu`. A device that this machine does not have is an error. */
  readonly device?: DeviceName;
  /**
   * Precision of the model's linear layers. Default: the environment variable `AKEZORA_PRECISION`, else the fastest one that
   * fits the memory (8-bit integers on a CPU). `f32` is exact and several times slower, with no visible difference.
   */
  readonly precision?: Precision;
  /**
   * Precision of the text encoder. Default: the environment variable `AKEZORA_TEXT_PRECISION`, else `f32` for small encoders
   * stored in f32 and `w8` for all others.
   */
  readonly textPrecision?: Precision;
  /** What the notices of a plan call the files of the request, by path. Default: by their names, without folders. */
  readonly called?: CalledFiles;
}

/** A parsed request with the plan of its model for one machine. */
export interface PlannedRequest {
  /** The request with every default of its schema, and a seed. */
  readonly request: GenerationRequest;
  readonly plan: GenerationPlan;
  readonly machine: Machine;
}

/**
 * Parses a request, chooses a random seed if it has none, gives it the shape of what it begins with if it asks for none, checks
 * it against the model, and plans it for this machine: size, frames, stages, memory and time. No weights are loaded.
 * @throws AkezoraError `request_invalid`, the first problem of `checkRequest`, `not_enough_memory`, `device_unavailable`, and
 * errors of the model's plan.
 */
export async function planRequest(
  input: GenerationRequestInput,
  model: VideoModel,
  options: ComputeOptions = {},
): Promise<PlannedRequest> {
  const parsed = parseOrThrow(generationRequestSchema, input);
  const seed = parsed.seed ?? Math.floor(Math.random() * 0x1_0000_0000);
  const asked = { ...parsed, model: modelCalled(parsed.model), seed };
  checkRequest(asked, model.capabilities);
  const { request, losses } = await readInputs(asked, model.capabilities);
  const { device, called, ...arithmetic } = options;
  const described = await describeMachine(device);
  const { half, problem } = await examined(device);
  const machine = { ...described, half, ...environmentOptions(), ...arithmetic };
  const plan = await model.plan(request, machine);
  // After the model's plan, which names what the model itself does not run on.
  if (problem) throw problem;
  plan.notices.push(...losses(plan), ...(await pictureNotices(request)), ...(await soundNotices(request, plan)));
  const readable = readableNotices(plan.notices, asked, called);
  plan.notices.splice(0, plan.notices.length, ...readable);
  // Requests that waited or were stored since an earlier version name its model; they run on the one that replaced it.
  if (earlierModels.includes(parsed.model)) plan.notices.unshift(replacedModel(parsed.model, plan.model));
  return { request, plan, machine };
}

/** Whether a device computes in half precision, or why it does not compute. */
async function examined(device: DeviceName = 'cpu'): Promise<{ half: boolean; problem?: AkezoraError }> {
  try {
    return { half: device !== 'cpu' && (await (await onnxNodeRuntime()).examine(device)).half };
  } catch (problem) {
    if (problem instanceof AkezoraError) return { half: false, problem };
    throw problem;
  }
}

const replacedModel = (asked: string, model: string): Notice => ({
  code: 'model_replaced',
  field: 'model',
  message: {
    en: `${asked} is no longer in the box: this clip is made by ${model}, which replaced it. The same seed gives another picture.`,
    ja: `${asked} は現在のバージョンにはありません。後継の ${model} で作ります。同じシードでも、違う映像になります。`,
  },
});
