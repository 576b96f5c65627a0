import { AkezoraError, extensionOfCodec, type GenerationRequest } from '@akezora/contract';
import type { Budgets } from '../access/budgets.ts';
import type { Credentials, Ingredient, Signed } from '../inference/credentials.ts';
import type { MadeClip } from '../inference/protocol.ts';
import type { Runner } from '../inference/runner.ts';
import { ChildCrashed } from '../inference/supervisor.ts';
import {
  type AfterEnd,
  clipIdOf,
  completeJob,
  confirmCancel,
  type FinishedClip,
  failJob,
  reportCrash,
  requeue,
} from '../jobs/finish.ts';
import { readMarkRules, withMarksOf } from '../jobs/mark-rules.ts';
import { type Attempt, isCurrent } from '../jobs/running.ts';
import { expiryAfter } from '../library/expiry.ts';
import { checkDisk } from '../library/space.ts';
import { storeClip } from '../library/store-clip.ts';
import { publicError, typedError } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Store } from '../platform/store/database.ts';
import type { JobRow } from '../platform/store/tables.ts';
import { resolveInputs } from './inputs.ts';
import { livePublisher } from './live.ts';
import { progressReporter } from './progress.ts';

/** Services that an attempt needs. */
export interface AttemptContext {
  readonly store: Store;
  readonly storage: Storage;
  readonly run: Runner;
  readonly afterEnd: AfterEnd;
  readonly log: Log;
  /** Free bytes of disk below which no attempt starts. */
  readonly reserveBytes: number;
  /** Whether the owner's quota has room is asked again when a job starts: clips have been made since it was accepted. */
  readonly budgets: Pick<Budgets, 'room'>;
  readonly credentials: Pick<Credentials, 'sign' | 'read'>;
}

/** Why an attempt is stopped from outside. */
export type StopReason = 'cancelled' | 'lost' | 'shutdown';

/** Runs one attempt of a claimed job until it has succeeded, failed or stopped; throws only when the database is unreachable. */
export async function runAttempt(context: AttemptContext, job: JobRow, stop: AbortController): Promise<void> {
  const attempt: Attempt = { job: job.id, attempt: job.attempt, worker: job.worker ?? '' };
  const { store, afterEnd } = context;
  try {
    const clip = await makeClip(context, job, attempt, stop.signal);
    const done = await persistently(() => {
      const expiresAt = expiryAfter(job.meta.expiresIn);
      return completeJob(store, attempt, { ...clip, expiresAt }, afterEnd);
    });
    // Cancelled after the clip was made: delete its files. When another attempt has taken over, the files are that attempt's.
    if (done === undefined && (await persistently(() => isCurrent(store.db, attempt)))) {
      await removeFiles(context.storage, clip);
      await persistently(() => confirmCancel(store, attempt));
    }
  } catch (thrown) {
    const reason = stop.signal.aborted ? (stop.signal.reason as StopReason) : undefined;
    if (reason === 'lost') return;
    await persistently(async () => {
      if (reason === 'cancelled') await confirmCancel(store, attempt);
      else if (reason === 'shutdown') await requeue(store, attempt);
      else if (thrown instanceof ChildCrashed) await reportCrash(store, attempt, thrown.message, afterEnd);
      else {
        context.log.warn({ err: thrown, job: job.id, attempt: job.attempt }, 'attempt failed');
        await failJob(store, attempt, publicError(thrown).toShape(), afterEnd);
      }
    });
  }
}

/** Retries for a minute what failed for a reason that passes, so that a short outage of the database loses no job. */
async function persistently<T>(
  work: () => Promise<T>,
  passes: (error: unknown) => boolean = (error) => !(error instanceof AkezoraError),
): Promise<T> {
  const began = performance.now();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!passes(error) || performance.now() - began > 60_000) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

async function makeClip(
  context: AttemptContext,
  job: JobRow,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<FinishedClip> {
  const { store, storage } = context;
  await checkDisk(storage, context.reserveBytes);
  // Not an error of the job: it was claimed, so the database was there a moment ago.
  const isAway = (error: unknown) => !signal.aborted && typedError(error).code === 'database_unavailable';
  await persistently(() => context.budgets.room(job, 1), isAway);
  const { names, called, postprocess, ingredients, ...resolved } = await persistently(
    () => resolveInputs(store, storage, job),
    isAway,
  );
  const request = withMarksOf(resolved.request, await persistently(() => readMarkRules(store.db), isAway));
  const extension = extensionOfCodec(request.codec ?? 'h264');
  const file = await storage.temporary(`${job.id}-${job.attempt}.${extension}`);
  const reporter = progressReporter(store, attempt);
  const live = livePublisher(store, storage, attempt);
  const reports = { onEvent: reporter.onEvent, onLive: live.onLive };
  let made: MadeClip;
  try {
    made = await context.run({ job, attempt, request, names, called, file, postprocess, signal, ...reports });
  } finally {
    await Promise.all([reporter.settled(), live.settled()]);
  }
  return storeClip(storage, clipIdOf(job.id), made, await sign(context, job, made, request, ingredients));
}

/** Signs a clip, last of all that touches its file. One from another server that signs keeps the credentials of that. */
async function sign(
  { credentials }: AttemptContext,
  { runner }: JobRow,
  { video, facts }: MadeClip,
  { marks }: GenerationRequest,
  ingredients: readonly Ingredient[],
): Promise<Signed | undefined> {
  if (runner !== 'engine') {
    const { state } = await credentials.read(video).catch(() => ({ state: 'none' }));
    if (state !== 'none') return { place: 'file', file: video };
  }
  if (marks?.credentials === false) return undefined;
  // Which mark the pictures of another server carry is not known here.
  const mark = runner === 'engine' ? facts?.marks?.invisible : undefined;
  return credentials.sign(video, { ingredients, ...(mark === undefined ? {} : { mark }) });
}

async function removeFiles(storage: Storage, { files }: FinishedClip): Promise<void> {
  await storage.remove(files.video);
  if (files.credentials !== undefined) await storage.remove(files.credentials);
}
