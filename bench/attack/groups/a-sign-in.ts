/** Signing in, cookies, headers, and writes by cookie. */
import { type Case, type Context, must, sleep } from '../case.ts';
import { type Answer, ask, brief, hasStatus, multipart, raw, rawStatus, refused } from '../http.ts';
import { cookieOf, type People, passwordOf, signIn } from '../people.ts';
import { nginx } from '../proxy.ts';
import { runCli, type Server } from '../server.ts';

/** The shared server with accounts and its people. */
export async function withPeople(context: Context): Promise<Server & { people: People }> {
  const server = await context.server('accounts');
  must(server.people !== undefined, 'a server with accounts');
  return { ...server, people: server.people };
}

/** A server with accounts of its own. */
export async function freshPeople(
  context: Context,
  choice: Parameters<Context['fresh']>[1] = {},
): Promise<Server & { people: People }> {
  const server = await context.fresh('accounts', choice);
  must(server.people !== undefined, 'a server with accounts');
  return { ...server, people: server.people };
}

/** A server with accounts for this case alone, perhaps after another case. */
export async function lentPeople(context: Context): Promise<Server & { people: People }> {
  const server = await context.lent();
  must(server.people !== undefined, 'a server with accounts');
  return { ...server, people: server.people };
}

const guess = (url: string, name: string, password: string, from?: string): Promise<Answer> =>
  ask(url, '/api/session', { method: 'POST', body: { name, password }, ...(from === undefined ? {} : { from }) });

/** Every API that changes something, as a form of another site could send it. */
const writes: readonly (readonly [string, string, string])[] = [
  ['POST', '/api/folders', '{"name":"by cookie"}'],
  ['POST', '/api/jobs', '{"request":{"prompt":"x"}}'],
  ['POST', '/api/plan', '{"request":{"prompt":"x"}}'],
  ['POST', '/api/keys', '{"name":"by cookie"}'],
  ['POST', '/api/webhooks', '{"url":"https://hook.attack.invalid/"}'],
  ['POST', '/v1/webhook_endpoints', '{"url":"https://hook.attack.invalid/"}'],
  ['POST', '/v1/videos', '{"prompt":"x"}'],
  ['POST', '/gradio_api/reset', '{}'],
  ['POST', '/gradio_api/queue/join', '{"data":["x"],"session_hash":"x"}'],
  ['POST', '/gradio_api/call/generate_video', '{"data":["x"]}'],
  ['POST', '/', '{"inputs":"x"}'],
  ['POST', '/mcp', '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}'],
  ['PATCH', '/api/settings', '{"defaults":{"theme":"dark"}}'],
  ['POST', '/api/clips/bulk', '{"action":"trash","ids":["x"]}'],
];

const common = ['password', '12345678', 'qwertyuiop', 'iloveyou', 'password1', 'sunshine', 'letmein1', 'football'];

async function refusesByCookie(
  url: string,
  cookie: string,
  type: string,
  extra: Record<string, string> = {},
): Promise<void> {
  const through: string[] = [];
  for (const [method, path, body] of writes) {
    const headers = { 'content-type': type, accept: 'application/json, text/event-stream', ...extra };
    const how = { method, cookie, bare: true, body, headers, timeoutMs: 5000 };
    const answer = await ask(url, path, how).catch(() => undefined);
    if (answer === undefined) through.push(`${method} ${path}: works on it`);
    else if (answer.status < 400 || answer.status >= 500)
      through.push(`${method} ${path}: ${brief(answer).slice(0, 60)}`);
  }
  must(through.length === 0, `${through.length} of ${writes.length} taken: ${through.join(' | ')}`);
}

