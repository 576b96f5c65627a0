import { createRate } from '../access/rate.ts';
import type { BudgetLimits } from '../config/budgets.ts';
import type { WebhookRow } from '../platform/store/tables.ts';

/** How often deliveries leave. */
export interface Pace {
  /** Counts a delivery of a webhook. Returns 0, or the seconds that it must wait; then nothing was counted. */
  take(hook: Pick<WebhookRow, 'owner' | 'url'>): number;
}

/**
 * Limits deliveries of a minute for each owner, and to each host whoever asks for them, so that nobody can have a server
 * flood another. Each process counts for itself. Ports of a host count together.
 */
export function createPace(limits: Pick<BudgetLimits, 'deliveries' | 'hostDeliveries'>): Pace {
  const owners = createRate({ points: limits.deliveries, seconds: 60 });
  const hosts = createRate({ points: limits.hostDeliveries, seconds: 60 });
  return {
    take: ({ owner, url }) => {
      const wait = owners.take(owner, 1);
      if (wait > 0) return wait;
      const full = hosts.take(new URL(url).hostname, 1);
      if (full > 0) owners.giveBack(owner, 1);
      return full;
    },
  };
}
