import type { AfterEnd } from './jobs/finish.ts';
import { enforceDeadlines, recoverOrphans } from './jobs/recover.ts';
import { claimSchedule } from './platform/store/schedule.ts';
import { type SweepContext, sweep } from './sweep.ts';

/** What maintenance needs. */
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
        log.warn({ job: job.id, state: job.state, attempt: job.attempt }, 'took a job from a silent worker');
      }
    } catch (error) {
      since = Date.now();
      log.warn({ err: error }, 'recovery failed');
    }
  });
}
