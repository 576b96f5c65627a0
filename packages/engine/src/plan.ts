import {
  checkRequest,
  type DeviceName,
  type GenerationPlan,
  type GenerationRequest,
  type GenerationRequestInput,
  generationRequestSchema,
  type Precision,
  parseOrThrow,
} from '@akezora/contract';
import { environmentOptions } from './host/environment.ts';
import { describeMachine, type Machine } from './machine/machine.ts';
import type { VideoModel } from './models/model.ts';

/** Device and arithmetic of a generation. */
export interface ComputeOptions {
  /** Device that the networks run on; `cpu` by default. A device that this machine does not have is refused. */
  readonly device?: DeviceName;
  /**
   * Arithmetic of the model's linear layers. By default the environment variable `AKEZORA_PRECISION`, else the fastest one that
   * fits the memory: 8-bit integers on a CPU. `f32` is exact, several times slower, and looks the same.
   */
  readonly precision?: Precision;
  /**
   * Arithmetic of the text encoder. By default the environment variable `AKEZORA_TEXT_PRECISION`, else `f32` for small encoders
   * stored in f32 and `w8` for all others.
   */
  readonly textPrecision?: Precision;
}

/** A parsed request with the plan of its model for one machine. */
export interface PlannedRequest {
  /** The request with every default of its schema, and a seed. */
  readonly request: GenerationRequest;
  readonly plan: GenerationPlan;
  readonly machine: Machine;
}

/**
 * Parses a request, picks a random seed where it has none, refuses what the model cannot do, and plans the rest for this
 * machine: size, frames, stages, memory and time. Nothing large is loaded.
 * @throws AkezoraError `request_invalid`, the first problem of `checkRequest`, `not_enough_memory`, `device_unavailable`, and
 * what the model refuses.
 */
export async function planRequest(
  input: GenerationRequestInput,
  model: VideoModel,
  options: ComputeOptions = {},
): Promise<PlannedRequest> {
  const parsed = parseOrThrow(generationRequestSchema, input);
  const request = { ...parsed, seed: parsed.seed ?? Math.floor(Math.random() * 0x1_0000_0000) };
  checkRequest(request, model.capabilities);
  const { device, ...arithmetic } = options;
  const machine = { ...(await describeMachine(device)), ...environmentOptions(), ...arithmetic };
  return { request, plan: await model.plan(request, machine), machine };
}
