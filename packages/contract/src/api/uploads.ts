import { z } from 'zod';
import { momentSchema } from './page.ts';
import { deletedResponse, type Route } from './route.ts';

/** A finished upload; its file name in requests is `upload:<id>`. */
export const uploadSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** `archive`: a ZIP of clips, for `importClips` only. */
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

/** Routes of finished uploads; the bytes are sent by tus to `/api/uploads`. */
export const uploadsRoutes = {
  upload: {
    method: 'GET',
    path: '/api/uploads/{id}',
    access: 'library',
    summary: 'Get a finished upload (409 `state_conflict` while bytes are missing)',
    answer: uploadSchema,
    errors: ['not_found', 'state_conflict', 'input_unreadable', 'input_too_large'],
  },
  deleteUpload: {
    method: 'DELETE',
    path: '/api/uploads/{id}',
    access: 'library',
    summary: 'Delete an upload that no actor uses (also tus termination)',
    ...deletedResponse,
    errors: ['not_found', 'state_conflict'],
  },
  uploadFile: {
    method: 'GET',
    path: '/api/uploads/{id}/file',
    access: 'library',
    summary: 'Get the uploaded file (supports ranges)',
    file: 'application/octet-stream',
    errors: ['not_found'],
  },
  uploadThumbnail: {
    method: 'GET',
    path: '/api/uploads/{id}/thumbnail',
    access: 'library',
    summary: 'Get a thumbnail of the upload',
    file: 'image/webp',
    errors: ['not_found'],
  },
} as const satisfies Record<string, Route>;
