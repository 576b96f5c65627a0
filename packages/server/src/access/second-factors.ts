import { randomBytes } from 'node:crypto';
import { AkezoraError } from '@akezora/contract';
import { type SqlBool, sql } from 'kysely';
import { notFound } from '../platform/not-found.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { hashSecret } from '../platform/store/ids.ts';
import { closeSessionsOf } from './sessions.ts';
import { base32, newTotpSecret, stepOfCode, totpSeconds } from './totp.ts';

/** Recovery codes that an account gets at once. */
const recoveryCodeCount = 10;

/** The second factors of an account. */
export interface SecondFactors {
  readonly totp: boolean;
  /** Recovery codes that are left. */
  readonly recoveryCodes: number;
  readonly passkeys: number;
}

/** The second factors of an account. */
export async function secondFactorsOf(db: Queries, account: string): Promise<SecondFactors> {
  const { rows } = await sql<{ totp: boolean; codes: number; passkeys: number }>`SELECT
    EXISTS (SELECT 1 FROM totp WHERE account_id = ${account} AND confirmed_at IS NOT NULL) AS totp,
    (SELECT count(*)::int FROM recovery_codes WHERE account_id = ${account} AND used_at IS NULL) AS codes,
    (SELECT count(*)::int FROM passkeys WHERE account_id = ${account}) AS passkeys`.execute(db);
  const row = rows[0];
  return { totp: row?.totp === true, recoveryCodes: row?.codes ?? 0, passkeys: row?.passkeys ?? 0 };
}

/** Whether an account signs in with a second step. */
export const hasSecondFactor = ({ totp, passkeys }: SecondFactors): boolean => totp || passkeys > 0;

/** Whether there are owners who sign in by password, and none of them has a second factor. */
export async function ownersLackSecondFactor(db: Queries): Promise<boolean> {
  const { rows } = await sql<{ owners: number; secured: number }>`SELECT count(*)::int AS owners,
    count(*) FILTER (WHERE EXISTS (SELECT 1 FROM totp WHERE account_id = a.id AND confirmed_at IS NOT NULL)
      OR EXISTS (SELECT 1 FROM passkeys WHERE account_id = a.id))::int AS secured
    FROM accounts a WHERE role = 'owner' AND disabled_at IS NULL AND password IS NOT NULL`.execute(db);
  const row = rows[0];
  return row !== undefined && row.owners > 0 && row.secured === 0;
}

const purposeOf = (account: string) => `totp:${account}`;

/** The present time step, by the database's clock. */
async function stepNow(db: Queries): Promise<number> {
  const { rows } = await sql<{ step: number }>`
    SELECT floor(extract(epoch FROM now()) / ${sql.lit(totpSeconds)})::int AS step`.execute(db);
  return rows[0]?.step ?? 0;
}

const alreadySetUp = () =>
  new AkezoraError('state_conflict', {
    reason: { en: 'an authenticator app is set up already', ja: '認証アプリはすでに登録されています' },
  });

/**
 * Begins to set up an authenticator app; it counts once `confirmTotp` has seen a code. Returns the secret in base32.
 * @throws AkezoraError `state_conflict` when one is set up.
 */
export async function startTotp(db: Queries, secrets: Secrets, account: string): Promise<string> {
  const secret = newTotpSecret();
  const sealed = secrets.seal(secret, purposeOf(account));
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('totp')
    .values({ account_id: account, secret: sealed })
    .onConflict((conflict) =>
      conflict
        .column('account_id')
        .doUpdateSet({ secret: sealed, last_step: 0 })
        .where('totp.confirmed_at', 'is', null),
    )
    .executeTakeFirst();
  if (Number(numInsertedOrUpdatedRows) === 0) throw alreadySetUp();
  return secret;
}

/**
 * Sets up the authenticator app that `startTotp` began, and ends the other sessions of the account, which have shown no code.
 * @param session id of the session that stays.
 * @returns new recovery codes.
 * @throws AkezoraError `state_conflict` when nothing was begun, `wrong_code`.
 */
