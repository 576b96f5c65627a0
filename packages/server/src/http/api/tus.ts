import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AkezoraError, formatBytes } from '@akezora/contract';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';
import type { Context, Hono, Next } from 'hono';
import { nobody, type Principal, requireUpload } from '../../access/principal.ts';
import { closeUpload, openUpload } from '../../library/open-uploads.ts';
import { checkDisk } from '../../library/space.ts';
import { ingestFile } from '../../library/uploads.ts';
import { dataNames } from '../../platform/data-names.ts';
import { publicError, typedError } from '../../platform/errors.ts';
import { newId } from '../../platform/store/ids.ts';
import type { AppEnv, Services } from '../context.ts';
import { statusOf } from '../errors.ts';

/** Resumable uploads by tus 1.0.0 at `/api/uploads`. A file is inspected before the answer to its last chunk. */
export function registerTus(app: Hono<AppEnv>, services: Services, folder: string): void {
  const directory = join(folder, dataNames.incoming);
  const senders = new WeakMap<Request, Principal>();
  const senderOf = (request: unknown): Principal => senders.get(request as Request) ?? nobody;
  const store = new FileStore({ directory, expirationPeriodInMilliseconds: 86_400_000 });
  const refuse = (error: AkezoraError) => ({
    status_code: statusOf(error),
    body: JSON.stringify({ error: publicError(error).toShape() }),
  });
  const server = new Server({
    path: '/api/uploads',
    datastore: store,
    maxSize: services.options.uploadBytes,
    relativeLocation: true,
    namingFunction: () => newId('upload'),
    onUploadCreate: async (request, upload) => {
      const principal = senderOf(request);
      try {
        await openUpload(services, principal, { id: upload.id, bytes: upload.size });
      } catch (thrown) {
        throw refuse(typedError(thrown));
      }
      return { metadata: { ...upload.metadata, owner: principal.owner } };
    },
    onIncomingRequest: async (request, id) => {
      if (request.method === 'POST') return;
      const upload = await store.getUpload(id).catch(() => undefined);
      const { owner } = senderOf(request);
      if (upload === undefined || upload.metadata?.owner !== owner) {
        throw refuse(new AkezoraError('not_found', { field: 'id', what: id.slice(0, 80) }));
      }
    },
    onUploadFinish: async (request, upload) => {
      const path = join(directory, upload.id);
      try {
        await ingestFile(services, {
          principal: senderOf(request),
          path,
          name: upload.metadata?.filename ?? 'file',
          field: 'file',
          id: upload.id,
          archives: true,
        });
        return {};
      } catch (thrown) {
        services.log.warn({ err: thrown, upload: upload.id }, 'an upload was refused');
        throw refuse(typedError(thrown));
      } finally {
        await rm(`${path}.json`, { force: true });
        await closeUpload(services.store, upload.id);
      }
    },
  });
  const handle = async (context: Context<AppEnv>, next: Next) => {
    if (context.req.header('tus-resumable') === undefined && context.req.method !== 'OPTIONS') return next();
    const principal = context.get('principal');
    requireUpload(principal);
    const request = context.req.raw;
    senders.set(request, principal);
    if (context.req.method === 'PATCH') {
      const declared = Number(context.req.header('content-length') ?? 0);
      await checkDisk(services.storage, services.options.reserveBytes, Number.isFinite(declared) ? declared : 0);
    }
    const answer = await server.handleWeb(request);
    const { status } = answer;
    if (context.req.method === 'DELETE' && status < 300)
      await closeUpload(services.store, context.req.param('id') ?? '');
    if (status < 400) return answer;
    const error = await tusError(answer, services.options.uploadBytes);
    const id = context.req.param('id');
    // A disk that filled up during the upload gets back what the upload took.
    if (error.status === 507 && id !== undefined) {
      await store.remove(id).catch(() => undefined);
      await closeUpload(services.store, id);
    }
    return error;
  };
  app.all('/api/uploads', handle);
  app.all('/api/uploads/:id', handle);
}

/** Converts an error of the protocol into our own form, with its status and headers. */
async function tusError(answer: Response, limit: number): Promise<Response> {
  const text = await answer.text();
  // The protocol's server reports a full disk with the words of the file system.
  const isFull = /ENOSPC|EDQUOT|no space left/i.test(text);
  const headers = new Headers(answer.headers);
  headers.set('content-type', 'application/json');
  headers.delete('content-length');
  if (text.startsWith('{"error"')) return new Response(text, { status: answer.status, headers });
  if (isFull) {
    const full = new AkezoraError('not_enough_disk', { path: 'data', needed: '?', available: '0' });
    return new Response(JSON.stringify({ error: full.toShape() }), { status: statusOf(full), headers });
  }
  const error =
    answer.status === 413
      ? new AkezoraError('body_too_large', { limit: formatBytes(limit) })
      : answer.status === 404 || answer.status === 410
        ? new AkezoraError('not_found', { field: 'id', what: { en: 'the upload', ja: 'アップロード' } })
        : new AkezoraError('request_invalid', { field: 'upload', reason: text.trim().slice(0, 200) });
  return new Response(JSON.stringify({ error: error.toShape() }), { status: answer.status, headers });
}
