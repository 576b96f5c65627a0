import type { GenerationRequest } from '@akezora/contract';
import { sql } from 'kysely';
import type { Limits } from '../config/schemas.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import type { JobMeta, JobRow } from '../platform/store/tables.ts';
import { msPerUnit, workOf } from './estimate.ts';
import { gather, type Outcome } from './gather.ts';
import { checkTwin, earlierJobs, keepKeys } from './idempotency.ts';
import { limitsOf, readUse, takeRoom } from './limits.ts';
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
export function submitJobs(store: Store, limits: Limits, submission: Submission): Promise<JobRow[]> {
  const line = lines.get(store) ?? gather((all: readonly Asked[]) => submitTogether(store, all));
  lines.set(store, line);
  return line({ limits, submission });
}

interface Asked {
  readonly limits: Limits;
  readonly submission: Submission;
}

const lines = new WeakMap<Store, (asked: Asked) => Promise<JobRow[]>>();

/** A submission that is let in, with the ids of its jobs. */
interface Admitted {
  readonly submission: Submission;
  readonly ids: readonly string[];
}

/** Several submissions in one transaction, each let in or refused by itself. */
async function submitTogether(store: Store, all: readonly Asked[]): Promise<Outcome<JobRow[]>[]> {
  return store.db.transaction().execute(async (tx) => {
    const owners = [...new Set(all.map(({ submission }) => submission.owner))];
    // The owners' rows are the lock for their limits and keys: two submissions at once cannot both take the last place.
    // Always in one order, so that two servers never wait for each other.
    const locked = await tx
      .selectFrom('owners')
      .select(['id', 'limits'])
      .where('id', 'in', owners)
      .orderBy('id')
      .forUpdate()
      .execute();
    const limitsFor = ({ limits, submission }: Asked) =>
      limitsOf(limits, locked.find((row) => row.id === submission.owner)?.limits);
    const countSeconds = all.some((asked) => Number.isFinite(limitsFor(asked).secondsPerDay));
    const useOf = await readUse(tx, owners, countSeconds);
    const admitted: Admitted[] = [];
    const judged: (Outcome<JobRow[]> | Admitted)[] = [];
    for (const asked of all) {
      const { submission } = asked;
      try {
        const before = await earlierJobs(tx, submission);
        const twin = before === undefined ? checkTwin(submission, admitted) : undefined;
        if (before === undefined && twin === undefined) {
          takeRoom(useOf(submission.owner), limitsFor(asked), submission.requests.length, secondsOf(submission));
          admitted.push({ submission, ids: submission.requests.map(() => newId('video')) });
        }
        judged.push(before === undefined ? (twin ?? (admitted.at(-1) as Admitted)) : { value: before });
      } catch (error) {
        judged.push({ error });
      }
    }
    const jobs = await insertJobs(tx, admitted);
    await keepKeys(tx, admitted);
    return judged.map((one) =>
      'ids' in one ? { value: one.ids.flatMap((id) => jobs.filter((job) => job.id === id)) } : one,
    );
  });
}

const secondsOf = ({ requests, defaultSeconds }: Submission): number =>
  requests.reduce((sum, request) => sum + (request.seconds ?? defaultSeconds), 0);

async function insertJobs(tx: Queries, admitted: readonly Admitted[]): Promise<JobRow[]> {
  if (admitted.length === 0) return [];
  const speedOf = await msPerUnit(
    tx,
    admitted.flatMap(({ submission }) => submission.requests.map((request) => request.model)),
  );
  const values = admitted.flatMap(({ submission, ids }) => {
    const groupId = ids.length > 1 ? newId('group') : null;
    return submission.requests.map((request, index) => ({
      id: ids[index] ?? '',
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
      seconds: request.seconds ?? submission.defaultSeconds,
      estimate_ms: workOf(request, submission.defaultSeconds) * speedOf(request.model),
      max_attempts: submission.maxAttempts ?? 2,
      deadline_at: submission.deadline ?? null,
    }));
  });
  const { rows } = await sql<JobRow>`
    WITH job AS (${tx.insertInto('jobs').values(values).returningAll()}),
    ${tellingOf('queued', sql`'{"state":"queued","attempt":0}'::jsonb`)}
    SELECT job.* FROM job, told ORDER BY job.seq`.execute(tx);
  return rows;
}

/** Makes sure that an owner exists; calling again changes nothing. */
export async function ensureOwner(db: Queries, id: string, kind: string, name = ''): Promise<void> {
  await db
    .insertInto('owners')
    .values({ id, kind, name })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}
