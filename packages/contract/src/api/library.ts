import { z } from 'zod';
import { errorShapeSchema } from '../errors.ts';
import { codecs } from '../media.ts';
import { generationRequestSchema, resolutions } from '../request.ts';
import { aspects, sceneSchema } from '../scene.ts';
import { clipSchema } from './clip.ts';
import { momentSchema } from './page.ts';

/** A folder of the library. */
export const folderSchema = z.object({
  id: z.string(),
  name: z.string(),
  clips: z.number().int(),
  createdAt: momentSchema,
});

/** A folder of the library. */
export type Folder = z.infer<typeof folderSchema>;

/** Name of a folder. */
export const folderWriteSchema = z.strictObject({ name: z.string().trim().min(1).max(100) });

/** A tag and how many clips carry it. */
export const tagSchema = z.object({ name: z.string(), clips: z.number().int() });

/** A tag in use. */
export type Tag = z.infer<typeof tagSchema>;

/** A part of a request that is kept under a name; the presets that come with a model stand in its capabilities. */
export const presetSchema = z.object({
  id: z.string(),
  name: z.string(),
  request: generationRequestSchema.partial(),
  createdAt: momentSchema,
});

/** A part of a request that is kept under a name. */
export type Preset = z.infer<typeof presetSchema>;

/** What makes or changes a preset. */
export const presetWriteSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  request: generationRequestSchema.partial(),
});

/** One card of a storyboard draft: text, an image (upload) or a piece of video (upload or clip) at a time. */
export const draftCardSchema = z.object({
  id: z.string().max(64),
  at: z.number().min(0).max(3600),
  kind: z.enum(['text', 'image', 'video']),
  prompt: z.string().max(10_000),
  upload: z.string().max(64).optional(),
  clip: z.string().max(64).optional(),
  from: z.number().min(0).optional(),
  to: z.number().min(0).optional(),
  scene: sceneSchema.optional(),
});

/** One card of a storyboard draft. */
export type DraftCard = z.infer<typeof draftCardSchema>;

/** A storyboard that is being worked on, as the studio edits it. */
export const storyboardDataSchema = z.object({
  cards: z.array(draftCardSchema).max(64),
  seconds: z.number().min(0.1).max(3600),
  model: z.string().max(512).optional(),
  aspect: z.enum(aspects).optional(),
  resolution: z.enum(resolutions).optional(),
  preset: z.string().max(64).optional(),
  seed: z.number().int().min(0).max(0xffffffff).optional(),
});

/** A storyboard that is being worked on. */
export type StoryboardData = z.infer<typeof storyboardDataSchema>;

/** A saved storyboard. */
export const storyboardSchema = z.object({
  id: z.string(),
  name: z.string(),
  data: storyboardDataSchema,
  createdAt: momentSchema,
  updatedAt: momentSchema,
});

/** A saved storyboard. */
export type Storyboard = z.infer<typeof storyboardSchema>;

/** What makes or replaces a storyboard. */
export const storyboardWriteSchema = z.strictObject({ name: z.string().max(100), data: storyboardDataSchema });

/** A part of the frame, in fractions of its width and height. */
export const regionSchema = z.strictObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

/** A part of the frame. */
export type Region = z.infer<typeof regionSchema>;

/** A named subject that prompts call by @name. */
export const characterSchema = z.object({
  id: z.string(),
  name: z.string(),
  clipId: z.string().nullable(),
  uploadId: z.string().nullable(),
  /** Where in the first frame it is, when that was said. */
  region: regionSchema.nullable(),
  thumbnail: z.string().nullable(),
  createdAt: momentSchema,
});

/** A named subject. */
export type Character = z.infer<typeof characterSchema>;

/** Names a subject from a clip or an uploaded picture; `region` is in parts of the frame, 0 to 1. */
export const characterWriteSchema = z.strictObject({
  name: z.string().regex(/^[\p{L}\p{N}_-]{1,40}$/u),
  clipId: z.string().max(64).optional(),
  uploadId: z.string().max(64).optional(),
  region: regionSchema.optional(),
});

/** A finished upload. Requests name it as the file `upload:<id>`. */
export const uploadSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** `archive` is a ZIP of clips, for `importClips`; requests name pictures and videos only. */
  kind: z.enum(['image', 'video', 'archive']),
  mime: z.string(),
  bytes: z.number(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  seconds: z.number().nullable(),
  urls: z.object({ file: z.string(), thumbnail: z.string() }),
  createdAt: momentSchema,
  expiresAt: momentSchema.nullable(),
});

/** A finished upload. */
export type Upload = z.infer<typeof uploadSchema>;

/** Room that is used and left. */
export const storageSchema = z.object({
  place: z.enum(['disk', 's3']),
  clips: z.number().int(),
  clipBytes: z.number(),
  trash: z.number().int(),
  trashBytes: z.number(),
  uploadBytes: z.number(),
  quotaBytes: z.number().nullable(),
  freeBytes: z.number().nullable(),
});

/** Room that is used and left. */
export type Storage = z.infer<typeof storageSchema>;

/** Which clips a data set holds (a ZIP: videos, `metadata.csv`, one JSON of facts a clip). */
export const exportSchema = z.strictObject({
  ids: z.array(z.string()).min(1).max(1000),
  format: z.enum(codecs).optional(),
});

/**
 * Clips to bring in: finished uploads, each a video or a ZIP of videos. Prompts come from the JSON or CSV beside the
 * videos, else from what is written inside them, else from their names. Either all of it comes in or nothing; with
 * `skipUnreadable` the videos that cannot be read are left out and named.
 */
export const importSchema = z.strictObject({
  uploads: z.array(z.string().max(64)).min(1).max(200),
  folderId: z.string().max(64).nullable().optional(),
  skipUnreadable: z.boolean().optional(),
});

/** Clips to bring in. */
export type ImportAsk = z.infer<typeof importSchema>;

/** What came in, and what was left out and why. The uploads are used up. */
export const importAnswerSchema = z.object({
  data: z.array(clipSchema),
  skipped: z.array(z.object({ name: z.string(), error: errorShapeSchema })),
});

/** What came in. */
export type ImportAnswer = z.infer<typeof importAnswerSchema>;
