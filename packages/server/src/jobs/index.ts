export { removeJob, retryJob } from './again.ts';
export { type Claimant, claimJob } from './claim.ts';
export { estimateMs, learnSpeed, type QueuePlace, queuePlaces, workOf } from './estimate.ts';
export {
  type AfterEnd,
  cancelJob,
  clipIdOf,
  completeJob,
  confirmCancel,
  type FinishedClip,
  failJob,
  handBack,
  reportDeath,
} from './finish.ts';
export { type Limits, limitsOf } from './limits.ts';
export { appendEvent } from './move.ts';
export * from './read.ts';
export * from './running.ts';
export * from './states.ts';
export * from './submit.ts';
export * from './sweep.ts';
