import { z } from 'zod';
import { errorShapeSchema } from '../errors.ts';
import { clipFactsSchema, clipMeasuresSchema } from '../facts.ts';
import { codecs } from '../media.ts';
import { saidByFileSchema } from '../said.ts';
import { aspects } from '../scene.ts';
import { origins } from './jobs.ts';
import { flagSchema, limitSchema, momentSchema } from './page.ts';
import { deletedResponse, type Route } from './route.ts';

/** Visibility of a clip: `link` everyone with its link, `public` also in the gallery. */
export const visibilities = ['private', 'link', 'public'] as const;

/** Layout of a sprite sheet: pictures left to right, top to bottom, one every `everySeconds`. */
export const spriteIndexSchema = z.object({
  columns: z.number().int(),
  rows: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  everySeconds: z.number(),
  count: z.number().int(),
});

/** Layout of a sprite sheet. */
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
  /** URL of its public page; null while the clip is private. */
  shareUrl: z.string().nullable(),
  /** URLs of its files, relative to the server; `video` supports ranges. */
  urls: z.object({ video: z.string(), thumbnail: z.string(), sprites: z.string().nullable() }),
  sprites: spriteIndexSchema.nullable(),
  createdAt: momentSchema,
  /** Time of its move to the bin, else null; 30 days later it is deleted permanently. */
  deletedAt: momentSchema.nullable(),
  expiresAt: momentSchema.nullable(),
});

/** A clip of the library. */
export type Clip = z.infer<typeof clipSchema>;

/** Link of a clip that is not private. */
export const clipShareSchema = z.object({
  /** Time when the link stops working; null for never. */
  expiresAt: momentSchema.nullable(),
  hasPassword: z.boolean(),
  /** Visits so far, without those of its owner; a visit lasts an hour. */
  views: z.number().int(),
  /** Visits after which the link stops working; null for any number. */
  maxViews: z.number().int().nullable(),
});

/** Link of a clip that is not private. */
export type ClipShare = z.infer<typeof clipShareSchema>;

/** A clip with its link, facts and measures. */
export const clipDetailSchema = clipSchema.extend({
  share: clipShareSchema.nullable(),
  facts: clipFactsSchema.nullable(),
  measures: clipMeasuresSchema.nullable(),
  /** What an imported file says of how it was made; null where that is nothing. Default null: earlier servers do not say it. */
  said: saidByFileSchema.nullable().optional(),
  /** Ids of the clips whose pictures it took over: joined, blended, continued. They may be gone. */
  sources: z.array(z.string()).optional(),
});

/** A clip with its facts and measures. */
export type ClipDetail = z.infer<typeof clipDetailSchema>;

/** Orders of the library; `random` needs the same `seed` for every page. */
export const clipSorts = ['newest', 'oldest', 'longest', 'shortest', 'largest', 'title', 'random'] as const;

/** Filter and order of a list of clips. `q`: words that must all occur in the prompt, title or tags; a number also finds that seed. */
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
  /** Smallest number of pixels of the shorter side, e.g. 720 for `720p`. */
  minShortSide: z.coerce.number().int().min(0).optional(),
  after: momentSchema.optional(),
  before: momentSchema.optional(),
  /** True lists the bin instead of the library. */
  trash: flagSchema.optional(),
  sort: z.enum(clipSorts).optional(),
  seed: z.coerce.number().int().min(0).optional(),
  /** Number of clips to skip. Default 0. To read all pages, use `cursor`. */
  offset: z.coerce.number().int().min(0).max(10_000_000).optional(),
  cursor: z.string().max(500).optional(),
  limit: limitSchema.optional(),
});

/** Filter and order of a list of clips. */
export type ClipQuery = z.infer<typeof clipQuerySchema>;

/** A page of clips with the total number of matching clips. */
export const clipPageSchema = z.object({
  data: z.array(clipSchema),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
});

/** A page of clips. */
export type ClipPage = z.infer<typeof clipPageSchema>;

