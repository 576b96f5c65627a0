/** The plan of a request for a latent video model, from its clip shape, stages and arithmetic. */
import {
  AkezoraError,
  formatBytes,
  type GenerationPlan,
  type GenerationRequest,
  type ModelCapabilities,
  type Precision,
  type StagePlan,
  stageNameText,
} from '@akezora/contract';
import type { Machine } from '../machine/machine.ts';
import type { PromptCheck } from './check-prompt.ts';
import type { ClipShape } from './clip-shape.ts';
import { baseBytes, freeBytes } from './cost.ts';

/** Parts of a plan. */
export interface LatentPlanParts {
  readonly capabilities: ModelCapabilities;
  readonly request: GenerationRequest;
  readonly machine: Machine;
  readonly prompt: PromptCheck;
  readonly shape: ClipShape;
  readonly precision: Precision;
  /** Denoising steps of all passes together. */
  readonly steps: number;
  readonly guidanceScale: number;
  readonly stages: readonly StagePlan[];
}

/**
 * Builds a plan.
 * @throws AkezoraError `not_enough_memory` naming the stage that does not fit.
 */
export function latentPlan(parts: LatentPlanParts): GenerationPlan {
  const { capabilities, request, machine, prompt, shape, stages } = parts;
  return {
    model: capabilities.id,
    device: machine.device,
    precision: parts.precision,
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
    steps: parts.steps,
    guidance: parts.guidanceScale,
    stages: [...stages],
    peakMemoryBytes: peakMemory(stages, machine),
    estimatedSeconds: stages.reduce((sum, { seconds }) => sum + seconds, 0),
    unknownWords: [...prompt.unknownWords],
    notices: [...prompt.notices, ...shape.notices],
  };
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
