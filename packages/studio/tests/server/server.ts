import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AkezoraError, requestError } from '@akezora/contract';
import { type ApiEvent, type Route, type RouteName, routes, type Upload } from '@akezora/contract/api';
import { artFile } from './art.ts';
import { sampleOf, startWorker } from './jobs.ts';
import { handlers } from './routes.ts';
import { createState, newId, type State } from './state.ts';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.mp4': 'video/mp4',
  '.webp': 'image/webp',
};
/** The policy the studio must live under: nothing from elsewhere, no inline script or style element. */
export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const table = Object.entries(routes as Record<string, Route>).map(([name, route]) => ({
  name: name as RouteName,
  route,
  pattern: new RegExp(`^${route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/** A running development server. */
export interface DevServer {
  readonly url: string;
  readonly state: State;
  close(): Promise<void>;
}

/** Starts a small server that speaks the contract from memory, with real little videos. */
export async function startDevServer(
  options: { state?: State; jobMs?: number; port?: number } = {},
): Promise<DevServer> {
  const state = options.state ?? createState();
  const stopWorker = startWorker(state, options.jobMs ?? 1200);
  const server = createServer((request, response) => {
    answer(state, request, response).catch((thrown: unknown) => fail(response, AkezoraError.from(thrown)));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    async close() {
      stopWorker();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const statuses: Readonly<Record<string, number>> = {
  not_found: 404,
  state_conflict: 409,
  not_enough_memory: 409,
  internal: 500,
};

function fail(response: ServerResponse, error: AkezoraError): void {
  if (response.headersSent) return void response.end();
  json(response, statuses[error.code] ?? 400, { error: error.toShape() });
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (!url.pathname.startsWith('/api/')) return page(url.pathname, request, response);
  if (url.pathname === '/api/events') return events(state, request, response, url);
  if (request.headers['tus-resumable'] !== undefined) return tus(state, request, response, url);
  for (const { name, route, pattern } of table) {
    const match = pattern.exec(url.pathname);
    if (match === null || route.method !== request.method) continue;
    const params = Object.fromEntries(Object.entries(match.groups ?? {}).map(([k, v]) => [k, decodeURIComponent(v)]));
    if (name === 'artPicture') {
      const found = await artFile(url.searchParams.get('name') ?? '', url.searchParams.has('still'));
      if (found === undefined) throw new AkezoraError('not_found', { what: { en: 'picture', ja: '画像' } });
      return void response.writeHead(200, { 'content-type': found.mime }).end(found.bytes);
    }
    if (route.file !== undefined) return file(state, name, params, request, response);
    const handler = handlers[name];
    if (handler === undefined) break;
    const parse = (schema: Route['body'], value: unknown) => {
      if (schema === undefined) return undefined;
      const result = schema.safeParse(value);
      if (!result.success) throw requestError(result.error);
      return result.data;
    };
    const query = parse(route.query, Object.fromEntries(url.searchParams));
    const text = (await bodyOf(request)).toString();
    const body = parse(route.body, text === '' ? undefined : JSON.parse(text));
    const header = (key: string) => request.headers[key] as string | undefined;
    const result = handler({ params, query, body, header }, state);
    if (result === undefined) return void response.writeHead(204).end();
    return json(response, route.status ?? 200, route.answer?.parse(JSON.parse(JSON.stringify(result))));
  }
  throw new AkezoraError('not_found', { what: { en: 'address', ja: 'アドレス' } });
}

function page(path: string, request: IncomingMessage, response: ServerResponse): void {
  const wanted = join(dist, normalize(path));
  const index = join(dist, 'index.html');
  const found = wanted.startsWith(dist) && existsSync(wanted) && statSync(wanted).isFile() ? wanted : index;
  response.setHeader('content-security-policy', policy);
  if (found !== index) {
    // As the real server says it: a page that is opened again neither fetches nor compiles its script anew.
    if (path.startsWith('/assets/')) response.setHeader('cache-control', 'public, max-age=31536000, immutable');
    send(found, request, response);
    return;
  }
  // The page is at every path, and its files are at the root: the real server names them so, too.
  const html = readFileSync(index, 'utf8').replace(/\b(src|href)="\.\//g, '$1="/');
  response.writeHead(200, { 'content-type': types['.html'] }).end(html);
}

/** Sends a file, or the part of it a `Range` asks for. */
function send(path: string, request: IncomingMessage, response: ServerResponse): void {
  const bytes = readFileSync(path);
  const type = types[extname(path)] ?? 'application/octet-stream';
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  if (range === null) {
    response
      .writeHead(200, { 'content-type': type, 'content-length': bytes.length, 'accept-ranges': 'bytes' })
      .end(bytes);
    return;
  }
  const from = Number(range[1]);
  const to = range[2] ? Math.min(Number(range[2]), bytes.length - 1) : bytes.length - 1;
  response
    .writeHead(206, {
      'content-type': type,
      'content-range': `bytes ${from}-${to}/${bytes.length}`,
      'content-length': to - from + 1,
      'accept-ranges': 'bytes',
    })
    .end(bytes.subarray(from, to + 1));
}

function file(
  state: State,
  name: RouteName,
  params: Record<string, string>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (name === 'uploadThumbnail' || name === 'uploadFile') {
    const upload = state.uploads.get(params.id ?? '');
    if (upload === undefined) throw new AkezoraError('not_found', { what: { en: 'upload', ja: 'アップロード' } });
    response.writeHead(200, { 'content-type': upload.meta.mime }).end(upload.bytes);
    return;
  }
  if (name === 'still') {
    send(join(fixtures, 'fox.webp'), request, response);
    return;
  }
  if (name === 'jobLive') {
    response.writeHead(200, { 'content-type': 'video/mp4' }).end();
    return;
  }
  const clip = state.clips.get(params.id ?? '');
  if (clip === undefined) throw new AkezoraError('not_found', { what: { en: 'clip', ja: 'クリップ' } });
  const sample = sampleOf(clip.prompt, clip.height > clip.width ? '9:16' : undefined);
  send(
    join(
      fixtures,
      name === 'clipVideo' ? `${sample}.mp4` : name === 'clipSprites' ? `${sample}-sprites.webp` : `${sample}.webp`,
    ),
    request,
    response,
  );
}

function events(state: State, request: IncomingMessage, response: ServerResponse, url: URL): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const write = (event: ApiEvent, seq?: number) =>
    response.write(
      `event: ${event.type}\n${seq === undefined ? '' : `id: ${seq}\n`}data: ${JSON.stringify(event)}\n\n`,
    );
  write({ type: 'hello', seq: state.seq });
  const since = request.headers['last-event-id'] ?? url.searchParams.get('since');
  if (since !== null && since !== undefined)
    for (const { seq, event } of state.events) if (seq > Number(since) && event.type !== 'preview') write(event, seq);
  const listener = (seq: number, event: ApiEvent) => write(event, seq);
  state.listeners.add(listener);
  request.on('close', () => state.listeners.delete(listener));
}

const pending = new Map<string, { name: string; mime: string; length: number; bytes: Buffer }>();

async function tus(state: State, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const headers = { 'tus-resumable': '1.0.0' };
  if (request.method === 'POST') {
    const id = newId(state, 'upload');
    const meta = Object.fromEntries(
      String(request.headers['upload-metadata'] ?? '')
        .split(',')
        .map((pair) => pair.split(' '))
        .map(([key = '', value = '']) => [key, Buffer.from(value, 'base64').toString()]),
    );
    pending.set(id, {
      name: meta.filename ?? 'file',
      mime: meta.filetype ?? '',
      length: Number(request.headers['upload-length']),
      bytes: Buffer.alloc(0),
    });
    return void response.writeHead(201, { ...headers, location: `/api/uploads/${id}` }).end();
  }
  const id = url.pathname.split('/').at(-1) ?? '';
  const upload = pending.get(id);
  if (upload === undefined) throw new AkezoraError('not_found', { what: { en: 'upload', ja: 'アップロード' } });
  if (request.method === 'PATCH') upload.bytes = Buffer.concat([upload.bytes, await bodyOf(request)]);
  if (upload.bytes.length >= upload.length) {
    const kind =
      upload.bytes.subarray(4, 8).toString() === 'ftyp'
        ? 'video'
        : /^(?:RIFF|\x89PNG|\xff\xd8)/.test(upload.bytes.toString('latin1', 0, 4))
          ? 'image'
          : undefined;
    if (kind === undefined)
      throw new AkezoraError('input_unreadable', {
        field: 'file',
        path: upload.name,
        reason: 'not a picture or video',
      });
    const meta: Upload = {
      id,
      name: upload.name,
      kind,
      mime: upload.mime,
      bytes: upload.length,
      width: 320,
      height: 180,
      seconds: kind === 'video' ? 3 : null,
      urls: { file: `/api/uploads/${id}/file`, thumbnail: `/api/uploads/${id}/thumbnail` },
      createdAt: new Date().toISOString(),
      expiresAt: null,
    };
    state.uploads.set(id, { meta, bytes: upload.bytes });
  }
  response
    .writeHead(request.method === 'PATCH' ? 204 : 200, { ...headers, 'upload-offset': String(upload.bytes.length) })
    .end();
}
