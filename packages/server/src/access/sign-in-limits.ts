/**
 * How fast passwords and codes may be guessed. Attempts are counted in the database, so that several servers count together,
 * by three rules at once: those on one account from one place, those from one network on any account, and those on one account
 * from everywhere. Only the third could lock somebody out whose name others guess at: it slows instead of blocking, and leaves
 * out places from which the account has signed in before. An attempt counts before it is checked, so that many at once count
 * one by one.
 */
import { AkezoraError } from '@akezora/contract';
import { sql } from 'kysely';
import { nameKey } from '../platform/names.ts';
import type { Queries, Store } from '../platform/store/database.ts';
import { deleteFree } from '../platform/store/delete-free.ts';
import { hashSecret } from '../platform/store/ids.ts';

/** How long one has to wait: nothing for the first attempts, then twice as long each time. */
interface Rule {
  readonly free: number;
  /** Seconds. */
  readonly first: number;
  readonly longest: number;
}

const rules = {
  place: { free: 5, first: 2, longest: 900 },
  network: { free: 20, first: 5, longest: 900 },
  account: { free: 50, first: 5, longest: 60 },
} as const satisfies Record<string, Rule>;

/** Seconds without an attempt after which the count begins again. */
const forgetSeconds = 3600;

/** Days that a place counts as known after the last sign-in, and how many of them an account has. */
const placeDays = 90;
const mostPlaces = 20;

/** An attempt to sign in, before anything is checked. */
export interface SignInAttempt {
  /** Name of the account as it was typed; there may be no such account. */
  readonly name: string;
  /** `Principal.network`. */
  readonly network: string;
  /** Secret of the browser's device cookie. Default: none. */
  readonly device?: string | undefined;
  /** What is guessed. Codes are counted apart from passwords. Default `password`. */
  readonly kind?: 'password' | 'code';
}

/** An attempt that was counted; `signInSucceeded` takes it back. */
export interface SignInTicket {
  readonly buckets: readonly { readonly bucket: string; readonly rule: keyof typeof rules }[];
  readonly network: string;
  readonly device: string | undefined;
}

const placesOf = ({ network, device }: Pick<SignInTicket, 'network' | 'device'>) => ({
  network: `network ${network.slice(0, 64)}`,
  device: device === undefined ? undefined : `device ${hashSecret(device)}`,
});

/**
 * Counts an attempt.
 * @throws AkezoraError `too_many_requests` with the seconds to wait; a refused attempt isn't counted.
 */
export async function takeSignInAttempt(store: Store, attempt: SignInAttempt): Promise<SignInTicket> {
  const { network, device, kind = 'password' } = attempt;
  const account = hashSecret(nameKey(attempt.name)).slice(0, 32);
  const places = placesOf({ network, device });
  const known = await knownPlaces(store.db, nameKey(attempt.name), Object.values(places));
  const byDevice = places.device !== undefined && known.has(places.device);
  const buckets: SignInTicket['buckets'] = [
    { bucket: `${kind} ${account} ${byDevice ? places.device : places.network}`, rule: 'place' },
    // A known browser isn't slowed by what its neighbours do.
    ...(byDevice ? [] : [{ bucket: `any ${places.network}`, rule: 'network' } as const]),
    ...(byDevice || known.has(places.network) ? [] : [{ bucket: `${kind} ${account}`, rule: 'account' } as const]),
  ];
  await store.db.transaction().execute(async (tx) => {
    for (const { bucket, rule } of buckets) await count(tx, bucket, rules[rule]);
  });
  return { buckets, network, device };
}

