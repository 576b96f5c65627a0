import { z } from 'zod';
import { mostActors } from './actor-name.ts';
import { codecs } from './media.ts';
import { boxModel } from './model-names.ts';
import { qualitySchema } from './quality.ts';
import { aspects, facings, sceneSchema, subjectKinds } from './scene.ts';

/** Resolutions by name: pixels of the shorter side. */
export const resolutions = ['360p', '480p', '540p', '720p', '1080p'] as const;
/** A resolution by name. */
export type Resolution = (typeof resolutions)[number];

/**
 * Strength over time: seconds from the start of the clip, and values from 0 to 1; linear between points, constant before the
 * first and after the last.
 */
export const strengthCurveSchema = z
  .array(z.strictObject({ at: z.number().min(0).max(3600), value: z.number().min(0).max(1) }))
  .min(1)
  .max(100);

/** Source of frames: an image file, a video file, or a clip of the library. */
export const conditionSourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('image'), file: z.string().min(1).max(4096) }),
  z.strictObject({ kind: z.literal('video'), file: z.string().min(1).max(4096) }),
  z.strictObject({ kind: z.literal('clip'), id: z.string().min(1).max(128) }),
]);

/**
 * How a clip gives way to the next one in a blend. `auto`: what suits both; `wipe`: a soft edge goes across the frame; `match`: the
 * camera brings the subject of the first clip to the place of the second one's, and cuts; `dissolve`: a short cross-fade.
 */
export const transitions = ['auto', 'wipe', 'match', 'dissolve'] as const;
/** How a clip gives way to the next one in a blend. */
export type Transition = (typeof transitions)[number];

/** Conditioning frames: a part of a source, its place in the clip, and its strength. An image is one frame. */
export const conditionSchema = z.strictObject({
  source: conditionSourceSchema,
  /** Start of the part, in seconds of the source. Default: its start. */
  from: z.number().min(0).max(36_000).optional(),
  /** End of the part, in seconds of the source. Default: its end. */
  to: z.number().min(0).max(36_000).optional(),
  /** Time of its first frame, in seconds of the clip. Default 0. */
  at: z.number().min(0).max(3600).default(0),
  /**
   * 0: ignored, 1: reproduced exactly; constant, or a curve over time. Default 1. A picture that is not of akezora-2's world stays: at 1
   * until the next condition, card or the end, at less for that share of it, with a curve as opaque as that says.
   */
  strength: z.union([z.number().min(0).max(1), strengthCurveSchema]).default(1),
});

/** Conditioning frames with their place in the clip and their strength. */
export type Condition = z.infer<typeof conditionSchema>;

/** Characters of a prompt that any model reads at most; more are refused as too long, in the words for that. */
export const mostPromptCharacters = 20_000;

/** Prompts of any length that a person may paste: how many of them a model reads is for its check to say. */
const promptSchema = z.string().max(1_000_000);

/** One card of a storyboard: a prompt from `at` seconds on. Images at that time are `conditions`. */
export const storyboardCardSchema = z.strictObject({
  at: z.number().min(0).max(3600),
  prompt: promptSchema,
});

/** One card of a storyboard file: `image` is a file, used as the frame at its time. */
export const storyboardFileCardSchema = storyboardCardSchema.extend({ image: z.string().max(4096).optional() });

/** One card of a storyboard. */
export type StoryboardCard = z.infer<typeof storyboardCardSchema>;

/** Factor of a LoRA's weights. Default 1: as trained; negative values reverse its effect. */
const loraStrength = z.number().min(-10).max(10).default(1);

/** A LoRA (low-rank adapter of a model's weights): a safetensors file, or the id of an installed one. */
export const loraSchema = z.union([
  z.strictObject({ file: z.string().min(1).max(4096), strength: loraStrength }),
  z.strictObject({ id: z.string().min(1).max(512), strength: loraStrength }),
]);

