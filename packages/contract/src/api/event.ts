import { z } from 'zod';
import { clipSchema } from './clips.ts';
import { jobSchema } from './jobs.ts';
import { modelEntrySchema } from './models.ts';

/**
 * Events of the stream `/api/events`. The SSE `event` field is the type, `data` the JSON, `id` the number (all but
 * `hello` and `reset` carry one, rising within an owner). A job's event holds the whole job as it is after the change, so
 * a listener never needs the events before it.
 */
export const apiEventSchema = z.discriminatedUnion('type', [
  /** First of every connection: the newest event number at that moment. */
  z.object({ type: z.literal('hello'), seq: z.number().int() }),
  /** The numbers asked for are no longer kept: read the state again. */
  z.object({ type: z.literal('reset'), seq: z.number().int() }),
  z.object({ type: z.literal('job'), job: jobSchema }),
  /** A new preview picture of a running job: address or data URL of a JPEG. */
  z.object({ type: z.literal('preview'), jobId: z.string(), frame: z.number().int(), src: z.string() }),
  z.object({ type: z.literal('clip'), clip: clipSchema }),
  z.object({ type: z.literal('gone'), kind: z.enum(['job', 'clip', 'folder']), id: z.string() }),
  z.object({ type: z.literal('model'), model: modelEntrySchema }),
]);

/** One event of the stream. */
export type ApiEvent = z.infer<typeof apiEventSchema>;
