import { z } from 'zod';
import { generationRequestSchema, requestedActorSchema, resolutions } from '../request.ts';
import { aspects, facings, sceneSchema, subjectKinds } from '../scene.ts';
import { flagSchema, listOf, momentSchema } from './page.ts';
import { deletedResponse, type Route } from './route.ts';

/** A folder of the library. */
export const folderSchema = z.object({
  id: z.string(),
  name: z.string(),
  clips: z.number().int(),
  createdAt: momentSchema,
});

/** A folder of the library. */
export type Folder = z.infer<typeof folderSchema>;

/** Body for creating or renaming a folder. */
export const folderWriteSchema = z.strictObject({ name: z.string().trim().min(1).max(100) });

/** A tag and the number of its clips. */
export const tagSchema = z.object({ name: z.string(), clips: z.number().int() });

/** A tag in use. */
export type Tag = z.infer<typeof tagSchema>;

/** Some fields of a request, stored under a name. The presets of a model are in its capabilities. */
export const presetSchema = z.object({
  id: z.string(),
  name: z.string(),
  request: generationRequestSchema.partial(),
  createdAt: momentSchema,
});

/** Some fields of a request, stored under a name. */
export type Preset = z.infer<typeof presetSchema>;

/** Body for creating a preset. */
export const presetWriteSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  request: generationRequestSchema.partial(),
});

/** One card of a storyboard draft: text, an image (upload) or part of a video (upload or clip) at a time. */
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

/** Content of a storyboard, as the studio edits it. */
export const storyboardDataSchema = z.object({
  cards: z.array(draftCardSchema).max(64),
  seconds: z.number().min(0.1).max(3600),
  model: z.string().max(512).optional(),
  aspect: z.enum(aspects).optional(),
  resolution: z.enum(resolutions).optional(),
  preset: z.string().max(64).optional(),
  seed: z.number().int().min(0).max(0xffffffff).optional(),
});

/** Content of a storyboard. */
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

/** Body for creating or replacing a storyboard. */
export const storyboardWriteSchema = z.strictObject({ name: z.string().max(100), data: storyboardDataSchema });

/** Frame rates of timelines. */
export const timelineRates = [23.976, 24, 25, 29.97, 30, 50, 59.94, 60] as const;

/** Query of a timeline. */
export const timelineQuerySchema = z.strictObject({
  /** OpenTimelineIO, or FCPXML 1.10. */
  format: z.enum(['otio', 'fcpxml']).default('otio'),
  /** Frames per second. Default: those of the clip that it shows first, else 24. */
  fps: z.coerce
    .number()
    .refine((fps) => timelineRates.some((rate) => rate === fps), { error: `one of ${timelineRates.join(', ')}` })
    .optional(),
  /** The clip that was made of the storyboard. Default: the newest that was made of it as it is now. */
  clip: z.string().max(64).optional(),
  /** `false`: only the timeline, for who has the clips already. Default: in a ZIP with them. */
  media: flagSchema.optional(),
});

/** Query of a timeline. */
export type TimelineQuery = z.infer<typeof timelineQuerySchema>;

/** A part of the frame, in fractions of its width and height. */
export const regionSchema = z.strictObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

/** A part of the frame. */
export type Region = z.infer<typeof regionSchema>;

/** An actor: a subject of a clip or image that prompts mention as `@name`. */
export const actorSchema = z.object({
  id: z.string(),
  name: z.string(),
  clipId: z.string().nullable(),
  uploadId: z.string().nullable(),
  /** Its part of the first frame; null: not set. */
  region: regionSchema.nullable(),
  /** Which way its picture looks; null for an actor of a clip or video, as are `feet`, `scale` and `picture`. */
  faces: z.enum(facings).nullable(),
  /** Where its feet are in its picture, 0 the top and 1 the bottom. */
  feet: z.number().nullable(),
  /** Size against a usual subject. */
  scale: z.number().nullable(),
  /** Where it is at home; null: as the prompt says. */
  kind: z.enum(subjectKinds).nullable(),
  /** Address of the cut-out with a transparent ground, in a square. */
  picture: z.string().nullable(),
  thumbnail: z.string().nullable(),
  createdAt: momentSchema,
});

/** An actor. */
export type Actor = z.infer<typeof actorSchema>;

const actorName = z.string().regex(/^[\p{L}\p{N}_-]{1,40}$/u);

const { faces, feet, scale, kind } = requestedActorSchema.shape;

/**
 * Body for making an actor of a clip or an uploaded picture; `region` is in fractions of the frame. `faces` and `feet` are found
 * in the picture unless they are given.
 */
export const actorWriteSchema = z.strictObject({
  name: actorName,
  clipId: z.string().max(64).optional(),
  uploadId: z.string().max(64).optional(),
  region: regionSchema.optional(),
  ...{ faces, feet, scale, kind },
});

