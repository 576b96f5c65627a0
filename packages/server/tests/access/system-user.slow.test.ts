import { chownSync, readdirSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Running, startProcess } from '../../../../bench/server/process.ts';
import { createPeers } from '../../src/access/peer.ts';
import { newDataFolder, newFolder } from '../support/folders.ts';
import { sendRaw } from '../support/raw-http.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import {
  curl,
  type FrontProxy,
  nginxHere,
  otherUser,
  otherUsersHere,
  skipping,
  startForwarder,
  startNginx,
} from '../support/system-users.ts';

const noOthers = skipping('root, to start programs of another system user', otherUsersHere);
const noNginx = skipping('nginx', nginxHere);

let test: TestServer;
let url: string;
beforeAll(async () => {
  test = await startTestServer({ devices: [] });
  url = test.server.url;
}, 60_000);
afterAll(() => test.remove());

/**
 * The status, and the code of the error if there is one, of a request as a program of our own user sends it, whose Host
 * need not be the address.
 */
const status = (path: string, headers: Record<string, string>, base = url) =>
  new Promise<string>((resolve, reject) => {
    const { hostname, port } = new URL(base);
    request({ host: hostname.replace(/^\[|\]$/g, ''), port, path, headers }, async (answer) => {
      const code = /"code":"(\w+)"/.exec(await text(answer))?.[1];
      resolve([answer.statusCode, code].filter((part) => part !== undefined).join(' '));
    })
      .on('error', reject)
      .end();
  });

