import { type ErrorShape, sentencesIn } from '@akezora/contract';
import { storedJoin } from '../../jobs/stored-join.ts';
import type { ClipRow, JobRow } from '../../platform/store/tables.ts';

/** OpenAI's video object with its 13 keys, and `ignored` where options were not applied. */
export interface OpenAiVideo {
  readonly id: string;
  readonly object: 'video';
  readonly created_at: number;
  readonly completed_at: number | null;
  readonly expires_at: number | null;
  readonly status: 'queued' | 'in_progress' | 'completed' | 'failed';
  readonly progress: number;
  readonly model: string;
  readonly prompt: string | null;
  readonly seconds: string;
  readonly size: string;
  readonly remixed_from_video_id: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Fields of the call that the model does not have and that were not applied; absent where all were. */
  readonly ignored?: readonly string[];
}

const unix = (date: Date): number => Math.floor(date.getTime() / 1000);

const statuses = {
  queued: 'queued',
  running: 'in_progress',
  completed: 'completed',
  expired: 'completed',
  failed: 'failed',
  cancelled: 'failed',
} as const;

function errorOf(job: JobRow): OpenAiVideo['error'] {
  if (job.state === 'cancelled') return { code: 'cancelled', message: 'The job was cancelled.' };
  const error: ErrorShape | null = job.state === 'failed' ? job.error : null;
  return error === null ? null : { code: error.code, message: sentencesIn('en', error.message.en, error.remedy.en) };
}

function sizeOf(job: JobRow, clip: ClipRow | undefined): string {
  if (clip !== undefined) return `${clip.width}x${clip.height}`;
  const { crop } = job.meta;
  if (crop !== undefined) return `${crop.width}x${crop.height}`;
  if (job.plan !== null) return `${job.plan.width}x${job.plan.height}`;
  const short = Number.parseInt(job.request.resolution ?? '1080p', 10);
  const long = Math.round((short * 16) / 9);
  if (job.request.aspect === '1:1') return `${short}x${short}`;
  return job.request.aspect === '9:16' ? `${short}x${long}` : `${long}x${short}`;
}

/** OpenAI's name of a field of the request: an input is the only one that a model may not have. */
const fieldOf = (field: string): string => (field.startsWith('conditions.') ? 'input_reference' : field);

/** A job as OpenAI's video object. */
export function videoView(job: JobRow, clip: ClipRow | undefined): OpenAiVideo {
  const expires = clip?.expires_at ?? null;
  const ended = job.state !== 'queued' && job.state !== 'running';
  return {
    id: job.id,
    object: 'video',
    created_at: unix(job.created_at),
    completed_at:
      ended && job.state !== 'failed' && job.state !== 'cancelled' && job.finished_at !== null
        ? unix(job.finished_at)
        : null,
    expires_at: expires === null ? null : unix(expires),
    status: statuses[job.state],
    progress:
      job.state === 'completed' || job.state === 'expired' ? 100 : Math.floor((job.progress?.fraction ?? 0) * 100),
    model: job.meta.modelAsked ?? job.model,
    prompt: job.prompt,
    // Once made, an extension counts from the start of the clip that it continues.
    seconds: String(storedJoin(job.meta) !== undefined && clip !== undefined ? Math.round(clip.seconds) : job.seconds),
    size: sizeOf(job, clip),
    remixed_from_video_id: job.meta.remixedFrom ?? null,
    error: errorOf(job),
    ...(job.meta.ignored === undefined ? {} : { ignored: job.meta.ignored.map(fieldOf) }),
  };
}
