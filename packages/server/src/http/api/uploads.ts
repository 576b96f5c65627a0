import { deleteUpload, uploadFor, uploadView } from '../../library/uploads.ts';
import { usageOf } from '../../library/usage.ts';
import { notFound } from '../../platform/not-found.ts';
import { sendFile } from '../files.ts';
import type { Handlers } from './register.ts';

type Names = 'storage' | 'upload' | 'deleteUpload' | 'uploadFile' | 'uploadThumbnail';

/** Uploads and the use of storage, of our own API. Files are sent by `tus.ts`. */
export const uploadHandlers: Handlers<Names> = {
  storage: async ({ services: { budgets, storage }, db, owner }) => ({
    ...(await usageOf(db, owner)),
    place: storage.kind === 'files' ? 'disk' : 's3',
    quotaBytes: Number.isFinite(budgets.limits.bytes) ? budgets.limits.bytes : null,
    freeBytes: (await storage.freeBytes()) ?? null,
  }),
  upload: async ({ db, principal, id }) => uploadView(await uploadFor(db, principal, 'see', id)),
  deleteUpload: async ({ services: { store, storage }, principal, id }) => {
    await deleteUpload(store, storage, principal, id);
    return undefined;
  },
  uploadFile: async (call) => {
    const row = await uploadFor(call.db, call.principal, 'see', call.id);
    return sendFile(call.context, call.services.storage, row.key, { mime: row.mime, etag: row.checksum });
  },
  uploadThumbnail: async (call) => {
    const row = await uploadFor(call.db, call.principal, 'see', call.id);
    if (row.kind === 'archive') throw notFound(row.id);
    const { key, mime } = await call.services.derived.upload(row, call.context.req.raw.signal);
    return sendFile(call.context, call.services.storage, key, { mime, etag: `${row.checksum}-thumbnail` });
  },
};
