import { removeExpiredSessions } from './access/sessions.ts';
import { removeOldAttempts } from './access/sign-in-limits.ts';
import { removeEmptyVisitors } from './access/visitors.ts';
import { removeBrokenImports } from './importing/import.ts';
import type { AfterEnd } from './jobs/finish.ts';
import { enforceDeadlines, pruneHistory, recoverOrphans } from './jobs/recover.ts';
import { cancelStopped } from './jobs/stopped-accounts.ts';
import { removeExpired } from './library/expiry.ts';
import { removeEndedStreams } from './library/live-pieces.ts';
import { removeAbandonedUploads } from './library/open-uploads.ts';
import { removeOldUploads } from './library/uploads.ts';
import { purgeAudit } from './platform/audit.ts';
import type { Log } from './platform/log.ts';
import type { Storage } from './platform/storage/storage.ts';
import { writeCopy } from './platform/store/copies.ts';
import type { Store } from './platform/store/database.ts';
import { adoptPgBossDeliveries } from './platform/store/pg-boss.ts';
import { claimSchedule } from './platform/store/schedule.ts';

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

/** Removes what has expired: clips, uploads, sessions, broken imports, old history. A step that fails skips no other. */
export async function sweep(context: SweepContext): Promise<void> {
  const { store, storage, log, auditDays, history, incomingFolder, copyFolder } = context;
  const steps: Readonly<Record<string, () => Promise<unknown>>> = {
    clips: async () => {
      const clips = await removeExpired(store, storage);
      if (clips > 0) log.info({ clips }, 'expired clips removed');
    },
    uploads: () => removeOldUploads(store, storage),
    imports: () => removeBrokenImports(store, storage),
    incoming: async () => incomingFolder !== undefined && removeAbandonedUploads(store, incomingFolder),
    history: () => pruneHistory(store, history),
    deliveries: () => adoptPgBossDeliveries(store),
    live: () => removeEndedStreams(store, storage),
    storage: () => storage.tidy(),
    sessions: () => removeExpiredSessions(store.db),
    attempts: () => removeOldAttempts(store.db),
    audit: async () =>
      auditDays > 0 && (await claimSchedule(store.db, 'audit', 86_400)) && purgeAudit(store.db, auditDays),
    visitors: () => removeEmptyVisitors(store.db),
    tables: () => store.maintain(),
    copy: async () => copyFolder !== undefined && copyDaily(store, copyFolder, log),
  };
  for (const [step, run] of Object.entries(steps)) {
    try {
      await run();
    } catch (error) {
      log.warn({ err: error, step }, 'a step of the sweep failed');
    }
  }
}

async function copyDaily(store: Store, folder: string, log: Log): Promise<void> {
  if (!(await claimSchedule(store.db, 'copy', 86_400))) return;
  const copy = await writeCopy(folder, 'nightly', () => store.dump());
  if (copy === undefined) log.warn('the database was not copied: it is too large, or the disk has no room');
  else log.info({ copy }, 'database copied');
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

/** Sweeps once a minute, on one of the servers that share a database. */
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
 * Cancels those of accounts that were disabled, deleted or made viewers, however that was done.
 * After a failed query it waits for the heartbeat timeout first: while the database was away no worker could write one.
 */
export function startRecovery(context: MaintenanceContext): Timed {
  const { store, afterEnd, heartbeatTimeoutSeconds, log } = context;
  let since = Date.now();
  return every(2000, async () => {
    try {
      await enforceDeadlines(store, afterEnd);
      await cancelStopped(store);
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
