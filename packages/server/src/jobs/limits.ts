import { AkezoraError, type Text } from '@akezora/contract';
import { sql } from 'kysely';
import type { Limits } from '../config/schemas.ts';
import type { Queries } from '../platform/store/database.ts';
import { sharesLimitsOf } from '../platform/store/owners.ts';
import type { OwnerLimits } from '../platform/store/tables.ts';

/** The limits of one owner: the server's, changed by their own. */
export const limitsOf = (defaults: Limits, own: OwnerLimits | null | undefined): Limits => ({
  running: own?.running ?? defaults.running,
  queued: own?.queued ?? defaults.queued,
  secondsPerDay: own?.secondsPerDay ?? defaults.secondsPerDay,
});

/**
 * Checks that the limits leave room for more jobs. Call it with the owner's row locked.
 * @param owner they, and whoever shares their limits.
 * @param allQueued most waiting jobs of the whole server.
 * @throws AkezoraError `limit_reached` when there is no room.
 */
export async function checkRoom(
  tx: Queries,
  owner: string,
  limits: Limits & { readonly allQueued: number },
  more: { readonly jobs: number; readonly seconds: number },
): Promise<void> {
  if ((await countWaiting(tx, owner)) + more.jobs > limits.queued) {
    throw reached(limits.queued, { en: 'waiting jobs', ja: '待機ジョブ' }, { en: '', ja: '件' });
  }
  if ((await countAllWaiting(tx, limits.allQueued)) + more.jobs > limits.allQueued) {
    throw reached(limits.allQueued, { en: 'waiting jobs of all', ja: '全員の待機ジョブ' }, { en: '', ja: '件' });
  }
  if (!Number.isFinite(limits.secondsPerDay)) return;
  if ((await secondsOfLastDay(tx, owner)) + more.seconds > limits.secondsPerDay) {
    const what = { en: 'the length of video made in a day', ja: '1日に作る動画の長さ' };
    throw reached(limits.secondsPerDay, what, { en: ' s', ja: '秒' });
  }
}

async function countWaiting(tx: Queries, owner: string): Promise<number> {
  const row = await tx
    .selectFrom('jobs')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where(sharesLimitsOf(owner))
    .where('state', '=', 'queued')
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** Waiting jobs of everyone; it stops counting at the limit. */
async function countAllWaiting(tx: Queries, limit: number): Promise<number> {
  if (!Number.isFinite(limit)) return 0;
  const { rows } = await sql<{ count: string }>`
    SELECT count(*) FROM (SELECT 1 FROM jobs WHERE state = 'queued' LIMIT ${sql.lit(Math.ceil(limit))}) waiting`.execute(
    tx,
  );
  return Number(rows[0]?.count ?? 0);
}

async function secondsOfLastDay(tx: Queries, owner: string): Promise<number> {
  const row = await tx
    .selectFrom('jobs')
    .select(({ fn }) => fn.sum<string | null>('seconds').as('seconds'))
    .where(sharesLimitsOf(owner))
    .where('created_at', '>', sql<Date>`now() - interval '1 day'`)
    .where('state', 'not in', ['failed', 'cancelled'])
    .executeTakeFirst();
  return Number(row?.seconds ?? 0);
}

const reached = (limit: number, what: Text, unit: Text) => new AkezoraError('limit_reached', { limit, what, unit });
