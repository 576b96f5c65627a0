import type { JobState } from '../platform/store/tables.ts';

/**
 * The states of a job and where each may go. `queued → running → completed | failed | cancelled`; a running job may go
 * back to the queue (its worker died or was stopped), an ended one may be queued again by its owner, and a completed
 * one expires when its files are removed.
 */
const transitions: Readonly<Record<JobState, readonly JobState[]>> = {
  queued: ['running', 'cancelled', 'failed'],
  running: ['completed', 'failed', 'cancelled', 'queued'],
  completed: ['expired'],
  failed: ['queued'],
  cancelled: ['queued'],
  expired: ['queued'],
};

/** Whether a job may go from one state to another. */
export const mayMove = (from: JobState, to: JobState): boolean => transitions[from].includes(to);

/** Whether a job has ended: nothing more happens to it by itself. */
export const hasEnded = (state: JobState): boolean => state !== 'queued' && state !== 'running';
