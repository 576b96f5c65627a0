import { z } from 'zod';
import { codecs } from './media.ts';
import { qualitySchema } from './quality.ts';
import { decoders, resolutions } from './request.ts';
import { aspects } from './scene.ts';
import { languages, textSchema } from './text.ts';

const range = z.strictObject({ min: z.number(), max: z.number(), default: z.number() });

/** What a licence permits, in one line. */
const licenceTermsSchema = z.strictObject({
  text: textSchema,
  /** Whether commercial use is free; `limited`: under conditions. */
  commercial: z.enum(['yes', 'limited', 'no']),
  /** Whether it is agreed to before a download even where it permits commercial use. Default false. */
  asks: z.boolean().optional(),
});

/** Whether a download needs a yes to the licence first. */
export const needsYes = (terms: z.infer<typeof licenceTermsSchema> | undefined): boolean =>
  terms !== undefined && (terms.commercial === 'no' || terms.asks === true);

/**
 * The limits of a model as data. The command line, server and studio read these; none of them contains a limit of a
 * particular model.
 */
export const modelCapabilitiesSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  family: z.string(),
  summary: textSchema,
  licence: z.string(),
  /** What the licence permits. Default: not known. */
  licenceTerms: licenceTermsSchema.optional(),
  /** Languages of prompts that the model reads. */
  languages: z.array(z.enum(languages)),
  promptLimit: z.strictObject({ unit: z.enum(['characters', 'tokens']), max: z.number().int() }),
  aspects: z.array(z.enum(aspects)),
  resolutions: z.array(z.enum(resolutions)),
  /** Limits of width and height in pixels; both are multiples of `multipleOf`. */
  sizes: z.strictObject({
    multipleOf: z.number().int(),
    minWidth: z.number().int(),
    maxWidth: z.number().int(),
    minHeight: z.number().int(),
    maxHeight: z.number().int(),
  }),
  seconds: z.strictObject({ min: z.number(), max: z.number(), default: z.number() }),
  /** Frames per second to choose from; without any, the model makes `default` or what its server makes. */
  fps: z.strictObject({ values: z.array(z.number()), default: z.number() }),
  /** Denoising steps; `max` 0: their number cannot be chosen. */
  steps: z.strictObject({
    min: z.number().int(),
    max: z.number().int(),
    default: z.number().int(),
    /** Noise levels of a distilled model, 1000 the noisiest: it was trained on these alone. Default: any. */
    timesteps: z.array(z.number()).optional(),
  }),
  guidance: range.nullable(),
  /** Strength of perturbed guidance (STG). Default: none. */
  perturbation: range.optional(),
  /** Share of rescaling after guidance. Default: none. */
  rescale: range.optional(),
  /** CRF of the H.264 pass that its conditioning pictures and clips take first. Default: they take none. */
  inputCrf: range.optional(),
  /** Decoders to choose from. Default: it has one alone. */
  decoders: z.array(z.enum(decoders)).optional(),
  qualities: z.array(qualitySchema),
  conditions: z.strictObject({
    image: z.boolean(),
    video: z.boolean(),
    anyFrame: z.boolean(),
    strength: z.boolean(),
  }),
  controls: z.strictObject({
    scene: z.boolean(),
    storyboard: z.boolean(),
    loop: z.boolean(),
    extend: z.boolean(),
    remix: z.boolean(),
    blend: z.boolean(),
    negativePrompt: z.boolean(),
    actors: z.boolean(),
    /** Takes a picture in place of the scenery (`backdrop`). Default false: earlier versions do not say it. */
    backdrop: z.boolean().default(false),
    /** Has transitions from one clip to the next (`transition`). Default false: earlier versions do not say it. */
    transition: z.boolean().default(false),
    loras: z.boolean(),
    /** Makes drafts at its own size, without upscaling (`finish: { upscale: false }`). */
    draft: z.boolean(),
    /** Makes a small still of a moment in about a second. Default false: earlier versions do not say it. */
    stills: z.boolean().default(false),
  }),
  presets: z.array(z.strictObject({ id: z.string(), name: textSchema })),
  /** The LoRAs that were added on this machine and fit its weights (`controls.loras`), by id, with the bytes of their files; 0: on another server. Default: none. */
  loras: z.array(z.strictObject({ id: z.string(), bytes: z.number().int() })).optional(),
  /** Places of its scenes, for models that turn a prompt into a scene (`controls.scene`). */
  places: z.array(z.strictObject({ id: z.string(), name: textSchema })).optional(),
  /** Codecs to choose from; without any, the file is as its server makes it. Default: all. */
  codecs: z.array(z.enum(codecs)).optional(),
  audio: z.enum(['none']),
});

/** The limits of a model as data. */
export type ModelCapabilities = z.infer<typeof modelCapabilitiesSchema>;

/** The controls of a model that makes clips of a prompt and nothing else. */
export const noControls: ModelCapabilities['controls'] = {
  scene: false,
  storyboard: false,
  loop: false,
  extend: false,
  remix: false,
  blend: false,
  negativePrompt: false,
  actors: false,
  backdrop: false,
  transition: false,
  loras: false,
  draft: false,
  stills: false,
};
