import { AkezoraError } from '@akezora/contract';
import type { Context, Hono } from 'hono';
import { requireUpload } from '../../access/principal.ts';
import { deleteUpload, uploadFor } from '../../library/uploads.ts';
import type { UploadRow } from '../../platform/store/tables.ts';
import type { AppEnv, Services } from '../context.ts';
import { sendFile } from '../files.ts';
import { ingestFormFile } from '../forms.ts';
import { FormFile } from '../receive-form.ts';
import { readFields } from './form.ts';

const view = (row: UploadRow) => ({
  id: row.id,
  object: 'file',
  bytes: Number(row.bytes),
  created_at: Math.floor(row.created_at.getTime() / 1000),
  filename: row.name,
  purpose: 'user_data',
  status: 'processed',
});

/** `/v1/files`, for `input_reference.file_id`. */
export function registerFiles(app: Hono<AppEnv>, services: Services): void {
  const own = async (context: Context<AppEnv>): Promise<UploadRow> => {
    return uploadFor(services.store.db, context.get('principal'), 'see', context.req.param('id') ?? '', 'file_id');
  };
  app.post('/v1/files', async (context) => {
    const principal = context.get('principal');
    requireUpload(principal);
    const { file } = await readFields(context, services);
    if (!(file instanceof FormFile)) {
      const reason = { en: 'send an image or video file', ja: '画像か動画のファイルを送ってください' };
      throw new AkezoraError('request_invalid', { field: 'file', reason });
    }
    return context.json(view(await ingestFormFile(context, services, 'file', file)));
  });
  app.get('/v1/files/:id', async (context) => context.json(view(await own(context))));
  app.get('/v1/files/:id/content', async (context) => {
    const row = await own(context);
    return sendFile(context, services.storage, row.key, { mime: row.mime, etag: row.checksum });
  });
  app.delete('/v1/files/:id', async (context) => {
    const { id } = await own(context);
    await deleteUpload(services.store, services.storage, context.get('principal'), id);
    return context.json({ id, object: 'file', deleted: true });
  });
}