/** Body for changing an actor; only what is given changes. `kind: null`: as the prompt says. */
export const actorPatchSchema = z.strictObject({
  name: actorName.optional(),
  ...{ faces, feet, scale },
  kind: z.enum(subjectKinds).nullable().optional(),
});

/** Changes of an actor. */
export type ActorPatch = z.infer<typeof actorPatchSchema>;

/** Routes of folders, tags, presets, storyboards and actors. */
export const collectionsRoutes = {
  folders: {
    method: 'GET',
    path: '/api/folders',
    access: 'library',
    summary: 'List folders',
    answer: listOf(folderSchema),
  },
  createFolder: {
    method: 'POST',
    path: '/api/folders',
    access: 'library',
    summary: 'Create a folder',
    body: folderWriteSchema,
    answer: folderSchema,
    status: 201,
    errors: ['request_invalid', 'state_conflict'],
  },
  renameFolder: {
    method: 'PATCH',
    path: '/api/folders/{id}',
    access: 'library',
    summary: 'Rename a folder',
    body: folderWriteSchema,
    answer: folderSchema,
    errors: ['not_found', 'request_invalid', 'state_conflict'],
  },
  deleteFolder: {
    method: 'DELETE',
    path: '/api/folders/{id}',
    access: 'library',
    summary: 'Delete a folder; its clips stay',
    ...deletedResponse,
  },
  tags: {
    method: 'GET',
    path: '/api/tags',
    access: 'library',
    summary: 'List the tags in use',
    answer: listOf(tagSchema),
  },
  presets: {
    method: 'GET',
    path: '/api/presets',
    access: 'library',
    summary: "List one's own presets",
    answer: listOf(presetSchema),
  },
  createPreset: {
    method: 'POST',
    path: '/api/presets',
    access: 'library',
    summary: 'Save a preset',
    body: presetWriteSchema,
    answer: presetSchema,
    status: 201,
    errors: ['request_invalid'],
  },
  deletePreset: {
    method: 'DELETE',
    path: '/api/presets/{id}',
    access: 'library',
    summary: 'Delete a preset',
    ...deletedResponse,
  },
  storyboards: {
    method: 'GET',
    path: '/api/storyboards',
    access: 'library',
    summary: 'List storyboards, last changed first',
    answer: listOf(storyboardSchema),
  },
  createStoryboard: {
    method: 'POST',
    path: '/api/storyboards',
    access: 'library',
    summary: 'Create a storyboard',
    body: storyboardWriteSchema,
    answer: storyboardSchema,
    status: 201,
    errors: ['request_invalid'],
  },
  storyboard: {
    method: 'GET',
    path: '/api/storyboards/{id}',
    access: 'library',
    summary: 'Get a storyboard',
    answer: storyboardSchema,
    errors: ['not_found'],
  },
  saveStoryboard: {
    method: 'PUT',
    path: '/api/storyboards/{id}',
    access: 'library',
    summary: 'Replace a storyboard',
    body: storyboardWriteSchema,
    answer: storyboardSchema,
    errors: ['not_found', 'request_invalid'],
  },
  storyboardTimeline: {
    method: 'GET',
    path: '/api/storyboards/{id}/timeline',
    access: 'library',
    summary: 'Export a storyboard as a timeline for editing programs, in a ZIP with its clips',
    query: timelineQuerySchema,
    file: 'application/zip',
    errors: ['not_found', 'request_invalid'],
  },
  deleteStoryboard: {
    method: 'DELETE',
    path: '/api/storyboards/{id}',
    access: 'library',
    summary: 'Delete a storyboard',
    ...deletedResponse,
  },
  actors: {
    method: 'GET',
    path: '/api/actors',
    formerly: '/api/characters',
    access: 'library',
    summary: "List one's own actors",
    answer: listOf(actorSchema),
  },
  createActor: {
    method: 'POST',
    path: '/api/actors',
    formerly: '/api/characters',
    access: 'library',
    summary: 'Make an actor of a clip or a picture, which is cut out',
    body: actorWriteSchema,
    answer: actorSchema,
    status: 201,
    errors: ['request_invalid', 'not_found', 'state_conflict', 'input_unreadable', 'input_too_large'],
  },
  patchActor: {
    method: 'PATCH',
    path: '/api/actors/{id}',
    access: 'library',
    summary: 'Rename an actor, or change how its picture looks and stands',
    body: actorPatchSchema,
    answer: actorSchema,
    errors: ['not_found', 'request_invalid', 'state_conflict'],
  },
  actorPicture: {
    method: 'GET',
    path: '/api/actors/{id}/picture',
    access: 'library',
    summary: "Get the cut-out of an actor's picture, with a transparent ground",
    file: 'image/webp',
    errors: ['not_found', 'input_unreadable'],
  },
  deleteActor: {
    method: 'DELETE',
    path: '/api/actors/{id}',
    formerly: '/api/characters/{id}',
    access: 'library',
    summary: 'Delete an actor',
    ...deletedResponse,
  },
} as const satisfies Record<string, Route>;
