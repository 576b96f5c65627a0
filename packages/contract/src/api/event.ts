import { z } from 'zod';
import { clipSchema } from './clips.ts';
import { jobSchema } from './jobs.ts';
import { modelEntrySchema } from './models.ts';

/**
 * Events of the stream `/api/events`. The SSE field `event` is the type, `data` the JSON, `id` the number, which rises for each
 * owner; `hello` and `reset` have none. The event of a job contains the whole job after the change, so earlier events are not
 * needed.
 */
export const apiEventSchema = z.discriminatedUnion('type', [
  /** First event of every connection, with the newest event number. */
  z.object({ type: z.literal('hello'), seq: z.number().int() }),
  /** The requested events were already deleted: read the state again. */
  z.object({ type: z.literal('reset'), seq: z.number().int() }),
  z.object({ type: z.literal('job'), job: jobSchema }),
  /** A new preview image of a running job: URL or data URL of a JPEG. */
  z.object({ type: z.literal('preview'), jobId: z.string(), frame: z.number().int(), src: z.string() }),
  z.object({ type: z.literal('clip'), clip: clipSchema }),
  z.object({ type: z.literal('gone'), kind: z.enum(['job', 'clip', 'folder']), id: z.string() }),
  z.object({ type: z.literal('model'), model: modelEntrySchema }),
]);

/** One event of the stream. */
export type ApiEvent = z.infer<typeof apiEventSchema>;
