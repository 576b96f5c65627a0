import type { RouteName } from '@akezora/contract/api';
import { findUpload, removeUpload, uploadView } from '../../library/uploads.ts';
import { usageOf } from '../../library/usage.ts';
import { notFound } from '../../platform/not-found.ts';
import type { UploadRow } from '../../platform/store/tables.ts';
import { sendFile } from '../files.ts';
import type { Handlers, RouteCall } from './register.ts';

type Names = 'storage' | 'upload' | 'deleteUpload' | 'uploadFile' | 'uploadThumbnail';

async function ownUpload({ db, owner, id }: RouteCall<RouteName>): Promise<UploadRow> {
  const row = await findUpload(db, owner, id);
  if (row === undefined) throw notFound(id);
  return row;
}

/** Uploads and the use of storage, of our own API. Files are sent by `tus.ts`. */
export const uploadHandlers: Handlers<Names> = {
  storage: async ({ services: { options, storage }, db, owner }) => ({
    ...(await usageOf(db, owner)),
    place: storage.kind === 'files' ? 'disk' : 's3',
    quotaBytes: options.quotaBytes > 0 ? options.quotaBytes : null,
    freeBytes: (await storage.freeBytes()) ?? null,
  }),
  upload: async (call) => uploadView(await ownUpload(call)),
  deleteUpload: async (call) => {
    const { store, storage } = call.services;
    await removeUpload(store, storage, (await ownUpload(call)).id);
    return undefined;
  },
  uploadFile: async (call) => {
    const row = await ownUpload(call);
    return sendFile(call.context, call.services.storage, row.key, { mime: row.mime, etag: row.checksum });
  },
  uploadThumbnail: async (call) => {
    const row = await ownUpload(call);
    if (row.kind === 'archive') throw notFound(row.id);
    const { key, mime } = await call.services.derived.upload(row);
    return sendFile(call.context, call.services.storage, key, { mime, etag: `${row.checksum}-thumbnail` });
  },
};
