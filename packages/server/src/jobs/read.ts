import type { JobState } from '@akezora/contract/api';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Queries } from '../platform/store/database.ts';
import type { JobRow } from '../platform/store/tables.ts';

/** A job by its id, whoever owns it; callers check the owner. */
export const readJob = (db: Queries, id: string): Promise<JobRow | undefined> =>
  db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst();

/** Jobs of these ids, whoever owns them. */
export const jobsByIds = async (db: Queries, ids: readonly string[]): Promise<JobRow[]> =>
  ids.length === 0 ? [] : db.selectFrom('jobs').selectAll().where('id', 'in', ids).execute();

/** Which jobs to list. */
export interface JobQuery {
  readonly owner?: string;
  readonly states?: readonly JobState[];
  readonly group?: string;
  readonly source?: string;
  readonly model?: string;
  /** Jobs after this one in the order of the list. */
  readonly after?: string;
  readonly order?: 'asc' | 'desc';
  readonly limit: number;
}

/** Lists jobs by the time they were submitted, by keyset: a page costs the same at the end of 100,000 jobs as at the start. */
export async function listJobs(db: Queries, query: JobQuery): Promise<JobRow[]> {
  const order = query.order ?? 'desc';
  let select = db.selectFrom('jobs').selectAll().orderBy('seq', order).limit(query.limit);
  if (query.owner !== undefined) select = select.where('owner', '=', query.owner);
  if (query.states !== undefined) select = select.where('state', 'in', query.states);
  if (query.group !== undefined) select = select.where('group_id', '=', query.group);
  if (query.source !== undefined) select = select.where('source', '=', query.source);
  if (query.model !== undefined) select = select.where('model', '=', query.model);
  if (query.after !== undefined) {
    select = select.where(afterJob(query.after, order));
  }
  return select.execute();
}

/**
 * The jobs behind one in a list, also when it was deleted since: ids sort by the time they were made, so the nearest id that is
 * left tells where the list goes on.
 */
function afterJob(id: string, order: 'asc' | 'desc'): RawBuilder<SqlBool> {
  return order === 'desc'
    ? sql`seq <= COALESCE((SELECT seq - 1 FROM jobs WHERE id = ${id}),
        (SELECT seq FROM jobs WHERE id < ${id} ORDER BY id DESC LIMIT 1), 0)`
    : sql`seq >= COALESCE((SELECT seq + 1 FROM jobs WHERE id = ${id}),
        (SELECT seq FROM jobs WHERE id > ${id} ORDER BY id ASC LIMIT 1), 9223372036854775807)`;
}

/** How many jobs are in each state, for metrics. */
export async function countStates(db: Queries): Promise<Partial<Record<JobState, number>>> {
  const rows = await db
    .selectFrom('jobs')
    .select(({ fn }) => ['state', fn.countAll<string>().as('count')] as const)
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, Number(row.count)]));
}

/** The latest preview of a running job. */
export const readPreview = (db: Queries, job: string): Promise<{ jpeg: Uint8Array } | undefined> =>
  db.selectFrom('previews').select('jpeg').where('job_id', '=', job).executeTakeFirst();
