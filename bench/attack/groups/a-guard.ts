/** Who reaches a server on loopback: rebinding, other origins, proxies, other users of the machine. */
import { spawnSync } from 'node:child_process';
import { type Case, type Context, must, Skip } from '../case.ts';
import { ask, brief, hasStatus, raw, rawStatus, refused } from '../http.ts';
import { nginx } from '../proxy.ts';
import { mustNotStart, type Server } from '../server.ts';
import { administrations, allRefused, uses } from './stranger.ts';

const foreignHosts = [
  'evil.com',
  '127.0.0.1.nip.io',
  'localhost.evil',
  'evil.localhost.com',
  '127.0.0.2',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0.0.0.0',
  '',
  'localhost.',
  '127.0.0.1@evil.com',
  '127.0.0.1:80@evil.com',
  '[::ffff:127.0.0.1]',
  'ｌｏｃａｌｈｏｓｔ',
];

const guarded = ['/api/session', '/', '/v1/models', '/config', '/api/oidc/start'];

const foreignOrigins = [
  'http://evil.com',
  'null',
  'file://',
  'chrome-extension://abcdef',
  'http://127.0.0.1:1',
  'http://localhost.evil.com',
  'https://127.0.0.1',
];

/** Headers that only something between client and server adds. */
const proxyHeaders = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-forwarded-port',
  'forwarded',
  'via',
  'x-real-ip',
  'cf-connecting-ip',
  'cf-ray',
];
const rarerHeaders = [
  'x-client-ip',
  'true-client-ip',
  'x-cluster-client-ip',
  'fastly-client-ip',
  'x-original-forwarded-for',
];

const firstLine = (answer: string): string => answer.split('\r\n')[0] ?? '';

const rawGet = (server: Server, path: string, lines: readonly string[], version = '1.1') =>
  raw(
    server.port,
    `GET ${path} HTTP/${version}\r\n${lines.map((line) => `${line}\r\n`).join('')}Connection: close\r\n\r\n`,
  );

/** Sends a request with another system user's socket. @throws Skip without root. */
function asNobody(host: string, port: number, request: string): string {
  if (process.getuid?.() !== 0) throw new Skip('only root can become another user');
  const script = `exec 3<>/dev/tcp/${host}/${port}; printf '%b' "$1" >&3; cat <&3`;
  const done = spawnSync(
    'setpriv',
    ['--reuid=65534', '--regid=65534', '--clear-groups', 'bash', '-c', script, '-', request],
    { encoding: 'latin1', timeout: 10_000 },
  );
  must(done.error === undefined, `another user: ${done.error?.message}`);
  return done.stdout;
}

const plainProxy = 'location / { proxy_pass http://{upstream}; }';
const modernProxy =
  'location / { proxy_pass http://{upstream}; proxy_http_version 1.1; proxy_set_header Connection ""; }';

async function throughProxy(context: Context, body: string, user?: string): Promise<string> {
  const server = await context.server('loopback');
  return `http://127.0.0.1:${await nginx(context, server.port, body, user)}`;
}

