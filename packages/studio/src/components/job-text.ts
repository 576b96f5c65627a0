import { formatSpan, type Language, stageText } from '@akezora/contract';
import type { Job } from '@akezora/contract/api';
import type { Messages } from '../i18n/index.ts';

/** Width over height of the clip that a job makes, from its plan, else from its request. */
export function jobShape(job: Job): number {
  if (job.plan) return job.plan.width / job.plan.height;
  if (job.request.size) return job.request.size.width / job.request.size.height;
  const [w = 16, h = 9] = (job.request.scene?.aspect ?? job.request.aspect ?? '16:9').split(':').map(Number);
  return w / h;
}

/** What a job is doing, or how it ended. */
export function jobHeadline(job: Job, t: Messages, language: Language): string {
  const words = t.compose.job;
  switch (job.state) {
    case 'queued':
      return job.ahead === null || job.ahead === 0 ? words.queuedNext : words.queued(job.ahead);
    case 'running':
      return job.progress === null ? words.starting : stageText(job.progress.stage, language);
    case 'failed':
      return words.failed;
    case 'expired':
      return words.expired;
    default:
      return words.cancelled;
  }
}

/**
 * Progress of a job: frames or steps, time left, and the attempt where it is not the first.
 * @param left Milliseconds left; null while unknown.
 */
export function jobDetails(job: Job, left: number | null, t: Messages, language: Language): readonly string[] {
  const words = t.compose.job;
  const { frames, step } = job.progress ?? {};
  return [
    frames !== undefined && frames.done > 0
      ? words.frames(frames.done, frames.total)
      : step && words.step(step.index, step.total),
    left !== null && left > 0 && t.shell.units.left(formatSpan(left / 1000, language)),
    job.attempt > 1 && words.attempt(job.attempt),
  ].filter((text): text is string => typeof text === 'string');
}
