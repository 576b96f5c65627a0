import { z } from 'zod';
import { deviceSchema, precisionSchema } from './devices.ts';
import { codecs } from './media.ts';
import { qualitySchema } from './quality.ts';
import { aspects, sceneSchema } from './scene.ts';
import { stageSchema } from './stages.ts';
import { textSchema } from './text.ts';

/** A remark on a request that does not stop it: an unknown word, a cut prompt, a size rounded to the grid. */
export const noticeSchema = z.strictObject({ code: z.string(), message: textSchema, field: z.string().optional() });

/** A remark on a request that does not stop it. */
export type Notice = z.infer<typeof noticeSchema>;

/** A word of the prompt that the model does not know, with its place in the prompt (UTF-16 units). */
export const unknownWordSchema = z.strictObject({
  word: z.string(),
  start: z.number().int(),
  end: z.number().int(),
});

/** A word of the prompt that the model does not know. */
export type UnknownWord = z.infer<typeof unknownWordSchema>;

/** What one stage of the line costs: peak resident bytes it adds to the base, and seconds. */
export const stagePlanSchema = z.strictObject({
  name: stageSchema,
  seconds: z.number(),
  memoryBytes: z.number(),
  steps: z.number().int().optional(),
  /** Units of work of this stage (operations, frames …); work / seconds is what a machine's calibration keeps. */
  work: z.number().optional(),
});

/** What one stage costs. */
export type StagePlan = z.infer<typeof stagePlanSchema>;

/** What a request costs and what exactly will be made: sizes, windows, steps, memory by stage, time. */
export const generationPlanSchema = z.strictObject({
  model: z.string(),
  device: deviceSchema,
  precision: precisionSchema,
  seed: z.number().int(),
  aspect: z.enum(aspects),
  width: z.number().int(),
  height: z.number().int(),
  fps: z.number(),
  seconds: z.number(),
  frames: z.number().int(),
  codec: z.enum(codecs),
  /** Size the model itself paints at, before finishing. */
  native: z.strictObject({
    width: z.number().int(),
    height: z.number().int(),
    fps: z.number(),
    frames: z.number().int(),
  }),
  windows: z.number().int(),
  steps: z.number().int(),
  guidance: z.number(),
  quality: qualitySchema.optional(),
  stages: z.array(stagePlanSchema),
  peakMemoryBytes: z.number(),
  estimatedSeconds: z.number(),
  /** The scene as the model understood the prompt, for models that direct. */
  scene: sceneSchema.optional(),
  unknownWords: z.array(unknownWordSchema),
  notices: z.array(noticeSchema),
});

/** What a request costs and what exactly will be made. */
export type GenerationPlan = z.infer<typeof generationPlanSchema>;
