import { removeBrokenImports } from './importing/import.ts';
import type { AfterEnd } from './jobs/finish.ts';
import { enforceDeadlines, pruneHistory, recoverOrphans } from './jobs/sweep.ts';
import { removeExpired } from './library/clips.ts';
import { removeOldUploads } from './library/uploads.ts';
import type { Log } from './platform/log.ts';
import type { Storage } from './platform/storage/storage.ts';
import type { Store } from './platform/store/database.ts';

/** What keeping house needs. */
export interface HouseContext {
  readonly store: Store;
  readonly storage: Storage;
  readonly afterEnd: AfterEnd;
  readonly goneAfterSeconds: number;
  readonly log: Log;
}

/** The slow part, once a minute on one server: what has expired goes. */
export async function sweep({ store, storage, log }: HouseContext): Promise<void> {
  const clips = await removeExpired(store, storage);
  await removeOldUploads(store, storage);
  await removeBrokenImports(store, storage);
  await pruneHistory(store);
  await storage.tidy();
  await store.db.deleteFrom('sessions').where('expires_at', '<', new Date()).execute();
  await store.tend();
  if (clips > 0) log.info({ clips }, 'expired clips removed');
}

/**
 * The quick part, every two seconds on every server: jobs of silent workers and passed deadlines. After the database
 * was away nobody is called silent before they had the time to speak again.
 */
export function startHousekeeping(context: HouseContext): { stop(): Promise<void> } {
  let since = Date.now();
  let running: Promise<void> | undefined;
  const once = async () => {
    try {
      await enforceDeadlines(context.store, context.afterEnd);
      if (Date.now() - since < context.goneAfterSeconds * 1000) return;
      for (const job of await recoverOrphans(context.store, context.goneAfterSeconds, context.afterEnd)) {
        context.log.warn({ job: job.id, state: job.state, attempt: job.attempt }, 'took a job from a silent worker');
      }
    } catch (error) {
      since = Date.now();
      context.log.warn({ err: error }, 'housekeeping failed');
    }
  };
  const timer = setInterval(() => {
    running ??= once().finally(() => {
      running = undefined;
    });
  }, 2000);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