async function knownPlaces(db: Queries, key: string, places: readonly (string | undefined)[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('known_places')
    .innerJoin('accounts', 'accounts.id', 'known_places.account_id')
    .select('place')
    .where('accounts.name_key', '=', key)
    .where(
      'place',
      'in',
      places.filter((place) => place !== undefined),
    )
    .where('seen_at', '>', sql<Date>`now() - make_interval(days => ${sql.lit(placeDays)})`)
    .execute();
  return new Set(rows.map(({ place }) => place));
}

async function count(tx: Queries, bucket: string, { free, first, longest }: Rule): Promise<void> {
  const wait = (attempts: ReturnType<typeof sql>) => sql`
    CASE WHEN ${attempts} < ${sql.lit(free)} THEN 0
    ELSE least(${sql.lit(longest)}, ${sql.lit(first)} * power(2, least(${attempts} - ${sql.lit(free)}, 20))) END`;
  const next = sql`CASE WHEN a.last_at < clock_timestamp() - make_interval(secs => ${sql.lit(forgetSeconds)}) THEN 1 ELSE a.count + 1 END`;
  // The time of the moment, not of the transaction: one that began earlier may count later.
  // A time to wait that is longer than any can be comes from a clock that was set back: it doesn't count.
  const { rows } = await sql`
    INSERT INTO sign_in_attempts AS a (bucket, count, last_at, free_at) VALUES (${bucket}, 1, clock_timestamp(), clock_timestamp())
    ON CONFLICT (bucket) DO UPDATE SET count = ${next}, last_at = clock_timestamp(),
      free_at = clock_timestamp() + make_interval(secs => (${wait(next)})::double precision)
    WHERE a.free_at <= clock_timestamp() OR a.free_at > clock_timestamp() + make_interval(secs => ${sql.lit(longest)})
    RETURNING 1`.execute(tx);
  if (rows.length > 0) return;
  const { rows: waiting } = await sql<{ seconds: number }>`
    SELECT ceil(extract(epoch FROM free_at - clock_timestamp()))::int AS seconds FROM sign_in_attempts WHERE bucket = ${bucket}`.execute(
    tx,
  );
  throw new AkezoraError('too_many_requests', { seconds: Math.max(1, waiting[0]?.seconds ?? 1) });
}

/** Takes an attempt back that was right. */
export async function takeBackAttempt(db: Queries, { buckets }: SignInTicket): Promise<void> {
  for (const { bucket, rule } of buckets) {
    if (rule === 'place') await db.deleteFrom('sign_in_attempts').where('bucket', '=', bucket).execute();
    else {
      // Only its own attempt: whoever has an account must not clear what he failed at on others.
      await db
        .updateTable('sign_in_attempts')
        .set({ count: sql<number>`greatest(0, count - 1)`, free_at: sql<Date>`now()` })
        .where('bucket', '=', bucket)
        .execute();
    }
  }
}

/**
 * Takes an attempt back after everything was right, and remembers the place for the account. Call it once the whole sign-in
 * has succeeded, second factor included, for each ticket.
 * @param given secret of the device cookie that the browser gets. Default: the ticket's.
 */
export async function signInSucceeded(
  store: Store,
  ticket: SignInTicket,
  account: string,
  given: string | undefined = ticket.device,
): Promise<void> {
  const { network, device } = placesOf({ network: ticket.network, device: given });
  await store.db.transaction().execute(async (tx) => {
    await takeBackAttempt(tx, ticket);
    const places = [network, device].flatMap((place) => (place === undefined ? [] : [{ account_id: account, place }]));
    await tx
      .insertInto('known_places')
      .values(places)
      .onConflict((conflict) => conflict.columns(['account_id', 'place']).doUpdateSet({ seen_at: sql<Date>`now()` }))
      .execute();
    const kept = tx
      .selectFrom('known_places')
      .select('place')
      .where('account_id', '=', account)
      .orderBy('seen_at', 'desc')
      .limit(mostPlaces);
    await deleteFree(tx, 'known_places', sql`account_id = ${account} AND place NOT IN ${kept}`);
  });
}

/** Forgets from where an account signed in, as after a new password: whoever knew the old one may be among them. */
export async function forgetPlaces(db: Queries, account: string): Promise<void> {
  await db.deleteFrom('known_places').where('account_id', '=', account).execute();
}

/** Removes counts and places that no longer matter. */
export async function removeOldAttempts(db: Queries): Promise<void> {
  await deleteFree(db, 'sign_in_attempts', sql`last_at < now() - interval '1 day'`);
  await deleteFree(db, 'known_places', sql`seen_at < now() - make_interval(days => ${sql.lit(placeDays)})`);
}
