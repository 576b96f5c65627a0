import { readFileSync } from 'node:fs';
import { AkezoraError, type GenerationRequest } from '@akezora/contract';
import type { Job, Origin } from '@akezora/contract/api';
import { addClip, emit, newId, planOf, type State, samples } from './state.ts';

const stages = [
  { name: 'encode-prompt', share: 0.05 },
  { name: 'denoise', share: 0.5 },
  { name: 'finish', share: 0.45 },
] as const;

/** Which sample stands for a request. */
export const sampleOf = (prompt: string, aspect: string | undefined): string =>
  aspect === '9:16'
    ? 'balloon'
    : (samples.find((name) => prompt.toLowerCase().includes(name)) ??
      (/海|船/.test(prompt) ? 'boat' : /街|バス/.test(prompt) ? 'bus' : 'fox'));

/** Makes a queued job. */
export function makeJob(state: State, request: GenerationRequest, groupId: string | null, origin: Origin): Job {
  const job: Job = {
    id: newId(state, 'job'),
    groupId,
    state: 'queued',
    class: 'normal',
    origin,
    model: request.model,
    prompt: request.prompt,
    request,
    plan: planOf(request),
    progress: null,
    ahead: null,
    expectedStart: null,
    expectedEnd: null,
    attempt: 1,
    cancelRequested: false,
    error: null,
    clipId: null,
    preview: null,
    createdAt: new Date().toISOString(),
    startedAt: null,
    finishedAt: null,
  };
  state.jobs.set(job.id, job);
  return job;
}

/** Changes a job and tells it. */
export function change(state: State, id: string, next: Partial<Job>): Job {
  const job = { ...(state.jobs.get(id) as Job), ...next };
  state.jobs.set(id, job);
  emit(state, { type: 'job', job });
  return job;
}

/** Runs queued jobs one after another, each in `jobMs` milliseconds; a prompt that says "fail" fails. */
export function startWorker(state: State, jobMs: number): () => void {
  let stopped = false;
  let wake: (() => void) | undefined;
  const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const queue = () => [...state.jobs.values()].filter((job) => job.state === 'queued');
  const run = async () => {
    for (const job of state.jobs.values())
      if (job.state === 'running') change(state, job.id, { state: 'queued', attempt: 2 });
    while (!stopped) {
      const [next, ...rest] = queue();
      if (next === undefined) {
        await Promise.race([pause(40), new Promise<void>((resolve) => (wake = resolve))]);
        continue;
      }
      rest.forEach((job, index) => {
        if (job.ahead !== index + 1) change(state, job.id, { ahead: index + 1 });
      });
      await runOne(next);
    }
  };
  const runOne = async (job: Job) => {
    change(state, job.id, { state: 'running', ahead: null, startedAt: new Date().toISOString() });
    const ticks = Math.max(6, Math.round(jobMs / 250));
    for (let i = 0; i <= ticks; i++) {
      if (stopped) return;
      if (state.jobs.get(job.id)?.cancelRequested) {
        change(state, job.id, { state: 'cancelled', progress: null, finishedAt: new Date().toISOString() });
        return;
      }
      const fraction = i / ticks;
      if (fraction > 0.4 && /\bfail\b/.test(job.prompt)) {
        const error = new AkezoraError('attempt_died', { reason: 'SIGKILL', attempts: 2 }).toShape();
        change(state, job.id, { state: 'failed', error, progress: null, finishedAt: new Date().toISOString() });
        return;
      }
      const stage = fraction < 0.05 ? stages[0] : fraction < 0.55 ? stages[1] : stages[2];
      change(state, job.id, {
        progress: {
          stage: stage.name,
          fraction,
          etaMs: (1 - fraction) * jobMs,
          ...(stage.name === 'denoise' ? { step: { index: 1 + Math.floor((fraction - 0.05) * 7), total: 4 } } : {}),
          ...(stage.name === 'finish' ? { frames: { done: Math.round((fraction - 0.55) * 530), total: 240 } } : {}),
        },
      });
      if (fraction > 0.15) {
        const file = new URL(`../fixtures/${sampleOf(job.prompt, job.request.aspect)}.webp`, import.meta.url);
        const src = `data:image/webp;base64,${readFileSync(file).toString('base64')}`;
        emit(state, { type: 'preview', jobId: job.id, frame: i, src });
      }
      await pause(jobMs / ticks);
    }
    const clip = addClip(
      state,
      { ...job.request, seed: job.plan?.seed ?? 1 },
      { jobId: job.id, groupId: job.groupId, origin: job.origin },
    );
    emit(state, { type: 'clip', clip });
    change(state, job.id, {
      state: 'completed',
      clipId: clip.id,
      progress: null,
      finishedAt: new Date().toISOString(),
    });
  };
  void run();
  return () => {
    stopped = true;
    wake?.();
  };
}
