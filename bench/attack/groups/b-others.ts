/** Things of other people: by their ids in addresses and bodies, on every API. */
import { type Case, must } from '../case.ts';
import { type Ask, ask, brief, hasStatus, multipart, refused, textAt } from '../http.ts';
import type { People } from '../people.ts';
import { withPeople } from './a-sign-in.ts';

/** Requests that name something of alice's in the address. */
const direct = ({ things }: People): readonly (readonly [string, string, object?])[] => [
  ['GET', `/api/jobs/${things.job}`],
  ['GET', `/api/jobs/${things.job}/preview`],
  ['GET', `/api/jobs/${things.job}/live`],
  ['POST', `/api/jobs/${things.job}/cancel`],
  ['POST', `/api/jobs/${things.job}/retry`],
  ['DELETE', `/api/jobs/${things.job}`],
  ['GET', `/api/clips/${things.clip}`],
  ['GET', `/api/clips/${things.clip}/video`],
  ['GET', `/api/clips/${things.clip}/video?format=gif`],
  ['GET', `/api/clips/${things.clip}/thumbnail`],
  ['GET', `/api/clips/${things.clip}/sprites`],
  ['GET', `/api/clips/${things.clip}/family`],
  ['PATCH', `/api/clips/${things.clip}`, { visibility: 'public' }],
  ['POST', `/api/clips/${things.clip}/restore`],
  ['DELETE', `/api/clips/${things.clip}`],
  ['GET', `/api/uploads/${things.image}`],
  ['GET', `/api/uploads/${things.image}/file`],
  ['GET', `/api/uploads/${things.image}/thumbnail`],
  ['DELETE', `/api/uploads/${things.image}`],
  ['PATCH', `/api/folders/${things.folder}`, { name: 'taken' }],
  ['DELETE', `/api/folders/${things.folder}`],
  ['GET', `/v1/videos/${things.job}`],
  ['GET', `/v1/videos/${things.job}/content`],
  ['GET', `/v1/videos/${things.job}/content?variant=thumbnail`],
  ['DELETE', `/v1/videos/${things.job}`],
  ['POST', `/v1/videos/${things.job}/remix`, { prompt: 'x' }],
  ['GET', `/v1/files/${things.image}`],
  ['GET', `/v1/files/${things.image}/content`],
  ['DELETE', `/v1/files/${things.image}`],
  ['GET', `/gradio_api/file=${things.clip}.mp4`],
  ['GET', `/gradio_api/file=${things.image}`],
  ['GET', `/gradio_api/call/generate_video/${things.job}`],
];

/** Requests that name something of alice's in the body. */
const inBodies = ({ things }: People): readonly (readonly [string, string, object])[] => {
  const request = { prompt: 'x', model: 'akezora-2' };
  const condition = (source: object) => ({ request: { ...request, conditions: [{ source }] } });
  return [
    ['POST', '/api/jobs', condition({ kind: 'clip', id: things.clip })],
    ['POST', '/api/jobs', condition({ kind: 'image', file: `upload:${things.image}` })],
    ['POST', '/api/plan', condition({ kind: 'clip', id: things.clip })],
    ['POST', '/api/jobs', { request: { ...request, actors: [{ name: 'a', clip: things.clip }] } }],
    ['POST', '/api/jobs', { request: { ...request, actors: [{ name: 'a', image: `upload:${things.image}` }] } }],
    ['POST', '/api/jobs', { request: { ...request, actors: [{ name: 'a', clip: things.clip }] } }],
    ['POST', '/api/jobs', { request, folderId: things.folder }],
    ['POST', '/api/actors', { name: 'a', clipId: things.clip }],
    ['POST', '/api/actors', { name: 'a', uploadId: things.image }],
    ['POST', '/api/actors', { name: 'a', clipId: things.clip }],
    ['POST', '/api/import', { uploads: [things.image] }],
    ['POST', '/api/export', { ids: [things.clip] }],
    ['POST', '/v1/videos', { prompt: 'x', input_reference: { file_id: things.image } }],
    ['POST', '/v1/videos/edits', { prompt: 'x', video: { id: things.job } }],
    ['POST', '/v1/videos/extensions', { prompt: 'x', video: { id: things.job }, seconds: '4' }],
    ['POST', '/gradio_api/cancel', { session_hash: 'x', fn_index: 1, event_id: things.job }],
    ['POST', '/gradio_api/call/generate_video', { data: ['x', { path: things.image }] }],
  ];
};