/** A LoRA with its strength. */
export type Lora = z.infer<typeof loraSchema>;

/** An actor: a picture of one's own, or the subject of a picture or clip, which prompts call `@name`. */
export const requestedActorSchema = z.strictObject({
  name: z.string().min(1).max(64),
  clip: z.string().max(4096).optional(),
  /** A drawing or photo; what it shows is cut out, and moves. */
  image: z.string().max(4096).optional(),
  region: z.strictObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }).optional(),
  /** Which way the drawing looks. Default: found in the picture. */
  faces: z.enum(facings).optional(),
  /** Where the feet are, 0 the top of the drawing and 1 its bottom. Default: found in the picture. */
  feet: z.number().min(0).max(1).optional(),
  /** Size against a usual subject. Default 1. */
  scale: z.number().min(0.2).max(3).optional(),
  /** Where it is at home. Default: `ground`, or the air when the prompt says that it flies. */
  kind: z.enum(subjectKinds).optional(),
});

/** An actor of a request. */
export type RequestedActor = z.infer<typeof requestedActorSchema>;

/** A picture in place of the scenery: what is above its horizon stands far away, what is below is the ground. */
export const requestedBackdropSchema = z.strictObject({
  /** A painting or photo. */
  image: z.string().min(1).max(4096),
  /** Where its horizon is, 0 the top of the picture and 1 its bottom. Default: found in the picture. */
  horizon: z.number().min(0).max(1).optional(),
});

/** A picture in place of the scenery. */
export type RequestedBackdrop = z.infer<typeof requestedBackdropSchema>;

/** How latents become pictures: by the model's own autoencoder, or by a tiny one, with a fiftieth of the operations and less detail. */
export const decoders = ['full', 'tiny'] as const;
/** How latents become pictures. */
export type DecoderKind = (typeof decoders)[number];