/** Body for changing a clip; fields left out do not change. */
export const clipPatchSchema = z.strictObject({
  title: z.string().max(200).optional(),
  folderId: z.string().max(64).nullable().optional(),
  favourite: z.boolean().optional(),
  tags: z.array(z.string().min(1).max(64)).max(50).optional(),
  visibility: z.enum(visibilities).optional(),
  /** Changes of its link; null removes a limit. `maxViews` starts counting anew, and a new password ends visits. */
  share: z
    .strictObject({
      expiresAt: momentSchema.nullable().optional(),
      password: z.string().min(8).max(200).nullable().optional(),
      maxViews: z.number().int().min(1).max(1_000_000).nullable().optional(),
    })
    .optional(),
});

/** Body for changing a clip. */
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

/** Result of a bulk change: ids of the changed clips, and ids that were not found. */
export const clipBulkResponseSchema = z.object({ changed: z.array(z.string()), missing: z.array(z.string()) });

/** Heights in pixels to which a clip can be converted, never above its own. */
export const conversionHeights = [240, 360, 480, 720, 1080, 1440, 2160] as const;

/** Format and height of a clip's video (converted once, then stored), and whether it is a download. */
export const clipFileQuerySchema = z.strictObject({
  format: z.enum(codecs).optional(),
  height: z.coerce
    .number()
    .pipe(z.literal([...conversionHeights]))
    .optional(),
  download: flagSchema.optional(),
  /** Whether the content credentials beside the file are wanted, where its format takes none. Default false. */
  credentials: flagSchema.optional(),
});

/** Family of a clip: the clips it was made from, theirs, and all that were made from any of these, oldest first. */
export const clipFamilySchema = z.object({
  /** The oldest ancestor by `parentId`. */
  root: z.string(),
  data: z.array(clipSchema),
  /** Ids of the clips of this family that were made from each: a blend or a joined clip is a child of every clip in it. */
  children: z.record(z.string(), z.array(z.string())),
});

/** Public part of a clip: its content and its facts, without its owner. */
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

/** Public part of a clip. */
export type PublicClip = z.infer<typeof publicClipSchema>;

/** Order of the gallery; none is curated. */
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

/** Password of a link. */
export const unlockSharedSchema = z.strictObject({ password: z.string().min(1).max(200) });

/** Body for an export: a ZIP of the videos, `metadata.csv`, and a JSON of facts for each clip. */
export const exportSchema = z.strictObject({
  ids: z.array(z.string()).min(1).max(1000),
  format: z.enum(codecs).optional(),
});

/**
 * Body for an import: finished uploads, each a video or a ZIP of videos. Prompts are read from the JSON or CSV beside the
 * videos, else from the videos' metadata, else from their names. All videos are imported or none; with `skipUnreadable`,
 * unreadable videos are skipped and listed in the response.
 */
export const importSchema = z.strictObject({
  uploads: z.array(z.string().max(64)).min(1).max(200),
  folderId: z.string().max(64).nullable().optional(),
  skipUnreadable: z.boolean().optional(),
});

/** Body for an import. */
export type ImportBody = z.infer<typeof importSchema>;

/** Result of an import: the new clips, and the skipped files with their errors. The uploads are deleted. */
export const importResponseSchema = z.object({
  data: z.array(clipSchema),
  skipped: z.array(z.object({ name: z.string(), error: errorShapeSchema })),
});

/** Result of an import. */
export type ImportResponse = z.infer<typeof importResponseSchema>;

/** Routes of clips, their files, and shared clips. */
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
    answer: clipBulkResponseSchema,
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
    ...deletedResponse,
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
    errors: [
      'not_found',
      'forbidden',
      'option_unsupported',
      'timed_out',
      'too_many_requests',
      'limit_reached',
      'not_enough_disk',
    ],
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
    answer: importResponseSchema,
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
    errors: ['not_found', 'link_password_needed'],
  },
  unlockShared: {
    method: 'POST',
    path: '/api/shared/{token}',
    access: 'public',
    summary: 'Open a link that asks for a password; the cookie in the response opens its files for an hour',
    body: unlockSharedSchema,
    answer: publicClipSchema,
    errors: ['not_found', 'link_password_needed', 'too_many_requests'],
  },
} as const satisfies Record<string, Route>;
