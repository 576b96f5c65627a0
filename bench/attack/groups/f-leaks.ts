/** What leaves a server: files, answers, logs, environments, modes. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Case, type Context, must, sleep } from '../case.ts';
import { ask, at, brief, hasStatus, textAt, upload } from '../http.ts';
import { clipFile, cookieOf, imageFile, importClip, makeClip, type People, smallRequest } from '../people.ts';
import { commandLineOf, environmentOf, familyOf } from '../process.ts';
import { runCli, type Server, startServe, workplace } from '../server.ts';
import { unzip } from '../zip.ts';
import { freshPeople } from './a-sign-in.ts';
import { fillDisk, smallDisk } from './small-disk.ts';

type Peopled = Server & { people: People };

/** Fails when bytes hold the machine's own paths and names. */
function tellsNothing(what: string, bytes: Buffer | string, server: Pick<Server, 'data'>): void {
  const text = Buffer.from(bytes).toString('latin1');
  const own = [workplace, 'home-of-otter', server.data, '/files/uploads', '/tmp/akezora'];
  if (hostname().length > 4) own.push(hostname());
  for (const word of own) {
    const found = text.indexOf(word);
    must(found < 0, `${what} holds ${JSON.stringify(text.slice(Math.max(0, found - 40), found + 80))}`);
  }
}

/** Makes a clip of alice's with a request, shares it, and looks at everything that is given away of it. */
async function givesAway(server: Peopled, request: object): Promise<void> {
  const { url, people } = server;
  const { key } = people.alice;
  const { job, clip } = await makeClip(server, { key }, request);
  const shared = await ask(url, `/api/clips/${clip}`, { method: 'PATCH', key, body: { visibility: 'public' } });
  tellsNothing('the clip', hasStatus(shared, 200, 'publishing').text, server);
  for (const path of [
    `/api/clips/${clip}/video`,
    `/api/clips/${clip}/thumbnail`,
    `/api/clips/${clip}/sprites`,
    '/api/gallery',
    `/api/jobs/${job}`,
    `/v1/videos/${job}`,
    `/v1/videos/${job}/content`,
    `/api/clips/${clip}/video?format=gif`,
    `/gradio_api/file=${clip}.mp4`,
  ])
    tellsNothing(
      path.split('?')[0]?.replace(/\w+_[0-9a-f]+/, 'ID') ?? path,
      hasStatus(await ask(url, path, { key, timeoutMs: 60_000 }), 200, path).bytes,
      server,
    );
  const exported = await ask(url, '/api/export', { method: 'POST', key, body: { ids: [clip] } });
  for (const [name, bytes] of unzip(hasStatus(exported, 200, 'the export').bytes))
    tellsNothing(`export: ${name}`, bytes, server);
}

const withConditions = (conditions: object[]) => ({ ...smallRequest, seconds: 2, conditions });

/** Files below a folder with their modes. */
const modesIn = (folder: string): [string, number][] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path, statSync(path).mode & 0o777];
  });

const openTo = (entries: readonly [string, number][]): string[] =>
  entries
    .filter(([, mode]) => (mode & 0o077) !== 0)
    .map(([path, mode]) => `${path.replace(workplace, '')} ${mode.toString(8)}`);

/** Everything secret that a session with the server produced. */
async function produceSecrets({ url, people }: Peopled): Promise<Record<string, string>> {
  const { owner, bob, things } = people;
  const webhook = await ask(url, '/api/webhooks', {
    method: 'POST',
    key: owner.key,
    body: { url: 'https://hook.attack.invalid/' },
  });
  const key = await ask(url, '/api/keys', {
    method: 'POST',
    cookie: bob.cookie,
    body: { name: 'x', scopes: ['library'] },
  });
  const signedIn = await ask(url, '/api/session', { method: 'POST', body: { name: 'bob', password: bob.password } });
  await ask(url, '/api/session', { method: 'POST', body: { name: 'bob', password: 'WRONGPASSWORD-tried' } });
  await ask(url, '/api/settings', {
    method: 'PATCH',
    cookie: owner.cookie,
    body: { promptHelp: { url: 'https://help.attack.invalid/v1', model: 'm', key: 'sk-PROMPTHELPSECRET' } },
  });
  await ask(url, `/api/shared/${things.linkToken}`);
  await ask(url, `/api/clips/${things.linked}/video?token=${things.linkToken}`);
  await ask(url, `/s/${things.linkToken}`);
  await ask(url, `/api/clips?token=${bob.key}&key=${bob.key}`, { key: bob.key });
  await ask(url, '/api/nothing', { key: bob.key, cookie: bob.cookie });
  return {
    'webhook secret': textAt(webhook, 'secret'),
    'new key': textAt(key, 'secret'),
    "bob's key": bob.key,
    'new session': cookieOf(signedIn.headers).split('=')[1] ?? '',
    "bob's session": bob.cookie.split('=')[1] ?? '',
    password: bob.password,
    'wrong password': 'WRONGPASSWORD-tried',
    'prompt help key': 'sk-PROMPTHELPSECRET',
    'share token': things.linkToken,
  };
}

