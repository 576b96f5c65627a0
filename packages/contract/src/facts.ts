import { z } from 'zod';
import {
  actorFactSchema,
  backdropFactSchema,
  loraFactSchema,
  planChangeSchema,
  shotSchema,
  unknownWordSchema,
} from './plan.ts';
import { decoders, generationRequestSchema, visibleMarks } from './request.ts';
import { sceneSchema } from './scene.ts';
import { stageSchema } from './stages.ts';

/** Facts come from foreign files too, and are stored and sent with every clip: their texts have the limits of a request. */
const name = z.string().max(512);
const promptText = z.string().max(20_000);

/** Most letters of facts as JSON: those of the longest prompts and scenes have fewer. */
export const factsLength = 2_000_000;

/**
 * Everything needed to make the same clip again; written into the file's metadata. Timings and memory are only in the JSON
 * beside the file (`measures`), so that the same request makes the same file.
 */
export const clipFactsSchema = z.strictObject({
  generator: name,
  model: name,
  modelVersion: name,
  /** Device and precision of the computation, e.g. `cpu:int8`. */
  kernels: name,
  /** Default: not known, as of a server that takes no seed and tells none; likewise `steps` and `guidance`. */
  seed: z.number().int().optional(),
  prompt: promptText,
  negativePrompt: promptText.optional(),
  scene: sceneSchema.optional(),
  /** The shots of a clip with several, the first one with `scene`. Default: none. */
  shots: z.array(shotSchema).max(64).optional(),
  /** The pictures of its actors, which the file does not carry. */
  actors: z.array(actorFactSchema).max(64).optional(),
  /** The picture of its backdrop, which the file does not carry. */
  backdrop: backdropFactSchema.optional(),
  /** The LoRAs in its weights, which the file does not carry. Default: none. */
  loras: z.array(loraFactSchema).max(16).optional(),
  /** What a remix changed in the scene of its clip. Default: none. */
  changes: z.array(planChangeSchema).max(64).optional(),
  unknownWords: z.array(unknownWordSchema).max(20_000),
  /** What of its inputs is not in the clip, such as sound that could not be decoded. Default: nothing. */
  leftOut: z
    .array(z.strictObject({ en: name, ja: name }))
    .max(64)
    .optional(),
  width: z.number().int(),
  height: z.number().int(),
  fps: z.number(),
  seconds: z.number(),
  frames: z.number().int(),
  steps: z.number().int().optional(),
  guidance: z.number().optional(),
  /** Decoder, of models that have several. Default: the model's only one. */
  decoder: z.enum(decoders).optional(),
  codec: name,
  /** What says of the clip that it was generated. Default: nothing, or a clip of a version without marks. */
  marks: z
    .strictObject({
      /** What the invisible mark holds, 16 hexadecimal digits; for a clip of a library the last ones of its id. Default: no such mark. */
      invisible: z
        .string()
        .regex(/^[0-9a-f]{16}$/)
        .optional(),
      /** Default: none. */
      visible: z.enum(visibleMarks).optional(),
      /** Where the content credentials of the file are: in it, or in a file beside it. Default: it has none, or these facts are in the file itself. */
      credentials: z.enum(['file', 'beside']).optional(),
    })
    .optional(),
  parent: name.optional(),
  /** The request with every default filled in. */
  request: generationRequestSchema,
});

/** Everything needed to make the same clip again. */
export type ClipFacts = z.infer<typeof clipFactsSchema>;

/** Time in seconds and peak memory in bytes of a run; not part of the clip's file. */
export const clipMeasuresSchema = z.strictObject({
  totalSeconds: z.number(),
  stages: z.array(z.strictObject({ name: stageSchema, seconds: z.number() })),
  peakResidentBytes: z.number(),
});

/** Time and memory of a run. */
export type ClipMeasures = z.infer<typeof clipMeasuresSchema>;
