import { removeExpiredSessions } from './access/sessions.ts';
import { removeOldAttempts } from './access/sign-in-limits.ts';
import { removeEmptyVisitors } from './access/visitors.ts';
import { removeBrokenImports } from './importing/import.ts';
import type { AfterEnd } from './jobs/finish.ts';
import { enforceDeadlines, pruneHistory, recoverOrphans } from './jobs/recover.ts';
import { removeExpired } from './library/expiry.ts';
import { removeAbandonedUploads } from './library/open-uploads.ts';
import { removeOldUploads } from './library/uploads.ts';
import { purgeAudit } from './platform/audit.ts';
import type { Log } from './platform/log.ts';
import type { Storage } from './platform/storage/storage.ts';
import { writeCopy } from './platform/store/copies.ts';
import type { Store } from './platform/store/database.ts';
import { claimSchedule } from './platform/store/schedule.ts';
import { adoptPgBossDeliveries } from './webhooks/pg-boss.ts';

/** Services that a sweep needs. */
export interface SweepContext {
  readonly store: Store;
  readonly storage: Storage;
  readonly log: Log;
  /** Days that the audit log is kept; 0 for ever. */
  readonly auditDays: number;
  /** Ended jobs without a clip that are kept of each owner. Default: all. */
  readonly history?: number;
  /** Folder of incomplete uploads. Default: none of this process. */
  readonly incomingFolder?: string;
  /** Data folder of the embedded database, which is copied once a day. Default: no copy. */
  readonly copyFolder?: string | undefined;
}

/** Removes what has expired: clips, uploads, sessions, broken imports, old history. */
export async function sweep(context: SweepContext): Promise<void> {
  const { store, storage, log, auditDays, history, incomingFolder, copyFolder } = context;
  const clips = await removeExpired(store, storage);
  await removeOldUploads(store, storage);
  await removeBrokenImports(store, storage);
  if (incomingFolder !== undefined) await removeAbandonedUploads(store, incomingFolder);
  await pruneHistory(store, history);
  await adoptPgBossDeliveries(store);
  await storage.tidy();
  await removeExpiredSessions(store.db);
  await removeOldAttempts(store.db);
  if (auditDays > 0 && (await claimSchedule(store.db, 'audit', 86_400))) await purgeAudit(store.db, auditDays);
  await removeEmptyVisitors(store.db);
  await store.maintain();
  if (copyFolder !== undefined && (await claimSchedule(store.db, 'copy', 86_400))) {
    const copy = await writeCopy(copyFolder, 'nightly', () => store.dump());
    if (copy === undefined) log.warn('the database was not copied: it is too large, or the disk has no room');
    else log.info({ copy }, 'database copied');
  }
  if (clips > 0) log.info({ clips }, 'expired clips removed');
}

/** Services that maintenance needs. */
export interface MaintenanceContext extends SweepContext {
  readonly afterEnd: AfterEnd;
  readonly heartbeatTimeoutSeconds: number;
}

/** A task that runs by timer until it is stopped. */
export interface Timed {
  /** Waits for a run that is under way. */
  stop(): Promise<void>;
}

/** Runs a task again and again, never two runs at once. */
function every(milliseconds: number, run: () => Promise<void>): Timed {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= run().finally(() => {
      running = undefined;
    });
  }, milliseconds);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

/** Sweeps once a minute, on one of the servers and workers that share a database. */
export function startSweep(context: MaintenanceContext): Timed {
  return every(10_000, async () => {
    try {
      if (await claimSchedule(context.store.db, 'sweep', 55)) await sweep(context);
    } catch (error) {
      context.log.warn({ err: error }, 'sweep failed');
    }
  });
}

/**
 * Recovers jobs every two seconds, on every server: those of workers without a heartbeat and those past their deadline.
 * After a failed query it waits for the heartbeat timeout first: while the database was away no worker could write one.
 */
export function startRecovery(context: MaintenanceContext): Timed {
  const { store, afterEnd, heartbeatTimeoutSeconds, log } = context;
  let since = Date.now();
  return every(2000, async () => {
    try {
      await enforceDeadlines(store, afterEnd);
      if (Date.now() - since < heartbeatTimeoutSeconds * 1000) return;
      for (const job of await recoverOrphans(store, heartbeatTimeoutSeconds, afterEnd)) {
        log.warn({ job: job.id, state: job.state, attempt: job.attempt }, 'took a job from a dead worker');
      }
    } catch (error) {
      since = Date.now();
      log.warn({ err: error }, 'recovery failed');
    }
  });
}