export const signingIn: readonly Case[] = [
  {
    id: 'A10',
    mode: 'accounts',
    title: 'flags of the session cookie',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const { name, password } = people.bob;
      const line = String((await guess(url, name, password)).headers['set-cookie']);
      for (const flag of [/httponly/i, /samesite=(?:lax|strict)/i, /path=\//i])
        must(flag.test(line), `${flag} is missing: ${line.replace(/=[^;]+/, '=…')}`);
    },
  },
  {
    id: 'A10.1',
    mode: 'accounts',
    title: 'behind https the cookie is Secure',
    run: async (context) => {
      const { url, people } = await freshPeople(context, { flags: ['--public-url', 'https://video.attack.invalid'] });
      const { name, password } = people.bob;
      const answer = await ask(url, '/api/session', {
        method: 'POST',
        body: { name, password },
        headers: { host: 'video.attack.invalid' },
      });
      must(/;\s*secure/i.test(String(answer.headers['set-cookie'])), `no Secure: ${brief(answer)}`);
      const hsts = answer.headers['strict-transport-security'];
      must(hsts !== undefined, 'no Strict-Transport-Security');
    },
  },
  {
    id: 'A11',
    mode: 'accounts',
    title: 'session fixation: a chosen cookie does not become the session',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const { name, password } = people.bob;
      const cookie = 'akezora_session=attackerchosen; __Host-akezora_session=attackerchosen';
      const answer = await ask(url, '/api/session', { method: 'POST', body: { name, password }, cookie });
      hasStatus(answer, 200, 'the sign-in');
      must(!cookieOf(answer.headers).includes('attackerchosen'), 'the chosen cookie was kept');
      refused(await ask(url, '/api/clips', { cookie }), 'the chosen cookie afterwards');
    },
  },
  {
    id: 'A12',
    mode: 'accounts',
    title: 'CSRF on /api by cookie',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      for (const [method, path, body] of writes.filter(([, path]) => path.startsWith('/api/')))
        refused(
          await ask(url, path, {
            method,
            body,
            bare: true,
            cookie: people.alice.cookie,
            headers: { 'content-type': 'application/json' },
          }),
          `${method} ${path}`,
        );
    },
  },
  {
    id: 'A13',
    mode: 'accounts',
    title: 'CSRF by cookie on every API, as JSON',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      await refusesByCookie(url, people.alice.cookie, 'application/json');
    },
  },
  {
    id: 'A13.1',
    mode: 'accounts',
    title: 'CSRF by cookie on every API, as the kinds that a form can send',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
        await refusesByCookie(url, people.alice.cookie, type);
    },
  },
  {
    id: 'A13.2',
    mode: 'accounts',
    title: 'CSRF by cookie with an empty, a Basic, or a Bearer Authorization without a token',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      for (const authorization of ['', 'Bearer', 'Bearer ', 'Basic eDp5', 'Negotiate x'])
        await refusesByCookie(url, people.alice.cookie, 'application/json', { authorization });
    },
  },
  {
    id: 'A13.3',
    mode: 'accounts',
    title: 'CSRF by cookie on uploads by tus and on /v1/files',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const { cookie } = people.alice;
      const tus = { 'tus-resumable': '1.0.0', 'upload-length': '4' };
      refused(await ask(url, '/api/uploads', { method: 'POST', bare: true, cookie, headers: tus }), 'tus');
      const { body, headers } = multipart([
        { name: 'file', value: 'x', file: 'x.png' },
        { name: 'purpose', value: 'vision' },
      ]);
      for (const path of ['/v1/files', '/v1/videos', '/gradio_api/upload', '/v1/videos/characters'])
        hasStatus(await ask(url, path, { method: 'POST', bare: true, cookie, body, headers }), [401, 403], path);
    },
  },
  {
    id: 'A13.4',
    mode: 'accounts',
    title: 'CSRF by cookie with DELETE, PUT and overriding headers',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const { alice, things } = people;
      for (const [method, path] of [
        ['DELETE', `/api/clips/${things.clip}`],
        ['DELETE', `/v1/videos/${things.job}`],
        ['DELETE', `/api/folders/${things.folder}`],
        ['DELETE', '/api/session'],
        ['PUT', '/api/storyboards/x'],
      ] as const)
        refused(await ask(url, path, { method, bare: true, cookie: alice.cookie }), `${method} ${path}`);
      const override = { 'x-http-method-override': 'DELETE', 'x-http-method': 'DELETE', 'x-method-override': 'DELETE' };
      await ask(url, `/api/clips/${things.clip}`, { cookie: alice.cookie, headers: override });
      hasStatus(await ask(url, `/api/clips/${things.clip}`, { cookie: alice.cookie }), 200, 'the clip is still there');
      hasStatus(await ask(url, '/api/clips', { cookie: alice.cookie }), 200, 'the session is still there');
    },
  },
  {
    id: 'A14',
    mode: 'accounts',
    title: 'brute force of a password from one address',
    run: async (context) => {
      const { url } = await freshPeople(context);
      const statuses: number[] = [];
      let last: Answer | undefined;
      for (let count = 0; count < 14; count += 1) {
        last = await guess(url, 'bob', `wrong-${count}`);
        statuses.push(last.status);
      }
      must(statuses.at(-1) === 429, `14 guesses: ${statuses.join(' ')}`);
      must(Number(last?.headers['retry-after']) > 0, 'no Retry-After');
    },
  },
  {
    id: 'A14.1',
    mode: 'accounts',
    title: 'brute force of one account from 110 addresses is slowed, and does not lock its person out',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      let limited = 0;
      for (let count = 0; count < 110; count += 1) {
        const { status } = await guess(url, 'bob', `wrong-${count}`, `127.0.1.${count + 1}`);
        if (status === 429) limited += 1;
      }
      context.note('of 110 guesses refused unseen', limited);
      must(limited > 40, `only ${limited} of 110 guesses were slowed`);
      hasStatus(await ask(url, '/api/clips', { cookie: people.bob.cookie }), 200, "bob's session");
      hasStatus(await ask(url, '/api/clips', { key: people.bob.key }), 200, "bob's key");
      // The person comes from a network where they signed in before, or waits a short while, but is never locked out.
      const own = await guess(url, 'bob', people.bob.password, '127.0.0.1');
      must(own.status === 200 || Number(own.headers['retry-after']) <= 60, `bob from his own network: ${brief(own)}`);
      hasStatus(await guess(url, 'alice', people.alice.password, '127.0.0.1'), 200, 'alice meanwhile');
    },
  },
  {
    id: 'A14.2',
    mode: 'accounts',
    title: 'the back-off of an address does not stop other people on other addresses',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      for (let count = 0; count < 30; count += 1) await guess(url, `nobody-${count}`, 'wrong', '127.0.0.66');
      hasStatus(await guess(url, 'bob', people.bob.password, '127.0.0.66'), 429, 'the attacker');
      hasStatus(await guess(url, 'bob', people.bob.password, '127.0.0.77'), 200, 'bob elsewhere');
    },
  },
  {
    id: 'A16',
    mode: 'accounts',
    title: 'known and unknown names by time and by words',
    measures: true,
    run: async (context) => {
      const { url } = await freshPeople(context);
      const times: Record<string, number[]> = { bob: [], unknown: [] };
      const words = new Set<string>();
      for (let count = 0; count < 8; count += 1)
        for (const name of ['bob', 'unknown']) {
          const began = performance.now();
          const answer = await guess(url, name, 'wrong-password-here', `127.0.2.${count + 1}`);
          times[name]?.push(performance.now() - began);
          if (answer.status === 401) words.add(answer.text.replace(/"requestId":"[^"]+"/, ''));
        }
      // The quickest of each: what is left of the machine's own noise.
      const [known, unknown] = [Math.min(...(times.bob ?? [])), Math.min(...(times.unknown ?? []))];
      context.note('quickest', `${Math.round(known)} ms known, ${Math.round(unknown)} ms unknown`);
      must(words.size === 1, `the words differ: ${[...words].join(' / ')}`);
      must(
        Math.abs(known - unknown) < Math.max(25, 0.6 * Math.max(known, unknown)),
        'the time tells which names exist',
      );
    },
  },
  {
    id: 'A17',
    mode: 'accounts',
    title: 'common passwords of new accounts',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      for (const password of common) {
        const body = { name: `weak ${password}`, password, role: 'member' };
        refused(await ask(url, '/api/accounts', { method: 'POST', cookie: people.owner.cookie, body }), password);
      }
    },
  },
  {
    id: 'A17.1',
    mode: 'none',
    title: 'common passwords at the command line',
    run: async (context) => {
      const data = `${context.folder()}/data`;
      const { code } = await runCli(['serve', '--add-account', 'weak', '--data', data], {
        env: { AKEZORA_PASSWORD: 'password' },
      });
      must(code === 2, `rc ${code}`);
    },
  },
  {
    id: 'A17.2',
    mode: 'accounts',
    title: 'common passwords when an owner resets one',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      for (const password of common.slice(0, 4))
        refused(
          await ask(url, `/api/accounts/${people.viewer.account}`, {
            method: 'PATCH',
            cookie: people.owner.cookie,
            body: { password },
          }),
          password,
        );
      hasStatus(await guess(url, 'vera', passwordOf('vera'), '127.0.0.31'), 200, 'the old password');
    },
  },
  {
    id: 'A19',
    mode: 'accounts',
    title: 'lists and things without a key on every API',
    run: async (context) => {
      const { url } = await withPeople(context);
      for (const path of [
        '/v1/models',
        '/v1/models/akezora-2',
        '/v1/videos',
        '/v1/videos/characters/x',
        '/v1/videos/x',
        '/v1/videos/x/content',
        '/v1/files/x',
        '/v1/files/x/content',
        '/v1/webhook_endpoints',
        '/gradio_api/queue/data?session_hash=x',
        '/gradio_api/call/generate_video/x',
        '/gradio_api/file=x',
        '/api/events',
        '/api/models',
        '/api/activity',
      ])
        hasStatus(await ask(url, path, { timeoutMs: 4000 }), 401, path);
    },
  },
  {
    id: 'A19.1',
    mode: 'accounts',
    title: 'every route of the published description without a key',
    run: async (context) => {
      const { url } = await withPeople(context);
      const description = await ask(url, '/api/openapi.json');
      const paths = (description.json as { paths?: Record<string, Record<string, unknown>> } | undefined)?.paths;
      must(paths !== undefined, `no description: ${brief(description)}`);
      const open =
        /^\/api\/(?:session|gallery|shared|policy$|verify$|clips\/\{id\}\/(?:video|thumbnail|sprites)|oidc|sign-in|passkeys?)/;
      let count = 0;
      for (const [path, methods] of Object.entries(paths))
        for (const method of Object.keys(methods).map((name) => name.toUpperCase())) {
          if (open.test(path) || !['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method)) continue;
          count += 1;
          const answer = await ask(url, path.replace(/\{\w+\}/g, 'x'), {
            method,
            ...(method === 'GET' ? {} : { body: {} }),
          });
          must([401, 403].includes(answer.status), `${method} ${path}: ${brief(answer)}`);
        }
      context.note('routes', count);
      must(count > 30, `only ${count} routes`);
    },
  },
  {
    id: 'A19.2',
    mode: 'accounts',
    title: 'MCP without a key: lists, calls, resources',
    run: async (context) => {
      const { url } = await withPeople(context);
      for (const [method, params] of [
        ['tools/list', {}],
        ['resources/list', {}],
        ['tools/call', { name: 'generate_video', arguments: { prompt: 'x' } }],
      ] as const) {
        const headers = { accept: 'application/json, text/event-stream' };
        const answer = await ask(url, '/mcp', {
          method: 'POST',
          headers,
          body: { jsonrpc: '2.0', id: 1, method, params },
        });
        hasStatus(answer, [401, 403], method);
      }
    },
  },
  {
    id: 'A20',
    mode: 'accounts',
    title: 'brute force with a new X-Forwarded-For each time, no proxy trusted',
    run: async (context) => {
      const { url } = await freshPeople(context);
      const statuses: number[] = [];
      for (let count = 0; count < 26; count += 1) {
        const headers = {
          'x-forwarded-for': `10.1.1.${count}`,
          'x-real-ip': `10.1.1.${count}`,
          forwarded: `for=10.1.1.${count}`,
        };
        const answer = await ask(url, '/api/session', {
          method: 'POST',
          headers,
          body: { name: `n${count}`, password: 'wrong' },
        });
        statuses.push(answer.status);
      }
      must(statuses.at(-1) === 429 || statuses.every((status) => status === 403), statuses.join(' '));
    },
  },
  {
    id: 'A20.1',
    mode: 'proxied',
    title: 'brute force through a trusted nginx with an own X-Forwarded-For before the real one',
    run: async (context) => {
      const { port, people } = await freshPeople(context, {
        flags: ['--trust-proxy', 'true', '--public-url', 'http://video.attack.invalid'],
      });
      const body =
        'location / { proxy_pass http://{upstream}; proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; }';
      const url = `http://127.0.0.1:${await nginx(context, port, body)}`;
      const statuses: number[] = [];
      for (let count = 0; count < 26; count += 1) {
        const headers = { host: 'video.attack.invalid', 'x-forwarded-for': `10.2.2.${count}` };
        const answer = await ask(url, '/api/session', {
          method: 'POST',
          headers,
          body: { name: `n${count}`, password: 'wrong' },
        });
        statuses.push(answer.status);
      }
      must(statuses.at(-1) === 429, statuses.join(' '));
      const headers = { host: 'video.attack.invalid' };
      hasStatus(await ask(url, '/api/clips', { headers, cookie: people.bob.cookie }), 200, 'bob through the proxy');
    },
  },
  {
    id: 'A24',
    mode: 'loopback',
    title: 'slow headers',
    beside: true,
    run: async (context) => {
      const server = await context.fresh('loopback');
      const began = Date.now();
      const answer = await raw(server.port, 'G', { milliseconds: 75_000 });
      const seconds = (Date.now() - began) / 1000;
      context.note('ended after', `${Math.round(seconds)} s`);
      must(seconds < 70 && [0, 408].includes(rawStatus(answer)), `${seconds} s: ${answer.slice(0, 40)}`);
    },
  },
  {
    id: 'A25',
    mode: 'loopback',
    title: 'slow body: one byte of fifty, and a byte a second',
    beside: true,
    run: async (context) => {
      const server = await context.fresh('loopback');
      const head = `POST /api/folders HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nx-akezora-client: 1\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{`;
      const began = Date.now();
      const answer = await raw(server.port, head, { milliseconds: 45_000 });
      context.note('ended after', `${Math.round((Date.now() - began) / 1000)} s`);
      must([400, 408].includes(rawStatus(answer)), answer.slice(0, 60) || 'no answer within 45 s');
    },
  },
  {
    id: 'A27',
    mode: 'loopback',
    title: 'line breaks, ESC and JSON in paths and headers do not make lines of the log',
    run: async (context) => {
      const server = await context.fresh('loopback', { flags: ['--log', 'debug'] });
      for (const path of ['/api/a%0d%0a{"level":60,"msg":"forged"}', '/api/%1b[31mred', '/api/x%22,%22level%22:60'])
        await ask(server.url, path, { headers: { 'user-agent': 'x\\u001b[31m", "level":60' } });
      await sleep(200);
      const lines = server
        .log()
        .split('\n')
        .filter((line) => line.startsWith('{'));
      for (const line of lines) {
        const read = JSON.parse(line) as { level: number };
        must(read.level < 60, `forged: ${line}`);
      }
      must(!server.log().includes('\u001b'), 'ESC in the log');
    },
  },
  {
    id: 'A28',
    mode: 'accounts',
    title: 'headers on every kind of answer',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const { things, alice } = people;
      const paths = [
        '/',
        '/api',
        '/api/session',
        '/api/nothing',
        '/nothing',
        '/api/clips',
        `/api/clips/${things.clip}/video`,
        '/v1/models',
        '/config',
        '/assets/nothing.js',
        '/healthz',
        '/metrics',
        '/favicon.ico',
      ];
      const missing: string[] = [];
      for (const path of paths) {
        const { headers, status } = await ask(url, path, { key: alice.key });
        for (const name of ['x-content-type-options', 'referrer-policy', 'cross-origin-opener-policy', 'x-request-id'])
          if (headers[name] === undefined) missing.push(`${path} (${status}): ${name}`);
        const policy = String(headers['content-security-policy'] ?? '');
        if (/text\/html/.test(String(headers['content-type'])) && !/frame-ancestors/.test(policy))
          missing.push(`${path}: frame-ancestors`);
      }
      must(missing.length === 0, missing.join(', '));
    },
  },
  {
    id: 'A28.1',
    mode: 'accounts',
    title: 'headers on refusals before the router: bad Host, bad Origin, bad path, tus, 413, OPTIONS',
    run: async (context) => {
      const { url, people } = await freshPeople(context, { flags: ['--public-url', 'https://video.attack.invalid'] });
      const { key } = people.alice;
      const host = { host: 'video.attack.invalid' };
      const missing: string[] = [];
      const answers: Record<string, Answer> = {
        'bad Host': await ask(url, '/', { headers: { host: 'evil.com' } }),
        'bad Origin': await ask(url, '/api/clips', { headers: { ...host, origin: 'http://evil.com' } }),
        'bad path': await ask(url, '/%zz', { headers: host }),
        tus: await ask(url, '/api/uploads', {
          method: 'POST',
          key,
          headers: { ...host, 'tus-resumable': '9', 'upload-length': '1' },
        }),
        'tus options': await ask(url, '/api/uploads', { method: 'OPTIONS', key, headers: host }),
        'large body': await ask(url, '/api/folders', {
          method: 'POST',
          key,
          headers: { ...host, 'content-type': 'application/json' },
          body: Buffer.alloc(8_000_000, 32),
        }).catch(() => ask(url, '/', { headers: host })),
        page: await ask(url, '/', { headers: host }),
      };
      for (const [what, { headers }] of Object.entries(answers))
        for (const name of ['x-content-type-options', 'x-request-id', 'strict-transport-security', 'referrer-policy'])
          if (headers[name] === undefined) missing.push(`${what}: ${name}`);
      must(missing.length === 0, missing.join(', '));
    },
  },
  {
    id: 'A28.2',
    mode: 'accounts',
    title: 'private answers are not kept by caches',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const { things, alice } = people;
      for (const path of [
        '/api/session',
        '/api/clips',
        '/api/keys',
        `/api/clips/${things.clip}`,
        `/api/clips/${things.clip}/video`,
        `/api/clips/${things.clip}/thumbnail`,
        '/v1/videos',
      ]) {
        const { headers } = await ask(url, path, { key: alice.key });
        const cache = String(headers['cache-control'] ?? '');
        must(
          /no-store|no-cache|private/.test(cache) && !/public/.test(cache),
          `${path}: cache-control ${cache || 'missing'}`,
        );
      }
    },
  },
  {
    id: 'A29',
    mode: 'loopback',
    title: 'strength of the content security policy',
    run: async (context) => {
      const { url } = await context.server('loopback');
      const policy = String((await ask(url, '/')).headers['content-security-policy'] ?? '');
      for (const part of [
        /(?:script-src|default-src)[^;]*'self'/,
        /object-src 'none'|default-src 'none'/,
        /base-uri 'none'|base-uri 'self'/,
        /frame-ancestors/,
      ])
        must(part.test(policy), `${part} is missing: ${policy}`);
      must(!/script-src[^;]*'unsafe/.test(policy), `scripts: ${policy}`);
    },
  },
  {
    id: 'A30',
    mode: 'loopback',
    title: 'script in prompt, title, folder, file name and path comes back as JSON that no browser renders',
    run: async (context) => {
      const { url } = await context.server('loopback');
      const script = '<img src=x onerror=alert(1)><script>alert(1)</script>';
      const folder = await ask(url, '/api/folders', { method: 'POST', body: { name: script.slice(0, 60) } });
      const answers = [
        folder,
        await ask(url, '/api/folders'),
        await ask(url, `/api/${encodeURIComponent(script)}`),
        await ask(url, `/${encodeURIComponent(script)}`),
        await ask(url, `/gradio_api/file=${encodeURIComponent(script)}`),
        await ask(url, '/api/jobs', { method: 'POST', body: { request: { prompt: 'x', model: script } } }),
        await ask(url, '/v1/videos', { method: 'POST', body: { [script]: 1, prompt: 'x' } }),
      ];
      for (const answer of answers) {
        must(answer.headers['x-content-type-options'] === 'nosniff', `no nosniff: ${brief(answer)}`);
        must(
          !/html/.test(String(answer.headers['content-type'])) || !answer.text.includes('<img src=x'),
          `rendered: ${brief(answer)}`,
        );
      }
    },
  },
  {
    id: 'A33',
    mode: 'accounts',
    title: 'names that look alike: bidi and control characters, case, composed and decomposed letters, blanks',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const make = (name: string) =>
        ask(url, '/api/accounts', {
          method: 'POST',
          cookie: people.owner.cookie,
          body: { name, password: passwordOf('x'), role: 'member' },
        });
      hasStatus(await make('café-attack'.normalize('NFC')), 201, 'a name with an accent');
      const taken: string[] = [];
      for (const name of [
        'Alice',
        'ALICE',
        'ａｌｉｃｅ',
        ' alice',
        'alice\u200b',
        'al\u202eice',
        'alice\u0007',
        'alice\n',
        'café-attack'.normalize('NFD'),
        'CAFÉ-ATTACK',
        '\u2066alice\u2069',
        'alice\u00ad',
      ])
        if ((await make(name)).status < 300) taken.push(JSON.stringify(name));
      must(taken.length === 0, `taken: ${taken.join(', ')}`);
      const key = await ask(url, '/api/keys', {
        method: 'POST',
        cookie: people.alice.cookie,
        body: { name: 'a\u202eb', scopes: ['library'] },
      });
      refused(key, 'a key named with a bidi character');
    },
  },
  {
    id: 'A34',
    mode: 'accounts',
    title: 'changing the own password: needs the old one, ends other sessions; others cannot',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { bob, alice } = people;
      const other = await signIn(url, bob.name, bob.password);
      const change = (cookie: string, current: string) =>
        ask(url, '/api/account/password', {
          method: 'PUT',
          cookie,
          body: { current, password: passwordOf('bob-new') },
        });
      refused(await change(bob.cookie, 'wrong-password-here'), 'a wrong old password');
      refused(await change(alice.cookie, bob.password), "another's session");
      const done = await change(bob.cookie, bob.password);
      must(done.status < 300, `the right old password: ${brief(done)}`);
      hasStatus(await ask(url, '/api/clips', { cookie: other }), 401, 'the other session');
      hasStatus(await guess(url, 'bob', bob.password), 401, 'the old password');
      hasStatus(await guess(url, 'bob', passwordOf('bob-new')), 200, 'the new password');
    },
  },
];
