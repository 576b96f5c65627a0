import { AkezoraError } from '@akezora/contract';
import { sql } from 'kysely';
import type { OwnerLimits, Queries } from '../store/index.ts';

/** Limits an owner has unless the owner of the server set others. */
export interface Limits {
  /** Jobs that run at once. */
  readonly running: number;
  /** Jobs that wait. */
  readonly queued: number;
  /** Seconds of video asked for in 24 hours. */
  readonly secondsPerDay: number;
}

/** The limits of one owner: the server's, changed by what is set for them. */
export const limitsOf = (defaults: Limits, own: OwnerLimits | null | undefined): Limits => ({
  running: own?.running ?? defaults.running,
  queued: own?.queued ?? defaults.queued,
  secondsPerDay: own?.secondsPerDay ?? defaults.secondsPerDay,
});

/**
 * Refuses `count` more jobs of `seconds` in all when the owner has no room for them.
 * @throws AkezoraError `limit_reached` with the limit and its unit.
 */
export async function checkRoom(
  tx: Queries,
  owner: string,
  limits: Limits,
  count: number,
  seconds: number,
): Promise<void> {
  const waiting = await tx
    .selectFrom('jobs')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('owner', '=', owner)
    .where('state', '=', 'queued')
    .executeTakeFirstOrThrow();
  if (Number(waiting.count) + count > limits.queued) {
    throw reached(limits.queued, { en: 'waiting jobs', ja: '件の待機ジョブ' });
  }
  if (!Number.isFinite(limits.secondsPerDay)) return;
  const spent = await tx
    .selectFrom('jobs')
    .select(({ fn }) => fn.sum<string | null>('seconds').as('seconds'))
    .where('owner', '=', owner)
    .where('created_at', '>', sql<Date>`now() - interval '1 day'`)
    .where('state', 'not in', ['failed', 'cancelled'])
    .executeTakeFirstOrThrow();
  if (Number(spent.seconds ?? 0) + seconds > limits.secondsPerDay) {
    throw reached(limits.secondsPerDay, { en: 'seconds of video a day', ja: '秒／日' });
  }
}

const reached = (limit: number, unit: { en: string; ja: string }) => new AkezoraError('limit_reached', { limit, unit });
