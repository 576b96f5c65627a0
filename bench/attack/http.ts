/** Requests as an attacker makes them: any header, any source address on loopback, raw bytes. */
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { must } from './case.ts';

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body as JSON, or undefined. */
  readonly json: unknown;
}

/** A request; what is left out is not sent. */
export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as it stands; an object as JSON. */
  readonly body?: string | Buffer | object;
  /** Bearer token. */
  readonly key?: string | undefined;
  readonly cookie?: string | undefined;
  /** Source address on loopback, e.g. `127.0.0.9`: another network to the server. */
  readonly from?: string;
  /** Default 20 s. */
  readonly timeoutMs?: number;
  /** Leaves out the header that tells the studio's own requests from forms of other sites. */
  readonly bare?: boolean;
  readonly signal?: AbortSignal;
}

function start(base: string, path: string, ask: Ask): Promise<IncomingMessage> {
  const url = new URL(base);
  const object = typeof ask.body === 'object' && !Buffer.isBuffer(ask.body);
  const body = object ? JSON.stringify(ask.body) : (ask.body as string | Buffer | undefined);
  const headers: Record<string, string | readonly string[]> = {
    host: url.host,
    ...(ask.bare === true ? {} : { 'x-akezora-client': '1' }),
    ...(object ? { 'content-type': 'application/json' } : {}),
    ...(ask.key === undefined ? {} : { authorization: `Bearer ${ask.key}` }),
    ...(ask.cookie === undefined ? {} : { cookie: ask.cookie }),
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    ...ask.headers,
  };
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      {
        host: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port,
        path,
        method: ask.method ?? 'GET',
        headers: headers as Record<string, string>,
        agent: false,
        ...(ask.from === undefined ? {} : { localAddress: ask.from }),
        ...(ask.signal === undefined ? {} : { signal: ask.signal }),
      },
      resolve,
    );
    sent.setTimeout(ask.timeoutMs ?? 20_000, () =>
      sent.destroy(new Error(`${ask.method ?? 'GET'} ${path}: no answer within ${(ask.timeoutMs ?? 20_000) / 1000} s`)),
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends a request and reads the answer. @throws Error without an answer in time. */
export async function ask(base: string, path: string, given: Ask = {}): Promise<Answer> {
  const message = await start(base, path, given);
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const text = bytes.toString();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: message.statusCode ?? 0, headers: message.headers, bytes, text, json };
}

/** Opens a stream and gives the message as soon as its headers are there. */
export const openStream = start;

/** A value of a JSON body by its path, e.g. `data.0.id`. */
export function at(value: unknown, path: string): unknown {
  let here = value;
  for (const step of path.split('.')) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<string, unknown>)[step];
  }
  return here;
}

/** A text of a JSON body. @throws Error when it is not there. */
export function textAt(answer: Answer, path: string): string {
  const found = at(answer.json, path);
  must(typeof found === 'string', `no ${path} in the answer: ${brief(answer)}`);
  return found;
}

/** Status and beginning of an answer, for messages. */
export const brief = (answer: Answer): string => `${answer.status} ${answer.text.slice(0, 160).replace(/\s+/g, ' ')}`;

/** Fails unless the answer has one of the statuses. */
export function hasStatus(answer: Answer, wanted: number | readonly number[], what: string): Answer {
  const list = typeof wanted === 'number' ? [wanted] : wanted;
  must(list.includes(answer.status), `${what}: ${list.join(' or ')} expected, got ${brief(answer)}`);
  return answer;
}

/** Fails unless the answer refuses: a 4xx. */
export function refused(answer: Answer, what: string): Answer {
  must(answer.status >= 400 && answer.status < 500, `${what}: a refusal expected, got ${brief(answer)}`);
  return answer;
}

/** Sends bytes as they stand and gives everything that came back until the end or the time. */
export function raw(
  port: number,
  bytes: string | Buffer,
  { from, milliseconds = 5000, host = '127.0.0.1' }: { from?: string; milliseconds?: number; host?: string } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host, ...(from === undefined ? {} : { localAddress: from }) });
    const chunks: Buffer[] = [];
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(Buffer.concat(chunks).toString('latin1'));
    };
    const timer = setTimeout(done, milliseconds);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('close', done);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (chunks.length > 0 || error.code === 'ECONNRESET' || error.code === 'EPIPE') done();
      else reject(error);
    });
    socket.write(bytes);
  });
}

/** Status of a raw answer; 0 without one. */
export const rawStatus = (answer: string): number => Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0);

/** A multipart body and its content type. `file` names make file parts. */
export function multipart(
  parts: readonly { readonly name: string; readonly value: string | Buffer; readonly file?: string }[],
): { readonly body: Buffer; readonly headers: Record<string, string> } {
  const boundary = 'attack-8f1d';
  const chunks = parts.flatMap(({ name, value, file }) => [
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"`}\r\n${
        file === undefined ? '' : 'content-type: application/octet-stream\r\n'
      }\r\n`,
    ),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
  return {
    body: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}

/** Uploads a file by tus in one piece. @returns the answer that refused or finished it, and its id. */
export async function upload(
  base: string,
  name: string,
  bytes: Buffer,
  who: Pick<Ask, 'key' | 'cookie' | 'from'> = {},
  timeoutMs = 60_000,
): Promise<{ readonly answer: Answer; readonly id: string }> {
  const metadata = `filename ${Buffer.from(name).toString('base64')}`;
  const tus = { 'tus-resumable': '1.0.0' };
  const made = await ask(base, '/api/uploads', {
    ...who,
    method: 'POST',
    headers: { ...tus, 'upload-length': String(bytes.length), 'upload-metadata': metadata },
  });
  if (made.status !== 201) return { answer: made, id: '' };
  const path = String(made.headers.location).replace(/^https?:\/\/[^/]+/, '');
  const answer = await ask(base, path, {
    ...who,
    method: 'PATCH',
    headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: bytes,
    timeoutMs,
  });
  return { answer, id: path.split('/').at(-1) ?? '' };
}
