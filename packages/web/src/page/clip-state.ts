import type { AkezoraError, GenerationPlan } from '@akezora/contract';
import type { OwnActor } from '../actors/own-actor.ts';
import { type Making, make } from '../making/client.ts';
import { failureOf } from '../making/failure.ts';
import type { SmallPicture } from '../making/messages.ts';
import { requestOf, type Settings } from './settings.ts';

/** What there is of the clip. */
export type ClipState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'making';
      readonly progress: Progress;
      readonly preview?: SmallPicture;
      readonly plan?: GenerationPlan;
    }
  | { readonly kind: 'made'; readonly url: string; readonly seconds: number; readonly plan: GenerationPlan }
  | { readonly kind: 'cancelled' }
  /** The browser ended the page while a clip was made. */
  | { readonly kind: 'broken' }
  | { readonly kind: 'failed'; readonly error: AkezoraError };

/** How far it is. */
export type Progress =
  | { readonly kind: 'loading' }
  | { readonly kind: 'painting' | 'finishing'; readonly done: number; readonly total: number };

/** Workers that make frames: one less than there are cores, for the painter; few on phones, for each takes memory. */
export const workersFor = (cores: number, isSmall: boolean): number =>
  Math.min(Math.max(cores - 1, 1), isSmall ? 2 : 6);

/** Who hears of a clip in the making. */
export interface ClipListener {
  show(state: ClipState): void;
  /** Takes a piece of its stream. */
  piece(bytes: Uint8Array<ArrayBuffer>): void;
}

/** What a clip is made with, besides its settings. */
export interface ClipMeans {
  /** The visitor's own pictures. */
  readonly actors: readonly OwnActor[];
  /** Whether it is a phone that makes it. */
  readonly isSmall: boolean;
  /** Resolves when it may begin. */
  readonly ready: Promise<void>;
}

/**
 * Makes a clip and tells of every change.
 * @returns what cancels it
 */
export function makeClip(settings: Settings, means: ClipMeans, listener: ClipListener): () => void {
  let making: Making | undefined;
  let cancelled = false;
  listener.show(begun);
  void means.ready.then(() => {
    if (cancelled) return;
    making = begin(settings, means);
    void follow(making, listener);
  });
  return () => {
    cancelled = true;
    making?.cancel();
    listener.show({ kind: 'cancelled' });
  };
}

const begun = { kind: 'making', progress: { kind: 'loading' } } as const satisfies ClipState;

function begin(settings: Settings, { actors, isSmall }: ClipMeans): Making {
  const worker = new Worker(new URL('../making/clip-worker.ts', import.meta.url), { type: 'module' });
  return make(worker, {
    request: requestOf(settings, actors),
    cast: actors.map(({ member }) => member),
    model: new URL('model/', document.baseURI).href,
    onnx: new URL('onnx/', document.baseURI).href,
    workers: workersFor(navigator.hardwareConcurrency, isSmall),
  });
}

async function follow({ events }: Making, { show, piece }: ClipListener): Promise<void> {
  const from = performance.now();
  let state: ClipState & { readonly kind: 'making' } = begun;
  const change = (part: Partial<typeof state>) => {
    state = { ...state, ...part };
    show(state);
  };
  try {
    for await (const event of events) {
      if (event.type === 'planned') change({ plan: event.plan });
      if (event.type === 'preview') change({ preview: event.preview });
      if (event.type === 'live') piece(event.piece);
      if (event.type === 'step' && state.progress.kind !== 'finishing')
        change({ progress: { kind: 'painting', done: event.index, total: event.total } });
      if (event.type === 'frames') change({ progress: { kind: 'finishing', done: event.done, total: event.total } });
      if (event.type !== 'done') continue;
      const seconds = Math.round((performance.now() - from) / 1000);
      show({ kind: 'made', url: URL.createObjectURL(event.file), seconds, plan: state.plan! });
    }
  } catch (thrown) {
    show({ kind: 'failed', error: failureOf(thrown) });
  }
}
