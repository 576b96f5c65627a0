import { AkezoraError } from '@akezora/contract';
import type { SecondProof } from '@akezora/contract/api';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { readAccount } from '../access/accounts.ts';
import {
  accountOfChallenge,
  challengeSeconds,
  closeChallenge,
  openChallenge,
  tryChallenge,
} from '../access/challenges.ts';
import { type Checking, checkSecondFactor } from '../access/confirm.ts';
import { siteOf } from '../access/passkeys.ts';
import { hasSecondFactor, type SecondFactors, secondFactorsOf } from '../access/second-factors.ts';
import { cookiesAreSecure, sessionSecretOf, setSession } from '../access/session-cookie.ts';
import { closeSession, openSession, principalOfSession, type SignInMethod } from '../access/sessions.ts';
import { signInSucceeded, takeSignInAttempt } from '../access/sign-in-limits.ts';
import { openingOf } from '../access/who.ts';
import { audit } from '../platform/audit.ts';
import type { AppEnv, Services } from './context.ts';
import { knownDevice, rememberDevice } from './known-device.ts';

/** Cookie of a sign-in whose second step is still to come. No script reads it. */
const stepCookie = 'akezora_sign_in';
const stepPath = '/api';

/** What the proofs of a request are checked with. */
export const checkingOf = ({ store, secrets, options }: Services, context: Context<AppEnv>): Checking => ({
  store,
  secrets,
  site: siteOf(options, context.req.url),
});

/**
 * Opens a session for an account that has signed in, sets its cookie, and records it. The session that the browser had ends.
 * @param second what the second step took. Default: there was none.
 */
export async function openFor(
  services: Services,
  context: Context<AppEnv>,
  account: string,
  method: SignInMethod,
  second?: 'code' | 'passkey',
): Promise<string> {
  const { options, store } = services;
  const opening = openingOf(context, options, method, context.get('principal').network);
  const secret = await openSession(store, { account }, opening);
  const before = sessionSecretOf(context, options);
  if (before !== undefined) await closeSession(store, before);
  setSession(context, options, secret);
  const principal = await principalOfSession(store, secret, opening.rules);
  await audit(store.db, {
    action: 'sign-in',
    actor: principal === undefined ? null : { ...principal, network: opening.network },
    object: account,
    outcome: 'ok',
    detail: { method, ...(second === undefined ? {} : { second }) },
  });
  return secret;
}

/**
 * Goes on after password or provider have said who somebody is.
 * @returns the secret of a session; undefined for an account with a second factor, whose second step the cookie now waits for.
 */
export async function afterFirstStep(
  services: Services,
  context: Context<AppEnv>,
  account: string,
  method: SignInMethod,
): Promise<string | undefined> {
  const { options, store } = services;
  if (!hasSecondFactor(await secondFactorsOf(store.db, account))) return openFor(services, context, account, method);
  const { network } = context.get('principal');
  const secret = await openChallenge(store.db, { purpose: 'second-factor', account, network, method });
  setCookie(context, stepCookie, secret, {
    httpOnly: true,
    sameSite: 'Lax',
    secure: cookiesAreSecure(options),
    path: stepPath,
    maxAge: challengeSeconds,
  });
  return undefined;
}

/** What the second step of the sign-in that is under way takes; undefined where none is. */
export async function waitingStep(services: Services, context: Context<AppEnv>): Promise<SecondFactors | undefined> {
  const secret = getCookie(context, stepCookie);
  const account = secret === undefined ? undefined : await accountOfChallenge(services.store.db, secret);
  return account === undefined ? undefined : secondFactorsOf(services.store.db, account);
}

/**
 * Takes the second step.
 * @returns the secret of the session, whose cookie is set.
 * @throws AkezoraError `unauthorized` when no sign-in waits for it, or after five wrong answers; `wrong_code`, `wrong_passkey`.
 */
export async function secondStep(services: Services, context: Context<AppEnv>, proof: SecondProof): Promise<string> {
  const { db } = services.store;
  const secret = getCookie(context, stepCookie);
  const step = secret === undefined ? undefined : await tryChallenge(db, 'second-factor', secret);
  if (secret === undefined || step === undefined || step.account === null) throw new AkezoraError('unauthorized');
  // Codes are counted by account, whatever the number of passwords that were entered before.
  const { name } = await readAccount(db, step.account);
  const { network } = context.get('principal');
  const attempt = { name, network, device: knownDevice(context), kind: 'code' } as const;
  const ticket = await takeSignInAttempt(services.store, attempt);
  await checkSecondFactor(checkingOf(services, context), step.account, proof);
  if (!(await closeChallenge(db, secret))) throw new AkezoraError('unauthorized');
  await signInSucceeded(services.store, ticket, step.account, rememberDevice(context, services.options));
  deleteCookie(context, stepCookie, { path: stepPath });
  return openFor(services, context, step.account, step.method, 'code' in proof ? 'code' : 'passkey');
}
