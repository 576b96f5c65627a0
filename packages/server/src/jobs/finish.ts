import {
  AkezoraError,
  type ClipFacts,
  type ClipMeasures,
  type ErrorShape,
  modelCalled,
  type Text,
} from '@akezora/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Queries, Store } from '../platform/store/database.ts';
import type { ClipFiles, JobRow } from '../platform/store/tables.ts';
import { learnSpeed, workOf } from './estimate.ts';
import { appendEvent } from './events.ts';
import { lockJob, moveJob } from './move.ts';
import { type Attempt, lockAttempt } from './running.ts';
import { sourceClips } from './source-clips.ts';

/** The finished files of a job, already in storage under their final keys. */
export interface FinishedClip {
  readonly files: ClipFiles;
  readonly bytes: number;
  readonly checksum: string;
  readonly mime: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly seconds: number;
  readonly frames: number;
  readonly facts: ClipFacts | null;
  readonly measures: ClipMeasures | null;
}

/** A finished clip to be added to the library. */
interface NewClip extends FinishedClip {
  /** When the clip is deleted. Default: never. */
  readonly expiresAt?: RawBuilder<Date> | null;
}

/** A clip has the id of the job that made it, under its own prefix. */
export const clipIdOf = (jobId: string): string => jobId.replace(/^video_/, 'clip_');

/** Called when a job completed or failed, in the same transaction; queues webhook deliveries. Must not wait for rows. */
export type AfterEnd = (tx: Queries, job: JobRow) => Promise<void>;

/**
 * Completes a job: its row, its clip's row and the event in one transaction.
 * @returns undefined when the attempt no longer counts (cancelled or given to another worker meanwhile); nothing was changed.
 */
export async function completeJob(
  store: Store,
  attempt: Attempt,
  clip: NewClip,
  after: AfterEnd,
): Promise<JobRow | undefined> {
  return store.db.transaction().execute(async (tx) => {
    const job = await lockAttempt(tx, attempt);
    if (job === undefined || job.cancel_requested) return undefined;
    const clipId = clipIdOf(job.id);
    const took = Date.now() - (job.started_at?.getTime() ?? Date.now());
    await insertClip(tx, job, clipId, clip).execute();
    await learnSpeed(tx, job.model, workOf(job.request, job.seconds), took)?.execute();
    const done = await moveJob(
      tx,
      job,
      'completed',
      { finished_at: new Date(), clip_id: clipId, progress: null, heartbeat_at: null },
      { clip: clipId },
    );
    await after(tx, done);
    return done;
  });
}

function insertClip(tx: Queries, job: JobRow, id: string, clip: NewClip) {
  const title = job.meta.title ?? '';
  const values = {
    id,
    owner: job.owner,
    job_id: job.id,
    origin: job.origin,
    group_id: job.group_id,
    parent_id: job.request.parent ?? null,
    source_ids: JSON.stringify(sourceClips(job)),
    title,
    prompt: job.prompt,
    // A job that waited since an earlier version ran on the model that replaced its own.
    model: modelCalled(job.model),
    width: clip.width,
    height: clip.height,
    fps: clip.fps,
    seconds: clip.seconds,
    frames: clip.frames,
    bytes: clip.bytes,
    checksum: clip.checksum,
    mime: clip.mime,
    files: JSON.stringify(clip.files),
    facts: clip.facts === null ? null : JSON.stringify(clip.facts),
    measures: clip.measures === null ? null : JSON.stringify(clip.measures),
    // The folder may have been removed since.
    folder_id: sql<
      string | null
    >`(SELECT id FROM folders WHERE id = ${job.meta.folder ?? null} AND owner = ${job.owner})`,
    search: `${title} ${job.prompt} ${modelCalled(job.model)}`.toLowerCase(),
    expires_at: clip.expiresAt ?? null,
  };
  return tx
    .insertInto('clips')
    .values(values)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...values, deleted_at: null }));
}

