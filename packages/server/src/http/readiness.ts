import { sql } from 'kysely';
import { checkDisk } from '../library/space.ts';
import type { Services } from './context.ts';

/** Which parts of the service can take new work. */
export interface Readiness {
  /** The database answers and takes changes. */
  readonly database: boolean;
  /** The storage of clips takes files. */
  readonly storage: boolean;
  /** The disk is free above the reserve. */
  readonly disk: boolean;
}

const holds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

/** Milliseconds for which a result holds: probes write to database and storage, and anybody may ask. */
const holdsMs = 1000;

/** Returns what tries the parts that new work needs: once at a time, and at most once a second, however many ask. */
export function createReadiness(services: Pick<Services, 'store' | 'storage' | 'options'>): () => Promise<Readiness> {
  let result: Promise<Readiness> | undefined;
  let endsAt = Number.POSITIVE_INFINITY;
  return () => {
    if (result === undefined || performance.now() >= endsAt) {
      endsAt = Number.POSITIVE_INFINITY;
      result = tryParts(services).finally(() => {
        endsAt = performance.now() + holdsMs;
      });
    }
    return result;
  };
}

async function tryParts({
  store,
  storage,
  options,
}: Pick<Services, 'store' | 'storage' | 'options'>): Promise<Readiness> {
  const writable = async () => {
    const { rows } = await sql<{ only: string }>`SELECT current_setting('transaction_read_only') AS only`.execute(
      store.db,
    );
    if (rows[0]?.only === 'on') throw new Error('read only');
    // A row that is always the same: a full disk or a standby refuses it.
    await sql`
      INSERT INTO schedules (name) VALUES ('readiness')
      ON CONFLICT (name) DO UPDATE SET claimed_at = now()`.execute(store.db);
  };
  const [database, place, disk] = await Promise.all([
    holds(writable()),
    holds(storage.check()),
    holds(checkDisk(storage, options.reserveBytes)),
  ]);
  return { database, storage: place, disk };
}
