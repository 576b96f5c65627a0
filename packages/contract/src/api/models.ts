import { z } from 'zod';
import { artPictureSchema, modelArtSchema } from '../art.ts';
import { modelCapabilitiesSchema } from '../capabilities.ts';
import { errorShapeSchema } from '../errors.ts';
import { textSchema } from '../text.ts';
import { listOf } from './page.ts';
import { deletedResponse, type Route } from './route.ts';

/** A model of this server. */
export const modelEntrySchema = z.object({
  id: z.string(),
  capabilities: modelCapabilitiesSchema,
  /** `box`: included in Akezora; `local`: downloaded to or added on this machine; `upstream`: runs on another server. */
  place: z.enum(['box', 'local', 'upstream']),
  installed: z.boolean(),
  version: z.string().nullable(),
  /** Bytes on disk, or bytes to download if it is not installed; null: unknown. */
  bytes: z.number().nullable(),
  /** Whether the memory is enough for its smallest clip now, and the reason if not. */
  fits: z.enum(['fits', 'tight', 'no', 'unknown']),
  reason: textSchema.nullable(),
  aliases: z.array(z.string()),
  pull: z
    .object({
      state: z.enum(['running', 'failed']),
      doneBytes: z.number(),
      totalBytes: z.number().nullable(),
      error: errorShapeSchema.nullable(),
    })
    .nullable(),
  /**
   * The tiny decoder on this machine that the model uses for previews in colour, and for a clip that asks for it; null: it has none here.
   * Its id is removed as a model's is.
   */
  decoder: z.object({ id: z.string(), bytes: z.number() }).nullable(),
});

/** A model of this server. */
export type ModelEntry = z.infer<typeof modelEntrySchema>;

/** Query of a download: the yes to the licence of a model that limits use. */
const pullQuerySchema = z.strictObject({ agree: z.enum(['true', 'false']).optional() });

/** Routes of models and their downloads. */
export const modelsRoutes = {
  models: {
    method: 'GET',
    path: '/api/models',
    access: 'signed-in',
    summary: 'List models',
    answer: listOf(modelEntrySchema),
  },
  modelArt: {
    method: 'GET',
    path: '/api/models/{id}/art',
    access: 'signed-in',
    summary: "List what a model's scenes are drawn with: its art, places and subjects",
    answer: modelArtSchema,
    errors: ['not_found'],
  },
  artPicture: {
    method: 'GET',
    path: '/api/models/{id}/art/picture',
    access: 'signed-in',
    summary: "Get a picture of a model's art (AVIF or WebP), as it is or as a scene shows it",
    query: artPictureSchema,
    file: 'image/webp',
    errors: ['not_found', 'request_invalid'],
  },
  pullModel: {
    method: 'POST',
    path: '/api/models/{id}/pull',
    access: 'admin',
    administration: true,
    summary:
      'Download a model; `model` events report the progress. One whose licence limits use needs `agree=true`: a yes to the licence that `models` shows',
    query: pullQuerySchema,
    answer: modelEntrySchema,
    status: 202,
    errors: ['not_found', 'request_invalid', 'download_failed', 'not_enough_disk'],
  },
  stopPull: {
    method: 'DELETE',
    path: '/api/models/{id}/pull',
    access: 'admin',
    administration: true,
    summary: 'Cancel a download',
    ...deletedResponse,
  },
  removeModel: {
    method: 'DELETE',
    path: '/api/models/{id}',
    access: 'admin',
    administration: true,
    summary: 'Remove a downloaded model or tiny decoder',
    status: 204,
    errors: ['not_found', 'state_conflict'],
  },
} as const satisfies Record<string, Route>;
