import { z } from 'zod';
import { generationRequestSchema, resolutions } from '../request.ts';
import { aspects, sceneSchema } from '../scene.ts';
import { listOf, momentSchema } from './page.ts';
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

/** A part of the frame, in fractions of its width and height. */
export const regionSchema = z.strictObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

/** A part of the frame. */
export type Region = z.infer<typeof regionSchema>;

/** A named subject, which prompts mention as `@name`. */
export const characterSchema = z.object({
  id: z.string(),
  name: z.string(),
  clipId: z.string().nullable(),
  uploadId: z.string().nullable(),
  /** Its part of the first frame; null: not set. */
  region: regionSchema.nullable(),
  thumbnail: z.string().nullable(),
  createdAt: momentSchema,
});

/** A named subject. */
export type Character = z.infer<typeof characterSchema>;

/** Body for naming a subject of a clip or an uploaded image; `region` is in fractions of the frame. */
export const characterWriteSchema = z.strictObject({
  name: z.string().regex(/^[\p{L}\p{N}_-]{1,40}$/u),
  clipId: z.string().max(64).optional(),
  uploadId: z.string().max(64).optional(),
  region: regionSchema.optional(),
});

/** Routes of folders, tags, presets, storyboards and characters. */
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
  deleteStoryboard: {
    method: 'DELETE',
    path: '/api/storyboards/{id}',
    access: 'library',
    summary: 'Delete a storyboard',
    ...deletedResponse,
  },
  characters: {
    method: 'GET',
    path: '/api/characters',
    access: 'library',
    summary: 'List named subjects',
    answer: listOf(characterSchema),
  },
  createCharacter: {
    method: 'POST',
    path: '/api/characters',
    access: 'library',
    summary: 'Name a subject of a clip or image',
    body: characterWriteSchema,
    answer: characterSchema,
    status: 201,
    errors: ['request_invalid', 'not_found', 'state_conflict'],
  },
  deleteCharacter: {
    method: 'DELETE',
    path: '/api/characters/{id}',
    access: 'library',
    summary: 'Delete a named subject',
    ...deletedResponse,
  },
} as const satisfies Record<string, Route>;
