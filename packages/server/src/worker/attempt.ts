import { AkezoraError, type GenerationEvent } from '@akezora/contract';
import type { MadeClip } from '../inference/protocol.ts';
import type { Runner } from '../inference/runner.ts';
import { ChildDied } from '../inference/supervisor.ts';
import {
  type AfterEnd,
  clipIdOf,
  completeJob,
  confirmCancel,
  type FinishedClip,
  failJob,
  handBack,
  reportDeath,
} from '../jobs/finish.ts';
import { type Attempt, isPresent, recordPlan, recordPreview, recordProgress } from '../jobs/running.ts';
import { storeClip } from '../library/store-clip.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Store } from '../platform/store/database.ts';
import type { JobProgress, JobRow } from '../platform/store/tables.ts';
import { resolveInputs } from './inputs.ts';

/** What one attempt needs around it. */
export interface AttemptContext {
  readonly store: Store;
  readonly storage: Storage;
  readonly run: Runner;
  readonly afterEnd: AfterEnd;
  /** Free bytes below which nothing is started. */
  readonly reserveBytes: number;
}

/** Why an attempt is stopped from outside. */
export type StopReason = 'cancelled' | 'lost' | 'shutdown';

/** Runs one attempt of a claimed job to its end, whatever the end is; throws only when the database is gone. */
export async function runAttempt(context: AttemptContext, job: JobRow, stop: AbortController): Promise<void> {
  const attempt: Attempt = { job: job.id, attempt: job.attempt, worker: job.worker ?? '' };
  const { store, afterEnd } = context;
  try {
    const clip = await makeClip(context, job, attempt, stop.signal);
    const done = await persistently(() => completeJob(store, attempt, clip, afterEnd));
    // Cancelled in the last moment: the files go, the row says cancelled. An attempt that was taken away leaves the
    // files alone: they are the other attempt's.
    if (done === undefined && (await persistently(() => isPresent(store.db, attempt)))) {
      await removeFiles(context.storage, clip);
      await persistently(() => confirmCancel(store, attempt));
    }
  } catch (thrown) {
    const reason = stop.signal.aborted ? (stop.signal.reason as StopReason) : undefined;
    if (reason === 'lost') return;
    await persistently(async () => {
      if (reason === 'cancelled') await confirmCancel(store, attempt);
      else if (reason === 'shutdown') await handBack(store, attempt);
      else if (thrown instanceof ChildDied) await reportDeath(store, attempt, thrown.message, afterEnd);
      else await failJob(store, attempt, AkezoraError.from(thrown).toShape(), afterEnd);
    });
  }
}

/** Tries again for a minute while the database is away: a finished clip must not be lost to a moment's silence. */
async function persistently<T>(work: () => Promise<T>): Promise<T> {
  const until = Date.now() + 60_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AkezoraError || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

const extensions = { h264: 'mp4', hevc: 'mp4', av1: 'mp4', vp9: 'webm', webp: 'webp', gif: 'gif' } as const;

async function makeClip(
  context: AttemptContext,
  job: JobRow,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<FinishedClip> {
  const { store, storage } = context;
  const free = await storage.freeBytes();
  if (free !== undefined && free < context.reserveBytes) {
    const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
    const needed = gigabytes(context.reserveBytes);
    throw new AkezoraError('not_enough_disk', { path: 'data', needed, available: gigabytes(free) });
  }
  const { request, postprocess } = await resolveInputs(store, storage, job);
  const extension = extensions[request.codec ?? 'h264'];
  const file = await storage.temporary(`${job.id}-${job.attempt}.${extension}`);
  const reporter = progressReporter(store, attempt);
  let made: MadeClip;
  try {
    made = await context.run({ job, attempt, request, file, postprocess, signal, onEvent: reporter.onEvent });
  } finally {
    await reporter.settled();
  }
  return storeClip(storage, clipIdOf(job.id), made);
}

async function removeFiles(storage: Storage, clip: FinishedClip): Promise<void> {
  await storage.remove(clip.files.video);
}

/** Milliseconds between progress rows of one job; more would only cost the database. */
const progressEveryMs = 250;

/**
 * Writes what the engine reports, one write at a time: while one is under way only the latest progress and the latest
 * picture are kept for the next, so that a slow database never holds up a finished clip.
 */
function progressReporter(store: Store, attempt: Attempt) {
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
      // Losing a progress row to a database that is away for a moment loses nothing else.
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
    /** Resolves when nothing more will be written. The plan is kept; progress of what has ended tells nobody anything. */
    settled: async () => {
      delete next.progress;
      delete next.preview;
      await writing;
    },
  };
}

/** Progress after an event: stages share the whole equally, steps and frames share their stage. */
export function advance(
  before: JobProgress,
  stages: { readonly index: number; readonly of: number },
  event: Extract<GenerationEvent, { type: 'stage' | 'step' | 'frames' }>,
): JobProgress {
  const within = (part: number) => Math.min(1, (stages.index + Math.min(1, part)) / stages.of);
  // Models may begin a later stage while an earlier one still reports: a bar never goes back.
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
