import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@akezora/contract/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../src/access/accounts.ts';
import { startServer } from '../../src/server.ts';
import { newDataFolder } from '../support/folders.ts';
import { sendRaw } from '../support/raw-http.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const json = { 'content-type': 'application/json' };

describe('the start token of a server on loopback', () => {
  let test: TestServer;
  let url: string;
  let token: string;
  beforeAll(async () => {
    test = await startTestServer({ devices: [] });
    ({ url } = test.server);
    token = test.server.startToken ?? '';
  }, 60_000);
  afterAll(() => test.remove());

  const open = (path: string) => fetch(url + path, { redirect: 'manual' });
  const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? '';

  it('becomes a cookie that no script reads, and leaves the address', async () => {
    const entered = await open(`/settings?token=${token}&tab=keys`);
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/settings?tab=keys']);
    expect(entered.headers.get('set-cookie')).toMatch(/^akezora_start_\d+=.*HttpOnly; SameSite=Strict$/);
    expect(entered.headers.get('referrer-policy')).toBe('same-origin');
    expect(entered.headers.get('cache-control')).toBe('no-store');
    // Other programs on this machine see the cookie; it must not be what opens the server by itself.
    expect(cookieOf(entered)).not.toContain(token);
    const headers = { cookie: cookieOf(entered) };
    expect((await fetch(`${url}/api/keys`, { headers })).status).toBe(200);
    expect(await (await fetch(`${url}/api/session`, { headers })).json()).toMatchObject({ administers: true });
    expect(await (await fetch(`${url}/api/session`)).json()).toMatchObject({ administers: false, role: 'owner' });
    const bearer = { authorization: `Bearer ${cookieOf(entered).split('=')[1]}` };
    expect((await fetch(`${url}/api/keys`, { headers: bearer })).status).toBe(403);
  });

  it('is taken only whole, by pages only, and never leads to another host', async () => {
    for (const wrong of ['', 'x', token.slice(1), `${token}x`, token.toUpperCase()]) {
      const answer = await open(`/?token=${wrong}`);
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
    }
    expect((await open(`/api/session?token=${token}`)).headers.get('set-cookie')).toBeNull();
    const target = await sendRaw(url, `GET //evil.example/x?token=${token} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    expect(target.headers.get('location') ?? '/').toMatch(/^\/[^/]/);
    const proxied = await fetch(`${url}/?token=${token}`, { headers: { via: '1.1 x' }, redirect: 'manual' });
    expect([proxied.status, proxied.headers.get('set-cookie')]).toEqual([403, null]);
  });

  it('needs the header of our client for changes by its cookie', async () => {
    const cookie = cookieOf(await open(`/?token=${token}`));
    const make = (headers: Record<string, string>) =>
      fetch(`${url}/api/webhooks`, {
        method: 'POST',
        headers: { ...json, cookie, ...headers },
        body: JSON.stringify({ url: 'https://hook.invalid/' }),
      });
    expect((await make({})).status).toBe(403);
    expect((await make({ authorization: '' })).status).toBe(403);
    expect((await make({ 'x-akezora-client': '1' })).status).toBe(201);
  });

  it('lies in a file that only the user reads, and outlives a restart; another one is not taken', async () => {
    const path = join(test.folder, 'start-token.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ token, url });
    const cookie = cookieOf(await open(`/?token=${token}`));
    await test.server.stop();
    const again = await startServer({ ...test.options, port: test.server.port });
    expect(again.startToken).toBe(token);
    expect((await fetch(`${again.url}/api/keys`, { headers: { cookie } })).status).toBe(200);
    const [name] = cookie.split('=');
    expect((await fetch(`${again.url}/api/keys`, { headers: { cookie: `${name}=x` } })).status).toBe(403);
    await again.stop();
  });
});

describe('a server with accounts', () => {
  let test: TestServer;
  let url: string;
  let cookie: string;
  beforeAll(async () => {
    const dataFolder = await newDataFolder(async (store) => {
      await createAccount(store, { name: 'ame', password: 'correct horse', role: 'owner' });
    });
    // A public URL means accounts, wherever the server listens.
    test = await startTestServer({ dataFolder, devices: [], publicUrl: 'http://127.0.0.1' });
    url = `http://127.0.0.1:${test.server.port}`;
    const answer = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { ...json, 'x-akezora-client': '1' },
      body: JSON.stringify({ name: 'ame', password: 'correct horse' }),
    });
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  }, 60_000);
  afterAll(() => test.remove());

  it('answers 401 in the form of each API to whoever is not identified, whether the thing exists or not', async () => {
    const reads = ['/api/models', '/api/clips/x', '/api/nothing', '/api/uploads/x', '/api/events', '/api/audit'];
    for (const path of reads) {
      const answer = await fetch(url + path);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(await answer.json()).toMatchObject({ error: { code: 'unauthorized' } });
    }
    const openAi = ['models', 'models/x', 'videos', 'videos/x', 'videos/characters/x', 'files', 'files/x', 'nothing'];
    for (const path of [...openAi, 'webhook_endpoints', 'webhook_endpoints/x']) {
      const answer = await fetch(`${url}/v1/${path}`);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(await answer.json()).toMatchObject({ error: { type: 'authentication_error' } });
    }
    const gradio = ['/config', '/gradio_api', '/gradio_api/info', '/gradio_api/app_id', '/gradio_api/startup-events'];
    for (const path of [...gradio, '/gradio_api/queue/data?session_hash=x', '/gradio_api/file=x']) {
      const answer = await fetch(url + path);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(typeof (await answer.json()).error).toBe('string');
    }
    const changes = ['/', '/mcp', '/gradio_api/reset', '/gradio_api/call/generate', '/v1/videos', '/api/uploads'];
    for (const path of changes)
      expect([path, (await fetch(url + path, { method: 'POST', body: '{}', headers: json })).status]).toEqual([
        path,
        401,
      ]);
    for (const method of ['POST', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS']) {
      const headers = { 'tus-resumable': '1.0.0', 'upload-length': '1', 'upload-offset': '0' };
      expect((await fetch(`${url}/api/uploads/x`, { method, headers })).status).toBe(401);
    }
    for (const path of ['/', '/api', '/api/openapi.json', '/api/session', '/healthz', '/readyz'])
      expect([path, (await fetch(url + path)).status]).toEqual([path, 200]);
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
  });

  it('takes changes by cookie only with the header of our client or from its own pages, in every API', async () => {
    const { port } = test.server;
    const tus = { 'tus-resumable': '1.0.0', 'upload-length': '1' };
    const changes: readonly (readonly [string, string, Record<string, string>?])[] = [
      ['POST', '/api/folders'],
      ['DELETE', '/api/session'],
      ['POST', '/api/uploads', tus],
      ['PATCH', '/api/uploads/x', { 'tus-resumable': '1.0.0', 'upload-offset': '0' }],
      ['POST', '/v1/webhook_endpoints'],
      ['POST', '/v1/videos'],
      ['DELETE', '/v1/videos/x'],
      ['POST', '/gradio_api/reset'],
      ['POST', '/gradio_api/queue/join'],
      ['POST', '/gradio_api/upload'],
      ['POST', '/mcp'],
      ['POST', '/'],
    ];
    const send = (method: string, path: string, headers: Record<string, string>) =>
      fetch(url + path, { method, headers: { ...json, cookie, ...headers }, body: '{}' });
    for (const [method, path, more = {}] of changes) {
      const bare: Record<string, string>[] = [
        {},
        { authorization: '' },
        { authorization: 'Bearer' },
        { authorization: 'Basic eDp5' },
      ];
      for (const headers of [...bare, { 'sec-fetch-site': 'none' }]) {
        const answer = await send(method, path, { ...more, ...headers });
        expect([path, headers, answer.status]).toEqual([path, headers, 403]);
        await answer.text();
      }
      if (path === '/api/session') continue;
      const own = { origin: 'http://127.0.0.1' };
      const here = { origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' };
      for (const headers of [{ 'x-akezora-client': '1' }, { 'sec-fetch-site': 'same-origin' }, own, here]) {
        const answer = await send(method, path, { ...more, ...headers });
        expect([path, headers, answer.status === 403]).toEqual([path, headers, false]);
        await answer.body?.cancel();
      }
    }
  });

  it('takes no change in the clothes of a read', async () => {
    for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      const headers = { cookie, 'tus-resumable': '1.0.0', [name]: 'DELETE' };
      for (const method of ['GET', 'POST', 'PATCH'])
        expect((await fetch(`${url}/api/uploads/x`, { method, headers })).status).toBe(400);
    }
  });

  it('shows its metrics to who manages it only, and to no page of another site', async () => {
    expect((await fetch(`${url}/metrics`, { headers: { cookie } })).status).toBe(200);
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }] as const)
      for (const path of ['/metrics', '/readyz'])
        expect((await fetch(url + path, { headers: { cookie, ...headers } })).status).toBe(403);
    for (const path of ['/metrics', '/readyz']) {
      const rebound = await sendRaw(url, `GET ${path} HTTP/1.1\r\nHost: evil.example\r\n\r\n`);
      expect(rebound.status).toBe(403);
    }
  });

  it('refuses requests that name two hosts, and methods that no route has', async () => {
    const head = (line: string, ...lines: string[]) => sendRaw(url, `${[line, ...lines].join('\r\n')}\r\n\r\n`);
    const own = `Host: 127.0.0.1:${test.server.port}`;
    expect((await head('GET http://evil.example/api/session HTTP/1.1', own)).status).toBe(403);
    expect((await head(`GET ${url}/api/session HTTP/1.1`, own)).status).toBe(200);
    expect((await head('GET /api/session HTTP/1.1', own, 'Host: evil.example')).status).toBeGreaterThanOrEqual(400);
    expect((await head('GET /api/session HTTP/1.1')).status).toBeGreaterThanOrEqual(400);
    expect((await head('TRACE /api/session HTTP/1.1', own)).status).toBe(405);
    expect((await head('PROPFIND / HTTP/1.1', own)).status).toBe(405);
    const forwarded = await fetch(`${url}/config`, { headers: { cookie, 'x-forwarded-host': 'evil.example' } });
    expect(await forwarded.text()).not.toContain('evil.example');
  });
});

