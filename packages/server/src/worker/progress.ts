import type { GenerationEvent } from '@akezora/contract';
import type { JobProgress } from '@akezora/contract/api';
import { type Attempt, recordPlan, recordPreview, recordProgress } from '../jobs/running.ts';
import type { Store } from '../platform/store/database.ts';

/** Least milliseconds between two progress rows of one job. */
const progressEveryMs = 250;

/**
 * Records the engine's events, one write at a time. During a write only the latest progress and the latest preview wait, so
 * that a slow database does not delay a finished clip.
 */
export function progressReporter(store: Store, attempt: Attempt) {
  let progress: JobProgress = { stage: 'start', fraction: 0, etaMs: 0 };
  let stages = { index: 0, of: 1 };
  let last = 0;
  let lastPreview = 0;
  const next: { plan?: () => Promise<void>; progress?: () => Promise<void>; preview?: () => Promise<void> } = {};
  let writing: Promise<void> | undefined;
  const write = async () => {
    for (;;) {
      const kind = (['plan', 'progress', 'preview'] as const).find((name) => next[name] !== undefined);
      const work = kind === undefined ? undefined : next[kind];
      if (kind === undefined || work === undefined) return;
      delete next[kind];
      // A lost progress row does no harm: the next one replaces it.
      await work().catch(() => undefined);
    }
  };
  const put = (kind: keyof typeof next, work: () => Promise<void>) => {
    next[kind] = work;
    writing ??= write().finally(() => {
      writing = undefined;
    });
  };
  const onEvent = (event: GenerationEvent) => {
    const now = performance.now();
    if (event.type === 'planned') {
      put('plan', () => recordPlan(store, attempt, event.plan));
    } else if (event.type === 'preview') {
      if (now - lastPreview < progressEveryMs) return;
      lastPreview = now;
      put('preview', () => recordPreview(store, attempt, event.jpeg, event.frame));
    } else if (event.type !== 'done') {
      if (event.type === 'stage') stages = { index: event.index, of: Math.max(1, event.of) };
      progress = advance(progress, stages, event);
      if (event.type !== 'stage' && now - last < progressEveryMs) return;
      last = now;
      const snapshot = progress;
      put('progress', () => recordProgress(store, attempt, snapshot));
    }
  };
  return {
    onEvent,
    /** Drops waiting progress and resolves when the last write has ended; a waiting plan is still written. */
    settled: async () => {
      delete next.progress;
      delete next.preview;
      await writing;
    },
  };
}

/** Progress after an event. Every stage is an equal part of the whole; steps and frames divide their stage. */
export function advance(
  before: JobProgress,
  stages: { readonly index: number; readonly of: number },
  event: Extract<GenerationEvent, { type: 'stage' | 'step' | 'frames' }>,
): JobProgress {
  const within = (part: number) => Math.min(1, (stages.index + Math.min(1, part)) / stages.of);
  // Models may begin a stage while an earlier one still reports; progress must not go back.
  const ahead = (fraction: number) => Math.max(before.fraction, Math.min(0.99, fraction));
  switch (event.type) {
    case 'stage':
      return { ...before, stage: event.name, fraction: ahead(within(0)) };
    case 'step':
      return {
        ...before,
        stage: event.stage,
        fraction: ahead(within(event.index / Math.max(1, event.total))),
        etaMs: Math.round(event.etaMs),
        step: { index: event.index, total: event.total },
      };
    case 'frames':
      return {
        ...before,
        fraction: ahead(within(event.done / Math.max(1, event.total))),
        frames: { done: event.done, total: event.total },
      };
  }
}
