import { z } from 'zod';
import { unknownWordSchema } from './plan.ts';
import { generationRequestSchema } from './request.ts';
import { sceneSchema } from './scene.ts';
import { stageSchema } from './stages.ts';

/**
 * All that makes a clip again; written into the file's metadata. Timings and memory stand only in the JSON beside the
 * file (`measured`), so that the same request gives the same file.
 */
export const clipFactsSchema = z.strictObject({
  generator: z.string(),
  model: z.string(),
  modelVersion: z.string(),
  /** Kernel choice that fixes the arithmetic, e.g. `cpu:int8`. */
  kernels: z.string(),
  seed: z.number().int(),
  prompt: z.string(),
  negativePrompt: z.string().optional(),
  scene: sceneSchema.optional(),
  unknownWords: z.array(unknownWordSchema),
  width: z.number().int(),
  height: z.number().int(),
  fps: z.number(),
  seconds: z.number(),
  frames: z.number().int(),
  steps: z.number().int(),
  guidance: z.number(),
  codec: z.string(),
  parent: z.string().optional(),
  /** The request with every default filled in. */
  request: generationRequestSchema,
});

/** All that makes a clip again. */
export type ClipFacts = z.infer<typeof clipFactsSchema>;

/** What a run took; never part of the file itself. */
export const clipMeasuresSchema = z.strictObject({
  totalSeconds: z.number(),
  stages: z.array(z.strictObject({ name: stageSchema, seconds: z.number() })),
  peakResidentBytes: z.number(),
});

/** What a run took. */
export type ClipMeasures = z.infer<typeof clipMeasuresSchema>;
