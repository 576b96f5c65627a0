import type { GenerationRequest } from '@akezora/contract';
import type { Limits } from '../config/schemas.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import { lockOwner } from '../platform/store/owners.ts';
import type { JobMeta, JobRow } from '../platform/store/tables.ts';
import { msPerUnit, workOf } from './estimate.ts';
import { appendEvents } from './events.ts';
import { earlierJobs, storeKey } from './idempotency.ts';
import { checkRoom, limitsOf } from './limits.ts';

/** Requests of one owner that become jobs together; several are variants of one group. */
export interface Submission {
  readonly owner: string;
  /** API that it was submitted to: `api`, `openai`, `gradio`, `hugging-face`, `mcp`, `import`. */
  readonly source: string;
  /** Which tool made it: `prompt`, `remix`, `extend`, … Default `api`. */
  readonly origin?: string;
  /** Checked requests; clips and uploads are named by id, never by path. */
  readonly requests: readonly GenerationRequest[];
  /** Which kind of worker runs it: `engine` (the default), or the name of an upstream server. */
  readonly runner?: string;
  /** Length of a clip whose request names none, in seconds. */
  readonly defaultSeconds: number;
  readonly meta?: JobMeta;
  /** Higher runs first within a class. Default 0. */
  readonly priority?: number;
  /** Runs only when no normal job waits. Default false. */
  readonly relaxed?: boolean;
  /** A job that has not ended by then fails. Default: none. */
  readonly deadline?: Date;
  /** The same key within a day returns the same jobs. */
  readonly idempotencyKey?: string;
  /** Attempts before a job whose worker dies fails. Default 2. */
  readonly maxAttempts?: number;
}

/**
 * Puts jobs into the queue, in one transaction.
 * @throws AkezoraError `limit_reached`, or `idempotency_conflict` when the key was used for another request.
 */
export async function submitJobs(
  store: Store,
  defaults: Limits & { /** Most waiting jobs of the whole server. Default: no limit. */ readonly allQueued?: number },
  submission: Submission,
): Promise<JobRow[]> {
  return store.db.transaction().execute(async (tx) => {
    // Under this lock two submissions at once cannot both take the last place, or use one key twice.
    const own = await lockOwner(tx, submission.owner);
    const earlier = await earlierJobs(tx, submission);
    if (earlier !== undefined) return earlier;
    const { owner: id, requests } = submission;
    const limits = { ...limitsOf(defaults, own), allQueued: defaults.allQueued ?? Number.POSITIVE_INFINITY };
    await checkRoom(tx, id, limits, {
      jobs: requests.length,
      seconds: secondsOf(submission),
    });
    const jobs = await insertJobs(tx, submission);
    await storeKey(tx, submission, jobs);
    const data = { state: 'queued', attempt: 0 };
    await appendEvents(
      tx,
      jobs.map((subject) => ({ subject, type: 'queued', data })),
    );
    return jobs;
  });
}

const secondsOf = ({ requests, defaultSeconds }: Submission): number =>
  requests.reduce((sum, request) => sum + (request.seconds ?? defaultSeconds), 0);

async function insertJobs(tx: Queries, submission: Submission): Promise<JobRow[]> {
  const { requests, defaultSeconds } = submission;
  const models = requests.map((request) => request.model);
  const speedOf = await msPerUnit(tx, models);
  const groupId = requests.length > 1 ? newId('group') : null;
  const values = requests.map((request) => ({
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
    seconds: request.seconds ?? defaultSeconds,
    estimate_ms: workOf(request, defaultSeconds) * speedOf(request.model),
    max_attempts: submission.maxAttempts ?? 2,
    deadline_at: submission.deadline ?? null,
  }));
  const jobs = await tx.insertInto('jobs').values(values).returningAll().execute();
  return jobs.sort((a, b) => Number(a.seq) - Number(b.seq));
}