async function tryAll(
  url: string,
  requests: readonly (readonly [string, string, object?])[],
  who: Ask,
  statuses: readonly number[],
): Promise<void> {
  const through: string[] = [];
  for (const [method, path, body] of requests) {
    const answer = await ask(url, path, { ...who, method, ...(body === undefined ? {} : { body }) });
    if (!statuses.includes(answer.status))
      through.push(`${method} ${path.slice(0, 60)}: ${brief(answer).slice(0, 60)}`);
  }
  must(through.length === 0, through.join(' | '));
}

const mcp = (url: string, key: string, method: string, params: object) =>
  ask(url, '/mcp', {
    method: 'POST',
    key,
    headers: { accept: 'application/json, text/event-stream' },
    body: { jsonrpc: '2.0', id: 1, method, params },
  });

export const others: readonly Case[] = [
  {
    id: 'B01',
    mode: 'accounts',
    title: "alice's things by their ids: by bob, by nobody, by the owner of the server",
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const { bob, owner, viewer } = people;
      for (const who of [{ cookie: bob.cookie }, { key: bob.key }, { cookie: owner.cookie }, { key: viewer.key }])
        await tryAll(url, direct(people), who, [401, 403, 404]);
      await tryAll(url, direct(people), {}, [401, 404]);
    },
  },
  {
    id: 'B01.1',
    mode: 'accounts',
    title: 'what exists and what does not is told apart by nobody: same words, same status',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const { bob, things } = people;
      const strip = (text: string) => text.replace(/"requestId":"[^"]+"/, '').replaceAll(/\w+_[0-9a-f]{8,}/g, 'ID');
      for (const path of [
        `/api/clips/${things.clip}`,
        `/api/jobs/${things.job}`,
        `/v1/videos/${things.job}`,
        `/api/uploads/${things.image}`,
      ]) {
        const real = await ask(url, path, { cookie: bob.cookie });
        const made = await ask(url, path.replace(/[0-9a-f]{6}$/, 'abcdef'), { cookie: bob.cookie });
        must(
          real.status === made.status && strip(real.text) === strip(made.text),
          `${path}: ${brief(real)} / ${brief(made)}`,
        );
      }
    },
  },
  {
    id: 'B02',
    mode: 'accounts',
    title: "alice's things by their ids in bodies, by bob",
    run: async (context) => {
      const { url, people } = await withPeople(context);
      await tryAll(url, inBodies(people), { key: people.bob.key }, [400, 403, 404, 409]);
      for (const action of ['trash', 'delete', 'restore'] as const) {
        const answer = await ask(url, '/api/clips/bulk', {
          method: 'POST',
          key: people.bob.key,
          body: { action, ids: [people.things.clip] },
        });
        must(answer.status >= 400 || /"changed":\[\]/.test(answer.text), `${action}: ${brief(answer)}`);
      }
      hasStatus(await ask(url, `/api/clips/${people.things.clip}`, { key: people.alice.key }), 200, 'the clip');
    },
  },
  {
    id: 'B03',
    mode: 'accounts',
    title: 'foreign ids and paths over MCP',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const { bob, owner, things } = people;
      const tools = textOf(await mcp(url, bob.key, 'tools/list', {}));
      for (const name of tools.match(/"name":"(\w+)"/g)?.map((one) => one.slice(8, -1)) ?? [])
        for (const id of [things.job, things.clip, '../accounts', '..%2faccounts']) {
          const args = { id, video_id: id, job: id, clip: id, job_id: id, clip_id: id };
          const answer = textOf(await mcp(url, bob.key, 'tools/call', { name, arguments: args }));
          must(
            !answer.includes('a fox in the snow') && !answer.includes('olivia'),
            `${name} with ${id}: ${answer.slice(0, 120)}`,
          );
        }
      for (const uri of [
        `clip://${things.clip}`,
        `akezora://clips/${things.clip}`,
        `video://${things.job}`,
        'akezora://clips/../accounts',
        'file:///etc/passwd',
      ])
        for (const key of [bob.key, owner.key]) {
          const answer = textOf(await mcp(url, key, 'resources/read', { uri }));
          must(!/olivia|root:x|a fox in the snow/.test(answer), `${uri}: ${answer.slice(0, 120)}`);
        }
    },
  },
  {
    id: 'B04',
    mode: 'accounts',
    title: "alice's open upload over tus, and an owner in the metadata",
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const tus = { 'tus-resumable': '1.0.0' };
      const metadata = `filename ${Buffer.from('x.png').toString('base64')},owner ${Buffer.from('local').toString('base64')}`;
      const headers = { ...tus, 'upload-length': '100', 'upload-metadata': metadata };
      const made = await ask(url, '/api/uploads', { method: 'POST', key: people.alice.key, headers });
      hasStatus(made, 201, 'an upload of alice');
      const path = String(made.headers.location).replace(/^https?:\/\/[^/]+/, '');
      const patch = { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
      for (const method of ['HEAD', 'PATCH', 'DELETE'])
        for (const who of [{ key: people.bob.key }, { key: people.owner.key }, {}])
          hasStatus(
            await ask(url, path, {
              ...who,
              method,
              headers: method === 'PATCH' ? patch : tus,
              ...(method === 'PATCH' ? { body: 'x' } : {}),
            }),
            [401, 403, 404],
            `${method} by another`,
          );
      hasStatus(await ask(url, path, { method: 'HEAD', key: people.alice.key, headers: tus }), 200, 'by alice');
      await ask(url, path, { method: 'DELETE', key: people.alice.key, headers: tus });
    },
  },
  {
    id: 'B05',
    mode: 'accounts',
    title: 'paths as ids of tus and other routes',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      for (const id of [
        '..%2f..%2fetc%2fpasswd',
        '..%2fserver.lock',
        '..%5c..%5cserver.lock',
        '%00',
        '.',
        '..',
        '%2e%2e%2fserver.lock',
        'upload_x%2f..%2f..%2fserver.lock',
      ])
        for (const route of [
          '/api/uploads/',
          '/v1/files/',
          '/gradio_api/file=',
          '/api/clips/',
          '/api/shared/',
          '/assets/',
        ])
          for (const method of ['GET', 'HEAD', 'DELETE']) {
            const answer = await ask(url, `${route}${id}`, {
              method,
              key: people.alice.key,
              headers: { 'tus-resumable': '1.0.0' },
            });
            must(
              !/root:x|"pid"/.test(answer.text) && answer.status !== 500,
              `${method} ${route}${id}: ${brief(answer)}`,
            );
            // Dots are taken out of an address before it is sent: what is left is another page, which she may see.
            const sent = new URL(`${route}${id}`, url).pathname;
            const other = sent.startsWith(route) && sent !== route ? undefined : sent.replace(/\/$/, '');
            const page = other === undefined ? undefined : await ask(url, other, { method, key: people.alice.key });
            const own = page !== undefined && page.status === answer.status && page.text === answer.text;
            must(route === '/assets/' || answer.status >= 400 || own, `${method} ${route}${id}: ${brief(answer)}`);
          }
    },
  },
  {
    id: 'B06',
    mode: 'loopback',
    title: "files of the server's machine as inputs",
    run: async (context) => {
      const { url, data } = await context.server('loopback');
      const request = { prompt: 'x' };
      const files = [
        '/etc/passwd',
        'upload:../../etc/passwd',
        `${data}/server.lock`,
        'file:///etc/passwd',
        '../server.lock',
      ];
      for (const file of files) {
        const bodies: (readonly [string, object])[] = [
          ['/api/jobs', { request: { ...request, conditions: [{ source: { kind: 'image', file } }] } }],
          ['/api/jobs', { request: { ...request, conditions: [{ source: { kind: 'video', file } }] } }],
          ['/api/jobs', { request: { ...request, actors: [{ name: 'a', image: file }] } }],
          ['/api/jobs', { request: { ...request, loras: [{ file }] } }],
          ['/api/jobs', { request: { ...request, loras: [{ id: file }] } }],
          ['/api/plan', { request: { ...request, loras: [{ id: file, strength: 1 }] } }],
          ['/v1/videos', { prompt: 'x', loras: file }],
          ['/v1/videos', { prompt: 'x', lora: JSON.stringify({ name: 'a', path: file }) }],
          ['/', { inputs: 'x', parameters: { loras: [{ path: file, scale: 1 }] } }],
          ['/gradio_api/call/generate_video', { data: ['x', '360p', 1, null, -1, '', null, null, null, file] }],
          ['/api/jobs', { request: { ...request, model: file } }],
          ['/api/plan', { request: { ...request, model: file } }],
          ['/v1/videos', { prompt: 'x', model: file }],
          ['/v1/videos', { prompt: 'x', input_reference: { image_url: file } }],
          ['/gradio_api/call/generate_video', { data: ['x', { path: file, meta: { _type: 'gradio.FileData' } }] }],
          ['/', { inputs: 'x', parameters: { image: file, model: file } }],
        ];
        for (const [path, body] of bodies) {
          const answer = await ask(url, path, { method: 'POST', body });
          must(answer.status >= 400 && answer.status < 500, `${path} with ${JSON.stringify(body)}: ${brief(answer)}`);
          must(!answer.text.includes('root:x'), `${path} shows the file`);
        }
      }
    },
  },
  {
    id: 'B07',
    mode: 'accounts',
    title: "a parent of another's: neither sees the other's",
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const { bob, alice, things } = people;
      const body = { request: { prompt: 'x of bob', seconds: 2, parent: things.clip } };
      await ask(url, '/api/jobs', { method: 'POST', key: bob.key, body });
      const family = await ask(url, `/api/clips/${things.clip}/family`, { key: alice.key });
      must(!family.text.includes('x of bob'), 'alice sees a clip of bob');
      const jobs = await ask(url, '/api/jobs', { key: bob.key });
      must(!jobs.text.includes('a fox in the snow'), 'bob sees a clip of alice');
      refused(await ask(url, `/api/clips/${things.clip}/family`, { key: bob.key }), 'the family');
    },
  },
  {
    id: 'B17',
    mode: 'accounts',
    title: 'keys with one scope on every API; a member asks for admin',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const { alice, things } = people;
      const key = async (scopes: string[]) =>
        textAt(
          await ask(url, '/api/keys', { method: 'POST', cookie: alice.cookie, body: { name: 'scoped', scopes } }),
          'secret',
        );
      const [generate, library] = [await key(['generate']), await key(['library'])];
      const { body: form, headers } = multipart([
        { name: 'file', value: 'x', file: 'x.png' },
        { name: 'purpose', value: 'vision' },
      ]);
      for (const [method, path] of [
        ['GET', '/api/clips'],
        ['GET', `/api/clips/${things.clip}`],
        ['DELETE', `/api/clips/${things.clip}`],
        ['GET', '/api/folders'],
        ['GET', `/api/uploads/${things.image}/file`],
        ['GET', `/v1/files/${things.image}`],
        ['DELETE', `/v1/files/${things.image}`],
        ['GET', `/gradio_api/file=${things.image}`],
        ['GET', '/api/actors'],
        ['GET', '/api/actors'],
      ] as const)
        hasStatus(await ask(url, path, { method, key: generate }), [401, 403, 404], `generate: ${method} ${path}`);
      for (const path of ['/v1/files', '/gradio_api/upload'])
        hasStatus(
          await ask(url, path, { method: 'POST', key: generate, body: form, headers }),
          403,
          `generate: POST ${path}`,
        );
      for (const [method, path, body] of [
        ['POST', '/api/jobs', { request: { prompt: 'x' } }],
        ['POST', '/v1/videos', { prompt: 'x' }],
        ['POST', `/v1/videos/${things.job}/remix`, { prompt: 'x' }],
        ['POST', '/gradio_api/call/generate_video', { data: ['x'] }],
        ['POST', '/gradio_api/queue/join', { data: ['x'], session_hash: 'x', fn_index: 1 }],
        ['POST', '/', { inputs: 'x' }],
        ['DELETE', `/v1/videos/${things.job}`, {}],
        ['POST', `/api/jobs/${things.job}/retry`, {}],
      ] as const)
        hasStatus(await ask(url, path, { method, key: library, body }), 403, `library: ${method} ${path}`);
      const call = textOf(
        await mcp(url, library, 'tools/call', { name: 'generate_video', arguments: { prompt: 'x' } }),
      );
      must(/error|permission|lacks/i.test(call), `library over MCP: ${call.slice(0, 120)}`);
      refused(
        await ask(url, '/api/keys', { method: 'POST', cookie: alice.cookie, body: { name: 'x', scopes: ['admin'] } }),
        'admin for a member',
      );
      for (const patch of [{ sharing: false }, { gallery: true }, { promptHelp: null }])
        hasStatus(
          await ask(url, '/api/settings', { method: 'PATCH', cookie: alice.cookie, body: patch }),
          403,
          JSON.stringify(patch),
        );
    },
  },
  {
    id: 'B17.1',
    mode: 'accounts',
    title: 'a key makes a key with more rights than its own',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const made = await ask(url, '/api/keys', {
        method: 'POST',
        cookie: people.alice.cookie,
        body: { name: 'small', scopes: ['library'] },
      });
      const key = textAt(made, 'secret');
      for (const scopes of [['generate'], ['admin'], ['generate', 'library']])
        refused(await ask(url, '/api/keys', { method: 'POST', key, body: { name: 'more', scopes } }), scopes.join());
    },
  },
  {
    id: 'B18',
    mode: 'accounts',
    title: 'a key for generation stores files by forms',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const made = await ask(url, '/api/keys', {
        method: 'POST',
        cookie: people.bob.cookie,
        body: { name: 'g', scopes: ['generate'] },
      });
      const key = textAt(made, 'secret');
      const image = Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
        'base64',
      );
      const reference = multipart([
        { name: 'prompt', value: 'x' },
        { name: 'input_reference', value: image, file: 'x.png' },
      ]);
      refused(await ask(url, '/v1/videos', { method: 'POST', key, ...reference }), 'a reference as a file');
      const character = multipart([
        { name: 'name', value: 'robo' },
        { name: 'video', value: image, file: 'x.mp4' },
      ]);
      refused(await ask(url, '/v1/videos/characters', { method: 'POST', key, ...character }), 'a character');
    },
  },
  {
    id: 'B18.1',
    mode: 'accounts',
    title: 'a key for generation stores files by URL, by data: URL, by edits and extensions, by Gradio and HF inputs',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const made = await ask(url, '/api/keys', {
        method: 'POST',
        cookie: people.bob.cookie,
        body: { name: 'g', scopes: ['generate'] },
      });
      const key = textAt(made, 'secret');
      const data =
        'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';
      const video = multipart([
        { name: 'prompt', value: 'x' },
        { name: 'video', value: 'x', file: 'x.mp4' },
      ]);
      hasStatus(await ask(url, '/v1/videos/edits', { method: 'POST', key, ...video }), 403, 'edits with a file');
      hasStatus(
        await ask(url, '/v1/videos/extensions', { method: 'POST', key, ...video }),
        403,
        'extensions with a file',
      );
      for (const [path, body] of [
        ['/v1/videos', { prompt: 'x', input_reference: { image_url: data } }],
        ['/gradio_api/call/generate_video', { data: ['x', { url: data, path: data }] }],
      ] as const)
        refused(await ask(url, path, { method: 'POST', key, body }), path);
    },
  },
  {
    id: 'B18.2',
    mode: 'accounts',
    title: 'a viewer writes by any API',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const { viewer } = people;
      const files = multipart([{ name: 'files', value: 'x', file: 'x.png' }]);
      for (const [method, path, body] of [
        ['POST', '/api/jobs', { request: { prompt: 'x' } }],
        ['POST', '/api/folders', { name: 'x' }],
        ['POST', '/api/presets', { name: 'x', request: {} }],
        ['POST', '/api/storyboards', { name: 'x', data: { cards: [], seconds: 2 } }],
        ['POST', '/api/actors', { name: 'x' }],
        ['POST', '/api/actors', { name: 'x' }],
        ['POST', '/api/webhooks', { url: 'https://hook.attack.invalid/' }],
        ['POST', '/api/import', { uploads: ['x'] }],
        ['POST', '/v1/videos', { prompt: 'x' }],
        ['POST', '/v1/webhook_endpoints', { url: 'https://hook.attack.invalid/' }],
        ['POST', '/gradio_api/call/generate_video', { data: ['x'] }],
        ['POST', '/', { inputs: 'x' }],
      ] as const)
        for (const who of [{ cookie: viewer.cookie }, { key: viewer.key }])
          hasStatus(await ask(url, path, { method, ...who, body }), [401, 403], `${method} ${path}`);
      for (const path of ['/v1/files', '/gradio_api/upload'])
        hasStatus(await ask(url, path, { method: 'POST', cookie: viewer.cookie, ...files }), 403, path);
      const tus = { 'tus-resumable': '1.0.0', 'upload-length': '4' };
      hasStatus(await ask(url, '/api/uploads', { method: 'POST', key: viewer.key, headers: tus }), [401, 403], 'tus');
    },
  },
  {
    id: 'B23',
    mode: 'accounts',
    title: 'the key of prompt help is never shown and does not go to another server',
    run: async (context) => {
      const { url, people } = await withPeople(context);
      const { cookie } = people.owner;
      const patch = (promptHelp: object | null) =>
        ask(url, '/api/settings', { method: 'PATCH', cookie, body: { promptHelp } });
      hasStatus(
        await patch({ url: 'https://one.attack.invalid/v1', model: 'm', key: 'sk-PROMPTHELPSECRET' }),
        200,
        'the setting',
      );
      const shown = await ask(url, '/api/settings', { cookie });
      must(!shown.text.includes('PROMPTHELPSECRET'), 'the key is shown');
      must(/"hasKey":true/.test(shown.text), `hasKey: ${brief(shown)}`);
      for (const other of [
        'https://two.attack.invalid/v1',
        'http://one.attack.invalid/v1',
        'https://one.attack.invalid:444/v1',
      ]) {
        const moved = await patch({ url: other, model: 'm' });
        must(/"hasKey":false/.test(moved.text), `the key went along to ${other}: ${brief(moved)}`);
        await patch({ url: 'https://one.attack.invalid/v1', model: 'm', key: 'sk-PROMPTHELPSECRET' });
      }
      await patch(null);
    },
  },
];

const textOf = (answer: { readonly text: string }): string => answer.text;
