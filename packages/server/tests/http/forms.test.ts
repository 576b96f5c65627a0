import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer({ devices: [], uploadBytes: 8e6, budgets: { forms: 2, allForms: 3 } });
});
afterAll(() => test.remove());

const temporaries = (folder = test.folder) => {
  try {
    return readdirSync(join(folder, 'tmp'));
  } catch {
    return [];
  }
};
const picture = async () =>
  new Blob([
    await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
      .png()
      .toBuffer(),
  ]);
const post = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
  fetch(test.server.url + path, { method: 'POST', body, headers });

/** Opens a connection and sends the head of a request with some bytes of its body. */
async function send(head: string, body = ''): Promise<{ socket: Socket; received: () => string }> {
  const { port } = new URL(test.server.url);
  const socket = connect(Number(port), '127.0.0.1');
  let text = '';
  socket.on('data', (data) => {
    text += data.toString('latin1');
  });
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(`${head.replaceAll('\n', '\r\n').replace('HOST', `127.0.0.1:${port}`)}\r\n\r\n${body}`);
  return { socket, received: () => text };
}
const formHead = (length: number, more = '') =>
  `POST /v1/files HTTP/1.1\nHost: HOST\nContent-Type: multipart/form-data; boundary=b\nContent-Length: ${length}${more}`;
const filePart = '--b\r\nContent-Disposition: form-data; name="file"; filename="../../a.png"\r\n\r\n';

describe('a form', () => {
  it('brings a file to the uploads, under a name that is no path, and leaves nothing behind', async () => {
    const form = new FormData();
    form.append('purpose', 'user_data');
    form.append('file', await picture(), '../../etc/雪.png');
    const answer = await post('/v1/files', form);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ object: 'file', filename: '雪.png' });
    expect(temporaries()).toEqual([]);
  });

  it('never reaches a prototype by the names of its fields', async () => {
    for (const name of [
      '__proto__[prompt]',
      'constructor[prompt]',
      'prototype',
      '__proto__',
      'toString[call]',
      'a[b][c]',
      'prompt[]',
    ]) {
      const form = new FormData();
      form.append(name, 'hello');
      const multipart = await post('/v1/videos', form);
      const encoded = await post('/v1/videos', new URLSearchParams({ [name]: 'hello' }));
      expect([name, multipart.status, encoded.status]).toEqual([name, 400, 400]);
    }
    expect(({} as Record<string, unknown>).prompt).toBeUndefined();
  });

  it('names the field that is not valid UTF-8, in both encodings', async () => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const part = Buffer.concat([
      Buffer.from('--b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\n'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('\r\n--b--\r\n'),
    ]);
    for (const answer of [
      await post('/v1/videos', 'model=sora-2&prompt=%ff%fe', type),
      await post('/v1/videos', part, { 'content-type': 'multipart/form-data; boundary=b' }),
    ]) {
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { param: 'prompt' } });
    }
    expect((await post('/v1/videos', '%ff=x', type)).status).toBe(400);
    const good = await post('/v1/videos', 'prompt=%E9%9b%AA+%2B+100%+%F0%9F%A6%8A=a&&', type);
    expect([good.status, await good.json()]).toMatchObject([200, { prompt: '雪 + 100% 🦊=a' }]);
  });

  it('has few fields and files, of limited length', async () => {
    const many = new FormData();
    for (let index = 0; index < 60; index += 1) many.append(`f${index}`, 'x');
    expect((await post('/v1/videos', many)).status).toBe(400);
    const files = new FormData();
    for (let index = 0; index < 12; index += 1) files.append('files', new Blob(['x']), 'x.png');
    expect((await post('/gradio_api/upload', files)).status).toBe(400);
    const long = new FormData();
    long.append('prompt', 'x'.repeat(200_000));
    expect((await post('/v1/videos', long)).status).toBe(400);
    const pairs = Array.from({ length: 100_000 }, (_, index) => `f${index}=1`).join('&');
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await post('/v1/videos', pairs, type)).status).toBe(413);
    expect((await post('/v1/videos', pairs.slice(0, 5000), type)).status).toBe(400);
    expect(temporaries()).toEqual([]);
  });

  it('of a client that hangs up leaves nothing behind', async () => {
    const { socket } = await send(formHead(5e6), filePart + 'x'.repeat(2e6));
    await expect.poll(() => temporaries().length).toBe(1);
    socket.destroy();
    await expect.poll(() => temporaries()).toEqual([]);
  });

  it('that is large waits for a place: an owner has only so many at once', async () => {
    const open = [await send(formHead(5e6), filePart), await send(formHead(5e6), filePart)];
    await expect.poll(() => temporaries().length).toBe(2);
    const large = new FormData();
    large.append('file', new Blob([new Uint8Array(2e6)]), 'a.png');
    const refused = await post('/v1/files', large);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    // Small ones are not held up.
    const small = new FormData();
    small.append('file', await picture(), 'a.png');
    expect((await post('/v1/files', small)).status).toBe(200);
    for (const { socket } of open) socket.destroy();
    await expect.poll(() => temporaries()).toEqual([]);
    await expect.poll(async () => (await post('/v1/files', large)).status).toBe(400);
  });

  it('is asked for only when its head is accepted', async () => {
    const tooLarge = await send(formHead(9e6, '\nExpect: 100-continue'));
    await expect.poll(tooLarge.received).toContain('HTTP/1.1 413');
    expect(tooLarge.received()).not.toContain('100 Continue');
    tooLarge.socket.destroy();
    const { socket, received } = await send(formHead(500, '\nExpect: 100-continue'));
    await expect.poll(received).toContain('HTTP/1.1 100 Continue');
    socket.write(`${filePart}x\r\n--b--`.padEnd(500));
    await expect.poll(received).toContain('HTTP/1.1 400');
    socket.destroy();
  });

  it('does not fill the disk below the reserve', async () => {
    const full = await startTestServer({ devices: [], reserveBytes: 1e15 });
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(2e6)]), 'a.png');
    const answer = await fetch(`${full.server.url}/v1/files`, { method: 'POST', body: form });
    expect(answer.status).toBe(507);
    expect(temporaries(full.folder)).toEqual([]);
    expect((await fetch(`${full.server.url}/readyz`)).status).toBe(503);
    await full.remove();
  });
});
