import { AkezoraError, type Text } from '@akezora/contract';
import { sql } from 'kysely';
import type { Limits } from '../config/schemas.ts';
import type { Queries } from '../platform/store/database.ts';
import type { OwnerLimits } from '../platform/store/tables.ts';

/** The limits of one owner: the server's, changed by what is set for them. */
export const limitsOf = (defaults: Limits, own: OwnerLimits | null | undefined): Limits => ({
  running: own?.running ?? defaults.running,
  queued: own?.queued ?? defaults.queued,
  secondsPerDay: own?.secondsPerDay ?? defaults.secondsPerDay,
});

/** What an owner uses of their limits; grows as jobs are let in. */
export interface Use {
  waiting: number;
  seconds: number;
}

/** Reads what some owners use; seconds of the last day only where a limit asks for them. */
export async function readUse(
  tx: Queries,
  owners: readonly string[],
  countSeconds: boolean,
): Promise<(owner: string) => Use> {
  const waiting = await tx
    .selectFrom('jobs')
    .select(({ fn }) => ['owner', fn.countAll<string>().as('count')])
    .where('owner', 'in', owners)
    .where('state', '=', 'queued')
    .groupBy('owner')
    .execute();
  const spent = countSeconds
    ? await tx
        .selectFrom('jobs')
        .select(({ fn }) => ['owner', fn.sum<string | null>('seconds').as('seconds')])
        .where('owner', 'in', owners)
        .where('created_at', '>', sql<Date>`now() - interval '1 day'`)
        .where('state', 'not in', ['failed', 'cancelled'])
        .groupBy('owner')
        .execute()
    : [];
  const uses = new Map<string, Use>(owners.map((owner) => [owner, { waiting: 0, seconds: 0 }]));
  const useOf = (owner: string): Use => uses.get(owner) ?? { waiting: 0, seconds: 0 };
  for (const row of waiting) useOf(row.owner).waiting = Number(row.count);
  for (const row of spent) useOf(row.owner).seconds = Number(row.seconds ?? 0);
  return useOf;
}

/**
 * Lets `count` more jobs of `seconds` in all in, and counts them.
 * @throws AkezoraError `limit_reached` when a limit leaves no room for them.
 */
export function takeRoom(use: Use, limits: Limits, count: number, seconds: number): void {
  if (use.waiting + count > limits.queued)
    throw reached(limits.queued, { en: 'waiting jobs', ja: '待機ジョブ' }, { en: '', ja: '件' });
  if (use.seconds + seconds > limits.secondsPerDay) {
    const what = { en: 'the length of video made in a day', ja: '1日に作る動画の長さ' };
    throw reached(limits.secondsPerDay, what, { en: ' s', ja: '秒' });
  }
  use.waiting += count;
  use.seconds += seconds;
}

const reached = (limit: number, what: Text, unit: Text) => new AkezoraError('limit_reached', { limit, what, unit });
