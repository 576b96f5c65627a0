import { AkezoraError } from '@akezora/contract';
import type { PasskeyAnswer, PasskeyOptions } from '@akezora/contract/api';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { sql } from 'kysely';
import type { ServerOptions } from '../config/settings.ts';
import { notFound } from '../platform/not-found.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import type { PasskeyRow } from '../platform/store/tables.ts';
import { closeChallenge, openChallenge, tryChallenge } from './challenges.ts';
import { dropIdleRecoveryCodes, hasSecondFactor, secondFactorsOf } from './second-factors.ts';
import { closeSessionsOf } from './sessions.ts';

/** Signatures that passkeys may use: EdDSA, ECDSA and RSA, each with SHA-256. */
const algorithms = [-8, -7, -257];

/** Passkeys that an account may have. */
const mostPasskeys = 20;

/** The site that a passkey belongs to. */
export interface Site {
  readonly origin: string;
  /** Host name of the origin. */
  readonly id: string;
}

/** The site of this server: that of `publicUrl`, else the address that the browser sent. */
export function siteOf(options: ServerOptions, requestUrl: string): Site {
  const { origin, hostname } = new URL(options.publicUrl ?? requestUrl);
  return { origin, id: hostname };
}

const wrong = (cause?: unknown) => new AkezoraError('wrong_passkey', {}, { cause });

/** The passkeys of an account, oldest first. */
export const listPasskeys = (db: Queries, account: string): Promise<PasskeyRow[]> =>
  db.selectFrom('passkeys').selectAll().where('account_id', '=', account).orderBy('created_at').orderBy('id').execute();

/**
 * Options with which a browser makes a passkey for an account.
 * @throws AkezoraError `limit_reached`.
 */
export async function newPasskeyOptions(
  db: Queries,
  site: Site,
  { account, name, network }: { readonly account: string; readonly name: string; readonly network: string },
): Promise<PasskeyOptions> {
  const { generateRegistrationOptions } = await import('@simplewebauthn/server');
  const known = await listPasskeys(db, account);
  refuseMore(known.length);
  const options = await generateRegistrationOptions({
    rpName: 'Akezora',
    rpID: site.id,
    userName: name,
    userID: new TextEncoder().encode(account),
    attestationType: 'none',
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: known.map((row) => ({ id: row.credential, transports: row.transports })),
    // Discoverable, so that it signs in without a name; verified, so that it is two factors at once.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const challenge = await openChallenge(db, {
    ...{ purpose: 'new-passkey', account, challenge: options.challenge, network },
  });
  return { challenge, options: { ...options } };
}

function refuseMore(count: number): void {
  if (count < mostPasskeys) return;
  const what = { en: 'passkeys', ja: 'パスキー' };
  throw new AkezoraError('limit_reached', { what, limit: mostPasskeys, unit: { en: '', ja: '個' } });
}

/**
 * Adds the passkey that a browser has made. As the first second factor of the account it ends the account's other sessions.
 * @returns its row.
 * @throws AkezoraError `wrong_passkey`, `limit_reached`.
 */
export async function addPasskey(
  store: Store,
  site: Site,
  { account, session }: { readonly account: string; readonly session: string },
  { challenge: secret, response, name }: PasskeyAnswer & { readonly name: string },
): Promise<PasskeyRow> {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  const challenge = await tryChallenge(store.db, 'new-passkey', secret);
  if (challenge?.account !== account) throw wrong();
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: response as unknown as RegistrationResponseJSON,
    expectedChallenge: challenge.challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch((error: unknown) => {
    throw wrong(error);
  });
  if (!verified) throw wrong();
  const { credential } = registrationInfo;
  return store.db.transaction().execute(async (tx) => {
    if (!(await closeChallenge(tx, secret))) throw wrong();
    const before = await secondFactorsOf(tx, account);
    refuseMore(before.passkeys);
    const row = await tx
      .insertInto('passkeys')
      .values({
        id: newId('passkey'),
        account_id: account,
        credential: credential.id,
        public_key: Buffer.from(credential.publicKey).toString('base64url'),
        counter: credential.counter,
        transports: JSON.stringify(credential.transports ?? []),
        name,
      })
      .onConflict((conflict) => conflict.column('credential').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw wrong();
    if (!hasSecondFactor(before)) await closeSessionsOf(tx, account, session);
    return row;
  });
}

/** Options with which a browser shows a passkey of this server, whoever's it is. */
export async function passkeyOptions(db: Queries, site: Site, network: string): Promise<PasskeyOptions> {
  const { generateAuthenticationOptions } = await import('@simplewebauthn/server');
  const options = await generateAuthenticationOptions({ rpID: site.id, userVerification: 'required' });
  const challenge = await openChallenge(db, { purpose: 'passkey', challenge: options.challenge, network });
  return { challenge, options: { ...options } };
}

/**
 * Checks a passkey: signature, origin, user verification, and that its counter went up where it has one. Each challenge counts
 * once.
 * @returns the account that it belongs to.
 * @throws AkezoraError `wrong_passkey`.
 */
export async function checkPasskey(
  store: Store,
  site: Site,
  { challenge: secret, response }: PasskeyAnswer,
): Promise<string> {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  const challenge = await tryChallenge(store.db, 'passkey', secret);
  const row = await store.db
    .selectFrom('passkeys')
    .innerJoin('accounts', 'accounts.id', 'passkeys.account_id')
    .selectAll('passkeys')
    .where('credential', '=', response.id)
    .where('accounts.disabled_at', 'is', null)
    .executeTakeFirst();
  if (challenge === undefined || row === undefined) throw wrong();
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: response as unknown as AuthenticationResponseJSON,
    expectedChallenge: challenge.challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    requireUserVerification: true,
    credential: {
      id: row.credential,
      publicKey: new Uint8Array(Buffer.from(row.public_key, 'base64url')),
      counter: Number(row.counter),
      transports: row.transports,
    },
  }).catch((error: unknown) => {
    throw wrong(error);
  });
  if (!verified || !(await closeChallenge(store.db, secret))) throw wrong();
  const { newCounter } = authenticationInfo;
  const used = await store.db
    .updateTable('passkeys')
    .set({ counter: newCounter, used_at: sql`now()` })
    .where('id', '=', row.id)
    // Two answers of a copied authenticator at once: only one finds the counter that it was checked against.
    .where('counter', '=', Number(row.counter))
    .executeTakeFirst();
  if (Number(used.numUpdatedRows) !== 1) throw wrong();
  return row.account_id;
}

/** Renames a passkey of an account. @throws AkezoraError `not_found`. */
export async function renamePasskey(db: Queries, account: string, id: string, name: string): Promise<PasskeyRow> {
  const row = await db
    .updateTable('passkeys')
    .set({ name })
    .where('id', '=', id)
    .where('account_id', '=', account)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw notFound(id);
  return row;
}

/** Removes a passkey of an account. Returns whether there was one. */
export const removePasskey = (store: Store, account: string, id: string): Promise<boolean> =>
  store.db.transaction().execute(async (tx) => {
    const removed = await tx
      .deleteFrom('passkeys')
      .where('id', '=', id)
      .where('account_id', '=', account)
      .executeTakeFirst();
    await dropIdleRecoveryCodes(tx, account);
    return Number(removed.numDeletedRows) > 0;
  });
