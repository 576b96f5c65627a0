import { z } from 'zod';
import { deviceSchema, precisionSchema } from './devices.ts';
import { codecs } from './media.ts';
import { qualitySchema } from './quality.ts';
import { decoders } from './request.ts';
import { aspects, briefSchema, facings, sceneSchema } from './scene.ts';
import { stageSchema } from './stages.ts';
import { bracketsIn, type Language, listIn, textSchema } from './text.ts';

/** A remark on a request that does not stop it: an unknown word, a cut prompt, a size rounded to the grid. */
export const noticeSchema = z.strictObject({
  code: z.string(),
  message: textSchema,
  field: z.string().optional(),
  /** Places in the storyboard (from 0) of the cards that it is about. Default: it is about none of them alone. */
  cards: z.array(z.number().int()).optional(),
});

/** A remark on a request that does not stop it. */
export type Notice = z.infer<typeof noticeSchema>;

/** The place in the storyboard of the card that a field of a request is of; undefined for other fields. */
export function cardOf(field: string): number | undefined {
  const place = /^storyboard\.(\d+)\b/.exec(field)?.[1];
  return place === undefined ? undefined : Number(place);
}

/** A word or phrase of the prompt that the model does not know, with its place in the prompt (UTF-16 units). */
export const unknownWordSchema = z.strictObject({
  word: z.string(),
  start: z.number().int(),
  end: z.number().int(),
  /** Place in the storyboard (from 0) of the card whose prompt it is in. Default: it is in the request's prompt. */
  card: z.number().int().optional(),
  /** Names that the model has, the nearest first: an offer, never put in. Default: none. */
  nearest: z.array(z.string().max(64)).max(3).optional(),
});

/** A word of the prompt that the model does not know. */
export type UnknownWord = z.infer<typeof unknownWordSchema>;

/** An unknown word with what the model has instead: `sloth (nearest: monkey, bear)`. */
export function unknownWordText({ word, nearest = [] }: UnknownWord, language: Language): string {
  if (nearest.length === 0) return word;
  const label = { en: 'nearest', ja: '近いもの' }[language];
  return `${word}${bracketsIn(language, `${label}: ${listIn(language, nearest)}`)}`;
}

/** Kinds of changes to an earlier scene. */
export const changeKinds = [
  'time',
  'weather',
  'style',
  'place',
  'camera',
  'framing',
  'pace',
  'replace',
  'add',
  'remove',
  'colour',
  'count',
  'size',
  'action',
] as const;

/** One change to an earlier scene that a prompt asked for, by ids and names; `of`: whom it is about. */
export const planChangeSchema = z.strictObject({
  kind: z.enum(changeKinds),
  of: z.string().max(64).optional(),
  /** What was there. null: nothing, or as it was. */
  from: z.string().max(64).nullable(),
  /** What is there instead. null: nothing. */
  to: z.string().max(64).nullable(),
});

/** One change to an earlier scene that a prompt asked for. */
export type PlanChange = z.infer<typeof planChangeSchema>;

/** An actor's picture as it was read: told by its SHA-256, never by its file. */
export const actorFactSchema = z.strictObject({
  name: z.string().max(64),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  faces: z.enum(facings),
  feet: z.number(),
  scale: z.number(),
});

/** An actor's picture as it was read. */
export type ActorFact = z.infer<typeof actorFactSchema>;

/** A backdrop as it was read: told by the SHA-256 of its picture, never by its file. */
export const backdropFactSchema = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Where its horizon is, 0 the top of the picture and 1 its bottom. */
  horizon: z.number(),
});

/** A backdrop as it was read. */
export type BackdropFact = z.infer<typeof backdropFactSchema>;

/** A LoRA as it was read: by the id under which it was added, or the name of its file, and by the SHA-256 of the file. */
export const loraFactSchema = z.strictObject({
  id: z.string().max(512),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  strength: z.number(),
});

/** A LoRA as it was read. */
export type LoraFact = z.infer<typeof loraFactSchema>;

/** Cost of one stage: seconds, and peak memory in bytes. */
export const stagePlanSchema = z.strictObject({
  name: stageSchema,
  seconds: z.number(),
  memoryBytes: z.number(),
  steps: z.number().int().optional(),
  /**
   * Work of this stage (operations, frames …). After a run, the work per second is stored as this machine's speed, for later
   * estimates. Default: none, for a stage whose time does not depend on the machine.
   */
  work: z.number().optional(),
  /** Precision of this stage's arithmetic: its speed is stored under it. Default: that of the plan. */
  precision: precisionSchema.optional(),
});

/** Cost of one stage. */
export type StagePlan = z.infer<typeof stagePlanSchema>;

/** One shot of a clip: its scene, whose time 0 is `from` seconds of the clip. */
export const shotSchema = z.strictObject({ from: z.number().min(0).max(3600), scene: sceneSchema });

/** Clip that a request makes, and its cost: sizes, windows, steps, memory by stage, time. */
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
  /** Size, frame rate and frames that the model denoises, before frames are upscaled. */
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
  /** Decoder, for models that have several. Default: the model's only one. */
  decoder: z.enum(decoders).optional(),
  stages: z.array(stagePlanSchema),
  peakMemoryBytes: z.number(),
  estimatedSeconds: z.number(),
  /** Scene of the prompt, for models that turn a prompt into a scene (`controls.scene`). */
  scene: sceneSchema.optional(),
  /** What was understood of the prompt that the scene comes from. Default: the scene was given, or is an earlier one changed. */
  understood: briefSchema.optional(),
  /** The shots of a clip that has several, the first one with `scene`. Default: none. */
  shots: z.array(shotSchema).max(64).optional(),
  /** The pictures of the request's actors. Default: none. */
  actors: z.array(actorFactSchema).optional(),
  /** The picture of the request's backdrop. Default: none. */
  backdrop: backdropFactSchema.optional(),
  /** The LoRAs of the request. Default: none. */
  loras: z.array(loraFactSchema).optional(),
  /** What a remix changes in the scene of its clip, in order. Default: none, the prompt is read as a whole. */
  changes: z.array(planChangeSchema).max(64).optional(),
  /** Words of a change that were not understood, with their places in the prompt. Default: none. */
  notUnderstood: z.array(unknownWordSchema).optional(),
  unknownWords: z.array(unknownWordSchema),
  notices: z.array(noticeSchema),
});

/** Clip that a request makes, and its cost. */
export type GenerationPlan = z.infer<typeof generationPlanSchema>;
