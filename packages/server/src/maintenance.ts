import { removeBrokenImports } from './importing/import.ts';
import type { AfterEnd } from './jobs/finish.ts';
import { enforceDeadlines, pruneHistory, recoverOrphans } from './jobs/sweep.ts';
import { removeExpired } from './library/clips.ts';
import { removeOldUploads } from './library/uploads.ts';
import type { Log } from './platform/log.ts';
import type { Storage } from './platform/storage/storage.ts';
import type { Store } from './platform/store/database.ts';

/** What maintenance works on. */
export interface MaintenanceContext {
  readonly store: Store;
  readonly storage: Storage;
  readonly afterEnd: AfterEnd;
  readonly heartbeatTimeoutSeconds: number;
  readonly log: Log;
}

/** Deletes what has expired. Runs once a minute on one server. */
export async function sweep({ store, storage, log }: MaintenanceContext): Promise<void> {
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
 * Fails jobs whose deadline passed and retries jobs of dead workers, every two seconds on every server. After the database was
 * unreachable, workers get a whole timeout to send a heartbeat again.
 */
export function startMaintenance(context: MaintenanceContext): { stop(): Promise<void> } {
  let since = Date.now();
  let running: Promise<void> | undefined;
  const once = async () => {
    try {
      await enforceDeadlines(context.store, context.afterEnd);
      if (Date.now() - since < context.heartbeatTimeoutSeconds * 1000) return;
      for (const job of await recoverOrphans(context.store, context.heartbeatTimeoutSeconds, context.afterEnd)) {
        context.log.warn({ job: job.id, state: job.state, attempt: job.attempt }, 'took a job from a dead worker');
      }
    } catch (error) {
      since = Date.now();
      context.log.warn({ err: error }, 'maintenance failed');
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
