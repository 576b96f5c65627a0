/** Forms, JSON, queries, streams: what a request may cost. */
import { existsSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Case, must, sleep } from '../case.ts';
import { ask, brief, hasStatus, multipart, openStream, raw, rawStatus, refused, textAt } from '../http.ts';
import { growsLittle, staysAwake } from '../measure.ts';
import { forgetPeak, peakOf, processorSeconds, residentOf } from '../process.ts';
import type { Server } from '../server.ts';
import { freshPeople, lentPeople, withPeople } from './a-sign-in.ts';

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/** Sends a multipart body of `head`, so many bytes, `tail` as fast as it is taken. @returns status; 0 for a closed connection. */
function sendForm(
  server: Server,
  path: string,
  key: string | undefined,
  head: string,
  bytes: number,
  tail: string,
): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(
      {
        port: server.port,
        host: '127.0.0.1',
        path,
        method: 'POST',
        agent: false,
        headers: {
          'content-type': 'multipart/form-data; boundary=b',
          'x-akezora-client': '1',
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          'content-length': Buffer.byteLength(head) + bytes + Buffer.byteLength(tail),
        },
      },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
        sent.destroy();
      },
    );
    sent.on('error', () => resolve(0));
    sent.setTimeout(90_000, () => sent.destroy());
    sent.write(head);
    const chunk = Buffer.alloc(1 << 20, 97);
    let left = bytes;
    const more = () => {
      while (left > 0) {
        const size = Math.min(left, chunk.length);
        left -= size;
        if (!sent.write(chunk.subarray(0, size))) {
          sent.once('drain', more);
          return;
        }
      }
      sent.end(tail);
    };
    more();
  });
}

const fileHead =
  '--b\r\ncontent-disposition: form-data; name="file"; filename="a.mp4"\r\ncontent-type: video/mp4\r\n\r\n';
const fileTail = '\r\n--b--\r\n';

/** Names below a folder that are not the database's. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/database/'));
}

const deep = (levels: number, open = '[', close = ']') => open.repeat(levels) + close.repeat(levels);

/** Every door that reads JSON. */
const doors: readonly (readonly [string, string])[] = [
  ['POST', '/api/jobs'],
  ['POST', '/api/storyboards'],
  ['POST', '/v1/videos'],
  ['POST', '/v1/webhook_endpoints'],
  ['POST', '/gradio_api/queue/join'],
  ['POST', '/gradio_api/call/generate_video'],
  ['POST', '/mcp'],
  ['POST', '/'],
  ['POST', '/api/session'],
];