export const guard: readonly Case[] = [
  {
    id: 'A01',
    mode: 'loopback',
    title: 'DNS rebinding: foreign Host',
    run: async (context) => {
      const server = await context.server('loopback');
      for (const host of foreignHosts)
        for (const path of guarded) {
          const answer = await rawGet(server, path, [`Host: ${Buffer.from(host).toString('latin1')}`]);
          must([400, 403, 421].includes(rawStatus(answer)), `Host ${host} on ${path}: ${firstLine(answer)}`);
        }
      for (const host of [`localhost:${server.port}`, `127.0.0.1:${server.port}`, `LOCALHOST:${server.port}`])
        must(rawStatus(await rawGet(server, '/api/session', [`Host: ${host}`])) === 200, `Host ${host} is our own`);
    },
  },
  {
    id: 'A02',
    mode: 'loopback',
    title: 'DNS rebinding and other sites on /metrics',
    run: async (context) => {
      const { url } = await context.server('loopback');
      const tries = [{ host: 'evil.com' }, { origin: 'http://evil.com' }, { 'sec-fetch-site': 'cross-site' }];
      for (const headers of tries)
        refused(await ask(url, '/metrics', { headers: headers as Record<string, string> }), JSON.stringify(headers));
      hasStatus(await ask(url, '/metrics'), 200, 'our own /metrics');
    },
  },
  {
    id: 'A02.1',
    mode: 'loopback',
    title: '/metrics in other spellings, by other methods, through a forwarded request',
    run: async (context) => {
      const server = await context.server('loopback');
      for (const path of [
        '/metrics',
        '/metrics/',
        '//metrics',
        '/METRICS',
        '/%6detrics',
        '/metrics?x=1',
        '/./metrics',
      ]) {
        const answer = await rawGet(server, path, ['Host: evil.com']);
        must(
          !answer.includes('process_resident_memory') && !answer.includes('akezora_'),
          `${path} told its numbers to evil.com`,
        );
      }
      refused(
        await ask(server.url, '/metrics', { headers: { 'x-forwarded-for': '8.8.8.8' } }),
        '/metrics behind a proxy',
      );
    },
  },
  {
    id: 'A02.2',
    mode: 'loopback',
    title: '/readyz tells a foreign site no more than ready or not; /healthz stays open',
    run: async (context) => {
      const { url } = await context.server('loopback');
      hasStatus(await ask(url, '/healthz', { headers: { host: 'evil.com' } }), 200, '/healthz');
      const ready = await ask(url, '/readyz', { headers: { host: 'evil.com', origin: 'http://evil.com' } });
      const told = ready.text.length > 200 || /\/|postgres|pglite/i.test(ready.text);
      must(ready.status === 403 || !told, `/readyz says ${brief(ready)}`);
    },
  },
  {
    id: 'A03',
    mode: 'loopback',
    title: 'writes with foreign Origins',
    run: async (context) => {
      const { url } = await context.server('loopback');
      for (const origin of foreignOrigins)
        for (const path of ['/api/folders', '/v1/videos', '/gradio_api/reset', '/', '/mcp'])
          refused(await ask(url, path, { method: 'POST', body: {}, headers: { origin } }), `${origin} on ${path}`);
    },
  },
  {
    id: 'A04',
    mode: 'loopback',
    title: 'Sec-Fetch-Site cross-site and same-site',
    run: async (context) => {
      const { url } = await context.server('loopback');
      for (const site of ['cross-site', 'same-site'])
        for (const [method, path] of [
          ['GET', '/api/clips'],
          ['POST', '/'],
          ['GET', '/v1/videos'],
          ['GET', '/api/settings'],
        ] as const)
          hasStatus(
            await ask(url, path, { method, headers: { 'sec-fetch-site': site } }),
            403,
            `${site} ${method} ${path}`,
          );
    },
  },
  {
    id: 'A05',
    mode: 'loopback',
    title: 'CORS preflight of another origin',
    run: async (context) => {
      const { url } = await context.server('loopback');
      for (const path of ['/api/jobs', '/v1/videos', '/api/uploads', '/mcp']) {
        const headers = { origin: 'http://evil.com', 'access-control-request-method': 'POST' };
        const answer = await ask(url, path, { method: 'OPTIONS', headers });
        refused(answer, `preflight of ${path}`);
        must(answer.headers['access-control-allow-origin'] === undefined, `${path} allows the origin`);
      }
    },
  },
  {
    id: 'A06',
    mode: 'proxied',
    title: 'loopback server behind an ordinary nginx: a stranger looks, makes and administers',
    run: async (context) => {
      const url = await throughProxy(context, plainProxy);
      const headers = { 'x-forwarded-for': '8.8.8.8' };
      const session = await ask(url, '/api/session', { headers });
      must(!/"role":"owner"/.test(session.text), `the session of a stranger: ${brief(session)}`);
      await allRefused(url, [...uses, ...administrations], { headers });
    },
  },
  {
    id: 'A06.1',
    mode: 'loopback',
    title: 'every header that proxies add, one at a time',
    run: async (context) => {
      const { url } = await context.server('loopback');
      for (const name of proxyHeaders)
        await allRefused(url, [...uses.slice(0, 6), ...administrations.slice(0, 2)], {
          headers: { [name]: '8.8.8.8' },
        }).catch((error: Error) => {
          throw new Error(`${name}: ${error.message}`);
        });
    },
  },
  {
    id: 'A06.2',
    mode: 'loopback',
    title: 'proxy headers in odd forms: empty, twice, in capitals, with a loopback address',
    run: async (context) => {
      const server = await context.server('loopback');
      const host = `Host: 127.0.0.1:${server.port}`;
      const forms = [
        ['X-Forwarded-For:'],
        ['X-FORWARDED-FOR: 127.0.0.1'],
        ['x-forwarded-for: ::1'],
        ['X-Forwarded-For: 127.0.0.1', 'X-Forwarded-For: 8.8.8.8'],
        ['Forwarded: for=127.0.0.1'],
        ['Via: 1.1 localhost'],
        ['X-Forwarded-Prefix: /'],
      ];
      for (const lines of forms) {
        const answer = await rawGet(server, '/api/clips', [host, ...lines]);
        const status = rawStatus(answer);
        must(status >= 400 && status < 500, `${lines.join(', ')}: ${firstLine(answer)}`);
      }
    },
  },
  {
    id: 'A06.3',
    mode: 'loopback',
    title: 'HTTP/1.0, as nginx speaks by default, without any proxy header',
    run: async (context) => {
      const server = await context.server('loopback');
      for (const path of ['/api/clips', '/api/settings', '/v1/videos', '/v1/models']) {
        const status = rawStatus(await rawGet(server, path, [`Host: 127.0.0.1:${server.port}`], '1.0'));
        must(status >= 400 && status < 500, `${path} by HTTP/1.0: ${status}`);
      }
    },
  },
  {
    id: 'A06.4',
    mode: 'proxied',
    title: 'a proxy of another system user that adds no header and speaks HTTP/1.1',
    run: async (context) => {
      const url = await throughProxy(context, modernProxy, 'nobody');
      await allRefused(url, [...uses, ...administrations], {});
    },
  },
  {
    id: 'A06.5',
    mode: 'proxied',
    title: 'a proxy of the same user that adds no header and speaks HTTP/1.1: administers nothing',
    run: async (context) => {
      const url = await throughProxy(context, modernProxy);
      await allRefused(url, administrations, {});
      await allRefused(url, administrations, { key: 'anything' });
      await allRefused(url, administrations, { cookie: 'akezora_token=guess; akezora_session=guess' });
    },
  },
  {
    id: 'A06.6',
    mode: 'loopback',
    title: 'another system user of the machine connects to 127.0.0.1',
    run: async (context) => {
      const { port } = await context.server('loopback');
      for (const [method, path, body] of [...uses, ...administrations]) {
        const text = body === undefined ? '' : JSON.stringify(body);
        const answer = asNobody(
          '127.0.0.1',
          port,
          `${method} ${path} HTTP/1.1\\r\\nHost: 127.0.0.1:${port}\\r\\nx-akezora-client: 1\\r\\nAuthorization: Bearer x\\r\\nConnection: close\\r\\nContent-Type: application/json\\r\\nContent-Length: ${text.length}\\r\\n\\r\\n${text.replaceAll('\\', '\\\\')}`,
        );
        const status = rawStatus(answer);
        must(status >= 400 && status < 500, `${method} ${path}: ${firstLine(answer)}`);
      }
    },
  },
  {
    id: 'A06.7',
    mode: 'loopback',
    title: 'another system user over IPv6 (tcp6), and over IPv4 to a server that listens on ::1',
    run: async (context) => {
      const { port } = await context.fresh('loopback', { host: '::1' });
      for (const path of ['/api/clips', '/v1/videos', '/api/settings']) {
        const answer = asNobody(
          '::1',
          port,
          `GET ${path} HTTP/1.1\\r\\nHost: [::1]:${port}\\r\\nConnection: close\\r\\n\\r\\n`,
        );
        const status = rawStatus(answer);
        must(status >= 400 && status < 500, `${path}: ${firstLine(answer)}`);
      }
      const own = await raw(port, `GET /api/clips HTTP/1.1\r\nHost: [::1]:${port}\r\nConnection: close\r\n\r\n`, {
        host: '::1',
      });
      must(rawStatus(own) === 200, `the user of the server: ${firstLine(own)}`);
    },
  },
  {
    id: 'A06.8',
    mode: 'loopback',
    title: 'the same user administers only with the printed token; everything else needs none',
    run: async (context) => {
      const { url, token } = await context.server('loopback');
      await allRefused(url, administrations, {});
      await allRefused(url, administrations, { key: 'sk-anything' });
      await allRefused(url, administrations, { key: 'ak-anything' });
      hasStatus(await ask(url, '/v1/videos', { key: 'sk-anything' }), 200, 'an SDK with any key');
      hasStatus(await ask(url, '/api/clips'), 200, 'the library');
      must(token !== undefined, 'the address that serve prints has no token');
      hasStatus(await ask(url, '/api/keys', { key: token }), 200, 'keys with the token');
      const page = await ask(url, `/?token=${token}`);
      must(
        page.status < 400 && page.headers['set-cookie'] !== undefined,
        `the printed address sets a cookie: ${brief(page)}`,
      );
      const cookie = String(page.headers['set-cookie']?.[0]).split(';')[0] ?? '';
      must(/httponly/i.test(String(page.headers['set-cookie'])), 'the cookie is HttpOnly');
      hasStatus(await ask(url, '/api/keys', { cookie }), 200, 'keys with the cookie');
    },
  },
  {
    id: 'A06.9',
    mode: 'loopback',
    title: 'websocket and other upgrades, CONNECT, absolute-form targets',
    run: async (context) => {
      const server = await context.server('loopback');
      const host = `Host: 127.0.0.1:${server.port}`;
      const upgrade = [
        'Connection: Upgrade',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Version: 13',
      ];
      for (const kind of ['websocket', 'h2c']) {
        const answer = await raw(
          server.port,
          `GET /api/clips HTTP/1.1\r\n${[host, `Upgrade: ${kind}`, ...upgrade, 'X-Forwarded-For: 8.8.8.8'].join('\r\n')}\r\n\r\n`,
          { milliseconds: 1500 },
        );
        const status = rawStatus(answer);
        must(status === 0 || (status >= 400 && status < 500), `Upgrade ${kind}: ${firstLine(answer)}`);
      }
      const connect = await raw(server.port, 'CONNECT evil.com:80 HTTP/1.1\r\nHost: evil.com:80\r\n\r\n', {
        milliseconds: 1500,
      });
      must(rawStatus(connect) === 0 || rawStatus(connect) >= 400, `CONNECT: ${firstLine(connect)}`);
      for (const [target, name] of [
        ['http://evil.com/api/clips', host],
        [`http://127.0.0.1:${server.port}/api/clips`, 'Host: evil.com'],
        ['http://user@evil.com/api/clips', host],
      ]) {
        const status = rawStatus(await rawGet(server, target ?? '', [name ?? '']));
        must(status >= 400 && status < 500, `${target} with ${name}: ${status}`);
      }
      hasStatus(await ask(server.url, '/healthz'), 200, 'afterwards');
    },
  },
  {
    id: 'A06.10',
    mode: 'none',
    title: 'loopback with a public URL, a trusted proxy or another address does not start without an account',
    run: async (context) => {
      const data = `${context.folder()}/data`;
      for (const flags of [
        ['--public-url', 'https://video.attack.invalid'],
        ['--trust-proxy', 'true'],
        ['--host', '0.0.0.0'],
      ]) {
        const { code, log } = await mustNotStart({ data, flags }).catch((error: Error) => {
          throw new Error(`${flags.join(' ')}: ${error.message}`);
        });
        must(code === 3 || code === 2, `${flags.join(' ')}: rc ${code}: ${log.slice(-200)}`);
      }
    },
  },
  {
    id: 'A06.11',
    mode: 'proxied',
    title: 'a start behind an untrusted proxy is noticed: the log says so',
    run: async (context) => {
      const server = await context.fresh('loopback');
      const port = await nginx(context, server.port, plainProxy);
      await ask(`http://127.0.0.1:${port}`, '/api/clips', { headers: { 'x-forwarded-for': '8.8.8.8' } });
      must(/proxy|forwarded/i.test(server.log()), `nothing in the log: ${server.log().slice(-300)}`);
    },
  },
  {
    id: 'A06.12',
    mode: 'loopback',
    title: 'the client addresses of rarer proxies',
    run: async (context) => {
      const { url } = await context.server('loopback');
      for (const name of rarerHeaders)
        await allRefused(url, administrations.slice(0, 5), { headers: { [name]: '8.8.8.8' } });
    },
  },
  {
    id: 'A08',
    mode: 'proxied',
    title: 'loopback behind a proxy that passes the public Host on',
    run: async (context) => {
      const url = await throughProxy(
        context,
        'location / { proxy_pass http://{upstream}; proxy_set_header Host $host; }',
      );
      for (const path of ['/api/session', '/api/clips', '/', '/v1/models'])
        hasStatus(await ask(url, path, { headers: { host: 'video.attack.invalid' } }), [400, 403], path);
    },
  },
  {
    id: 'A09',
    mode: 'accounts',
    title: 'public URL with a path: served there, or refused at the start',
    run: async (context) => {
      const flags = ['--public-url', 'http://video.attack.invalid/vid'];
      const server = await context.fresh('accounts', { flags }).catch((error: Error) => error);
      if (server instanceof Error) {
        must(/public.?url/i.test(server.message), `it does not say why: ${server.message.slice(-300)}`);
        return;
      }
      const headers = { host: 'video.attack.invalid' };
      const page = await ask(server.url, '/vid/', { headers });
      must(/(?:src|href)="\/vid\/|<base href="\/vid\/"/.test(page.text), 'the page asks for its files at the root');
      const session = await ask(server.url, '/vid/api/session', { headers });
      must(session.json !== undefined, '/vid/api/session answers a page');
    },
  },
  {
    id: 'A09.1',
    mode: 'accounts',
    title: 'public URLs with credentials, query or fragment are refused at the start',
    run: async (context) => {
      for (const address of [
        'http://usr:SECRETPW@video.attack.invalid/',
        'http://video.attack.invalid/?x=1',
        'http://video.attack.invalid/#x',
      ]) {
        const server = await context
          .fresh('accounts', { flags: ['--public-url', address] })
          .catch((error: Error) => error);
        must(server instanceof Error, `${address} is taken`);
        must(!server.message.includes('SECRETPW'), 'the refusal shows the password');
      }
    },
  },
  {
    id: 'A09.2',
    mode: 'accounts',
    title: 'public URL: the root with and without a slash are the same origin',
    run: async (context) => {
      const { url, people } = await context.fresh('accounts', {
        flags: ['--public-url', 'http://video.attack.invalid/'],
      });
      const headers = { host: 'video.attack.invalid', origin: 'http://video.attack.invalid' };
      hasStatus(await ask(url, '/api/clips', { headers, cookie: people?.alice.cookie }), 200, 'our own origin');
      refused(
        await ask(url, '/api/clips', { headers: { ...headers, origin: 'http://evil.invalid' } }),
        'another origin',
      );
    },
  },
  {
    id: 'A21',
    mode: 'loopback',
    title: 'Host twice, Host missing',
    run: async (context) => {
      const server = await context.server('loopback');
      const own = `Host: 127.0.0.1:${server.port}`;
      for (const lines of [[own, 'Host: evil.com'], ['Host: evil.com', own], []]) {
        const status = rawStatus(await rawGet(server, '/api/session', lines));
        must(status >= 400 && status < 500, `${lines.join(', ') || 'no Host'}: ${status}`);
      }
      must(rawStatus(await rawGet(server, '/api/session', [], '1.0')) >= 400, 'HTTP/1.0 without Host');
    },
  },
  {
    id: 'A22',
    mode: 'loopback',
    title: 'request smuggling: two lengths, odd encodings',
    run: async (context) => {
      const server = await context.server('loopback');
      const head = `POST /api/folders HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nx-akezora-client: 1\r\nContent-Type: application/json\r\n`;
      const inner = `GET /api/accounts HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`;
      for (const lines of [
        'Content-Length: 4\r\nTransfer-Encoding: chunked',
        'Content-Length: 4\r\nContent-Length: 40',
        'Transfer-Encoding: xchunked',
        'Transfer-Encoding : chunked',
        'Content-Length: +4',
      ]) {
        const answer = await raw(server.port, `${head}${lines}\r\n\r\n0\r\n\r\n${inner}`, { milliseconds: 1500 });
        must(rawStatus(answer) === 400 || rawStatus(answer) === 501, `${lines}: ${firstLine(answer)}`);
        must((answer.match(/HTTP\/1\.1 /g) ?? []).length === 1, `${lines}: a second request was answered`);
      }
    },
  },
  {
    id: 'A23',
    mode: 'loopback',
    title: 'floods of headers, giant address',
    run: async (context) => {
      const server = await context.server('loopback');
      const host = `Host: 127.0.0.1:${server.port}`;
      const many = Array.from({ length: 1500 }, (_, index) => `X-A${index}: ${'b'.repeat(20)}`);
      for (const answer of [
        await rawGet(server, '/api/session', [host, `X-A: ${'b'.repeat(100_000)}`]),
        await rawGet(server, '/api/session', [host, ...many]),
        await rawGet(server, `/${'a'.repeat(20_000)}`, [host]),
      ])
        must([0, 400, 414, 431].includes(rawStatus(answer)), firstLine(answer));
      hasStatus(await ask(server.url, '/healthz'), 200, 'afterwards');
    },
  },
];
