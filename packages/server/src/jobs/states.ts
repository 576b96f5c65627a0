import type { JobState } from '@akezora/contract/api';

/**
 * The states of a job and the moves between them: `queued → running → completed | failed | cancelled`. A running job goes
 * back to the queue when its worker died or was stopped; a completed one expires when its clip is removed. A retry by
 * its owner is a new job.
 */
const transitions: Readonly<Record<JobState, readonly JobState[]>> = {
  queued: ['running', 'cancelled', 'failed'],
  running: ['completed', 'failed', 'cancelled', 'queued'],
  completed: ['expired'],
  failed: [],
  cancelled: [],
  expired: [],
};

/** Whether a job may go from one state to another. */
export const mayMove = (from: JobState, to: JobState): boolean => transitions[from].includes(to);

/** Whether a job has ended: nothing more happens to it by itself. */
export const hasEnded = (state: JobState): boolean => state !== 'queued' && state !== 'running';
