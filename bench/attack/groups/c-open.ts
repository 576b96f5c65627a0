/** Open mode: identities that cost nothing, and everything that is not a job. */
import { type Case, must, until } from '../case.ts';
import { type Answer, ask, at, brief, hasStatus, refused, textAt, upload } from '../http.ts';
import { clipFile, cookieOf } from '../people.ts';
import type { Server } from '../server.ts';
import { freshPeople } from './a-sign-in.ts';
import { administrations, allRefused } from './stranger.ts';

const strict = ['--devices', 'none', '--limits', '{"running":1,"queued":3,"secondsPerDay":20}'];
const job = { request: { prompt: 'a fox in the snow', seconds: 20 } };

/** Submits as often as there are ways to ask. @returns how many were taken. */
async function taken(server: Server, asks: readonly Parameters<typeof ask>[2][]): Promise<number> {
  let count = 0;
  for (const given of asks) {
    const answer = await ask(server.url, '/api/jobs', { method: 'POST', body: job, ...given });
    must(answer.status < 500, brief(answer));
    if (answer.status === 201) count += 1;
  }
  return count;
}

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** A visitor: their cookie. */
async function visitor(url: string, from: string): Promise<string> {
  const answer = await ask(url, '/api/session', { from });
  return cookieOf(hasStatus(answer, 200, 'a visitor').headers);
}

async function fill(make: (index: number) => Promise<Answer>, most: number): Promise<number> {
  for (let index = 0; index < most; index += 1) {
    const answer = await make(index);
    must(answer.status < 500, brief(answer));
    if (answer.status >= 400) return index;
  }
  throw new Error(`${most} taken`);
}

