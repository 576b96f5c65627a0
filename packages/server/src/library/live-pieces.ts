/**
 * The live stream of a job as numbered pieces in the storage, which every worker and server reaches. The pieces stay for a
 * minute after the job has ended, so that slow listeners get them all; the sweep deletes them.
 */
import { writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { sql } from 'kysely';
import type { Attempt } from '../jobs/running.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Store } from '../platform/store/database.ts';
import { channel } from '../platform/store/signals.ts';

/** Which attempt of which job. */
type Stream = Pick<Attempt, 'job' | 'attempt'>;

const folderOf = (job: string): string => `live/${job}/`;
const keyOf = ({ job, attempt }: Stream, index: number): string => `${folderOf(job)}${attempt}-${index}.mp4`;

/** Lists a stream before its first piece is stored, so that the sweep finds the pieces whatever happens. */
export async function beginStream(store: Store, { job, attempt }: Stream): Promise<void> {
  await store.db
    .insertInto('live_streams')
    .values({ job_id: job, attempt })
    .onConflict((conflict) => conflict.column('job_id').doUpdateSet({ attempt }))
    .execute();
}

/** Stores a piece and wakes the listeners of every server. */
export async function storePiece(
  store: Store,
  storage: Storage,
  stream: Stream,
  index: number,
  piece: Uint8Array,
): Promise<void> {
  const file = await storage.temporary(`${stream.job}-${stream.attempt}-${index}.live`);
  await writeFile(file, piece, { mode: 0o600 });
  await storage.put(keyOf(stream, index), file, 'video/mp4');
  const signal = JSON.stringify({ job: stream.job, type: 'live' });
  await sql`SELECT pg_notify(${sql.lit(channel)}, ${signal})`.execute(store.db);
}

/** Reads a piece; undefined when it is not there (yet). */
export async function readPiece(storage: Storage, stream: Stream, index: number): Promise<Uint8Array | undefined> {
  const key = keyOf(stream, index);
  if ((await storage.size(key)) === undefined) return undefined;
  return buffer(await storage.read(key));
}

/** Seconds for which the pieces of an ended job stay. */
const keptSeconds = 60;

/** Deletes the pieces of jobs that have ended or were removed. */
export async function removeEndedStreams(store: Store, storage: Storage): Promise<void> {
  const ended = await store.db
    .selectFrom('live_streams')
    .leftJoin('jobs', 'jobs.id', 'live_streams.job_id')
    .select('live_streams.job_id')
    .where((where) =>
      where.or([
        where('jobs.id', 'is', null),
        where('jobs.finished_at', '<', sql<Date>`now() - make_interval(secs => ${keptSeconds})`),
      ]),
    )
    .execute();
  for (const { job_id: job } of ended) {
    await storage.removeAll(folderOf(job));
    await store.db.deleteFrom('live_streams').where('job_id', '=', job).execute();
  }
}
