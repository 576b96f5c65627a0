import { AkezoraError } from '@akezora/contract';
import { cancelJob } from '../jobs/finish.ts';
import { readJob } from '../jobs/read.ts';
import type { JobRow } from '../platform/store/tables.ts';
import type { Services } from './context.ts';

/**
 * Waits until a job has ended, or the caller hangs up.
 * @param signal aborted when the caller hangs up.
 * @param hungUp what then becomes of the job.
 * @param allowed aborted when the caller may no longer see the job; the job goes on.
 * @throws AkezoraError `cancelled`, `server_stopping`, `unauthorized`.
 */
export async function untilEnded(
  services: Services,
  job: JobRow,
  signal: AbortSignal,
  allowed: AbortSignal,
  hungUp: 'cancel' | 'keep' = 'cancel',
): Promise<JobRow> {
  let current = job;
  let wake: (() => void) | undefined;
  const unlisten = services.store.signals.listen((event) => {
    if (event === undefined || event.job === job.id) wake?.();
  });
  try {
    while (current.state === 'queued' || current.state === 'running') {
      if (signal.aborted) {
        if (hungUp === 'cancel') await cancelJob(services.store, job.id);
        throw new AkezoraError('cancelled');
      }
      if (allowed.aborted) throw new AkezoraError('unauthorized');
      if (services.stopping.aborted) throw new AkezoraError('server_stopping');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      current = (await readJob(services.store.db, job.id)) ?? { ...current, state: 'cancelled' };
    }
    return current;
  } finally {
    unlisten();
  }
}
