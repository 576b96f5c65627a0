import { connect, type Socket } from 'node:net';
import { AkezoraError } from '@akezora/contract';
import { startTestServer } from '../../../packages/server/tests/support/server.ts';
import { bytesOf, type Target } from '../target.ts';

/** Sends bytes as they are and gives the status of the answer; 0 when the connection ended without one. */
function send(port: number, bytes: Buffer): Promise<number> {
  return new Promise((done, fail) => {
    const socket: Socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      if (answer.length < 20) answer += chunk.toString('latin1');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') done(Number(/ (\d{3})/.exec(answer)?.[1] ?? 0));
      else fail(error);
    });
    socket.once('close', () => done(Number(/ (\d{3})/.exec(answer)?.[1] ?? 0)));
    // A request whose body never comes: the server waits, so this side ends it.
    socket.setTimeout(30, () => socket.destroy());
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
  const { server, remove } = await startTestServer();
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
