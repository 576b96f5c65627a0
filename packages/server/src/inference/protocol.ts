import type {
  ClipFacts,
  ClipMeasures,
  Codec,
  ErrorShape,
  GenerationEvent,
  GenerationPlan,
  GenerationRequest,
  ModelCapabilities,
  Text,
} from '@akezora/contract';

/** What happens to a clip after the model made it, before it is stored. */
export interface FinishSteps {
  /** Centre-crop to this size. */
  readonly crop?: { readonly width: number; readonly height: number };
  /** The clip continues this file: put the file before it, and drop this many seconds both share. */
  readonly stitch?: { readonly file: string; readonly overlap: number };
}

/** A clip file with its measures, as the child leaves it in its folder. */
export interface MadeClip {
  readonly video: string;
  readonly mime: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly seconds: number;
  readonly frames: number;
  readonly facts: ClipFacts | null;
  readonly measures: ClipMeasures | null;
}

/** What the engine says about a file someone sent. */
export interface InspectedFile {
  readonly kind: 'image' | 'video';
  readonly mime: string;
  /** The file to keep: the same, or the picture written anew (which drops everything that is not picture). */
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly seconds: number | null;
}

/** A model the engine knows: in the box, fetched or added on this machine, or yet to be fetched. */
export interface KnownModel {
  readonly capabilities: ModelCapabilities;
  readonly place: 'box' | 'local';
  readonly installed: boolean;
  readonly bytes: number;
  /** Whether its smallest clip fits the memory of this machine now, and the reason when it does not. */
  readonly fits: 'fits' | 'tight' | 'no' | 'unknown';
  readonly reason: Text | null;
}

/** How far the fetching of a model is, in bytes; the total is known once its files are listed. */
export interface PullProgress {
  readonly doneBytes: number;
  readonly totalBytes: number | null;
}

/** Questions to the child and their answers. */
export interface ChildCalls {
  readonly generate: {
    ask: { request: GenerationRequest; file: string; finish: FinishSteps };
    answer: MadeClip;
  };
  readonly plan: { ask: { request: GenerationRequest }; answer: GenerationPlan };
  readonly models: { ask: Record<string, never>; answer: KnownModel[] };
  readonly inspect: { ask: { file: string; name: string; field: string }; answer: InspectedFile };
  /** Measures of a clip from elsewhere. */
  readonly measure: { ask: { file: string }; answer: MadeClip };
  /** A picture of a clip or upload, written to `target`. */
  readonly picture: {
    ask: { file: string; kind: 'thumbnail' | 'sprites'; target: string; seconds: number };
    answer: Record<string, never>;
  };
  /** A clip in another format or size, written to `target`. */
  readonly convert: {
    ask: { file: string; codec: Codec; height: number; target: string };
    answer: Record<string, never>;
  };
  /** Fetches a model's weights; goes on where it stopped. */
  readonly pull: { ask: { id: string }; answer: Record<string, never> };
  /** Deletes fetched weights. */
  readonly remove: { ask: { id: string }; answer: { freedBytes: number } };
}

/** What the child tells while it works on a question; the others tell nothing. */
export interface ChildEvents {
  readonly generate: GenerationEvent;
  readonly pull: PullProgress;
}

/** What the child tells while it works on this question. */
export type EventOf<Name extends CallName> = Name extends keyof ChildEvents ? ChildEvents[Name] : never;

/** Name of a question. */
export type CallName = keyof ChildCalls;

/** Messages to the child. */
export type ToChild =
  | { readonly type: 'call'; readonly id: number; readonly name: CallName; readonly ask: ChildCalls[CallName]['ask'] }
  | { readonly type: 'cancel'; readonly id: number };

/** Messages from the child. */
export type FromChild =
  | { readonly type: 'ready' }
  | { readonly type: 'event'; readonly id: number; readonly event: ChildEvents[keyof ChildEvents] }
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorShape };
