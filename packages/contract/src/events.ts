import { z } from 'zod';
import { clipFactsSchema, clipMeasuresSchema } from './facts.ts';
import { generationPlanSchema } from './plan.ts';
import { stageSchema } from './stages.ts';

/** Progress of one generation, in order: `planned`, then stages with their steps, previews and frames, then `done`. */
export const generationEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('planned'), plan: generationPlanSchema }),
  z.strictObject({ type: z.literal('stage'), name: stageSchema, index: z.number().int(), of: z.number().int() }),
  z.strictObject({
    type: z.literal('step'),
    stage: stageSchema,
    index: z.number().int(),
    total: z.number().int(),
    etaMs: z.number(),
  }),
  z.strictObject({ type: z.literal('preview'), jpeg: z.instanceof(Uint8Array), frame: z.number().int() }),
  z.strictObject({ type: z.literal('frames'), done: z.number().int(), total: z.number().int() }),
  z.strictObject({
    type: z.literal('done'),
    file: z.string(),
    facts: clipFactsSchema,
    measures: clipMeasuresSchema,
  }),
]);

/** One event of a generation. Failure is a thrown `AkezoraError`; cancelling is an `AbortSignal`. */
export type GenerationEvent = z.infer<typeof generationEventSchema>;
