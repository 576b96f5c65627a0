import { sql } from 'kysely';
import type { Queries } from '../platform/store/database.ts';
import type { JobRow } from '../platform/store/tables.ts';

/** The latest 20 jobs of a Gradio session, of the last day, newest first. */
export const jobsOfSession = (db: Queries, owner: string, session: string): Promise<JobRow[]> =>
  db
    .selectFrom('jobs')
    .selectAll()
    .where('owner', '=', owner)
    .where('source', '=', 'gradio')
    .where(sql<boolean>`meta->>'session' = ${session}`)
    .where('created_at', '>', sql<Date>`now() - interval '1 day'`)
    .orderBy('seq', 'desc')
    .limit(20)
    .execute();