/** Marks that one sees: none, a small sign with the name in the corners, or a label over the first two seconds. */
export const visibleMarks = ['none', 'corner', 'opening-label'] as const;
/** Where the small sign stands: from corner to corner, or in one. */
export const markPositions = ['moving', 'top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;

/** The mark that one sees, burnt into the pictures. */
export const visibleMarkSchema = z.strictObject({
  kind: z.enum(visibleMarks),
  /** Of the corner's sign. Default `moving`. */
  position: z.enum(markPositions).optional(),
  /** 1: nothing shows through. Default 0.7, of the label 0.95. */
  opacity: z.number().min(0.2).max(1).optional(),
  /** Language of the label: "AI generated" or "AI生成". Default `en`. */
  language: z.enum(['en', 'ja']).optional(),
});

/** The mark that one sees. */
export type VisibleMark = z.infer<typeof visibleMarkSchema>;

/** What says of a clip that it was generated. */
export const requestedMarksSchema = z.strictObject({
  /** Whether the clip's id is hidden in its pictures. Default true. */
  invisible: z.boolean().optional(),
  /** Default: none. */
  visible: visibleMarkSchema.optional(),
  /** Whether the finished file is signed with content credentials. Default true. */
  credentials: z.boolean().optional(),
});

/** Marks that a request asks for. */
export type RequestedMarks = z.infer<typeof requestedMarksSchema>;

/** Request for one clip. Planning fills in the defaults that depend on the model. */
export const generationRequestSchema = z.strictObject({
  /** Name, folder or file of the model. Default `akezora-2`. */
  model: z.string().min(1).max(512).default(boxModel),
  /** Text that describes the clip; empty with a scene or with inputs that the model can read. */
  prompt: promptSchema,
  /** Text that describes what should not appear. Default: none. */
  negativePrompt: promptSchema.optional(),
  /** Scene to use instead of the one that the model reads from the prompt. Default: none. */
  scene: sceneSchema.optional(),
  /** Seed of the noise, and of the choices that the prompt does not make. Default: random. */
  seed: z.number().int().min(0).max(0xffffffff).optional(),
  /** Aspect ratio of the clip. Default: that of the model, `16:9` for the models here. */
  aspect: z.enum(aspects).optional(),
  /** Size in pixels, instead of `aspect` and `resolution`. Default: none. */
  size: z
    .strictObject({ width: z.number().int().min(16).max(8192), height: z.number().int().min(16).max(8192) })
    .optional(),
  /** Length of the shorter side. Default: that of the model. */
  resolution: z.enum(resolutions).optional(),
  /** Length in seconds. Default: that of the model. */
  seconds: z.number().min(0.1).max(3600).optional(),
  /** Frames per second. Default: that of the model. */
  fps: z.number().min(1).max(120).optional(),
  /** Denoising steps. Default: those of `quality`. */
  steps: z.number().int().min(1).max(1000).optional(),
  /** Guidance scale: how strictly the model follows the prompt. Default: that of the model. */
  guidance: z.number().min(0).max(100).optional(),
  /**
   * Perturbed guidance (spatio-temporal guidance, STG): how far the clip is led away from what the model makes when some of its layers
   * are left out; 0 is none. Default: that of the model.
   */
  perturbation: z.number().min(0).max(100).optional(),
  /** Share of bringing guided frames back to the contrast of unguided ones, 0 to 1. Default: that of the model. */
  rescale: z.number().min(0).max(1).optional(),
  /**
   * How much conditioning pictures and clips are worn down before the model sees them: the CRF of one pass through H.264, after a slight
   * blur; 0 leaves them as they are. Models trained on compressed video take a clean still for something that does not move.
   * Default: that of the model.
   */
  inputCrf: z.number().int().min(0).max(51).optional(),
  /** How latents become pictures. Default: `full`, or `tiny` where the machine has not the memory for it and the tiny one is there. */
  decoder: z.enum(decoders).optional(),
  /** Few or many denoising steps. Default `fast`. */
  quality: qualitySchema.optional(),
  /** Id of a style of the model. Default: none. */
  preset: z.string().max(64).optional(),
  /** Conditioning frames. Default: none. */
  conditions: z.array(conditionSchema).max(64).optional(),
  /**
   * How the first of two videos that overlap gives way to the second, in the middle of their overlap and at most 0.8 s long, whatever
   * their strengths. Default: they are mixed by their strengths for as long as they overlap.
   */
  transition: z.enum(transitions).optional(),
  /** Prompts over time. Images at those times are `conditions`. Default: none. */
  storyboard: z.array(storyboardCardSchema).min(1).max(64).optional(),
  /** Makes the end lead back to the beginning, over a transition of this length. Default: no loop. */
  loop: z.enum(['short', 'normal', 'long']).optional(),
  /** Actors, which the prompt mentions as `@name`; those that it does not mention are put on the stage too. Default: none. */
  actors: z.array(requestedActorSchema).max(mostActors).optional(),
  /** Picture in place of the scenery; the prompt's place then only says what kind of place it is. Default: none. */
  backdrop: requestedBackdropSchema.optional(),
  /** Id of the clip that this one was made from, for the library. Default: none. */
  parent: z.string().max(128).optional(),
  /** LoRAs to add to the weights. Default: none. */
  loras: z.array(loraSchema).max(16).optional(),
  /** `upscale: false` leaves out the upscaling: a draft at the size that the model denoises. Default: true. */
  finish: z.strictObject({ upscale: z.boolean().optional() }).optional(),
  /** Codec of the file. Default: that of the file name, else `h264`. */
  codec: z.enum(codecs).optional(),
  /** Marks of the clip. Default: the invisible one, and content credentials. */
  marks: requestedMarksSchema.optional(),
});

/** A request without defaults: every field but the prompt is optional. */
export type GenerationRequestInput = z.input<typeof generationRequestSchema>;

/** A parsed request, with the defaults that do not depend on the model. */
export type GenerationRequest = z.infer<typeof generationRequestSchema>;
