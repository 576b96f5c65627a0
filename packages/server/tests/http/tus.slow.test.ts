import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../src/access/accounts.ts';
import { createKey } from '../../src/access/keys.ts';
import { newDataFolder } from '../support/folders.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const tus = { 'tus-resumable': '1.0.0' };

describe('an upload that has begun', () => {
  let test: TestServer;
  const keys: Record<string, string> = {};
  beforeAll(async () => {
    const dataFolder = await newDataFolder(async (store) => {
      for (const name of ['ame', 'yuki']) {
        const { owner } = await createAccount(store, { name, password: 'a long enough password', role: 'member' });
        keys[name] = (await createKey(store, { owner, name, scopes: ['library'], role: 'member' })).secret;
      }
    });
    test = await startTestServer({ dataFolder, access: 'accounts', devices: [], uploadBytes: 8e6 });
  }, 180_000);
  afterAll(() => test.remove());

  const send = (name: string, method: string, path: string, headers: Record<string, string> = {}, body?: BodyInit) =>
    fetch(test.server.url + path, {
      method,
      headers: { ...tus, authorization: `Bearer ${keys[name]}`, ...headers },
      ...(body === undefined ? {} : { body, duplex: 'half' }),
    });
  const begin = async () => {
    const begun = await send('ame', 'POST', '/api/uploads', { 'upload-length': '5000' });
    expect(begun.status).toBe(201);
    return begun.headers.get('location') ?? '';
  };
  const offset = async (path: string) => {
    const head = await send('ame', 'HEAD', path);
    return [head.status, head.headers.get('upload-offset')];
  };
  const rows = async (path: string) =>
    (await test.server.store.db.selectFrom('open_uploads').select('id').execute()).filter(({ id }) => path.endsWith(id))
      .length;

  it('stays, whatever somebody else sends to its address', async () => {
    const path = await begin();
    const tried: [string, string, Record<string, string>][] = [
      ['POST', path, {}],
      ['POST', path, { 'upload-length': '99999999999' }],
      ['POST', path, { 'upload-length': '5' }],
      ['POST', path, { 'x-http-method-override': 'DELETE' }],
      ['POST', `${path}.json`, {}],
      ['POST', `${path}?x=1`, {}],
      ['POST', `/api/uploads?x=${path}`, {}],
      ['DELETE', path, {}],
      ['DELETE', `${path}.json`, {}],
      ['DELETE', `/api/uploads?x=${path}`, {}],
      ['PATCH', path, { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' }],
    ];
    for (const [method, address, headers] of tried) {
      const { status } = await send('yuki', method, address, headers);
      expect([method, address, status >= 400 && status < 500]).toEqual([method, address, true]);
      expect([method, address, headers, await offset(path), await rows(path)]).toEqual([
        ...[method, address, headers],
        ...[[200, '0'], 1],
      ]);
    }
    expect((await send('yuki', 'POST', path)).status).toBe(405);
  });

  it('keeps its place in the quota while its own sender posts to it in the middle of a chunk', async () => {
    const path = await begin();
    const id = path.split('/').at(-1) ?? '';
    let go: (() => void) | undefined;
    const rest = new Promise<void>((resolve) => {
      go = resolve;
    });
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(new Uint8Array(2000).fill(1));
        await rest;
        controller.enqueue(new Uint8Array(1000).fill(2));
        controller.close();
      },
    });
    const chunk = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
    const sent = send('ame', 'PATCH', path, chunk, body);
    const file = join(test.folder, 'incoming', id);
    await expect.poll(() => readFileSync(file).length).toBe(2000);
    expect((await send('ame', 'POST', path)).status).toBe(405);
    expect([existsSync(file), await rows(path)]).toEqual([true, 1]);
    go?.();
    expect((await sent).status).toBe(204);
    expect(await offset(path)).toEqual([200, '3000']);
    expect((await send('ame', 'DELETE', path)).status).toBe(204);
    expect([existsSync(file), await rows(path)]).toEqual([false, 0]);
  });

  it('is not there any more when the request that began it fails', async () => {
    const before = (await test.server.store.db.selectFrom('open_uploads').select('id').execute()).length;
    const headers = { 'upload-length': '3', 'content-type': 'application/offset+octet-stream' };
    const refused = await send('ame', 'POST', '/api/uploads', headers, '<x>');
    expect(refused.status).toBe(400);
    const after = (await test.server.store.db.selectFrom('open_uploads').select('id').execute()).length;
    expect(after).toBe(before);
  });
});

describe('answers of resumable uploads', () => {
  it('may be read by other sites only with --cors', async () => {
    const plain = await startTestServer({ devices: [] });
    const at = (test: TestServer, method: string, more: Record<string, string> = {}) =>
      fetch(`${test.server.url}/api/uploads`, { method, headers: { ...tus, ...more } });
    for (const [method, more] of [
      ['OPTIONS', {}],
      ['POST', { 'upload-length': '3' }],
      ['POST', {}],
    ] as const) {
      const { headers } = await at(plain, method, more);
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
    await plain.remove();
    const shared = await startTestServer({ devices: [], cors: ['https://studio.example'] });
    for (const more of [{ 'upload-length': '3' }, {}]) {
      const { headers } = await at(shared, 'POST', { origin: 'https://studio.example', ...more });
      expect(headers.get('access-control-allow-origin')).toBe('https://studio.example');
      expect(headers.get('access-control-expose-headers')).toContain('location');
    }
    await shared.remove();
  });
});