export const forms: readonly Case[] = [
  {
    id: 'D03',
    mode: 'accounts',
    title: '300 event streams by one key',
    run: async (context) => {
      const server = await freshPeople(context);
      const before = residentOf(server.pid);
      const open = await Promise.all(
        Array.from({ length: 300 }, () =>
          openStream(server.url, '/api/events', { key: server.people.bob.key }).catch(() => undefined),
        ),
      );
      const accepted = open.filter((one) => one?.statusCode === 200).length;
      context.note('accepted', accepted);
      context.note('resident growth', megabytes(residentOf(server.pid) - before));
      hasStatus(
        await ask(server.url, '/api/clips', { key: server.people.alice.key, timeoutMs: 1000 }),
        200,
        'alice meanwhile',
      );
      for (const one of open) one?.destroy();
      must(accepted <= 64, `${accepted} of 300 accepted`);
      await sleep(500);
      const again = await openStream(server.url, '/api/events', { key: server.people.bob.key });
      must(again.statusCode === 200, `after they closed: ${again.statusCode}`);
      again.destroy();
    },
  },
  {
    id: 'D03.1',
    mode: 'accounts',
    title: 'streams by every door: Gradio queues, calls that wait for a clip, the HF endpoint',
    run: async (context) => {
      const server = await freshPeople(context, { flags: ['--devices', 'none'] });
      const { key } = server.people.bob;
      const made = await ask(server.url, '/api/jobs', { method: 'POST', key, body: { request: { prompt: 'x' } } });
      const id = textAt(made, 'data.0.id');
      const paths = [
        ...Array.from({ length: 100 }, (_, index) => `/gradio_api/queue/data?session_hash=s${index}`),
        ...Array.from({ length: 100 }, () => `/gradio_api/call/generate_video/${id}`),
      ];
      const end = new AbortController();
      const statuses = await Promise.all(
        paths.map((path) =>
          Promise.race([
            openStream(server.url, path, { key, signal: end.signal, timeoutMs: 60_000 }).then(
              ({ statusCode }) => statusCode ?? 0,
            ),
            sleep(6000).then(() => 200),
          ]).catch(() => 0),
        ),
      );
      end.abort();
      const refusals = statuses.filter((status) => status === 429 || status === 403).length;
      context.note('refused', `${refusals} of 200`);
      must(refusals >= 100, `only ${refusals} of 200 refused`);
      hasStatus(
        await ask(server.url, '/api/clips', { key: server.people.alice.key, timeoutMs: 1000 }),
        200,
        'alice meanwhile',
      );
    },
  },
  {
    id: 'D03.2',
    mode: 'open',
    title: 'event streams by one address with a new identity each',
    run: async (context) => {
      const server = await context.fresh('open');
      const open = await Promise.all(
        Array.from({ length: 120 }, (_, index) =>
          openStream(server.url, '/api/events', { key: `stream-${index}` }).catch(() => undefined),
        ),
      );
      const accepted = open.filter((one) => one?.statusCode === 200).length;
      for (const one of open) one?.destroy();
      context.note('accepted', accepted);
      must(accepted <= 40, `${accepted} of 120 accepted`);
    },
  },
  {
    id: 'D04',
    mode: 'accounts',
    title: 'six forms of 200 MB at once by one key',
    run: async (context) => {
      const server = await freshPeople(context);
      const before = residentOf(server.pid);
      const seconds = processorSeconds(server.pid);
      forgetPeak(server.pid);
      let statuses: number[] = [];
      await staysAwake(context, server, async () => {
        statuses = await Promise.all(
          Array.from({ length: 6 }, () =>
            sendForm(server, '/v1/files', server.people.bob.key, fileHead, 200_000_000, fileTail),
          ),
        );
      });
      const growth = peakOf(server.pid) - before;
      context.note('resident growth', megabytes(growth));
      context.note('processor seconds', Math.round(processorSeconds(server.pid) - seconds));
      must(
        statuses.every((status) => status === 0 || status >= 400),
        `statuses ${statuses.join(' ')}`,
      );
      growsLittle(growth, 300e6);
      await sleep(500);
      const left = [...filesIn(server.data), ...filesIn(server.temporary)].filter((path) => /form/.test(path));
      must(left.length === 0, `left behind: ${left.join(', ')}`);
    },
  },
  {
    id: 'D04.1',
    mode: 'accounts',
    title: 'a form that drips: a byte a second',
    beside: true,
    run: async (context) => {
      const server = await freshPeople(context);
      const socket = connect(server.port, '127.0.0.1');
      const began = Date.now();
      socket.write(
        `POST /v1/files HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: Bearer ${server.people.bob.key}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n${fileHead}`,
      );
      const timer = setInterval(() => socket.write('x'), 1000);
      const closed = new Promise<void>((resolve) =>
        socket
          .once('close', resolve)
          .once('data', () => resolve())
          .once('error', () => resolve()),
      );
      const result = await Promise.race([closed.then(() => true), sleep(75_000).then(() => false)]);
      clearInterval(timer);
      socket.destroy();
      context.note('ended after', `${Math.round((Date.now() - began) / 1000)} s`);
      must(result, 'still open after 75 s');
      await sleep(1000);
      must(
        ![...filesIn(server.data), ...filesIn(server.temporary)].some((path) => /form/.test(path)),
        'its file was left',
      );
    },
  },
  {
    id: 'D04.2',
    mode: 'accounts',
    title: 'a million parts; ten thousand files; a million fields of one name',
    run: async (context) => {
      const server = await freshPeople(context);
      const { key } = server.people.bob;
      const part = (index: number) => `--b\r\ncontent-disposition: form-data; name="f${index}"\r\n\r\n\r\n`;
      const file = '--b\r\ncontent-disposition: form-data; name="files"; filename="a.png"\r\n\r\nx\r\n';
      const bodies = {
        'a million parts': part(1).repeat(1_000_000),
        'ten thousand files': file.repeat(10_000),
        'different fields': Array.from({ length: 100_000 }, (_, index) => part(index)).join(''),
      };
      const before = residentOf(server.pid);
      forgetPeak(server.pid);
      await staysAwake(context, server, async () => {
        for (const [what, body] of Object.entries(bodies))
          for (const path of ['/v1/files', '/gradio_api/upload']) {
            const headers = { 'content-type': 'multipart/form-data; boundary=b' };
            const answer = await ask(server.url, path, {
              method: 'POST',
              key,
              headers,
              body: `${body}--b--\r\n`,
            }).catch(() => undefined);
            must(
              answer === undefined || (answer.status >= 400 && answer.status < 500),
              `${what} on ${path}: ${answer && brief(answer)}`,
            );
          }
      });
      const growth = peakOf(server.pid) - before;
      context.note('resident growth', megabytes(growth));
      growsLittle(growth, 300e6);
    },
  },
  {
    id: 'D04.3',
    mode: 'accounts',
    title: 'giant headers of parts, giant boundary, giant text field, giant file name, no end, nested forms',
    run: async (context) => {
      const server = await freshPeople(context);
      const { key } = server.people.bob;
      const before = residentOf(server.pid);
      forgetPeak(server.pid);
      await staysAwake(context, server, async () => {
        for (const [what, head, bytes, tail] of [
          ['header of a part', '--b\r\ncontent-disposition: form-data; name="', 50_000_000, `"\r\n\r\nx${fileTail}`],
          [
            'file name',
            '--b\r\ncontent-disposition: form-data; name="file"; filename="',
            10_000_000,
            `"\r\n\r\nx${fileTail}`,
          ],
          ['text field', '--b\r\ncontent-disposition: form-data; name="purpose"\r\n\r\n', 100_000_000, fileTail],
          ['no end', fileHead, 1_000_000, ''],
          ['no boundary', '', 50_000_000, ''],
        ] as const) {
          const status = await sendForm(server, '/v1/files', key, head, bytes, tail);
          must(status === 0 || (status >= 400 && status < 500), `${what}: ${status}`);
        }
        for (const type of [
          `multipart/form-data; boundary=${'b'.repeat(4000)}`,
          'multipart/form-data',
          'multipart/form-data; boundary=',
          'multipart/mixed; boundary=b',
        ]) {
          const answer = await ask(server.url, '/v1/files', {
            method: 'POST',
            key,
            headers: { 'content-type': type },
            body: `${fileHead}x${fileTail}`,
          });
          refused(answer, type.slice(0, 60));
        }
      });
      const growth = peakOf(server.pid) - before;
      context.note('resident growth', megabytes(growth));
      growsLittle(growth, 200e6);
    },
  },
  {
    id: 'D04.4',
    mode: 'accounts',
    title: 'forms without a key and by a viewer are refused before their bytes are read',
    run: async (context) => {
      const server = await freshPeople(context);
      const before = residentOf(server.pid);
      forgetPeak(server.pid);
      for (const key of [undefined, server.people.viewer.key])
        for (const path of ['/v1/files', '/v1/videos', '/gradio_api/upload', '/v1/videos/characters']) {
          const began = Date.now();
          const status = await sendForm(server, path, key, fileHead, 200_000_000, fileTail);
          must([0, 401, 403].includes(status), `${path}: ${status}`);
          must(Date.now() - began < 5000, `${path} read it for ${Date.now() - began} ms`);
        }
      const growth = peakOf(server.pid) - before;
      growsLittle(growth, 150e6);
    },
  },
  {
    id: 'D04.5',
    mode: 'accounts',
    title: 'hanging up in the middle of forms and uploads leaves no file and no descriptor',
    run: async (context) => {
      const server = await freshPeople(context);
      const { key } = server.people.bob;
      const before = filesIn(server.data).length + filesIn(server.temporary).length;
      for (let index = 0; index < 10; index += 1)
        await new Promise<void>((resolve) => {
          const socket = connect(server.port, '127.0.0.1', () => {
            socket.write(
              `POST ${index % 2 ? '/v1/files' : '/gradio_api/upload'} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: Bearer ${key}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n\r\n${fileHead}${'x'.repeat(500_000)}`,
            );
            setTimeout(() => {
              socket.destroy();
              resolve();
            }, 150);
          });
          socket.on('error', () => resolve());
        });
      await sleep(1500);
      const after = filesIn(server.data).length + filesIn(server.temporary).length;
      must(after <= before, `${after - before} files left: ${filesIn(server.data).slice(0, 5).join(', ')}`);
    },
  },
  {
    id: 'D06',
    mode: 'accounts',
    title: 'urlencoded form of 60,000 fields',
    run: async (context) => {
      const server = await lentPeople(context);
      const body = Array.from({ length: 60_000 }, (_, index) => `field${index}=${'v'.repeat(60)}`).join('&');
      await staysAwake(context, server, async () => {
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        refused(
          await ask(server.url, '/v1/videos', { method: 'POST', key: server.people.bob.key, headers, body }),
          'the form',
        );
      });
    },
  },
  {
    id: 'D07',
    mode: 'accounts',
    title: 'prototype in forms: __proto__[prompt]',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      for (const name of [
        '__proto__[prompt]',
        '__proto__',
        'constructor[prompt]',
        'prompt[__proto__]',
        'prototype[prompt]',
        '[prompt]',
        '__proto__[__proto__]',
      ]) {
        const form = multipart([{ name, value: 'hello' }]);
        refused(await ask(url, '/v1/videos', { method: 'POST', key: people.bob.key, ...form }), name);
        const urlencoded = `${encodeURIComponent(name)}=hello`;
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        refused(
          await ask(url, '/v1/videos', { method: 'POST', key: people.bob.key, headers, body: urlencoded }),
          `${name} urlencoded`,
        );
      }
    },
  },
  {
    id: 'D07.1',
    mode: 'accounts',
    title: 'fields of prototypes beside a real prompt: unknown names are refused, none changes the next request',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const { key } = people.bob;
      for (const name of [
        '__proto__[seconds]',
        'toString',
        'hasOwnProperty',
        'valueOf',
        '__proto__[model]',
        'input_reference[__proto__]',
      ]) {
        const form = multipart([
          { name: 'prompt', value: 'x' },
          { name, value: '/etc/passwd' },
        ]);
        refused(await ask(url, '/v1/videos', { method: 'POST', key, ...form }), name);
      }
      refused(await ask(url, '/v1/videos', { method: 'POST', key, body: {} }), 'no prompt afterwards');
      must(({} as { polluted?: string }).polluted === undefined, 'our own process');
    },
  },
  {
    id: 'D07.2',
    mode: 'accounts',
    title: 'one name twice in a form: a file and a text, two prompts, upper case',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      for (const parts of [
        [
          { name: 'prompt', value: 'a' },
          { name: 'prompt', value: 'x', file: 'x.png' },
        ],
        [{ name: 'prompt', value: 'x', file: 'x.png' }],
        [
          { name: 'prompt', value: 'a' },
          { name: 'model', value: 'x', file: '../../x' },
        ],
        [
          { name: 'prompt', value: 'a' },
          { name: 'video[id]', value: 'x' },
          { name: 'video', value: 'x', file: 'x' },
        ],
      ]) {
        const answer = await ask(url, '/v1/videos', { method: 'POST', key: people.bob.key, ...multipart(parts) });
        must(
          answer.status >= 400 && answer.status < 500,
          `${parts.map(({ name }) => name).join(', ')}: ${brief(answer)}`,
        );
      }
    },
  },
  {
    id: 'D08',
    mode: 'accounts',
    title: 'prototype and repeated keys in JSON by every door',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const { key } = people.bob;
      for (const [method, path] of doors)
        for (const body of [
          '{"__proto__":{"prompt":"x"}}',
          '{"constructor":{"prototype":{"prompt":"x"}}}',
          '{"prompt":1,"prompt":{}}',
        ]) {
          const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
          const answer = await ask(url, path, { method, key, headers, body });
          must(answer.status >= 400 && answer.status < 500, `${path} ${body}: ${brief(answer)}`);
        }
    },
  },
  {
    id: 'D09',
    mode: 'accounts',
    title: 'deep JSON by every door',
    run: async (context) => {
      const server = await lentPeople(context);
      const { key } = server.people.bob;
      await staysAwake(context, server, async () => {
        for (const [method, path] of doors)
          for (const body of [
            deep(200_000),
            deep(100_000, '{"a":', '}').replace(/:}/g, ':1}'),
            '['.repeat(3_900_000),
          ]) {
            const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
            const answer = await ask(server.url, path, { method, key, headers, body });
            must(answer.status >= 400 && answer.status < 500, `${path}: ${brief(answer)}`);
          }
      });
    },
  },
  {
    id: 'D09.1',
    mode: 'accounts',
    title: 'JSON of a million small things where little is expected: numbers, keys, strings',
    run: async (context) => {
      const server = await lentPeople(context);
      const { key } = server.people.bob;
      const bodies = [
        `[${'1,'.repeat(900_000)}1]`,
        `{"prompt":[${'"x",'.repeat(500_000)}"x"]}`,
        `{"request":{"prompt":"x","conditions":[${'{},'.repeat(300_000)}{}]}}`,
        `{${Array.from({ length: 150_000 }, (_, index) => `"k${index}":1`).join(',')}}`,
        `{"prompt":"${'\\u0041'.repeat(500_000)}"}`,
        `{"seed":1e${'9'.repeat(100_000)}}`,
      ];
      await staysAwake(context, server, async () => {
        for (const [method, path] of doors)
          for (const body of bodies) {
            const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
            const answer = await ask(server.url, path, { method, key, headers, body });
            must(answer.status >= 400 && answer.status < 500, `${path}: ${brief(answer)}`);
            must(answer.bytes.length < 100_000, `${path}: an answer of ${megabytes(answer.bytes.length)}`);
          }
      });
    },
  },
  {
    id: 'D10',
    mode: 'accounts',
    title: 'SQL and patterns in searches',
    run: async (context) => {
      const server = await withPeople(context);
      const queries = [
        "q='; DROP TABLE clips; --",
        'q=%25%25%25',
        'q=____',
        'q=%5C',
        'q=%27%20OR%201%3D1',
        `q=${'a%20'.repeat(300)}`,
        `q=${encodeURIComponent('%_'.repeat(400))}`,
        'sort=constructor',
        'sort=id;DROP',
        'cursor=e30',
        'cursor=%7B%7D',
        `cursor=${Buffer.from('{"a":1}').toString('base64url')}`,
        'offset=-1',
        'offset=99999999999',
        'after=9999999-01-01',
        'before=-271821-04-20T00:00:00Z',
        'limit=0',
        'limit=1e9',
        'folder=__proto__',
        "tag='",
        'seed=1e400&sort=random',
        'minSeconds=NaN',
      ];
      await staysAwake(context, server, async () => {
        for (const query of queries) {
          const answer = await ask(server.url, `/api/clips?${encodeURI(query).replaceAll('%25', '%')}`, {
            key: server.people.alice.key,
          });
          must(
            answer.status === 200 || (answer.status >= 400 && answer.status < 500),
            `${query.slice(0, 40)}: ${brief(answer)}`,
          );
          must(
            answer.status === 200 || !/syntax|relation|kysely|pg_|column/i.test(answer.text),
            `${query.slice(0, 40)}: words of the database: ${brief(answer)}`,
          );
        }
      });
      hasStatus(await ask(server.url, '/api/clips', { key: server.people.alice.key }), 200, 'afterwards');
    },
  },
  {
    id: 'D11',
    mode: 'accounts',
    title: 'queries of jobs, events, galleries and /v1 lists',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      for (const path of [
        '/api/jobs?state=constructor',
        '/api/jobs?cursor=x',
        '/api/jobs?limit=-1',
        '/api/jobs?state=queued&state=running',
        '/api/gallery?cursor=x',
        '/api/gallery?order=constructor',
        '/v1/videos?limit=1000',
        '/v1/videos?order=drop',
        '/v1/videos?after=%27',
        '/api/events?since=-1',
        '/api/clips/x/video?height=NaN',
        '/api/clips/x/video?format=constructor',
        '/gradio_api/queue/data?session_hash=',
      ]) {
        const answer = await ask(url, path, { key: people.alice.key, timeoutMs: 4000 });
        must(answer.status === 200 || (answer.status >= 400 && answer.status < 500), `${path}: ${brief(answer)}`);
        must(answer.status === 200 || !/syntax|relation|kysely|column/i.test(answer.text), `${path}: ${brief(answer)}`);
      }
    },
  },
  {
    id: 'D12',
    mode: 'loopback',
    title: 'names of models that are something else',
    run: async (context) => {
      const { url } = await context.server('loopback');
      for (const model of [
        'constructor',
        '__proto__',
        '/etc/passwd',
        '../x',
        'https://evil.invalid/m',
        'org/name@../..',
        'org/../../x',
        'a\u202eb',
        'x'.repeat(513),
        'C:\\x',
        '~/x',
        'toString',
      ])
        for (const [path, body] of [
          ['/api/jobs', { request: { prompt: 'x', model } }],
          ['/api/plan', { request: { prompt: 'x', model } }],
          ['/v1/videos', { prompt: 'x', model }],
        ] as const)
          refused(await ask(url, path, { method: 'POST', body }), `${path} ${JSON.stringify(model).slice(0, 40)}`);
      for (const id of ['constructor', '__proto__', '..%2f..%2fx', '%2fetc%2fpasswd'])
        refused(await ask(url, `/v1/models/${id}`), `/v1/models/${id}`);
    },
  },
  {
    id: 'D21',
    mode: 'loopback',
    title: 'half-closed, pipelined and abandoned connections by the hundred',
    run: async (context) => {
      const server = await context.fresh('loopback');
      const line = `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`;
      await staysAwake(context, server, async () => {
        const sockets = Array.from({ length: 400 }, () =>
          connect(server.port, '127.0.0.1').on('error', () => undefined),
        );
        for (const socket of sockets) socket.write(line.slice(0, 20));
        const piped = await raw(server.port, line.repeat(500), { milliseconds: 2000 });
        must(rawStatus(piped) === 200, 'pipelined requests');
        for (const socket of sockets) socket.destroy();
      });
      hasStatus(await ask(server.url, '/healthz'), 200, 'afterwards');
    },
  },
];
