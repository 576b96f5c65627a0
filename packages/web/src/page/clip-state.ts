import { AkezoraError, type GenerationPlan } from '@akezora/contract';
import { type Making, make } from '../making/client.ts';
import type { Preview } from '../making/messages.ts';
import { requestOf, type Settings } from './settings.ts';

/** What there is of the clip. */
export type ClipState =
  | { readonly kind: 'none' }
  | { readonly kind: 'making'; readonly progress: Progress; readonly preview?: Preview; readonly plan?: GenerationPlan }
  | { readonly kind: 'made'; readonly url: string; readonly seconds: number; readonly plan: GenerationPlan }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: AkezoraError };

/** How far it is. */
export type Progress =
  | { readonly kind: 'loading' }
  | { readonly kind: 'painting' | 'finishing'; readonly done: number; readonly total: number };

/** Workers that make frames: one less than there are cores, for the painter; few on phones, for each takes memory. */
export const workersFor = (cores: number, isSmall: boolean): number =>
  Math.min(Math.max(cores - 1, 1), isSmall ? 2 : 6);

/**
 * Makes a clip and tells of every change.
 * @returns what cancels it
 */
export function makeClip(settings: Settings, isSmall: boolean, show: (state: ClipState) => void): () => void {
  const worker = new Worker(new URL('../making/clip-worker.ts', import.meta.url), { type: 'module' });
  const making = make(worker, {
    request: requestOf(settings),
    model: new URL('model/', document.baseURI).href,
    onnx: new URL('onnx/', document.baseURI).href,
    workers: workersFor(navigator.hardwareConcurrency, isSmall),
  });
  void follow(making, show);
  return () => {
    making.cancel();
    show({ kind: 'cancelled' });
  };
}

async function follow({ events }: Making, show: (state: ClipState) => void): Promise<void> {
  const begun = performance.now();
  let state: ClipState & { readonly kind: 'making' } = { kind: 'making', progress: { kind: 'loading' } };
  const change = (part: Partial<typeof state>) => {
    state = { ...state, ...part };
    show(state);
  };
  show(state);
  try {
    for await (const event of events) {
      if (event.type === 'planned') change({ plan: event.plan });
      if (event.type === 'preview') change({ preview: event.preview });
      if (event.type === 'step' && state.progress.kind !== 'finishing')
        change({ progress: { kind: 'painting', done: event.index, total: event.total } });
      if (event.type === 'frames') change({ progress: { kind: 'finishing', done: event.done, total: event.total } });
      if (event.type !== 'done') continue;
      const seconds = Math.round((performance.now() - begun) / 1000);
      show({ kind: 'made', url: URL.createObjectURL(event.file), seconds, plan: state.plan! });
    }
  } catch (thrown) {
    show({ kind: 'failed', error: AkezoraError.from(thrown) });
  }
}