export const openMode: readonly Case[] = [
  {
    id: 'C01',
    mode: 'open',
    title: 'limits: a new bearer token with every job',
    run: async (context) => {
      const server = await context.fresh('open', { flags: strict });
      const count = await taken(
        server,
        times(12, (index) => ({ key: `visitor-${index}` })),
      );
      context.note('taken', `${count} of 12`);
      must(count <= 4, `${count} of 12 taken: ${count * 20} s by one address with 20 s a day`);
    },
  },
  {
    id: 'C01.1',
    mode: 'open',
    title: 'limits: no cookie kept, by /api, /v1, Gradio and the HF endpoint in turn',
    run: async (context) => {
      const server = await context.fresh('open', { flags: strict });
      let count = 0;
      for (let index = 0; index < 12; index += 1) {
        const [path, body] = [
          ['/api/jobs', job],
          ['/v1/videos', { prompt: 'a fox', seconds: '12' }],
          ['/gradio_api/call/generate_video', { data: ['a fox'] }],
        ][index % 3] as [string, object];
        const answer = await ask(server.url, path, { method: 'POST', body });
        if (answer.status < 300) count += 1;
      }
      context.note('taken', `${count} of 12`);
      must(count <= 4, `${count} of 12 taken`);
    },
  },
  {
    id: 'C01.2',
    mode: 'open',
    title: 'limits: another address of the same IPv6 /64 with every job, through a trusted proxy',
    run: async (context) => {
      const flags = [...strict, '--trust-proxy', 'true', '--public-url', 'http://video.attack.invalid'];
      const server = await context.fresh('open', { flags });
      const headers = (index: number) => ({
        host: 'video.attack.invalid',
        'x-forwarded-for': `2001:db8:1:2::${index + 1}`,
      });
      const count = await taken(
        server,
        times(12, (index) => ({ headers: headers(index), key: `v-${index}` })),
      );
      context.note('taken', `${count} of 12`);
      must(count <= 4, `${count} of 12 taken`);
      const mapped = await taken(
        server,
        times(8, (index) => ({
          headers: { ...headers(0), 'x-forwarded-for': index % 2 ? '::ffff:10.9.9.9' : '10.9.9.9' },
          key: `m-${index}`,
        })),
      );
      must(mapped <= 4, `${mapped} of 8 taken by 10.9.9.9 in two spellings`);
    },
  },
  {
    id: 'C01.3',
    mode: 'open',
    title: 'limits: X-Forwarded-For made up with every job, no proxy trusted',
    run: async (context) => {
      const server = await context.fresh('open', { flags: strict });
      const count = await taken(
        server,
        times(12, (index) => ({ headers: { 'x-forwarded-for': `10.3.3.${index}` }, key: `x-${index}` })),
      );
      context.note('taken', `${count} of 12`);
      must(count <= 4, `${count} of 12 taken`);
    },
  },
  {
    id: 'C01.4',
    mode: 'open',
    title: 'a greedy address does not use up what others have',
    run: async (context) => {
      const server = await context.fresh('open', { flags: strict });
      await taken(
        server,
        times(12, (index) => ({ key: `greedy-${index}`, from: '127.0.3.1' })),
      );
      must((await taken(server, [{ key: 'other', from: '127.0.3.2' }])) === 1, 'another address gets nothing');
    },
  },
  {
    id: 'C01.5',
    mode: 'open',
    title: 'a flood of new visitors is slowed by default, and leaves no rows behind for each',
    run: async (context) => {
      const server = await context.fresh('open');
      let last: Answer | undefined;
      let refusals = 0;
      for (let round = 0; round < 16; round += 1) {
        const answers = await Promise.all(
          times(50, (index) => ask(server.url, '/api/clips', { key: `flood-${round}-${index}` })),
        );
        refusals += answers.filter(({ status }) => status === 429).length;
        last = answers.find(({ status }) => status === 429) ?? last;
        must(
          answers.every(({ status }) => status < 500),
          'a 5xx',
        );
      }
      context.note('of 800 refused', refusals);
      must(refusals > 100, `${refusals} of 800 refused`);
      must(Number(last?.headers['retry-after']) > 0, 'no Retry-After');
      hasStatus(await ask(server.url, '/api/session', { from: '127.0.3.9' }), 200, 'another address');
    },
  },
  {
    id: 'C03',
    mode: 'open',
    title: 'webhooks of anonymous visitors as amplifier',
    run: async (context) => {
      const server = await context.server('open');
      const cookie = await visitor(server.url, '127.0.3.11');
      for (const path of ['/api/webhooks', '/v1/webhook_endpoints'])
        refused(
          await ask(server.url, path, {
            method: 'POST',
            cookie,
            from: '127.0.3.11',
            body: { url: 'https://hook.attack.invalid/' },
          }),
          path,
        );
    },
  },
  {
    id: 'C03.1',
    mode: 'accounts',
    title: 'webhooks of a member: a few, by both APIs together',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { owner } = people;
      const count = await fill(
        (index) =>
          ask(url, index % 2 ? '/api/webhooks' : '/v1/webhook_endpoints', {
            method: 'POST',
            key: owner.key,
            body: { url: `https://hook-${index}.attack.invalid/` },
          }),
        120,
      );
      context.note('taken', count);
    },
  },
  {
    id: 'C03.2',
    mode: 'accounts',
    title: 'a webhook is no scanner: private and local addresses, redirects and ports are refused or never called',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      for (const address of [
        'http://169.254.169.254/latest/meta-data/',
        'http://127.0.0.1:22/',
        'http://[::1]/',
        'http://10.0.0.1/',
        'http://192.168.1.1/',
        'http://[fd00::1]/',
        'http://localhost/',
        'http://0.0.0.0/',
        'http://2130706433/',
        'http://usr:pw@hook.attack.invalid/',
        'ftp://hook.attack.invalid/',
        'file:///etc/passwd',
        'javascript:alert(1)',
        'http://[::ffff:127.0.0.1]/',
        'http://0x7f.1/',
      ])
        for (const path of ['/api/webhooks', '/v1/webhook_endpoints'])
          refused(
            await ask(url, path, { method: 'POST', key: people.owner.key, body: { url: address } }),
            `${path} ${address}`,
          );
    },
  },
  {
    id: 'C04',
    mode: 'open',
    title: 'keys and administration for anonymous visitors',
    run: async (context) => {
      const { url } = await context.server('open');
      const from = '127.0.3.12';
      const cookie = await visitor(url, from);
      // The list of the own keys is theirs, and empty.
      const changing = administrations.filter(([method, path]) => method !== 'GET' || path !== '/api/keys');
      await allRefused(url, [...changing, ['POST', '/api/keys', { name: 'x', scopes: ['generate'] }]], {
        cookie,
        from,
      });
      await allRefused(url, changing, { key: 'anything', from });
    },
  },
  {
    id: 'C04.1',
    mode: 'open',
    title: "anonymous visitors see nothing of each other; another's cookie or bearer is not guessed from ids",
    run: async (context) => {
      const server = await context.fresh('open', { flags: ['--devices', 'none'] });
      const { url } = server;
      const [one, two] = [await visitor(url, '127.0.3.21'), await visitor(url, '127.0.3.22')];
      const made = await ask(url, '/api/jobs', {
        method: 'POST',
        cookie: one,
        from: '127.0.3.21',
        body: { request: { prompt: 'a secret fox' } },
      });
      const id = textAt(hasStatus(made, 201, 'a job'), 'data.0.id');
      for (const who of [{ cookie: two }, { key: id }, { key: 'anonymous' }, { key: 'local' }])
        for (const path of [`/api/jobs/${id}`, `/v1/videos/${id}`])
          refused(
            await ask(url, path, { ...who, from: '127.0.3.22' }),
            `${path} by ${JSON.stringify(who).slice(0, 20)}`,
          );
      const list = await ask(url, '/api/jobs', { cookie: two, from: '127.0.3.22' });
      must(!list.text.includes('secret fox'), 'the list shows it');
    },
  },
  {
    id: 'C05',
    mode: 'accounts',
    title: 'storyboards of 640 kB without end',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const card = (index: number) => ({ id: `c${index}`, at: index, kind: 'text', prompt: 'x'.repeat(9900) });
      const body = { name: 'big', data: { cards: times(64, card), seconds: 100 } };
      const count = await fill(() => ask(url, '/api/storyboards', { method: 'POST', key: people.bob.key, body }), 80);
      context.note('taken', `${count} (${Math.round(count * 0.64)} MB)`);
    },
  },
  {
    id: 'C05.1',
    mode: 'accounts',
    title: 'folders, presets and actors without end',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { alice, bob, things } = people;
      const folders = await fill(
        (index) => ask(url, '/api/folders', { method: 'POST', key: bob.key, body: { name: `folder ${index}` } }),
        1500,
      );
      const presets = await fill(
        (index) =>
          ask(url, '/api/presets', {
            method: 'POST',
            key: bob.key,
            body: { name: `preset ${index}`, request: { prompt: 'x' } },
          }),
        1500,
      );
      const actors = await fill(
        (index) =>
          ask(url, '/api/actors', {
            method: 'POST',
            key: alice.key,
            body: { name: `c${index}`, clipId: things.clip },
          }),
        1500,
      );
      context.note('taken', `${folders} folders, ${presets} presets, ${actors} actors`);
    },
  },
  {
    id: 'C05.2',
    mode: 'accounts',
    title: 'open uploads without end, and uploads that claim the whole disk',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const make = (bytes: number) =>
        ask(url, '/api/uploads', {
          method: 'POST',
          key: people.bob.key,
          headers: { 'tus-resumable': '1.0.0', 'upload-length': String(bytes) },
        });
      refused(await make(1e15), 'a petabyte');
      refused(
        await ask(url, '/api/uploads', {
          method: 'POST',
          key: people.bob.key,
          headers: { 'tus-resumable': '1.0.0', 'upload-defer-length': '1' },
        }),
        'no length',
      );
      context.note('open uploads', await fill(() => make(100_000), 300));
    },
  },
  {
    id: 'C05.3',
    mode: 'accounts',
    title: 'quota races: eight uploads of 400 kB at once into a quota of 1 MB, by tus and forms',
    run: async (context) => {
      const { url, people } = await freshPeople(context, { flags: ['--quota-bytes', '1000000'] });
      // A video is stored as it came: a real one with 400 kB of free space in it.
      const free = Buffer.alloc(400_000);
      free.writeUInt32BE(free.length, 0);
      free.write('free', 4, 'latin1');
      const bytes = Buffer.concat([clipFile, free]);
      const { key } = people.bob;
      const answers = await Promise.all(times(8, (index) => upload(url, `r${index}.mp4`, bytes, { key })));
      const kept = answers.filter(({ answer }) => answer.status === 204).length;
      const storage = await ask(url, '/api/storage', { key });
      const stored = Number(at(storage.json, 'clipBytes')) + Number(at(storage.json, 'uploadBytes'));
      context.note('kept', `${kept}, ${stored} bytes`);
      must(kept <= 2 && stored <= 1_050_000, `${kept} of 8 kept: ${brief(storage)}`);
    },
  },
  {
    id: 'C07',
    mode: 'open',
    title: 'MCP without a key: the job that a call made is found by the next, with the cookie it set',
    run: async (context) => {
      const server = await context.fresh('open', { flags: ['--devices', 'none'] });
      const call = (name: string, args: object, cookie?: string) =>
        ask(server.url, '/mcp', {
          method: 'POST',
          cookie,
          headers: { accept: 'application/json, text/event-stream' },
          body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } },
        });
      const made = await call('generate_video', { prompt: 'a fox', wait: false });
      const id = /video_[0-9a-f]+/.exec(made.text)?.[0];
      must(id !== undefined, `no job: ${brief(made)}`);
      const cookie = cookieOf(made.headers);
      must(cookie !== '', 'no Set-Cookie');
      const status = await call('video_status', { id, video_id: id }, cookie);
      must(/queued|waiting/.test(status.text), `the job is not found: ${status.text.slice(0, 200)}`);
      refused(await ask(server.url, `/api/jobs/${id}`, { key: 'other' }), 'by another');
    },
  },
  {
    id: 'C07.1',
    mode: 'open',
    title: 'bearer tokens as long as headers allow, with odd bytes, and the names of owners',
    run: async (context) => {
      const { url } = await context.server('open');
      const from = '127.0.3.30';
      for (const key of ['x'.repeat(8000), 'local', 'ak-', 'ak-anonymous', '__proto__', "' OR 1=1 --", '%00', 'null']) {
        const answer = await ask(url, '/api/session', { key, from });
        must(answer.status < 500 && !/"role":"owner"/.test(answer.text), `${key.slice(0, 20)}: ${brief(answer)}`);
        const clips = await ask(url, '/api/accounts', { key, from });
        refused(clips, `accounts by ${key.slice(0, 20)}`);
      }
    },
  },
  {
    id: 'C07.2',
    mode: 'open',
    title: 'a visitor without anything leaves no owner behind: reading makes no visitor, or the visitor goes',
    run: async (context) => {
      const server = await context.fresh('open');
      const rows = async () => {
        const metrics = await ask(server.url, '/metrics');
        return metrics.text.length;
      };
      const before = await rows();
      for (let index = 0; index < 15; index += 1)
        await ask(server.url, '/api/gallery', { from: `127.0.3.${40 + index}` });
      await until('metrics', 5000, async () => (await rows()) < before + 5000);
      const page = await ask(server.url, '/', { from: '127.0.3.60' });
      must(page.headers['set-cookie'] === undefined, 'the page makes a visitor');
      must(at((await ask(server.url, '/healthz')).json, 'status') === 'ok', 'healthz');
    },
  },
];
