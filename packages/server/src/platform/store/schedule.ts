import { sql } from 'kysely';
import type { Queries } from './database.ts';

/**
 * Claims the next run of a task that all servers of a database share.
 * @returns true for one caller, and again only when `seconds` have passed since then.
 */
export async function claimSchedule(db: Queries, name: string, seconds: number): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO schedules (name) VALUES (${name})
    ON CONFLICT (name) DO UPDATE SET claimed_at = now()
    WHERE schedules.claimed_at <= now() - make_interval(secs => ${seconds})
    RETURNING name`.execute(db);
  return rows.length > 0;
}

/** Lets the first run of a task wait, instead of beginning at once; changes nothing for a task that has run before. */
export async function delaySchedule(db: Queries, name: string, seconds: number, firstAfter: number): Promise<void> {
  await sql`
    INSERT INTO schedules (name, claimed_at) VALUES (${name}, now() - make_interval(secs => ${seconds - firstAfter}))
    ON CONFLICT (name) DO NOTHING`.execute(db);
}
