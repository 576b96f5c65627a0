import type { GenerationPlan, GenerationRequest, ModelCapabilities, Stage } from '@akezora/contract';
import type { Graph } from '../graph/graph.ts';
import type { Machine } from '../machine/machine.ts';
import type { Frame } from '../video/frame.ts';

/** What a model reports while it runs: its stages, their steps, previews, and every finished frame in order. */
export type ModelEvent =
  | { readonly type: 'stage'; readonly name: Stage; readonly index: number; readonly of: number }
  | { readonly type: 'step'; readonly stage: Stage; readonly index: number; readonly total: number }
  | { readonly type: 'preview'; readonly frame: Frame; readonly index: number }
  | { readonly type: 'frame'; readonly frame: Frame };

/** What a run needs besides its request and plan. */
export interface RunContext {
  readonly machine: Machine;
  readonly signal: AbortSignal;
}

/** A model opened from its weights on disk. */
export interface VideoModel {
  readonly capabilities: ModelCapabilities;
  /** Version of the weights, as written into a clip's facts. */
  readonly version: string;
  /**
   * Fills every default in and says what will be made and what it costs, before anything large is loaded.
   * @throws AkezoraError for what the model cannot do.
   */
  plan(request: GenerationRequest, machine: Machine): Promise<GenerationPlan>;
  /** The graphs the model computes with at its usual size, to be printed; models that have none to show leave it out. */
  graphs?(): Promise<readonly Graph[]>;
  /**
   * Makes the frames of a plan, in order, at the plan's size and rate. Streams: memory does not grow with length.
   * Sessions and weights are freed when the generator ends, fails or is returned from.
   */
  run(request: GenerationRequest, plan: GenerationPlan, context: RunContext): AsyncGenerator<ModelEvent, void, void>;
}