/** Ends a job with an error. */
export async function failJob(
  store: Store,
  attempt: Attempt,
  error: ErrorShape,
  after: AfterEnd,
): Promise<JobRow | undefined> {
  return store.db.transaction().execute(async (tx) => {
    const job = await lockAttempt(tx, attempt);
    return job === undefined ? undefined : failRow(tx, job, error, after);
  });
}

/** Ends a locked job with an error, inside a transaction. */
export async function failRow(tx: Queries, job: JobRow, error: ErrorShape, after: AfterEnd): Promise<JobRow> {
  const failed = await moveJob(
    tx,
    job,
    'failed',
    { finished_at: new Date(), error: JSON.stringify(error), progress: null, heartbeat_at: null },
    { error },
  );
  await after(tx, failed);
  return failed;
}

/**
 * Handles an attempt that ended without a report (crash, out-of-memory kill, unreachable machine): the job is queued again,
 * for another worker if there is one, until its attempts are used up; then it fails with the reason.
 */
export async function retryOrFail(tx: Queries, job: JobRow, reason: string | Text, after: AfterEnd): Promise<JobRow> {
  if (job.cancel_requested) return cancelRow(tx, job);
  if (job.attempt < job.max_attempts) {
    return moveJob(
      tx,
      job,
      'queued',
      { worker: null, avoid_worker: job.worker, heartbeat_at: null, progress: null, queued_at: sql<Date>`now()` },
      { retry: true, reason },
    );
  }
  return failRow(tx, job, new AkezoraError('attempt_died', { reason, attempts: job.attempt }).toShape(), after);
}

/** `retryOrFail` for the worker whose child process crashed. */
export async function reportCrash(
  store: Store,
  attempt: Attempt,
  reason: string,
  after: AfterEnd,
): Promise<JobRow | undefined> {
  return store.db.transaction().execute(async (tx) => {
    const job = await lockAttempt(tx, attempt);
    return job === undefined ? undefined : retryOrFail(tx, job, reason, after);
  });
}

/** Puts a job back into the queue when its worker shuts down: the attempt does not count. */
export async function requeue(store: Store, attempt: Attempt): Promise<void> {
  await store.db.transaction().execute(async (tx) => {
    const job = await lockAttempt(tx, attempt);
    if (job === undefined) return;
    if (job.cancel_requested) await cancelRow(tx, job);
    else {
      const changes = { worker: null, heartbeat_at: null, progress: null, attempt: job.attempt - 1 };
      await moveJob(tx, job, 'queued', changes, { handedBack: true });
    }
  });
}

/** Ends a locked job as cancelled. @param reason why, when its owner did not ask for it. Default: the reason it has. */
export async function cancelRow(tx: Queries, job: JobRow, reason?: ErrorShape): Promise<JobRow> {
  const ended = { finished_at: new Date(), progress: null, heartbeat_at: null };
  return moveJob(tx, job, 'cancelled', reason === undefined ? ended : { ...ended, error: JSON.stringify(reason) });
}

/** Ends a running job as cancelled, once its worker has stopped it. */
export async function confirmCancel(store: Store, attempt: Attempt): Promise<void> {
  await store.db.transaction().execute(async (tx) => {
    const job = await lockAttempt(tx, attempt);
    if (job !== undefined) await cancelRow(tx, job);
  });
}

/**
 * Cancels a job: a waiting one at once; a running one is marked, and its worker stops within one step.
 * An ended job stays as it is.
 * @param reason why, when its owner did not ask for it; stored with the job. Default: none.
 */
export async function cancelJob(store: Store, id: string, reason?: ErrorShape): Promise<JobRow | undefined> {
  return store.db.transaction().execute(async (tx) => {
    const job = await lockJob(tx, id);
    if (job === undefined) return undefined;
    if (job.state === 'queued') return cancelRow(tx, job, reason);
    if (job.state !== 'running' || job.cancel_requested) return job;
    const why = reason === undefined ? {} : { error: JSON.stringify(reason) };
    await tx
      .updateTable('jobs')
      .set({ cancel_requested: true, ...why })
      .where('id', '=', id)
      .execute();
    await appendEvent(tx, job, 'cancelling', { state: 'running' });
    return { ...job, cancel_requested: true };
  });
}
