import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AkezoraError, formatBytes } from '@akezora/contract';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';
import type { Context, Hono, Next } from 'hono';
import { nobody, type Principal, requireUpload } from '../../access/principal.ts';
import { publicPath } from '../../config/public-root.ts';
import { closeUpload, openUpload } from '../../library/open-uploads.ts';
import { checkDisk } from '../../library/space.ts';
import { ingestFile } from '../../library/uploads.ts';
import { dataNames } from '../../platform/data-names.ts';
import { publicError, typedError } from '../../platform/errors.ts';
import { newId } from '../../platform/store/ids.ts';
import type { AppEnv, Services } from '../context.ts';
import { statusOf } from '../errors.ts';

/** A folder of incomplete uploads. What the file system says about a write stays: `FileStore` hides that the disk is full. */
class IncomingFiles extends FileStore {
  override async write(readable: Readable, id: string, offset: number): Promise<number> {
    const file = createWriteStream(join(this.directory, id), { flags: 'r+', start: offset });
    await pipeline(readable, file);
    return offset + file.bytesWritten;
  }
}

/**
 * A request of the protocol: its sender, and the upload that it has begun, or that it names and that is the sender's. Only
 * that one may be removed when the request fails.
 */
interface Sending {
  readonly principal: Principal;
  id: string | undefined;
}

/** Resumable uploads by tus 1.0.0 at `/api/uploads`. A file is inspected before the answer to its last chunk. */
export function registerTus(app: Hono<AppEnv>, services: Services, folder: string): void {
  const directory = join(folder, dataNames.incoming);
  const sendings = new WeakMap<Request, Sending>();
  const senderOf = (request: unknown): Principal => sendings.get(request as Request)?.principal ?? nobody;
  const store = new IncomingFiles({ directory, expirationPeriodInMilliseconds: 86_400_000 });
  const refuse = (error: AkezoraError) => ({
    status_code: statusOf(error),
    body: JSON.stringify({ error: publicError(error).toShape() }),
  });
  const server = new Server({
    path: '/api/uploads',
    datastore: store,
    maxSize: services.options.uploadBytes,
    relativeLocation: true,
    // Whom other sites may be is decided for every route alike, by `--cors`.
    allowedOrigins: [],
    namingFunction: () => newId('upload'),
    onUploadCreate: async (request, upload) => {
      const principal = senderOf(request);
      try {
        await openUpload(services, principal, { id: upload.id, bytes: upload.size });
      } catch (thrown) {
        throw refuse(typedError(thrown));
      }
      const sending = sendings.get(request as Request);
      if (sending !== undefined) sending.id = upload.id;
      return { metadata: { ...upload.metadata, owner: principal.owner } };
    },
    onIncomingRequest: async (request, id) => {
      // A new id, of `namingFunction`: `handle` refuses a POST that names an upload.
      if (request.method === 'POST') return;
      const upload = await store.getUpload(id).catch(() => undefined);
      const { owner } = senderOf(request);
      if (upload === undefined || upload.metadata?.owner !== owner) {
        throw refuse(new AkezoraError('not_found', { field: 'id', what: id.slice(0, 80) }));
      }
      const sending = sendings.get(request as Request);
      if (sending !== undefined) sending.id = id;
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
    onResponseError: (_, thrown) => {
      if ('status_code' in thrown) return undefined;
      services.log.warn({ err: thrown }, 'an upload failed');
      return refuse(typedError(thrown));
    },
  });
  const handle = async (context: Context<AppEnv>, next: Next) => {
    if (context.req.header('tus-resumable') === undefined && context.req.method !== 'OPTIONS') return next();
    const principal = context.get('principal');
    requireUpload(principal);
    const request = context.req.raw;
    const { method } = context.req;
    if (method === 'POST' && context.req.param('id') !== undefined) {
      const choices = 'HEAD, PATCH, DELETE';
      throw new AkezoraError('method_not_allowed', { method, path: '/api/uploads/{id}', choices });
    }
    const sending: Sending = { principal, id: undefined };
    sendings.set(request, sending);
    if (method === 'PATCH') {
      const declared = Number(context.req.header('content-length') ?? 0);
      await checkDisk(services.storage, services.options.reserveBytes, Number.isFinite(declared) ? declared : 0);
    }
    const answer = await server.handleWeb(request);
    const { status } = answer;
    const { id } = sending;
    if (method === 'DELETE' && status < 300) await closeUpload(services.store, id ?? '');
    for (const name of [...answer.headers.keys()]) if (name.startsWith('access-control-')) answer.headers.delete(name);
    const location = answer.headers.get('location');
    if (location?.startsWith('/') === true) answer.headers.set('location', publicPath(services.options) + location);
    // Unlike the answer itself, this carries what is set for every route: CORS, the cookie of a new visitor.
    if (status < 400) return context.newResponse(answer.body, answer);
    // A disk that filled up during the upload gets back what the upload took; nobody knows of an upload that did not begin.
    if (id !== undefined && (status === 507 || method === 'POST')) {
      await store.remove(id).catch(() => undefined);
      await closeUpload(services.store, id);
    }
    const refused = await tusError(answer, services.options.uploadBytes);
    return context.newResponse(refused.body, refused);
  };
  app.all('/api/uploads', handle);
  app.all('/api/uploads/:id', handle);
}

/** Converts an error of the protocol into our own form, with its status and headers. */
async function tusError(answer: Response, limit: number): Promise<Response> {
  const text = await answer.text();
  const headers = new Headers(answer.headers);
  headers.set('content-type', 'application/json');
  headers.delete('content-length');
  if (text.startsWith('{"error"')) return new Response(text, { status: answer.status, headers });
  const error =
    answer.status === 413
      ? new AkezoraError('body_too_large', { limit: formatBytes(limit) })
      : answer.status === 404 || answer.status === 410
        ? new AkezoraError('not_found', { field: 'id', what: { en: 'the upload', ja: 'アップロード' } })
        : new AkezoraError('request_invalid', { field: 'upload', reason: text.trim().slice(0, 200) });
  return new Response(JSON.stringify({ error: error.toShape() }), { status: answer.status, headers });
}
