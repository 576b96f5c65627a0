import { z } from 'zod';
import { errorShapeSchema } from '../errors.ts';
import { clipFactsSchema, clipMeasuresSchema } from '../facts.ts';
import { codecs } from '../media.ts';
import { aspects } from '../scene.ts';
import { origins } from './jobs.ts';
import { flagSchema, limitSchema, momentSchema } from './page.ts';
import { gone, type Route } from './route.ts';

/** Who may see a clip. */
export const visibilities = ['private', 'link', 'public'] as const;

/** How the pictures of a sprite sheet lie: left to right, top to bottom, one each `everySeconds`. */
export const spriteIndexSchema = z.object({
  columns: z.number().int(),
  rows: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  everySeconds: z.number(),
  count: z.number().int(),
});

/** How the pictures of a sprite sheet lie. */
export type SpriteIndex = z.infer<typeof spriteIndexSchema>;

/** A clip of the library. */
export const clipSchema = z.object({
  id: z.string(),
  jobId: z.string().nullable(),
  groupId: z.string().nullable(),
  parentId: z.string().nullable(),
  origin: z.enum(origins),
  title: z.string(),
  prompt: z.string(),
  model: z.string(),
  seed: z.number().int().nullable(),
  width: z.number().int(),
  height: z.number().int(),
  fps: z.number(),
  seconds: z.number(),
  frames: z.number().int(),
  bytes: z.number(),
  checksum: z.string(),
  mime: z.string(),
  folderId: z.string().nullable(),
  favourite: z.boolean(),
  tags: z.array(z.string()),
  visibility: z.enum(visibilities),
  /** Address of the page anyone with the link may open; null while private. */
  shareUrl: z.string().nullable(),
  /** Addresses of its files, relative to the server: `video` answers ranges. */
  urls: z.object({ video: z.string(), thumbnail: z.string(), sprites: z.string().nullable() }),
  sprites: spriteIndexSchema.nullable(),
  createdAt: momentSchema,
  /** Set while it lies in the bin; it is removed for good 30 days later. */
  deletedAt: momentSchema.nullable(),
  expiresAt: momentSchema.nullable(),
});

/** A clip of the library. */
export type Clip = z.infer<typeof clipSchema>;

/** A clip with all that makes it again and what that took. */
export const clipDetailSchema = clipSchema.extend({
  facts: clipFactsSchema.nullable(),
  measures: clipMeasuresSchema.nullable(),
});

/** A clip with all that makes it again and what that took. */
export type ClipDetail = z.infer<typeof clipDetailSchema>;

/** Orders of the library; `random` needs a seed so that pages fit together. */
export const clipSorts = ['newest', 'oldest', 'longest', 'shortest', 'largest', 'title', 'random'] as const;

/** Which clips to list. `q` is words looked for in prompt, title and tags, all of which must be found. */
export const clipQuerySchema = z.strictObject({
  q: z.string().max(1000).optional(),
  model: z.string().max(512).optional(),
  aspect: z.enum(aspects).optional(),
  favourite: flagSchema.optional(),
  /** A folder's id, or `none` for clips in no folder. */
  folder: z.string().max(64).optional(),
  tag: z.string().max(64).optional(),
  group: z.string().max(64).optional(),
  parent: z.string().max(64).optional(),
  origin: z.enum(origins).optional(),
  visibility: z.enum(visibilities).optional(),
  minSeconds: z.coerce.number().min(0).optional(),
  maxSeconds: z.coerce.number().min(0).optional(),
  /** Pixels of the shorter side: what a resolution such as `720p` names, whatever the aspect. */
  minShortSide: z.coerce.number().int().min(0).optional(),
  after: momentSchema.optional(),
  before: momentSchema.optional(),
  /** True lists the bin instead of the library. */
  trash: flagSchema.optional(),
  sort: z.enum(clipSorts).optional(),
  seed: z.coerce.number().int().min(0).optional(),
  /** Rows to pass over, for jumping in a long list; use `cursor` to walk through. */
  offset: z.coerce.number().int().min(0).max(10_000_000).optional(),
  cursor: z.string().max(500).optional(),
  limit: limitSchema.optional(),
});

/** Which clips to list. */
export type ClipQuery = z.infer<typeof clipQuerySchema>;

/** A page of clips with the number of all that match. */
export const clipPageSchema = z.object({
  data: z.array(clipSchema),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
});

/** A page of clips. */
export type ClipPage = z.infer<typeof clipPageSchema>;

/** What a person may change about a clip. */
export const clipPatchSchema = z.strictObject({
  title: z.string().max(200).optional(),
  folderId: z.string().max(64).nullable().optional(),
  favourite: z.boolean().optional(),
  tags: z.array(z.string().min(1).max(64)).max(50).optional(),
  visibility: z.enum(visibilities).optional(),
});

/** What a person may change about a clip. */
export type ClipPatch = z.infer<typeof clipPatchSchema>;

/** One change to many clips at once. */
export const clipBulkSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('trash'), ids: z.array(z.string()).min(1).max(1000) }),
  z.strictObject({ action: z.literal('restore'), ids: z.array(z.string()).min(1).max(1000) }),
  z.strictObject({ action: z.literal('delete'), ids: z.array(z.string()).min(1).max(1000) }),
  z.strictObject({ action: z.literal('patch'), ids: z.array(z.string()).min(1).max(1000), patch: clipPatchSchema }),
  z.strictObject({
    action: z.literal('tag'),
    ids: z.array(z.string()).min(1).max(1000),
    add: z.array(z.string().min(1).max(64)).max(50),
    remove: z.array(z.string().min(1).max(64)).max(50),
  }),
]);

/** One change to many clips at once. */
export type ClipBulk = z.infer<typeof clipBulkSchema>;

