/**
 * A small server with `/v1/videos` that behaves as one of the exchanges in `tests/remote/exchanges` says: what it reads, refuses and
 * answers is theirs, in the order of a job.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** One file of exchanges: what a server of that kind is sent and answers, and what its clients send. */
export interface Exchanges {
  readonly sources: readonly { readonly repository: string; readonly path: string; readonly commit: string }[];
  readonly models: { readonly data: readonly { readonly id: string }[] };
  readonly json: boolean;
  readonly picturesInFormsOnly: boolean;
  readonly asked: { readonly type: string; readonly fields: Readonly<Record<string, unknown>> };
  readonly fractional: Readonly<Record<string, unknown>>;
  readonly created: Readonly<Record<string, unknown>> & { readonly id: string };
  readonly later: readonly object[];
  readonly failed: { readonly error: { readonly message: string } };
  readonly deleted: object;
  readonly refusals: Readonly<Record<string, Answer>>;
  readonly clients: readonly {
    readonly name: string;
    readonly type: 'form' | 'json';
    readonly fields: Readonly<Record<string, string>>;
    readonly understood: object;
    readonly ignored: readonly string[];
  }[];
}

/** Reads the exchanges of a kind of server. */
export const exchangesOf = (kind: string): Exchanges =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../remote/exchanges/${kind}.json`, import.meta.url)), 'utf8'));

const clip = readFileSync(fileURLToPath(new URL('./clip.mp4', import.meta.url)));

/** A running far server, and what it was asked. */
export interface FarServer {
  /** Its address, up to and including `/v1`. */
  readonly url: string;
  /** What each creation had: its type, its fields, and the bytes of its picture. */
  readonly asked: { type: string; fields: Record<string, unknown>; picture?: number }[];
  /** Methods and paths of all calls. */
  readonly calls: string[];
  /** Loses every job, as a restart of a server that keeps them in memory does. */
  forget(): void;
  /** Lets jobs with `wait` end. */
  finish(): void;
  stop(): Promise<void>;
}

/**
 * Starts a far server on a free port. A prompt with `fail` fails, one with `wait` never ends.
 * @param port port to listen on. Default: a free one
 */
export async function startFarServer(exchanges: Exchanges, port = 0): Promise<FarServer> {
  const asked: FarServer['asked'] = [];
  const calls: string[] = [];
  const jobs = new Map<string, { polls: number; prompt: string }>();
  let isHeld = true;
  const answer = async (method: string, path: string, request: Request): Promise<Answer | Buffer> => {
    if (path === '/v1/models') return { status: 200, body: exchanges.models };
    if (method === 'POST' && path === '/v1/videos') return create(request);
    const [, id = '', content] = /^\/v1\/videos\/([^/]+)(\/content)?$/.exec(path) ?? [];
    const job = jobs.get(decodeURIComponent(id));
    if (job === undefined) return { status: 404, body: { detail: 'Video not found' } };
    if (content !== undefined) return clip;
    if (method === 'DELETE') {
      jobs.delete(id);
      return { status: 200, body: exchanges.deleted };
    }
    job.polls += 1;
    if (job.prompt.includes('fail')) return { status: 200, body: { ...exchanges.created, ...exchanges.failed } };
    const last = exchanges.later.length - (isHeld && job.prompt.includes('wait') ? 2 : 1);
    return { status: 200, body: { ...exchanges.created, ...exchanges.later[Math.min(job.polls - 1, last)] } };
  };
  const create = async (request: Request): Promise<Answer> => {
    const type = request.headers.get('content-type')?.split(';')[0] ?? '';
    const { refusals } = exchanges;
    if (type === 'application/json' && !exchanges.json) return refusals.json ?? { status: 422, body: {} };
    const all = type === 'application/json' ? Object.entries(await request.json()) : [...(await request.formData())];
    const file = all.find(([, value]) => value instanceof Blob)?.[1] as Blob | undefined;
    const fields = Object.fromEntries(all.filter(([, value]) => !(value instanceof Blob)));
    asked.push({ type, fields, ...(file === undefined ? {} : { picture: file.size }) });
    if (exchanges.picturesInFormsOnly && type !== 'application/json' && file === undefined)
      return refusals.form ?? { status: 400, body: {} };
    if (refusals.model !== undefined && fields.model !== exchanges.models.data[0]?.id) return refusals.model;
    if (!/^\d+x\d+$/.test(String(fields.size))) return refusals.size ?? { status: 422, body: {} };
    const { id } = exchanges.created;
    jobs.set(id, { polls: 0, prompt: String(fields.prompt) });
    return { status: 200, body: exchanges.created };
  };
  const server = createServer(async (incoming, outgoing) => {
    const { method = 'GET', url = '/' } = incoming;
    calls.push(`${method} ${url}`);
    const hasBody = method === 'POST';
    const request = new Request(`http://far${url}`, {
      method,
      headers: incoming.headers as Record<string, string>,
      ...(hasBody ? { body: Buffer.from(await text(incoming.setEncoding('latin1')), 'latin1') } : {}),
    });
    const made = await answer(method, new URL(request.url).pathname, request);
    if (!('status' in made)) outgoing.writeHead(200, { 'content-type': 'video/mp4' }).end(made);
    else outgoing.writeHead(made.status, { 'content-type': 'application/json' }).end(JSON.stringify(made.body));
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    calls,
    forget: () => jobs.clear(),
    finish: () => {
      isHeld = false;
    },
    stop: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
