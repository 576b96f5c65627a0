export { type AttemptContext, type Runner, runAttempt, storeClip } from './attempt.ts';
export { mimeOf, spriteIndexOf } from './derive.ts';
export { resolveInputs } from './inputs.ts';
export { unknownFit } from './known-models.ts';
export { availableMemory } from './memory.ts';
export type * from './protocol.ts';
export { ChildDied, Supervisor } from './supervisor.ts';
export { startWorker, type Worker, type WorkerOptions } from './worker.ts';
