import { createHash } from 'node:crypto';
import { AkezoraError, type GenerationRequest } from '@akezora/contract';
import { sql } from 'kysely';
import { type JobMeta, type JobRow, newId, type Queries, type Store } from '../store/index.ts';
import { estimateMs, workOf } from './estimate.ts';
import { checkRoom, type Limits, limitsOf } from './limits.ts';
import { tellingOf } from './move.ts';

/** One thing asked for, by one owner; several requests are variants of one group. */
export interface Submission {
  readonly owner: string;
  /** The API it came through: `api`, `openai`, `gradio`, `hugging-face`, `mcp`, `import`. */
  readonly source: string;
  /** Which tool made it: `prompt`, `remix`, `extend`, … */
  readonly origin?: string;
  /** Checked requests; clips and uploads are named by id, never by path. */
  readonly requests: readonly GenerationRequest[];
  /** Which kind of worker runs it: `engine`, or the name of an upstream server. */
  readonly runner?: string;
  readonly defaultSeconds: number;
  readonly meta?: JobMeta;
  readonly priority?: number;
  readonly relaxed?: boolean;
  readonly deadline?: Date;
  readonly idempotencyKey?: string;
  readonly maxAttempts?: number;
}

/**
 * Puts jobs into the queue. With an idempotency key the same request again returns the same jobs.
 * @throws AkezoraError `limit_reached`, or `idempotency_conflict` when the key was used for something else.
 */
export async function submitJobs(store: Store, limits: Limits, submission: Submission): Promise<JobRow[]> {
  return store.db.transaction().execute(async (tx) => {
    const { owner, idempotencyKey } = submission;
    // The owner's row is the lock for their limits and keys: two submissions at once cannot both take the last place.
    const own = await tx.selectFrom('owners').select('limits').where('id', '=', owner).forUpdate().executeTakeFirst();
    const fingerprint = fingerprintOf(submission);
    if (idempotencyKey !== undefined) {
      const before = await earlier(tx, owner, idempotencyKey, fingerprint);
      if (before !== undefined) return before;
    }
    const seconds = submission.requests.map((request) => request.seconds ?? submission.defaultSeconds);
    const total = seconds.reduce((sum, value) => sum + value, 0);
    await checkRoom(tx, owner, limitsOf(limits, own?.limits), submission.requests.length, total);
    const jobs = await insertJobs(tx, submission, seconds);
    if (idempotencyKey !== undefined) {
      const ids = JSON.stringify(jobs.map((job) => job.id));
      await tx.insertInto('idempotency').values({ owner, key: idempotencyKey, fingerprint, job_ids: ids }).execute();
    }
    return jobs;
  });
}

async function insertJobs(tx: Queries, submission: Submission, seconds: readonly number[]): Promise<JobRow[]> {
  const groupId = submission.requests.length > 1 ? newId('group') : null;
  const models = [...new Set(submission.requests.map((request) => request.model))];
  const speeds = new Map(
    await Promise.all(models.map(async (model) => [model, await estimateMs(tx, model, 1)] as const)),
  );
  const insert = tx.insertInto('jobs').values(
    submission.requests.map((request, index) => ({
      id: newId('video'),
      owner: submission.owner,
      group_id: groupId,
      source: submission.source,
      origin: submission.origin ?? 'api',
      state: 'queued' as const,
      class: submission.relaxed === true ? 'relaxed' : 'normal',
      priority: submission.priority ?? 0,
      model: request.model,
      runner: submission.runner ?? 'engine',
      prompt: request.prompt,
      request: JSON.stringify(request),
      meta: JSON.stringify(submission.meta ?? {}),
      seconds: seconds[index] ?? 0,
      estimate_ms: workOf(request, submission.defaultSeconds) * (speeds.get(request.model) ?? 0),
      max_attempts: submission.maxAttempts ?? 2,
      deadline_at: submission.deadline ?? null,
    })),
  );
  const { rows } = await sql<JobRow>`
    WITH job AS (${insert.returningAll()}),
    ${tellingOf('queued', sql`'{"state":"queued","attempt":0}'::jsonb`)}
    SELECT job.* FROM job, told ORDER BY job.seq`.execute(tx);
  return rows;
}

async function earlier(tx: Queries, owner: string, key: string, fingerprint: string): Promise<JobRow[] | undefined> {
  const kept = await tx
    .selectFrom('idempotency')
    .selectAll()
    .where('owner', '=', owner)
    .where('key', '=', key)
    .where('created_at', '>', sql<Date>`now() - interval '1 day'`)
    .executeTakeFirst();
  if (kept === undefined) {
    await tx.deleteFrom('idempotency').where('owner', '=', owner).where('key', '=', key).execute();
    return undefined;
  }
  if (kept.fingerprint !== fingerprint) throw new AkezoraError('idempotency_conflict', { field: 'Idempotency-Key' });
  const ids = kept.job_ids;
  const jobs = await tx.selectFrom('jobs').selectAll().where('id', 'in', ids).orderBy('seq').execute();
  // Deleted since then: the key answers with nothing to return, so it starts over.
  if (jobs.length < ids.length) {
    await tx.deleteFrom('idempotency').where('owner', '=', owner).where('key', '=', key).execute();
    return undefined;
  }
  return jobs;
}

function fingerprintOf(submission: Submission): string {
  const { requests, meta, priority, relaxed } = submission;
  return createHash('sha256')
    .update(JSON.stringify([requests, meta, priority, relaxed]))
    .digest('hex');
}

/** Makes sure that an owner exists; calling again changes nothing. */
export async function ensureOwner(db: Queries, id: string, kind: string, name = ''): Promise<void> {
  await db
    .insertInto('owners')
    .values({ id, kind, name })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}
