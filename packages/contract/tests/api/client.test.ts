import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';

import { createClient, listen, readServerSentEvents, uploadFile } from '../../src/api/index.ts';
import { AkezoraError } from '../../src/index.ts';
import { describeRoutes } from './describe-routes.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const bytesOf = (...parts: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });

describe('the client', () => {
  it('fills path and query, and sends the guard header', async () => {
    let seen: IncomingMessage | undefined;
    const baseUrl = await serve((request, response) => {
      seen = request;
      response.end(JSON.stringify({ data: [], nextCursor: null, total: 0 }));
    });
    const client = createClient({ baseUrl, key: 'k' });
    await client.call('clips', { query: { q: '狐 snow', favourite: true, trash: undefined } });
    expect(seen?.url).toBe('/api/clips?q=%E7%8B%90+snow&favourite=true');
    expect(seen?.headers['x-akezora-client']).toBe('1');
    expect(seen?.headers.authorization).toBe('Bearer k');
    await client.call('pullModel', { params: { id: 'a/b c' } });
    expect(seen?.url).toBe('/api/models/a%2Fb%20c/pull');
  });

  it('runs the example of createClient', async () => {
    const baseUrl = await serve((_, response) => {
      response.end(JSON.stringify({ data: [{ prompt: 'a fox', seconds: 5 }], nextCursor: null, total: 1 }));
    });
    const source = readFileSync(new URL('../../src/api/client.ts', import.meta.url), 'utf8');
    const example = /@example\n([\s\S]*?)\n \*\//.exec(source)?.[1]?.replace(/^ \* ?/gm, '') ?? '';
    const code = example.replace('http://127.0.0.1:7860', baseUrl);
    expect(code).not.toBe(example);
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module-typescript', '--eval', code], {
      cwd: import.meta.dirname,
    });
    expect(stdout).toBe('a fox: 5 s\n');
  });

  it('gives the typed error of the server, and one of its own when there is no server', async () => {
    const baseUrl = await serve((_, response) => {
      response.statusCode = 400;
      response.end(JSON.stringify({ error: new AkezoraError('prompt_empty', { field: 'prompt' }).toShape() }));
    });
    await expect(createClient({ baseUrl }).call('session')).rejects.toMatchObject({
      code: 'prompt_empty',
      field: 'prompt',
    });
    await expect(createClient({ baseUrl: 'http://127.0.0.1:1' }).call('session')).rejects.toMatchObject({
      code: 'server_unreachable',
    });
  });
});

describe('the event stream', () => {
  it('reads events split anywhere, with comments, several data lines and CRLF', async () => {
    const text = ': hi\r\nid: 7\r\nevent: job\r\ndata: {"a":\r\ndata: 1}\r\n\r\ndata: x\n\n';
    for (let cut = 1; cut < text.length; cut++) {
      const events = [];
      for await (const event of readServerSentEvents(bytesOf(text.slice(0, cut), text.slice(cut)))) events.push(event);
      expect(events, `cut at ${cut}`).toEqual([
        { event: 'job', data: '{"a":\n1}', id: '7' },
        { event: 'message', data: 'x', id: '7' },
      ]);
    }
  });

  it('reads lines that end with CR alone, and no id that holds NUL', async () => {
    const events = [];
    for await (const event of readServerSentEvents(bytesOf('id: 1\rdata: a\r', '\rid: 2\0\rdata: b\r\r')))
      events.push(event);
    expect(events).toEqual([
      { event: 'message', data: 'a', id: '1' },
      { event: 'message', data: 'b', id: '1' },
    ]);
  });

  it('ends when an event has no end', async () => {
    const piece = new TextEncoder().encode('x'.repeat(1_000_000));
    const endless = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('data: ')),
      pull: (controller) => controller.enqueue(piece),
    });
    await expect(readServerSentEvents(endless).next()).rejects.toThrow(/exceeded/);
  });

  it('takes up again after a broken line from the last number', async () => {
    const asked: (string | undefined)[] = [];
    const baseUrl = await serve((request, response) => {
      asked.push(request.headers['last-event-id'] as string | undefined);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const id = 10 + asked.length;
      response.write(`event: hello\ndata: {"type":"hello","seq":10}\n\n`);
      response.end(`event: gone\nid: ${id}\ndata: {"type":"gone","kind":"clip","id":"c${id}"}\n\n`);
    });
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const event of listen(createClient({ baseUrl, validate: true }), { signal: stop.signal, delays: [5] })) {
      if (event.type === 'gone') seen.push(event.id);
      if (seen.length === 3) stop.abort();
    }
    expect(seen).toEqual(['c11', 'c12', 'c13']);
    expect(asked).toEqual([undefined, '11', '12']);
  });
});

describe('uploads', () => {
  it('sends chunks and goes on from where the server stands after a cut line', async () => {
    const parts: Buffer[] = [];
    let cut = false;
    const length = () => parts.reduce((sum, part) => sum + part.length, 0);
    const baseUrl = await serve((request, response) => {
      if (request.method === 'POST') return response.writeHead(201, { location: '/api/uploads/u1' }).end();
      if (request.method === 'HEAD') return response.writeHead(200, { 'upload-offset': String(length()) }).end();
      if (request.method === 'GET') return response.end(JSON.stringify({ id: 'u1' }));
      request.on('data', (part: Buffer) => {
        parts.push(part);
        if (!cut && length() >= 5000) {
          cut = true;
          request.destroy();
        }
      });
      request.on('end', () => response.writeHead(204, { 'upload-offset': String(length()) }).end());
    });
    const content = Buffer.from(Array.from({ length: 10_000 }, (_, i) => i % 251));
    const progress: number[] = [];
    const upload = await uploadFile(createClient({ baseUrl }), new File([content], '狐.png', { type: 'image/png' }), {
      chunkBytes: 3000,
      onProgress: (sent) => progress.push(sent),
    });
    expect(upload.id).toBe('u1');
    expect(cut).toBe(true);
    expect(Buffer.concat(parts).equals(content)).toBe(true);
    expect(progress.at(-1)).toBe(10_000);
  });
});

it('documents every route in the README', () => {
  const plain = (table: string) => table.replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---');
  const readme = readFileSync(new URL('../../src/api/README.md', import.meta.url), 'utf8');
  expect(plain(readme)).toContain(plain(describeRoutes()));
});
