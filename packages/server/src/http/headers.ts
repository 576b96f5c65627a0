import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ServerType } from '@hono/node-server';
import type { ServerOptions } from '../config/settings.ts';

type HeaderOptions = Pick<ServerOptions, 'access' | 'publicUrl'>;

/** Who may show our pages in a frame: nobody, or on an open server the hub, whose Spaces are framed. */
export const frameAncestors = ({ access }: HeaderOptions): string =>
  access === 'open' ? "frame-ancestors 'self' https://huggingface.co" : "frame-ancestors 'none'";

/**
 * Headers of every answer, whatever made it; an answer that sets one of them itself keeps its own. The policy lets a
 * document that is none of our pages (an error, a file, a list of routes) load nothing and run nothing.
 */
export function commonHeaders(options: HeaderOptions): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    // What browsers put around a video or picture that is opened by itself.
    "img-src 'self'",
    "media-src 'self'",
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
    frameAncestors(options),
  ];
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    ...(options.access === 'open' ? {} : { 'x-frame-options': 'DENY' }),
    ...(options.publicUrl?.startsWith('https:') === true ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

const requestIdHeader = 'x-request-id';

/** The id of a request that its answer already carries, else a new one. */
export function requestIdOf(outgoing: ServerResponse | undefined): string {
  const given = outgoing?.getHeader(requestIdHeader);
  return typeof given === 'string' ? given : randomUUID();
}

/** Statuses of what Node refuses before it is a request. */
const refusals: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Sets the common headers on every answer of a server, also on those that no route makes. */
export function setCommonHeaders(server: ServerType, options: HeaderOptions): void {
  const headers = Object.entries(commonHeaders(options));
  const prepare = (_: IncomingMessage, outgoing: ServerResponse) => {
    for (const [name, value] of headers) outgoing.setHeader(name, value);
    outgoing.setHeader(requestIdHeader, randomUUID());
  };
  server.prependListener('request', prepare as never);
  server.on('checkExpectation', ((incoming: IncomingMessage, outgoing: ServerResponse) => {
    prepare(incoming, outgoing);
    outgoing.writeHead(417).end();
  }) as never);
  server.on('clientError', ((error: NodeJS.ErrnoException, socket: Socket) => {
    const begun = (socket as { _httpMessage?: { headersSent: boolean } })._httpMessage?.headersSent === true;
    if (!socket.writable || begun || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const all = [...headers, [requestIdHeader, randomUUID()], ['connection', 'close'], ['content-length', '0']];
    const lines = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.end(`HTTP/1.1 ${refusals[error.code ?? ''] ?? '400 Bad Request'}\r\n${lines}\r\n`);
  }) as never);
}
