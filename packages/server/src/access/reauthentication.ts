import { AkezoraError } from '@akezora/contract';
import type { Principal } from './principal.ts';

/**
 * Checks that the person at the other end has just shown who they are: with password, code or passkey in the last 15
 * minutes. For changes of accounts, keys, roles, passwords and second factors, which a stolen or forgotten session must
 * not make. Keys and the person at this machine have no session, and pass.
 * @throws AkezoraError `reauthentication_needed`.
 */
export function requireRecentSignIn(principal: Principal): void {
  if (principal.via === 'session' && principal.confirmed !== true) throw new AkezoraError('reauthentication_needed');
}

/** Paths that somebody without a second factor needs to set one up, or to leave. */
const withoutSecondFactor = /^\/api\/(?:session|account)(?:\/|$)/;

/**
 * Checks that the sender has a second factor where the server wants one of owners.
 * @throws AkezoraError `second_factor_required`.
 */
export function requireSecondFactor({ needsSecondFactor }: Principal, path: string): void {
  if (needsSecondFactor === true && !withoutSecondFactor.test(path)) throw new AkezoraError('second_factor_required');
}