describe('a server on loopback', () => {
  it('serves programs of its own system user with any key or none, but lets only the start token manage it', async () => {
    for (const args of [[], ['-H', 'authorization: Bearer anything'], ['-H', 'x-api-key: anything']]) {
      expect(await curl(`${url}/api/clips`, args)).toBe('200');
      expect(await curl(`${url}/v1/models`, args)).toBe('200');
      for (const path of ['keys', 'accounts', 'webhooks'])
        expect(await curl(`${url}/api/${path}`, args)).toBe('403 admin_token_needed');
      expect(await curl(`${url}/v1/webhook_endpoints`, args)).toBe('403 admin_token_needed');
    }
    const token = ['-H', `authorization: Bearer ${test.server.startToken}`];
    for (const path of ['/api/keys', '/api/accounts', '/api/webhooks', '/v1/webhook_endpoints'])
      expect(await curl(url + path, token)).toBe('200');
  });

  it.each([
    ...['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-prefix'],
    ...['x-forwarded-server', 'x-forwarded-ssl', 'x-forwarded-user', 'x-forwarded-email', 'forwarded', 'forwarded-for'],
    ...['x-forward-for', 'x-forwarded', 'x-real-ip', 'x-real-port', 'via', 'x-via', 'x-client-ip', 'client-ip'],
    ...[
      'true-client-ip',
      'x-cluster-client-ip',
      'cf-connecting-ip',
      'cf-ray',
      'cf-visitor',
      'cf-ipcountry',
      'cdn-loop',
    ],
    ...['fastly-client-ip', 'fly-client-ip', 'fly-forwarded-port', 'x-azure-clientip', 'x-azure-socketip', 'x-arr-ssl'],
    ...[
      'x-appengine-user-ip',
      'x-amzn-trace-id',
      'cloudfront-viewer-address',
      'akamai-origin-hop',
      'x-nf-client-connection-ip',
    ],
    ...[
      'x-envoy-external-address',
      'x-envoy-original-path',
      'x-original-url',
      'x-original-host',
      'x-original-forwarded-for',
    ],
    ...[
      'x-rewrite-url',
      'x-originating-ip',
      'x-remote-ip',
      'x-remote-addr',
      'remote-addr',
      'x-host',
      'x-scheme',
      'x-url-scheme',
    ],
    ...[
      'front-end-https',
      'tailscale-user-login',
      'tailscale-user-name',
      'ngrok-agent-ips',
      'x-proxyuser-ip',
      'x-proxy-id',
    ],
    ...['proxy-connection', 'x-nginx-proxy', 'x-request-start', 'x-vercel-id', 'remote-user', 'x-auth-request-user'],
    ...[
      'x-authentik-username',
      'x-ms-client-principal-name',
      'x-goog-authenticated-user-email',
      'x-pomerium-jwt-assertion',
    ],
  ])('refuses a request with %s, which no program sends that asks directly', async (name) => {
    expect(await status('/api/clips', { [name]: '203.0.113.7' })).toBe('403 proxy_unexpected');
    // Not even the token helps: the server does not know whom the proxy lets in.
    const both = { [name]: '203.0.113.7', authorization: `Bearer ${test.server.startToken}` };
    expect(await status('/api/keys', both)).toBe('403 proxy_unexpected');
  });

  it('refuses HTTP/1.0, and takes the headers of real clients', async () => {
    const old = await sendRaw(url, 'GET /api/clips HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n');
    expect([old.status, JSON.parse(old.body).error.code]).toEqual([403, 'proxy_unexpected']);
    const usual = [
      'x-stainless-os: Linux',
      'x-request-id: 1',
      'traceparent: 00-0-0-00',
      'mcp-protocol-version: 2025-06-18',
    ];
    const browser = ['sec-fetch-site: same-origin', 'upgrade-insecure-requests: 1', 'dnt: 1', 'accept-language: ja'];
    for (const header of [...usual, ...browser]) expect(await curl(`${url}/api/clips`, ['-H', header])).toBe('200');
  });

  it('keeps to a loopback Host, also where another one is allowed', async () => {
    const own = await startTestServer({ devices: [], allowedHosts: ['studio.example'] });
    expect(await status('/api/clips', { host: '127.0.0.1' }, own.server.url)).toBe('200');
    expect(await status('/api/clips', { host: 'studio.example' }, own.server.url)).toMatch(/^403/);
    expect(await status('/api/clips', { host: 'other.example' }, own.server.url)).toMatch(/^403/);
    await own.remove();
  });

  it('knows its user over IPv6, too', async () => {
    const six = await startTestServer({ devices: [], host: '::1' });
    const address = `http://[::1]:${six.server.port}`;
    expect(await curl(`${address}/api/clips`)).toBe('200');
    if (!noOthers) expect(await curl(`${address}/api/clips`, [], otherUser)).toBe('401 start_token_needed');
    await six.remove();
  });

  it.skipIf(noOthers)('lets another system user in only with the token or a key', async () => {
    for (const path of ['/api/clips', '/api/session', '/v1/models', '/config', '/gradio_api/info', '/metrics'])
      expect(await curl(url + path, [], otherUser)).toMatch(/^401/);
    expect(await curl(`${url}/api/jobs`, ['-d', '{"request":{"prompt":"x"}}'], otherUser)).toMatch(/^401/);
    expect(await curl(`${url}/v1/videos`, ['-H', 'authorization: Bearer anything'], otherUser)).toMatch(/^401/);
    const token = ['-H', `authorization: Bearer ${test.server.startToken}`];
    expect(await curl(`${url}/api/keys`, token, otherUser)).toBe('200');
    const { secret } = await test.api.call('createKey', { body: { name: 'k', scopes: ['library'] } });
    expect(await curl(`${url}/api/clips`, ['-H', `authorization: Bearer ${secret}`], otherUser)).toBe('200');
    // Browsers send cookies to every port of a machine: what another user's server sees must not help it.
    const entered = await fetch(`${url}/?token=${test.server.startToken}`, { redirect: 'manual' });
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(await curl(`${url}/api/keys`, ['-H', `cookie: ${cookie}`])).toBe('200');
    expect(await curl(`${url}/api/keys`, ['-H', `cookie: ${cookie}`], otherUser)).toBe('401 start_token_needed');
  });

  it('says no more than ready to a stranger', async () => {
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({
      status: 'ready',
      database: true,
      storage: true,
      disk: true,
    });
    const strange = await fetch(`${url}/readyz`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(await strange.json()).toEqual({ status: 'ready' });
  });
});

describe.skipIf(noOthers || noNginx)('nginx in front of a server on loopback', () => {
  const proxies: FrontProxy[] = [];
  const nginx = async (lines: string, user?: typeof otherUser) => {
    const proxy = await startNginx(url, lines, user);
    proxies.push(proxy);
    return proxy.url;
  };
  afterAll(async () => {
    for (const proxy of proxies) await proxy.stop();
  });

  it('gets nothing as it is by default, whoever runs it', async () => {
    for (const user of [undefined, otherUser]) {
      const address = await nginx('', user);
      for (const path of ['/api/session', '/api/clips', '/v1/models', '/config', '/metrics'])
        expect(await curl(address + path)).toMatch(/^403/);
      const key = ['-d', '{"name":"x","scopes":["admin"]}', '-H', 'content-type: application/json'];
      expect(await curl(`${address}/api/keys`, key)).toBe('403 proxy_unexpected');
      expect(await curl(`${address}/api/jobs`, ['-d', '{"request":{"prompt":"x"}}'])).toBe('403 proxy_unexpected');
    }
  });

  it('gets nothing with HTTP/1.1 and the usual headers, or without any as another user', async () => {
    const usual = 'proxy_http_version 1.1; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;';
    expect(await curl(`${await nginx(usual)}/api/clips`)).toBe('403 proxy_unexpected');
    const bare = 'proxy_http_version 1.1; proxy_set_header Connection "";';
    expect(await curl(`${await nginx(bare, otherUser)}/api/clips`)).toBe('401 start_token_needed');
  });

  it('manages nothing even when the same user runs it without any sign', async () => {
    const address = await nginx('proxy_http_version 1.1; proxy_set_header Connection "";');
    expect(await curl(`${address}/api/clips`)).toBe('200');
    expect(await curl(`${address}/api/keys`)).toBe('403 admin_token_needed');
    const hook = ['-d', '{"url":"http://169.254.169.254/"}', '-H', 'content-type: application/json'];
    expect(await curl(`${address}/api/webhooks`, hook)).toBe('403 admin_token_needed');
  });
});

describe.skipIf(noOthers)('a program that forwards connections', () => {
  it('has the rights of its own user', async () => {
    const own = await startForwarder(url);
    const other = await startForwarder(url, otherUser);
    expect(await curl(`${own.url}/api/clips`)).toBe('200');
    expect(await curl(`${own.url}/api/keys`)).toBe('403 admin_token_needed');
    expect(await curl(`${other.url}/api/clips`)).toBe('401 start_token_needed');
    await own.stop();
    await other.stop();
  });
});

describe.skipIf(noOthers)('a server without privileges', () => {
  let running: Running;
  beforeAll(async () => {
    const dataFolder = await newDataFolder();
    give(dataFolder);
    const cache = newFolder();
    give(cache);
    running = await startProcess(
      { dataFolder, devices: [] },
      { ...otherUser, env: { NODE_COMPILE_CACHE: cache, HOME: dataFolder } },
    );
  }, 60_000);
  afterAll(() => running.stop());

  it('takes root for another user', async () => {
    expect(await curl(`${running.url}/api/clips`, [], otherUser)).toBe('200');
    expect(await curl(`${running.url}/api/clips`)).toBe('401 start_token_needed');
  });
});

/** Gives a folder and all in it to the other user. */
function give(path: string): void {
  chownSync(path, otherUser.uid, otherUser.gid);
  if (statSync(path).isDirectory()) for (const name of readdirSync(path)) give(join(path, name));
}

describe('the user of a connection', () => {
  const withSocket = async <T>(use: (socket: Socket) => Promise<T>, host = '127.0.0.1'): Promise<T> => {
    const server = createServer().listen(0, host);
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const client = connect(port, host.includes(':') ? '::1' : '127.0.0.1');
    try {
      return await use(await accepted);
    } finally {
      client.destroy();
      server.close();
    }
  };
  /** A table with the line of one end of a connection, or both. */
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0');
  const line = (from: number, to: number, user: number, inode: number) =>
    ` 0: 0100007F:${hex(from)} 0100007F:${hex(to)} 01 00000000:00000000 00:00000000 00000000 ${user} 0 ${inode} 1\n`;
  const userIn = (rows: (theirs: number, ours: number) => string[] | undefined, user: number | undefined = 1000) =>
    withSocket((socket) =>
      createPeers({
        read: async () => rows(socket.remotePort ?? 0, socket.localPort ?? 0),
        user: async () => user,
      }).userOf(socket),
    );

  it.runIf(process.platform === 'linux')('is found for IPv4, IPv6 and IPv4 in IPv6', async () => {
    for (const host of ['127.0.0.1', '::1', '::'])
      expect(await withSocket((socket) => createPeers().userOf(socket), host)).toBe('same');
    // A server on `::` sees an IPv4 client by its mapped address.
    const server = createServer().listen(0, '::');
    await new Promise((resolve) => server.once('listening', resolve));
    const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const client = connect((server.address() as { port: number }).port, '127.0.0.1');
    const socket = await accepted;
    expect(socket.remoteAddress).toBe('::ffff:127.0.0.1');
    expect(await createPeers().userOf(socket)).toBe('same');
    client.destroy();
    server.close();
  });

  it('is the one of the line of the other end, not of our own', async () => {
    expect(await userIn((theirs, ours) => [line(ours, theirs, 1000, 5) + line(theirs, ours, 1000, 6)])).toBe('same');
    expect(await userIn((theirs, ours) => [line(ours, theirs, 1000, 5) + line(theirs, ours, 1001, 6)])).toBe('other');
    expect(await userIn((theirs, ours) => [line(ours, theirs, 1000, 5) + line(theirs, ours, 0, 6)])).toBe('root');
    expect(await userIn((theirs, ours) => [line(ours, theirs, 0, 5) + line(theirs, ours, 0, 6)], 0)).toBe('same');
  });

  it('is nobody for a connection that its program has closed, which the kernel lists as user 0', async () => {
    expect(await userIn((theirs, ours) => [line(ours, theirs, 0, 5) + line(theirs, ours, 0, 0)], 0)).toBe('elsewhere');
    expect(await userIn((theirs, ours) => [line(ours, theirs, 1000, 5)])).toBe('elsewhere');
  });

  it('is unknown where the table cannot be read, does not list us, or stands for many users', async () => {
    expect(await userIn(() => undefined)).toBe('unknown');
    expect(await userIn(() => ['  sl  local_address rem_address\n'])).toBe('unknown');
    const peers = createPeers({ read: async () => [''], user: async () => undefined });
    expect(await withSocket((socket) => peers.userOf(socket))).toBe('unknown');
  });
});
