import { AkezoraError, type Text } from '@akezora/contract';
import { sql } from 'kysely';
import type { Limits } from '../config/schemas.ts';
import type { Queries } from '../platform/store/database.ts';
import type { OwnerLimits } from '../platform/store/tables.ts';

/** The limits of one owner: the server's, changed by their own. */
export const limitsOf = (defaults: Limits, own: OwnerLimits | null | undefined): Limits => ({
  running: own?.running ?? defaults.running,
  queued: own?.queued ?? defaults.queued,
  secondsPerDay: own?.secondsPerDay ?? defaults.secondsPerDay,
});

/**
 * Checks that an owner's limits leave room for more jobs. Call it with the owner's row locked.
 * @throws AkezoraError `limit_reached` when there is no room.
 */
export async function checkRoom(
  tx: Queries,
  owner: string,
  limits: Limits,
  more: { readonly jobs: number; readonly seconds: number },
): Promise<void> {
  if ((await countWaiting(tx, owner)) + more.jobs > limits.queued) {
    throw reached(limits.queued, { en: 'waiting jobs', ja: '待機ジョブ' }, { en: '', ja: '件' });
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
    .where('owner', '=', owner)
    .where('state', '=', 'queued')
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

async function secondsOfLastDay(tx: Queries, owner: string): Promise<number> {
  const row = await tx
    .selectFrom('jobs')
    .select(({ fn }) => fn.sum<string | null>('seconds').as('seconds'))
    .where('owner', '=', owner)
    .where('created_at', '>', sql<Date>`now() - interval '1 day'`)
    .where('state', 'not in', ['failed', 'cancelled'])
    .executeTakeFirst();
  return Number(row?.seconds ?? 0);
}

const reached = (limit: number, what: Text, unit: Text) => new AkezoraError('limit_reached', { limit, what, unit });
