import { AkezoraError } from '@akezora/contract';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { ServerOptions } from '../config/settings.ts';

/** Limits on the requests of one address. */
export interface RateLimits {
  /** Counts a request of an address. @throws AkezoraError `too_many_requests`. */
  request(address: string): Promise<void>;
  /** Counts an attempt to sign in: ten a minute from one address. */
  signIn(address: string): Promise<void>;
}

/** Creates the limits; each server process counts for itself. */
export function createRateLimits(options: ServerOptions): RateLimits {
  const requests =
    options.requestsPerMinute > 0
      ? new RateLimiterMemory({ points: options.requestsPerMinute, duration: 60 })
      : undefined;
  const signIns = new RateLimiterMemory({ points: 10, duration: 60 });
  const take = async (limiter: RateLimiterMemory | undefined, address: string) => {
    try {
      await limiter?.consume(address);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new AkezoraError('too_many_requests', { seconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)) });
    }
  };
  return { request: (address) => take(requests, address), signIn: (address) => take(signIns, address) };
}

/** The address of a client; `X-Forwarded-For` counts only with `trustProxy`. */
export function addressOf(context: Context, options: ServerOptions): string {
  const forwarded = options.trustProxy ? context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  if (forwarded !== undefined && forwarded !== '') return forwarded.slice(0, 64);
  try {
    return getConnInfo(context).remote.address ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
