import { generationRequestSchema } from '@akezora/contract';
import type { Job } from '@akezora/contract/api';
import { describe, expect, it } from 'vitest';
import { jobDetails, jobHeadline, jobShape } from '../../src/components/job-text.ts';
import { ja } from '../../src/i18n/ja/index.ts';
import { en } from '../../src/i18n/messages.ts';
import { makeJob } from '../server/jobs.ts';
import { createState } from '../server/state.ts';

const job = (more: Partial<Job> = {}): Job => ({
  ...makeJob(createState(), generationRequestSchema.parse({ prompt: 'a fox' }), null, 'prompt'),
  ...more,
});
const progress = { stage: 'denoise', fraction: 0.5, etaMs: 9000 } as const;

describe('a job’s headline', () => {
  const words = en.compose.job;

  it('says how many jobs it waits for', () => {
    expect(jobHeadline(job({ ahead: null }), en, 'en')).toBe(words.queuedNext);
    expect(jobHeadline(job({ ahead: 0 }), en, 'en')).toBe(words.queuedNext);
    expect(jobHeadline(job({ ahead: 2 }), en, 'en')).toBe(words.queued(2));
  });

  it('names its stage in the language shown while it runs', () => {
    expect(jobHeadline(job({ state: 'running' }), en, 'en')).toBe(words.starting);
    const running = job({ state: 'running', progress });
    expect(jobHeadline(running, ja, 'ja')).toMatch(/[ぁ-ん]/);
    expect(jobHeadline(running, en, 'en')).not.toBe(words.starting);
  });

  it('says how it ended', () => {
    const ends = (['failed', 'expired', 'cancelled'] as const).map((state) => jobHeadline(job({ state }), en, 'en'));
    expect(ends).toEqual([words.failed, words.expired, words.cancelled]);
  });
});

describe('a job’s details', () => {
  const details = (more: Partial<Job>, left: number | null = null) => jobDetails(job(more), left, en, 'en');
  const step = { index: 2, total: 8 };
  const words = en.compose.job;

  it('count steps until frames are written, then frames', () => {
    expect(details({ progress: { ...progress, step } })).toEqual([words.step(2, 8)]);
    expect(details({ progress: { ...progress, step, frames: { done: 0, total: 90 } } })).toEqual([words.step(2, 8)]);
    expect(details({ progress: { ...progress, step, frames: { done: 5, total: 90 } } })).toEqual([words.frames(5, 90)]);
  });

  it('name the time left while it is known and not over, and every attempt after the first', () => {
    expect(details({ progress }, 9000)).toEqual(['9 s left']);
    expect(details({ progress }, 0)).toEqual([]);
    expect(details({ attempt: 2 })).toEqual([words.attempt(2)]);
  });
});

describe('a job’s shape', () => {
  const request = (more: object) => generationRequestSchema.parse({ prompt: 'a fox', ...more });

  it('is that of its plan, else of the size, scene or aspect that it asks for', () => {
    expect(jobShape(job())).toBeCloseTo(16 / 9, 2);
    const unplanned = (more: object) => jobShape(job({ plan: null, request: request(more) }));
    expect(unplanned({ size: { width: 300, height: 200 } })).toBe(1.5);
    expect(unplanned({ aspect: '9:16' })).toBe(9 / 16);
    expect(unplanned({})).toBe(16 / 9);
  });
});
