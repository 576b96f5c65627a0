import { connect, type Socket } from 'node:net';
import { AkezoraError } from '@akezora/contract';
import { startTestServer } from '../../../packages/server/tests/support/server.ts';
import { bytesOf, type Target } from '../target.ts';

/** The status at the beginning of an answer, if it is there: an interim one such as 100 is not what the server says. */
const statusOf = (answer: string): number | undefined => {
  const status = /^(?:HTTP\/1\.1 1[\s\S]*?\r\n\r\n)*HTTP\/1\.1 ([2-5]\d\d) /.exec(answer)?.[1];
  return status === undefined ? undefined : Number(status);
};

/** Whether a request is there as a whole, so that the server has nothing to wait for. */
const isComplete = (bytes: Buffer): boolean => {
  const text = bytes.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const [head, body] = [text.slice(0, end), text.slice(end + 4)];
  if (/^transfer-encoding:/im.test(head)) return /^0+\r\n[\s\S]*\r\n$/m.test(body);
  return body.length >= Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
};

/**
 * Sends bytes as they are and gives the status of the answer as soon as it is there; 0 when the server closed the
 * connection without one. A request that is not whole gets time to be refused for what is there, then this side ends too.
 */
function send(port: number, bytes: Buffer): Promise<number> {
  return new Promise((done, fail) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      if (statusOf(answer) !== undefined) socket.destroy();
    });
    socket.on('end', () => socket.destroy());
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') fail(error);
    });
    socket.once('close', () => done(statusOf(answer) ?? 0));
    socket.setTimeout(isComplete(bytes) ? 5000 : 10, () => socket.end());
    socket.write(bytes);
  });
}

const request = (method: string, path: string, headers: readonly string[], body = ''): string =>
  [
    `${method} ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: close',
    'Tus-Resumable: 1.0.0',
    ...headers,
    '',
    body,
  ].join('\r\n');

const metadata = `filename ${Buffer.from('a.png').toString('base64')},filetype ${Buffer.from('image/png').toString('base64')}`;
const chunk = ['Upload-Offset: 0', 'Content-Type: application/offset+octet-stream', 'Content-Length: 5'];

/** Resumable uploads (tus 1.0.0), as raw requests to a running server. */
export const tus = async (): Promise<Target> => {
  // Above the number of open uploads the server would refuse every further one without reading it.
  const { server, remove } = await startTestServer({ budgets: { openUploads: 1e9 } });
  const headers = { 'tus-resumable': '1.0.0', 'upload-length': '1000000' };
  const created = await fetch(`${server.url}/api/uploads`, { method: 'POST', headers });
  const path = new URL(created.headers.get('location') ?? '', server.url).pathname;
  return {
    name: 'tus',
    inputs: 200_000,
    seeds: bytesOf(
      request('POST', '/api/uploads', ['Upload-Length: 5', `Upload-Metadata: ${metadata}`, 'Content-Length: 0']),
      request('POST', '/api/uploads', ['Upload-Defer-Length: 1', 'Content-Length: 0']),
      request('POST', '/api/uploads', ['Upload-Length: 9', ...chunk], 'hello'),
      request('PATCH', path, chunk, 'hello'),
      request('HEAD', path, []),
      request('OPTIONS', '/api/uploads', []),
    ),
    words: bytesOf(
      ...[
        'Upload-Length: ',
        'Upload-Offset: ',
        'Upload-Metadata: ',
        'Upload-Concat: partial',
        'Upload-Defer-Length: 1',
      ],
      ...[
        'Upload-Concat: final;/api/uploads/a',
        'X-HTTP-Method-Override: DELETE',
        'Transfer-Encoding: chunked',
        '\r\n',
        '0\r\n\r\n',
      ],
      ...[
        'Upload-Checksum: sha1 x',
        'Content-Length: 99',
        '/../',
        '%2e%2e%2f',
        'owner bG9jYWw=',
        ',',
        ' ',
        '-1',
        '1e9',
      ],
    ),
    covers: /http\/(?:api\/tus|app)\.ts|@tus/,
    run: async (input) => {
      const status = await send(server.port, input);
      if (status >= 500 && status !== 501 && status !== 507) throw new Error(`the server answered ${status}`);
      if (status === 0 || status >= 400)
        throw new AkezoraError('request_invalid', { field: 'upload', reason: String(status) });
    },
    close: remove,
  };
};
