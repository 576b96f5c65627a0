import type {
  ArtPicture,
  GenerationPlan,
  GenerationRequest,
  ModelArt,
  ModelCapabilities,
  Stage,
} from '@akezora/contract';
import type { Graph } from '../graph/graph.ts';
import type { Machine } from '../machine/machine.ts';
import type { Frame } from '../video/frame.ts';

/** Event of a run: a stage, a step of it, a preview, or a finished frame, in order. */
export type ModelEvent =
  | { readonly type: 'stage'; readonly name: Stage; readonly index: number; readonly of: number }
  | { readonly type: 'step'; readonly stage: Stage; readonly index: number; readonly total: number }
  | { readonly type: 'preview'; readonly frame: Frame; readonly index: number }
  | { readonly type: 'frame'; readonly frame: Frame };

/** Machine of a run, and the signal that cancels it. */
export interface RunContext {
  readonly machine: Machine;
  readonly signal: AbortSignal;
  /** Whether what the run loads may stay for the next one, until `release`. Default false: it is freed with the run. */
  readonly keep?: boolean;
}

/** Makes small pictures of single moments of clips, one after another. */
export interface StillMaker {
  /**
   * Makes a picture of a moment, at most 256 pixels on its longer side.
   * @param plan a plan of the request by the model that this is of
   * @param at seconds of the clip; from its end on, its last frame
   */
  make(request: GenerationRequest, plan: GenerationPlan, at: number, signal: AbortSignal): Promise<Frame>;
  /** Frees its memory. No picture may be in the making. */
  close(): Promise<void>;
}

/** The pictures that a model's scenes are drawn with. */
export interface ArtOfModel {
  /** All of it, by name. */
  list(): ModelArt;
  /**
   * One picture as a file: AVIF or WebP.
   * @throws AkezoraError `not_found` for a name that is not in the list.
   */
  picture(asked: ArtPicture): Promise<{ readonly mime: string; readonly bytes: Uint8Array }>;
}

/** A model opened from its weights on disk. */
export interface VideoModel {
  readonly capabilities: ModelCapabilities;
  /** Version of the weights, as written into a clip's facts. */
  readonly version: string;
  /**
   * Fills in all defaults, and calculates the clip and its cost before any weights are loaded.
   * @throws AkezoraError for what the model cannot do.
   */
  plan(request: GenerationRequest, machine: Machine): Promise<GenerationPlan>;
  /** Whether the weights of a LoRA's file can be added to the model's; only headers are read. Default: it takes none. */
  fitsLora?(file: string): Promise<boolean>;
  /**
   * What makes stills in about a second each, with weights that stay loaded until it is closed (`controls.stills`). Default: the
   * model cannot.
   */
  openStills?(machine: Machine): StillMaker;
  /** Loads what runs of such a request with `keep` need, unless one is going on. Default: a run loads what it needs. */
  prepare?(request: GenerationRequest, machine: Machine): Promise<void>;
  /** Frees what `prepare` and runs with `keep` have left. No run may be going on. Default: nothing is ever left. */
  release?(): Promise<void>;
  /** What its scenes are drawn with. Default: it has no scenes. */
  art?(): Promise<ArtOfModel>;
  /** Compute graphs of the model at its usual size, for printing. Default: the model has none. */
  graphs?(): Promise<readonly Graph[]>;
  /**
   * Generates the frames of a plan, in order, at the plan's size and rate. Memory does not grow with the length. Sessions and
   * weights are freed when the generator ends, fails or is closed.
   */
  run(request: GenerationRequest, plan: GenerationPlan, context: RunContext): AsyncGenerator<ModelEvent, void, void>;
}
