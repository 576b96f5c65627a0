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
