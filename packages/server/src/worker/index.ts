export { type AttemptContext, type Runner, runAttempt, storeClip } from './attempt.ts';
export type * from './protocol.ts';
export { ChildDied, Supervisor } from './supervisor.ts';
export { startWorker, type Worker, type WorkerOptions } from './worker.ts';