/** What a bulk change did: the clips changed, the ids that were not found. */
export const clipBulkAnswerSchema = z.object({ changed: z.array(z.string()), missing: z.array(z.string()) });

/** How a clip is fetched: format and size (made on the first asking and kept), as a download or to play. */
export const clipFileQuerySchema = z.strictObject({
  format: z.enum(codecs).optional(),
  height: z.coerce.number().int().min(16).max(4320).optional(),
  download: flagSchema.optional(),
});

/** A clip's relatives: every clip that shares its oldest ancestor, oldest first. */
export const clipFamilySchema = z.object({ root: z.string(), data: z.array(clipSchema) });

/** What the public sees of a clip: what it was made with, and nothing about its owner. */
export const publicClipSchema = clipSchema
  .pick({
    id: true,
    title: true,
    prompt: true,
    model: true,
    seed: true,
    width: true,
    height: true,
    fps: true,
    seconds: true,
    frames: true,
    bytes: true,
    mime: true,
    urls: true,
    sprites: true,
    createdAt: true,
  })
  .extend({ facts: clipFactsSchema.nullable().optional() });

/** What the public sees of a clip. */
export type PublicClip = z.infer<typeof publicClipSchema>;

/** Orders of the gallery: never a curated one. */
export const galleryQuerySchema = z.strictObject({
  order: z.enum(['newest', 'random']).optional(),
  seed: z.coerce.number().int().min(0).optional(),
  cursor: z.string().max(500).optional(),
  limit: limitSchema.optional(),
});

/** A page of the gallery. */
export const galleryPageSchema = z.object({
  data: z.array(publicClipSchema),
  nextCursor: z.string().nullable(),
});

/** A page of the gallery. */
export type GalleryPage = z.infer<typeof galleryPageSchema>;

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

/** Clips of the library, their files, and those that are shared. */
export const clipsRoutes = {
  clips: {
    method: 'GET',
    path: '/api/clips',
    access: 'library',
    summary: 'Search, filter and sort the clips of the library',
    query: clipQuerySchema,
    answer: clipPageSchema,
    errors: ['request_invalid'],
  },
  bulk: {
    method: 'POST',
    path: '/api/clips/bulk',
    access: 'library',
    summary: 'Change many clips at once',
    body: clipBulkSchema,
    answer: clipBulkAnswerSchema,
    errors: ['request_invalid'],
  },
  clip: {
    method: 'GET',
    path: '/api/clips/{id}',
    access: 'library',
    summary: 'Get a clip with its facts',
    answer: clipDetailSchema,
    errors: ['not_found'],
  },
  patchClip: {
    method: 'PATCH',
    path: '/api/clips/{id}',
    access: 'library',
    summary: 'Change title, folder, favourite, tags or visibility of a clip',
    body: clipPatchSchema,
    answer: clipDetailSchema,
    errors: ['not_found', 'request_invalid', 'forbidden'],
  },
  trashClip: {
    method: 'DELETE',
    path: '/api/clips/{id}',
    access: 'library',
    summary: 'Move a clip to the bin for 30 days; a clip in the bin is deleted permanently',
    ...gone,
  },
  restoreClip: {
    method: 'POST',
    path: '/api/clips/{id}/restore',
    access: 'library',
    summary: 'Restore a clip from the bin',
    answer: clipDetailSchema,
    errors: ['not_found'],
  },
  family: {
    method: 'GET',
    path: '/api/clips/{id}/family',
    access: 'library',
    summary: 'List the clips that a clip was made from or that were made from it',
    answer: clipFamilySchema,
    errors: ['not_found'],
  },
  clipVideo: {
    method: 'GET',
    path: '/api/clips/{id}/video',
    access: 'public',
    summary: 'Get the video (supports ranges), or a conversion to another format or size',
    query: clipFileQuerySchema,
    file: 'video/mp4',
    errors: ['not_found', 'option_unsupported'],
  },
  clipThumbnail: {
    method: 'GET',
    path: '/api/clips/{id}/thumbnail',
    access: 'public',
    summary: 'Get a thumbnail, at most 640 pixels wide',
    file: 'image/webp',
    errors: ['not_found'],
  },
  clipSprites: {
    method: 'GET',
    path: '/api/clips/{id}/sprites',
    access: 'public',
    summary: 'Get the sprite sheet for scrubbing; `sprites` of the clip describes its layout',
    file: 'image/webp',
    errors: ['not_found'],
  },
  exportClips: {
    method: 'POST',
    path: '/api/export',
    access: 'library',
    summary: 'Export clips as a data set in a ZIP',
    body: exportSchema,
    file: 'application/zip',
    errors: ['request_invalid', 'not_found'],
  },
  importClips: {
    method: 'POST',
    path: '/api/import',
    access: 'library',
    summary: 'Import uploaded videos and ZIPs of videos, all or none',
    body: importSchema,
    answer: importAnswerSchema,
    status: 201,
    errors: [
      'request_invalid',
      'not_found',
      'archive_refused',
      'input_unreadable',
      'input_too_large',
      'not_enough_disk',
      'limit_reached',
    ],
  },
  gallery: {
    method: 'GET',
    path: '/api/gallery',
    access: 'public',
    summary: 'List public clips, if the gallery is on (else `not_found`); no sign-in needed',
    query: galleryQuerySchema,
    answer: galleryPageSchema,
    errors: ['not_found'],
  },
  shared: {
    method: 'GET',
    path: '/api/shared/{token}',
    access: 'public',
    summary: 'Get a clip shared by link; no sign-in needed; its `urls` contain the token',
    answer: publicClipSchema,
    errors: ['not_found'],
  },
} as const satisfies Record<string, Route>;
