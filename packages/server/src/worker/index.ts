export { unknownFit } from '../inference/list-models.ts';
export { availableMemory } from '../inference/memory.ts';
export { mimeOf, spriteIndexOf } from '../inference/postprocess.ts';
export type * from '../inference/protocol.ts';
export { ChildDied, Supervisor } from '../inference/supervisor.ts';
export { type AttemptContext, type Runner, runAttempt, storeClip } from './attempt.ts';
export { resolveInputs } from './inputs.ts';
export { startWorker, type Worker, type WorkerOptions } from './worker.ts';
