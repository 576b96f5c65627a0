import { AkezoraError } from '@akezora/contract';
import type { Context } from 'hono';
import { clientAddress } from '../access/client-address.ts';
import { createRate, type Rate } from '../access/rate.ts';
import type { BudgetLimits } from '../config/budgets.ts';
import type { ServerOptions } from '../config/settings.ts';

/** Limits on the requests of one address. */
export interface RateLimits {
  /** Counts a request of an address. @throws AkezoraError `too_many_requests`. */
  request(address: string): void;
}

/** Creates the limits; each server process counts for itself. */
export function createRateLimits(limits: Pick<BudgetLimits, 'requests'>): RateLimits {
  const requests = createRate({ points: limits.requests, seconds: 60 });
  const take = (rate: Rate, address: string) => {
    const seconds = rate.take(address, 1);
    if (seconds > 0) throw new AkezoraError('too_many_requests', { seconds });
  };
  return { request: (address) => take(requests, address) };
}

/** The address of a client; `X-Forwarded-For` counts only with `trustProxy`. */
export const addressOf = (context: Context, options: ServerOptions): string =>
  clientAddress(context, options).slice(0, 64);