export const confirmTotp = (
  store: Store,
  secrets: Secrets,
  { account, session }: { readonly account: string; readonly session: string },
  code: string,
): Promise<string[]> =>
  store.db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('totp')
      .selectAll()
      .where('account_id', '=', account)
      .forUpdate()
      .executeTakeFirst();
    if (row?.confirmed_at != null) throw alreadySetUp();
    if (row === undefined) throw notFound({ en: 'the secret of the app', ja: 'アプリの登録情報' });
    const step = stepOfCode(secrets.open(row.secret, purposeOf(account)), code, await stepNow(tx));
    if (step === undefined) throw new AkezoraError('wrong_code', { field: 'code' });
    await tx
      .updateTable('totp')
      .set({ confirmed_at: sql`now()`, last_step: step })
      .where('account_id', '=', account)
      .execute();
    await closeSessionsOf(tx, account, session);
    return replaceRecoveryCodes(tx, account);
  });

/** Takes a code of the authenticator app of an account, each only once. Returns whether it was right. */
export async function takeTotp(db: Queries, secrets: Secrets, account: string, code: string): Promise<boolean> {
  const row = await db
    .selectFrom('totp')
    .select('secret')
    .where('account_id', '=', account)
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst();
  if (row === undefined) return false;
  const now = await stepNow(db);
  const step = stepOfCode(secrets.open(row.secret, purposeOf(account)), code, now);
  if (step === undefined) return false;
  const taken = await db
    .updateTable('totp')
    .set({ last_step: step })
    .where('account_id', '=', account)
    // A step far ahead was written while the clock ran ahead: it must not lock the account out until then.
    .where(sql<SqlBool>`(last_step < ${step} OR last_step > ${now + 2})`)
    .executeTakeFirst();
  return Number(taken.numUpdatedRows) === 1;
}

const newRecoveryCode = (): string => (base32(randomBytes(10)).toLowerCase().match(/.{4}/g) ?? []).join('-');

/** Stored form of a recovery code, however it was typed. */
const hashRecoveryCode = (account: string, code: string): string =>
  hashSecret(`${account} ${code.toLowerCase().replace(/[^a-z2-7]/g, '')}`);

/**
 * Gives an account new recovery codes in place of those it has.
 * @throws AkezoraError `state_conflict` without a second factor.
 */
export const newRecoveryCodes = (store: Store, account: string): Promise<string[]> =>
  store.db.transaction().execute(async (tx) => {
    if (hasSecondFactor(await secondFactorsOf(tx, account))) return replaceRecoveryCodes(tx, account);
    const reason = { en: 'there is no second factor', ja: '2つ目の認証方法がありません' };
    throw new AkezoraError('state_conflict', { reason });
  });

async function replaceRecoveryCodes(tx: Queries, account: string): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodeCount }, newRecoveryCode);
  await tx.deleteFrom('recovery_codes').where('account_id', '=', account).execute();
  await tx
    .insertInto('recovery_codes')
    .values(codes.map((code) => ({ account_id: account, hash: hashRecoveryCode(account, code) })))
    .execute();
  return codes;
}

/** Takes a recovery code of an account, each only once. Returns whether it was right. */
export async function takeRecoveryCode(db: Queries, account: string, code: string): Promise<boolean> {
  const taken = await db
    .updateTable('recovery_codes')
    .set({ used_at: sql`now()` })
    .where('account_id', '=', account)
    .where('hash', '=', hashRecoveryCode(account, code))
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return Number(taken.numUpdatedRows) === 1;
}

/** Removes the authenticator app of an account. Returns whether there was one. */
export const removeTotp = (store: Store, account: string): Promise<boolean> =>
  store.db.transaction().execute(async (tx) => {
    const removed = await tx.deleteFrom('totp').where('account_id', '=', account).executeTakeFirst();
    await dropIdleRecoveryCodes(tx, account);
    return Number(removed.numDeletedRows) > 0;
  });

/** Removes the recovery codes of an account that has no second factor any more. */
export async function dropIdleRecoveryCodes(tx: Queries, account: string): Promise<void> {
  if (hasSecondFactor(await secondFactorsOf(tx, account))) return;
  await tx.deleteFrom('recovery_codes').where('account_id', '=', account).execute();
}

/** Removes every second factor of an account, and ends its sessions. Returns whether there was any. */
export const resetSecondFactors = (store: Store, account: string): Promise<boolean> =>
  store.db.transaction().execute(async (tx) => {
    const had = hasSecondFactor(await secondFactorsOf(tx, account));
    for (const table of ['totp', 'recovery_codes', 'passkeys'] as const)
      await tx.deleteFrom(table).where('account_id', '=', account).execute();
    await closeSessionsOf(tx, account);
    return had;
  });