function holdsNone(what: string, text: string, secrets: Readonly<Record<string, string>>): void {
  for (const [name, secret] of Object.entries(secrets))
    must(secret.length > 5 && !text.includes(secret), `${what} holds: ${name}`);
  must(!/\$argon2id\$/.test(text), `${what} holds a password's hash`);
}

const words =
  /relation "|could not extend|base\/\d|insert into|select .* from|duplicate key|syntax error|kysely|pglite|ENOSPC|EROFS|\/database\//i;

async function postgres(context: Context) {
  const { startPostgres } = await import('../../../packages/server/tests/support/databases.ts');
  const { Skip } = await import('../case.ts');
  const database = startPostgres();
  if (database === undefined) throw new Skip('Postgres is not installed: apt-get install postgresql');
  context.after(() => database.remove());
  return database;
}

export const leaks: readonly Case[] = [
  {
    id: 'F01',
    mode: 'accounts',
    title: 'paths of the machine in a clip that was made from an uploaded image',
    run: async (context) => {
      const server = await freshPeople(context);
      await givesAway(
        server,
        withConditions([{ source: { kind: 'image', file: `upload:${server.people.things.image}` } }]),
      );
    },
  },
  {
    id: 'F01.1',
    mode: 'accounts',
    title: 'the same from a clip, an uploaded video and an actor',
    run: async (context) => {
      const server = await freshPeople(context);
      const { alice, things } = server.people;
      const { answer, id } = await upload(server.url, 'my private name.mp4', clipFile, { key: alice.key });
      must(answer.status === 204, brief(answer));
      await givesAway(
        server,
        withConditions([
          { source: { kind: 'clip', id: things.clip }, to: 0.5 },
          { source: { kind: 'video', file: `upload:${id}` }, at: 1, to: 0.5 },
        ]),
      );
      await givesAway(server, {
        ...smallRequest,
        prompt: 'a fox and @hero in the snow',
        actors: [{ name: 'hero', clip: things.clip }],
      });
    },
  },
  {
    id: 'F01.2',
    mode: 'none',
    title: 'the same at the command line: a clip made with an image of a private folder',
    run: async (context) => {
      const folder = context.folder();
      const { writeFileSync } = await import('node:fs');
      writeFileSync(join(folder, 'fox.png'), imageFile);
      const output = join(folder, 'out.mp4');
      const made = await runCli(
        [
          'generate',
          'a fox in the snow',
          '--image',
          join(folder, 'fox.png'),
          '--resolution',
          '360p',
          '--seconds',
          '2',
          '--fps',
          '12',
          '--steps',
          '1',
          '--seed',
          '1',
          '-o',
          output,
        ],
        { timeoutMs: 120_000 },
      );
      must(made.code === 0, `rc ${made.code}: ${made.err.slice(-200)}`);
      tellsNothing('the file', readFileSync(output), { data: folder });
    },
  },
  {
    id: 'F03',
    mode: 'accounts',
    title: 'secrets in the log when the disk is full: webhooks, accounts, keys, sign-ins',
    run: async (context) => {
      const disk = smallDisk(context, 110);
      const server = await freshPeople(context, {
        into: join(disk, 'data'),
        flags: ['--reserve-bytes', '1000', '--log', 'debug'],
      });
      const { url, people } = server;
      const { owner, bob } = people;
      fillDisk(disk);
      const secrets: Record<string, string> = {
        password: bob.password,
        "bob's key": bob.key,
        'new password': 'very-wet-granite-lantern-0',
      };
      const statuses = new Set<number>();
      for (let index = 0; index < 40; index += 1) {
        const answers = [
          await ask(url, '/api/webhooks', {
            method: 'POST',
            key: owner.key,
            body: { url: `https://h${index}.attack.invalid/${'x'.repeat(1500)}` },
          }),
          await ask(url, '/api/keys', {
            method: 'POST',
            cookie: bob.cookie,
            body: { name: `k${index}`, scopes: ['library'] },
          }),
          ...(index % 4 === 0
            ? [
                await ask(url, '/api/accounts', {
                  method: 'POST',
                  cookie: owner.cookie,
                  body: { name: `n${index}`, password: `very-wet-granite-lantern-${index}`, role: 'member' },
                }),
                await ask(url, '/api/session', { method: 'POST', body: { name: 'bob', password: bob.password } }),
              ]
            : []),
        ];
        for (const { status } of answers) statuses.add(status);
      }
      context.note('statuses', [...statuses].join(' '));
      const log = server.log();
      holdsNone('the log', log, secrets);
      for (const pattern of [/whsec_[\w+/]{8}/, /ak-[\w-]{20}/, /"params"/, /\$argon2id/])
        must(!pattern.test(log), `the log holds ${pattern}`);
    },
  },
  {
    id: 'F03.1',
    mode: 'accounts',
    title: 'all secrets of a working server at --log debug; paths and queries with tokens',
    run: async (context) => {
      const server = await freshPeople(context, { flags: ['--log', 'debug'] });
      const secrets = await produceSecrets(server);
      await sleep(300);
      holdsNone('the log', server.log(), secrets);
    },
  },
  {
    id: 'F03.2',
    mode: 'accounts',
    title: 'secrets in the log and answers when the database goes away in the middle',
    run: async (context) => {
      const database = await postgres(context);
      const folder = context.folder();
      const url = database.url.replace('akezora@', 'akezora:DATABASESECRETPW@');
      const env = { DATABASE_URL: url };
      const added = await runCli(['serve', '--add-account', 'olivia', '--data', folder], {
        env: { ...env, AKEZORA_PASSWORD: 'wet-granite-lantern-olivia-47' },
      });
      must(added.code === 0, added.err);
      const server = await startServe({ data: folder, env, flags: ['--access', 'accounts', '--log', 'debug'] });
      context.after(() => server.stop());
      const signedIn = await ask(server.url, '/api/session', {
        method: 'POST',
        body: { name: 'olivia', password: 'wet-granite-lantern-olivia-47' },
      });
      const cookie = cookieOf(hasStatus(signedIn, 200, 'sign-in').headers);
      database.stop();
      const answers = await Promise.all([
        ask(server.url, '/api/keys', { method: 'POST', cookie, body: { name: 'x' } }),
        ask(server.url, '/api/session', {
          method: 'POST',
          body: { name: 'olivia', password: 'wet-granite-lantern-olivia-47' },
        }),
        ask(server.url, '/api/clips', { cookie }),
        ask(server.url, '/v1/videos', { key: 'ak-SECRETKEYTRIED0123456789' }),
        ask(server.url, '/readyz'),
      ]);
      for (const answer of answers) {
        must(answer.status === 503 || answer.status === 429, `with the database gone: ${brief(answer)}`);
        must(
          !words.test(answer.text) && !/127\.0\.0\.1|\/tmp\//.test(answer.text),
          `words of the database: ${brief(answer)}`,
        );
      }
      await sleep(300);
      holdsNone('the log', server.log(), {
        'database password': 'DATABASESECRETPW',
        password: 'wet-granite-lantern-olivia-47',
        session: cookie.split('=')[1] ?? '',
        key: 'SECRETKEYTRIED0123456789',
      });
    },
  },
  {
    id: 'F04',
    mode: 'accounts',
    title: 'share tokens in the log at debug, by API, by files, by pages',
    run: async (context) => {
      const server = await freshPeople(context, { flags: ['--log', 'debug'] });
      const { linkToken, linked } = server.people.things;
      for (const path of [
        `/api/shared/${linkToken}`,
        `/s/${linkToken}`,
        `/shared/${linkToken}`,
        `/api/clips/${linked}/video?token=${linkToken}`,
        `/api/shared/${linkToken}/nothing`,
      ])
        for (const method of ['GET', 'HEAD', 'POST']) await ask(server.url, path, { method });
      await sleep(300);
      must(!server.log().includes(linkToken), 'the log holds the token');
    },
  },
  {
    id: 'F04.1',
    mode: 'loopback',
    title:
      'the start token is only in the address that serve prints: not in log lines, answers, arguments, environments',
    run: async (context) => {
      const server = await context.fresh('loopback', { flags: ['--log', 'debug'] });
      const { token, url } = server;
      must(token !== undefined, 'no token is printed');
      const answers = [
        await ask(url, `/?token=${token}`),
        await ask(url, '/api/keys', { key: token }),
        await ask(url, `/api/nothing?token=${token}`),
        await ask(url, '/api/session', { key: token }),
        await ask(url, '/metrics'),
      ];
      await sleep(300);
      for (const line of server
        .log()
        .split('\n')
        .filter((one) => one.startsWith('{')))
        must(!line.includes(token), `a log line holds it: ${line.slice(0, 120)}`);
      for (const answer of answers)
        must(
          !answer.text.includes(token) && !String(answer.headers.location ?? '').includes(token),
          `an answer holds it: ${brief(answer)}`,
        );
      for (const pid of familyOf(server.pid))
        must(!commandLineOf(pid).includes(token) && !environmentOf(pid).includes(token), `process ${pid} shows it`);
      must(openTo(modesIn(server.data)).length === 0, `others can read ${openTo(modesIn(server.data))[0]}`);
    },
  },
  {
    id: 'F06',
    mode: 'none',
    title: 'database password when the database cannot be reached, or the URL is wrong',
    run: async (context) => {
      const data = context.folder();
      for (const url of [
        'postgres://usr:SECRETPW@127.0.0.1:9/x',
        'postgres://usr:SECRETPW@db.attack.invalid/x',
        'postgres://usr:SECRETPW@127.0.0.1:99999999/x',
        'mysql://usr:SECRETPW@127.0.0.1/x',
      ])
        for (const command of [['serve', '--no-open', '--port', '0'], ['doctor', '--server'], ['worker']]) {
          const { out, err } = await runCli([...command, '--data', data], {
            env: { DATABASE_URL: url },
            timeoutMs: 30_000,
          });
          must(
            !`${out}${err}`.includes('SECRETPW'),
            `${command[0]} with ${url.replace('SECRETPW', '…')} shows the password`,
          );
        }
    },
  },
  {
    id: 'F07',
    mode: 'none',
    title: 'doctor --json: password in the URL of an upstream',
    run: async (context) => {
      const upstreams = JSON.stringify([
        { model: 'wan', urls: ['http://usr:SECRETPW@127.0.0.1:9/v1'], key: 'sk-SECRETPWKEY' },
      ]);
      for (const json of [['--json'], []]) {
        const { out, err } = await runCli(['doctor', '--server', ...json, '--data', context.folder()], {
          env: { AKEZORA_UPSTREAMS: upstreams },
          timeoutMs: 60_000,
        });
        must(
          !`${out}${err}`.includes('SECRETPW'),
          `it is printed ${`${out}${err}`.split('SECRETPW').length - 1} times`,
        );
      }
    },
  },
  {
    id: 'F07.1',
    mode: 'none',
    title: 'doctor: secrets of prompt help, OpenID Connect, S3 and the collector of traces',
    run: async (context) => {
      const env = {
        AKEZORA_PROMPT_HELP: '{"url":"http://usr:SECRETPW1@127.0.0.1:9/v1","model":"m","key":"SECRETPW2"}',
        AKEZORA_OIDC: '{"issuer":"http://127.0.0.1:9/","clientId":"c","clientSecret":"SECRETPW3"}',
        AKEZORA_S3: '{"bucket":"b","endpoint":"http://127.0.0.1:9","accessKeyId":"a","secretAccessKey":"SECRETPW4"}',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://usr:SECRETPW5@127.0.0.1:9',
        OTEL_EXPORTER_OTLP_HEADERS: 'authorization=SECRETPW6',
        HF_TOKEN: 'hf_SECRETPW7',
      };
      for (const [name, value] of Object.entries(env)) {
        const { out, err } = await runCli(['doctor', '--server', '--json', '--data', context.folder()], {
          env: { [name]: value },
          timeoutMs: 60_000,
        });
        must(!/SECRETPW/.test(`${out}${err}`), `${name} is printed`);
      }
    },
  },
  {
    id: 'F07.2',
    mode: 'accounts',
    title: 'secrets of the configuration in the start log, /api/settings, /api/models, errors of jobs, /metrics',
    run: async (context) => {
      const env = {
        AKEZORA_UPSTREAMS: JSON.stringify([{ model: 'wan', urls: ['http://127.0.0.1:9/v1'], key: 'sk-SECRETPWKEY' }]),
        AKEZORA_PROMPT_HELP: '{"url":"http://127.0.0.1:9/v1","model":"m","key":"SECRETPW2"}',
      };
      const server = await freshPeople(context, { env, flags: ['--log', 'debug'] });
      const { key } = server.people.owner;
      const made = await ask(server.url, '/api/jobs', {
        method: 'POST',
        key,
        body: { request: { prompt: 'x', model: 'wan' } },
      });
      await ask(server.url, '/api/prompt-help', { method: 'POST', key, body: { prompt: 'x', kind: 'expand' } });
      await sleep(2500);
      const answers = [made];
      for (const path of ['/api/settings', '/api/models', '/api/jobs', '/metrics', '/api/activity', '/api/audit'])
        answers.push(await ask(server.url, path, { key }));
      for (const answer of answers) must(!/SECRETPW/.test(answer.text), `an answer: ${brief(answer)}`);
      must(!/SECRETPW/.test(server.log()), 'the log');
    },
  },
  {
    id: 'F09',
    mode: 'accounts',
    title: 'words of the database and of the disk in answers when the disk is full',
    run: async (context) => {
      const disk = smallDisk(context, 110);
      const server = await freshPeople(context, { into: join(disk, 'data'), flags: ['--reserve-bytes', '1000'] });
      fillDisk(disk);
      const { url, people } = server;
      for (let index = 0; index < 30; index += 1)
        for (const [path, body] of [
          ['/api/webhooks', { url: `https://h${index}.attack.invalid/${'x'.repeat(1500)}` }],
          [
            '/api/storyboards',
            { name: 'x', data: { cards: [{ id: 'a', at: 0, kind: 'text', prompt: 'x'.repeat(9000) }], seconds: 2 } },
          ],
          ['/v1/videos', { prompt: 'x'.repeat(1900) }],
          ['/gradio_api/call/generate_video', { data: ['x'] }],
        ] as const) {
          const answer = await ask(url, path, { method: 'POST', key: people.owner.key, body });
          must(!words.test(answer.text), `${path}: ${brief(answer)}`);
        }
    },
  },
  {
    id: 'F09.1',
    mode: 'loopback',
    title: 'answers to faults hold no stack, file or package name',
    run: async (context) => {
      const { url } = await context.server('loopback');
      for (const [method, path, body] of [
        ['POST', '/api/jobs', '{'],
        ['POST', '/mcp', '{"jsonrpc":"2.0"'],
        ['POST', '/gradio_api/queue/join', '[]'],
        ['POST', '/', 'null'],
        ['POST', '/v1/videos', '"x"'],
        ['PATCH', '/api/uploads/x', 'x'],
        ['GET', '/api/clips/%ff', undefined],
        ['TRACE', '/api/clips', undefined],
        ['PROPFIND', '/', undefined],
        ['GET', '/%2e%2e/%2e%2e/etc/passwd', undefined],
      ] as const) {
        const answer = await ask(url, path, {
          method,
          ...(body === undefined ? {} : { body }),
          headers: { 'content-type': 'application/json' },
        }).catch(() => undefined);
        if (answer === undefined) continue;
        must(
          !/node_modules|\.ts:\d|\n\s+at |node:internal/.test(answer.text) && answer.status !== 500,
          `${method} ${path}: ${brief(answer)}`,
        );
      }
    },
  },
  {
    id: 'F10',
    mode: 'accounts',
    title: 'other users of the machine read nothing: data folder, temporary files, with a loose umask',
    run: async (context) => {
      const folder = context.folder();
      const server = await startServe({ data: join(folder, 'data'), before: ['sh', '-c', 'umask 0; exec "$@"', 'sh'] });
      context.after(() => server.stop());
      const id = await importClip(server.url, server.token, 'x.mp4', clipFile);
      for (const path of [`/api/clips/${id}/thumbnail`, `/api/clips/${id}/video?format=gif`])
        await ask(server.url, path, { timeoutMs: 60_000 });
      await makeClip(server, {});
      const entries: [string, number][] = [[server.data, statSync(server.data).mode & 0o777], ...modesIn(server.data)];
      const open = openTo(entries);
      must(open.length === 0, `${open.length} of ${entries.length}: ${open.slice(0, 4).join(', ')}`);
      must((statSync(server.data).mode & 0o777) === 0o700, 'the data folder is not 0700');
      const temporary = openTo(modesIn(server.temporary)).filter((one) => !/compile-cache/.test(one));
      must(temporary.length === 0, `temporary: ${temporary.slice(0, 4).join(', ')}`);
    },
  },
  {
    id: 'F10.1',
    mode: 'none',
    title: 'a data folder that others may read is closed at the start; a backup and an export are closed',
    run: async (context) => {
      const folder = context.folder();
      const data = join(folder, 'data');
      const loose = ['sh', '-c', 'umask 0; exec "$@"', 'sh'];
      const server = await startServe({ data, before: loose });
      await importClip(server.url, server.token, 'x.mp4', clipFile);
      await server.stop();
      execFileSync('chmod', ['-R', 'a+rX', data]);
      const again = await startServe({ data });
      await again.stop();
      must((statSync(data).mode & 0o077) === 0, `the folder stays ${(statSync(data).mode & 0o777).toString(8)}`);
      const file = join(folder, 'backup.tar');
      const made = await runCli(['backup', file, '--data', data], { before: loose });
      must(made.code === 0, made.err);
      must((statSync(file).mode & 0o077) === 0, `the backup is ${(statSync(file).mode & 0o777).toString(8)}`);
      const restored = join(folder, 'restored');
      must((await runCli(['restore', file, '--data', restored], { before: loose })).code === 0, 'restore');
      const open = openTo([[restored, statSync(restored).mode & 0o777], ...modesIn(restored)]);
      must(open.length === 0, `restored: ${open.slice(0, 3).join(', ')}`);
    },
  },
  {
    id: 'F11',
    mode: 'accounts',
    title: 'children that read foreign files get no secret by environment or arguments',
    run: async (context) => {
      const secrets = {
        AWS_SECRET_ACCESS_KEY: 'SECRETENV-aws',
        HF_TOKEN: 'hf_SECRETENV',
        AKEZORA_PASSWORD: 'SECRETENV-password',
        AKEZORA_PROMPT_HELP: '{"url":"http://127.0.0.1:9/v1","model":"m","key":"SECRETENV-help"}',
        OTEL_EXPORTER_OTLP_HEADERS: 'authorization=SECRETENV-otel',
        PGPASSWORD: 'SECRETENV-pg',
        SOME_OTHER_THING: 'SECRETENV-other',
      };
      const server = await freshPeople(context, { env: secrets });
      await makeClip(server, { key: server.people.alice.key });
      const children = familyOf(server.pid).filter((pid) => pid !== server.pid);
      context.note('children', children.length);
      must(children.length > 0, 'no child to look at');
      for (const pid of children) {
        const found = /^(\w+)=.*SECRETENV/m.exec(environmentOf(pid))?.[1];
        must(found === undefined, `${commandLineOf(pid).slice(-80)} has ${found}`);
      }
      for (const pid of familyOf(server.pid))
        must(!/SECRETENV|wet-granite/.test(commandLineOf(pid)), `arguments of ${pid}`);
      for (const pid of children) {
        const limit = /^Max core file size\s+(\d+|unlimited)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1];
        must(limit === '0', `a child may leave a core file (${limit})`);
      }
    },
  },
  {
    id: 'F13',
    mode: 'accounts',
    title:
      'secrets at rest: webhook secrets, keys of third parties, sessions and passwords in the files of the database',
    run: async (context) => {
      const server = await freshPeople(context);
      const secrets = await produceSecrets(server);
      await server.stop();
      const database = join(server.data, 'database');
      const bytes = readdirSync(database, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'));
      for (const [name, secret] of Object.entries(secrets)) {
        if (name === 'share token') continue;
        const plain = secret.replace(/^whsec_/, '');
        must(!bytes.some((text) => text.includes(plain)), `the database holds: ${name}`);
      }
    },
  },
  {
    id: 'F14',
    mode: 'accounts',
    title: 'the audit log: who signed in and failed, no secret in it, nobody changes it, members do not read it',
    run: async (context) => {
      const server = await freshPeople(context);
      const { url, people } = server;
      const secrets = await produceSecrets(server);
      const log = await ask(url, '/api/audit', { key: people.owner.key });
      hasStatus(log, 200, 'the audit log');
      const actions = new Set((at(log.json, 'data') as { action: string }[]).map(({ action }) => action));
      for (const action of ['sign-in', 'sign-in-failed', 'key-created', 'webhook-created', 'settings-changed'])
        must(actions.has(action), `${action} is missing: ${[...actions].join(', ')}`);
      holdsNone('the audit log', log.text, secrets);
      hasStatus(await ask(url, '/api/audit', { key: people.bob.key }), 403, 'by a member');
      for (const method of ['DELETE', 'PATCH', 'PUT', 'POST'])
        must((await ask(url, '/api/audit', { method, key: people.owner.key, body: {} })).status >= 400, method);
    },
  },
];