describe('every answer', () => {
  it('carries the security headers, whatever made it', async () => {
    const dataFolder = await newDataFolder(async (store) => {
      await createAccount(store, { name: 'ame', password: 'correct horse', role: 'owner' });
    });
    const test = await startTestServer({ dataFolder, devices: [], publicUrl: 'https://127.0.0.1' });
    const url = `http://127.0.0.1:${test.server.port}`;
    const own = `Host: 127.0.0.1:${test.server.port}`;
    const asset = /src="(\/assets\/[^"]+)"/.exec(await (await fetch(url)).text())?.[1];
    const answers = await Promise.all(
      [
        ...[
          '/',
          '/clips/x',
          '/api',
          '/api/openapi.json',
          '/api/session',
          '/api/nothing',
          '/v1/nothing',
          '/healthz',
          '/readyz',
        ],
        ...['/metrics', '/api/events', '/api/uploads/x', '/%00', ...(asset === undefined ? [] : [asset])],
      ].map((path) => sendRaw(url, `GET ${path} HTTP/1.1\r\n${own}\r\n\r\n`)),
    );
    for (const text of [
      'GET / HTTP/1.1\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n',
      'NONSENSE\r\n\r\n',
      `GET / HTTP/1.1\r\n${own}\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
      `GET /\\x HTTP/1.1\r\n${own}\r\n\r\n`,
      `POST /api/folders HTTP/1.1\r\n${own}\r\nExpect: nonsense\r\nContent-Length: 0\r\n\r\n`,
      `OPTIONS /api/uploads HTTP/1.1\r\n${own}\r\nTus-Resumable: 1.0.0\r\n\r\n`,
    ])
      answers.push(await sendRaw(url, text));
    for (const { status, headers } of answers) {
      expect(status).toBeGreaterThan(0);
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'x-frame-options': 'DENY',
        'content-security-policy': expect.stringMatching(/default-src '(?:none|self)'.*frame-ancestors 'none'/),
        'x-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
        'strict-transport-security': 'max-age=31536000',
        'cache-control': expect.stringMatching(/^(?:no-store|no-cache|public, max-age=31536000, immutable)$/),
      });
    }
    const signedIn = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { ...json, 'x-akezora-client': '1' },
      body: JSON.stringify({ name: 'ame', password: 'correct horse' }),
    });
    expect(signedIn.headers.get('set-cookie')).toMatch(
      /^__Host-akezora_session=.*Path=\/; HttpOnly; Secure; SameSite=Lax/,
    );
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const withCookie: typeof fetch = (input, init) =>
      fetch(input, { ...init, headers: { ...(init?.headers as Record<string, string>), cookie } });
    const api = createClient({ baseUrl: url, fetch: withCookie });
    expect(await api.call('session')).toMatchObject({ signedIn: true });
    await test.remove();
  });
});

describe('a server that others could reach', () => {
  it.each([
    { publicUrl: 'https://video.example' },
    { trustProxy: true },
    { trustProxy: ['127.0.0.1'] },
    { host: '0.0.0.0' },
    { access: 'accounts' as const },
  ])('does not start before there is an account or a key: %o', async (options) => {
    const dataFolder = await newDataFolder();
    const start = startServer({ ...options, port: 0, dataFolder, devices: [], logLevel: 'silent' });
    await expect(start).rejects.toMatchObject({ code: 'access_unset' });
  });

  it('does not start with a public URL that carries a name, a password or a query', async () => {
    for (const publicUrl of ['https://a:b@host.example', 'https://a@host.example/vid', 'https://host.example/?x'])
      await expect(startServer({ publicUrl, port: 0, devices: [] })).rejects.toMatchObject({ code: 'request_invalid' });
  });
});
