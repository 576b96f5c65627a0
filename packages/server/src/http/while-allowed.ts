import type { Context } from 'hono';
import type { Principal } from '../access/principal.ts';
import { principalOfSessionId, sessionRules } from '../access/sessions.ts';
import type { AppEnv, Services } from './context.ts';

/** Checks in a row that the database may fail to answer before a long answer ends. */
const unanswered = 2;

/** The right to a long answer. */
export interface Allowed {
  /** Aborted when the sender may no longer have the answer. */
  readonly signal: AbortSignal;
  /** Ends the checks. */
  stop(): void;
}

/**
 * Checks again and again, while a long answer is being sent, whether its sender may still have it: the session or key
 * is alive, the account neither disabled nor removed, its role and scopes are what they were. Otherwise a stream would
 * outlive the right to it by hours. Also for long work that has no answer until its end, such as an import.
 */
export function whileAllowed(services: Services, context: Context<AppEnv>): Allowed {
  const principal = context.get('principal');
  const ended = new AbortController();
  // The person at this machine has nothing that could end; a visitor with a key of their own has no account.
  if (principal.session === null && principal.via !== 'key') return { signal: ended.signal, stop: () => undefined };
  let failures = 0;
  let checking = false;
  const check = async () => {
    if (checking) return;
    checking = true;
    try {
      const now = await principalNow(services, context, principal);
      failures = 0;
      if (now === undefined || !isStill(principal, now)) ended.abort();
    } catch (error) {
      failures += 1;
      services.log.warn({ err: error }, 'the right to a long answer could not be checked');
      if (failures >= unanswered) ended.abort();
    } finally {
      checking = false;
    }
  };
  const timer = setInterval(() => void check(), services.options.rightsCheckSeconds * 1000);
  timer.unref();
  ended.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  return { signal: ended.signal, stop: () => clearInterval(timer) };
}

/** A long answer while it is under way. */
export interface OpenAnswer {
  /** Aborted when the sender may no longer have it. */
  readonly allowed: AbortSignal;
  /** Aborted when it has to end: the sender hung up or may no longer have it, the server stops, or `end` was called. */
  readonly signal: AbortSignal;
  /** Ends the checks and gives back its places; calling it again changes nothing. */
  end(): void;
}

/**
 * Begins a long answer, which takes one of the sender's places and is checked by `whileAllowed` until its `end`.
 * @param places how many places it takes.
 * @throws AkezoraError `too_many_requests`.
 */
export function openAnswer(services: Services, context: Context<AppEnv>, places = 1): OpenAnswer {
  const principal = context.get('principal');
  const releases: (() => void)[] = [];
  const release = () => {
    for (const giveBack of releases) giveBack();
  };
  try {
    while (releases.length < places) releases.push(services.budgets.hold(principal, 'streams'));
  } catch (error) {
    release();
    throw error;
  }
  const allowed = whileAllowed(services, context);
  const ended = new AbortController();
  return {
    allowed: allowed.signal,
    signal: AbortSignal.any([context.req.raw.signal, services.stopping, allowed.signal, ended.signal]),
    end: () => {
      allowed.stop();
      release();
      ended.abort();
    },
  };
}

/** Who the sender is now. A session does not count as used by it: an open stream must not keep it from its idle end. */
const principalNow = async (
  { store, options, who }: Services,
  context: Context<AppEnv>,
  { session }: Principal,
): Promise<Principal | undefined> =>
  session === null
    ? (await who.identify(context, { visitors: false })).principal
    : principalOfSessionId(store, session, sessionRules(options));

const isStill = (before: Principal, now: Principal): boolean =>
  now.via === before.via &&
  now.owner === before.owner &&
  now.role === before.role &&
  before.scopes.every((scope) => now.scopes.includes(scope));

/** A stream that breaks off when its sender may no longer have it. */
export function streamWhileAllowed(
  services: Services,
  context: Context<AppEnv>,
  stream: ReadableStream<Uint8Array>,
): ReadableStream<Uint8Array> {
  const allowed = whileAllowed(services, context);
  const reader = stream.getReader();
  return new ReadableStream<Uint8Array>({
    start(controller) {
      allowed.signal.addEventListener('abort', () => {
        const reason = new Error('the sender may no longer have this answer');
        controller.error(reason);
        reader.cancel(reason).catch(() => undefined);
      });
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (allowed.signal.aborted) return;
      if (!done) return controller.enqueue(value);
      allowed.stop();
      controller.close();
    },
    async cancel(reason) {
      allowed.stop();
      await reader.cancel(reason);
    },
  });
}
