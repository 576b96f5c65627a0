import { Client as GradioClient } from '@gradio/client';
import { InferenceClient } from '@huggingface/inference';
import { Client as McpClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOfDataUrl } from '../../src/http/ingest-url.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg==',
  'base64',
);

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
}, 180_000);
afterAll(() => test.remove());

/** Sends JSON to the OpenAI API, as clients that are no SDK do. */
const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(new URL(path, test.server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer any', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, json: text.startsWith('{') ? JSON.parse(text) : text };
};

const newestRequest = async () => (await test.api.call('jobs', { query: { limit: 1 } })).data[0]?.request;

/** What SGLang-diffusion, vLLM-Omni and FastVideo clients send, and what the test's model makes of it. */
const options = {
  num_frames: 73,
  fps: 24,
  negative_prompt: 'blur',
  guidance_scale: 5,
  num_inference_steps: 8,
  seed: 7,
};
const made = { seconds: 3.042, fps: 24, steps: 8, seed: 7 };
const ignored = ['guidance_scale', 'negative_prompt', 'flow_shift'];

/** Sends a form; values are text, or a file. */
const postForm = async (path: string, fields: readonly (readonly [string, string | Blob])[]) => {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  const headers = { authorization: 'Bearer any' };
  const answer = await fetch(new URL(path, test.server.url), { method: 'POST', headers, body });
  return { status: answer.status, json: await answer.json() };
};

describe('names of a form', () => {
  const file = new Blob([png], { type: 'image/png' });
  it.each([
    ['what every object has', '__proto__[seconds]', [['__proto__[seconds]', '2']], '__proto__'],
    ['what every function has', 'toString', [['toString', '2']], 'toString'],
    ['files under a name that nothing reads', 'video', [['video', file]], 'video'],
    [
      'one name plain and with brackets',
      'video',
      [
        ['video[id]', 'x'],
        ['video', file],
      ],
      'video',
    ],
    [
      'one name with brackets and plain',
      'input_reference',
      [
        ['input_reference', file],
        ['input_reference[file_id]', 'x'],
      ],
      'input_reference',
    ],
  ] as const)('refuse %s: %s', async (_, __, fields, param) => {
    const { status, json } = await postForm('/v1/videos', [['prompt', 'a fox'], ...fields]);
    expect({ status, param: json.error.param }).toEqual({ status: 400, param });
  });

  it('that are empty stand for the default', async () => {
    const { status, json } = await postForm('/v1/videos', [
      ['prompt', 'a fox'],
      ['model', ''],
      ['seconds', ''],
    ]);
    expect({ status, model: json.model, seconds: json.seconds }).toEqual({
      status: 200,
      model: 'sora-2',
      seconds: '4',
    });
  });
});

describe('options of other programs', () => {
  it('mean the same on every API, and what the model does not have is named', async () => {
    const openai = new OpenAI({ baseURL: `${test.server.url}/v1`, apiKey: 'any', maxRetries: 0 });
    const video = await openai.videos.create({ prompt: 'a fox', ...options, flow_shift: 5 } as never);
    expect((video as { ignored?: string[] }).ignored?.toSorted()).toEqual(ignored.toSorted());
    expect(await newestRequest()).toMatchObject(made);
    await openai.videos.delete(video.id);

    const answer = await post('/', { inputs: 'a fox', parameters: { ...options, flow_shift: 5 } });
    expect(answer.headers.get('x-akezora-ignored')?.split(', ').toSorted()).toEqual(ignored.toSorted());
    expect(await newestRequest()).toMatchObject(made);

    const transport = new StreamableHTTPClientTransport(new URL('/mcp', test.server.url));
    const mcp = new McpClient({ name: 'test', version: '1' });
    await mcp.connect(transport as Parameters<McpClient['connect']>[0]);
    const given = Object.fromEntries(Object.entries(options).map(([name, value]) => [name, String(value)]));
    const { content } = await mcp.callTool({
      name: 'generate_video',
      arguments: { prompt: 'a fox', ...given, flow_shift: 5, wait: true },
    });
    const told = JSON.parse((content as { text: string }[])[0]?.text ?? '') as { ignored: string[] };
    expect(told.ignored.toSorted()).toEqual(ignored.toSorted());
    expect(await newestRequest()).toMatchObject(made);
    await mcp.close();

    const gradio = await GradioClient.connect(test.server.url);
    const { num_frames: _frames, ...named } = options;
    const result = await gradio.predict('/generate_video', { prompt: 'a fox', duration: 2, ...named });
    expect((result.data as { ignored: string[] }[])[1]?.ignored.toSorted()).toEqual([
      'guidance_scale',
      'negative_prompt',
    ]);
    expect(await newestRequest()).toMatchObject({ ...made, seconds: 2 });
    gradio.close();
  });

  it('are as if not sent when they are null, and a seed of -1 is a random one', async () => {
    for (const seed of [null, '', [], -1, '-1']) {
      const { status, json } = await post('/v1/videos', {
        prompt: 'a fox',
        seconds: null,
        size: null,
        model: null,
        seed,
      });
      expect([status, json.seconds, json.size, json.model]).toEqual([200, '4', '720x1280', 'sora-2']);
      expect(await newestRequest()).not.toHaveProperty('seed');
    }
    for (const seed of [true, 'lots', 1.5]) {
      const { status, json } = await post('/v1/videos', { prompt: 'a fox', seed });
      expect([status, json.error.param]).toEqual([400, 'seed']);
    }
    const { data } = await test.api.call('submit', {
      body: { request: { prompt: 'a fox', seed: null, seconds: null } as never, title: null as never },
    });
    expect(data[0]?.request).not.toHaveProperty('seed');
  });

  it.each([
    ['720p', { resolution: '720p' }, undefined],
    ['1280*720', { resolution: '720p', aspect: '16:9' }, '1280x720'],
    ['auto', {}, undefined],
    ['4:3', { aspect: '1:1' }, '960x720'],
  ])('size %s', async (size, request, told) => {
    const { status, json } = await post('/v1/videos', { prompt: 'a fox', size });
    expect(status).toBe(200);
    expect(await newestRequest()).toMatchObject(request);
    if (told !== undefined) expect(json.size).toBe(told);
  });

  it('name no field of a request in the words of a library, in Japanese where that is asked for', async () => {
    const ask = { 'accept-language': 'ja' };
    const { json } = await post('/v1/videos', { prompt: 'a fox', seconds: 'four' }, ask);
    expect(json.error.message).toBe(
      'seconds が正しくありません: 数値を指定してください。seconds を直してからもう一度実行してください。',
    );
  });

  it('are refused with 415 in a compressed body, which is not read', async () => {
    const { gzipSync } = await import('node:zlib');
    const body = gzipSync(JSON.stringify({ prompt: 'a fox' }));
    const { status, headers, json } = await post('/v1/videos', body, { 'content-encoding': 'gzip' });
    expect([status, json.error.code, headers.get('accept-encoding')]).toEqual([415, 'coding_unsupported', 'identity']);
  });

  it('find their paths with a slash at the end', async () => {
    expect((await post('/v1/videos/', { prompt: 'a fox' })).status).toBe(200);
    for (const path of ['/v1/videos/', '/v1/models/', '/api/jobs/', '/config/', '/gradio_api/info/', '/healthz/'])
      expect([path, (await fetch(new URL(path, test.server.url))).status]).toEqual([path, 200]);
  });

  it('come in forms as vLLM-Omni’s clients send them, with a file field that is not filled in', async () => {
    const form = new FormData();
    const fields = {
      prompt: 'a fox',
      width: '640',
      height: '360',
      fps: '24',
      num_frames: '49',
      extra_params: '{"a":1}',
    };
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('input_reference', new File([], ''));
    const answer = await fetch(new URL('/v1/videos', test.server.url), {
      method: 'POST',
      headers: { authorization: 'Bearer any' },
      body: form,
    });
    const video = (await answer.json()) as { size: string; ignored: string[]; error: object | null };
    expect([answer.status, video.error, video.size, video.ignored]).toEqual([200, null, '640x360', ['extra_params']]);
    expect(await newestRequest()).toMatchObject({ seconds: 2.042, fps: 24 });
  });

  it('reach MCP as lists in text, too', async () => {
    const actors = async (value: unknown) => {
      const params = { name: 'generate_video', arguments: { prompt: 'a fox', actors: value } };
      const { json } = await post('/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params });
      expect(json.result.content[0].text).toContain('queued');
      return (await newestRequest())?.actors;
    };
    for (const value of [['momo'], '["momo"]', 'momo']) expect(await actors(value)).toEqual([{ name: 'momo' }]);
    for (const value of [[], '[]', null, '']) expect(await actors(value)).toBeUndefined();
  });

  it('reach MCP with any Accept', async () => {
    for (const accept of ['application/json', '*/*', 'text/event-stream', '']) {
      const call = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
      const { status, json } = await post('/mcp', call, { accept });
      expect([status, json.result?.tools.length > 0]).toEqual([200, true]);
    }
  });

  it('may be sent by the Hugging Face client’s own task', async () => {
    const client = new InferenceClient('hf_any').endpoint(test.server.url);
    const video = await client.request<Blob>({ inputs: 'a fox', parameters: { ...options, width: 128, height: 72 } });
    expect(video.type).toBe('video/mp4');
  });
});

describe('a list that is emptied while it is read', () => {
  it.each(['desc', 'asc'] as const)('ends with nothing left, in the order %s', async (order) => {
    const empty = await startTestServer({ devices: [] });
    const client = new OpenAI({ baseURL: `${empty.server.url}/v1`, apiKey: 'any', maxRetries: 0 });
    for (let turn = 0; turn < 25; turn += 1) await client.videos.create({ prompt: `fox ${turn}`, seconds: '4' });
    for await (const video of client.videos.list({ limit: 7, order })) await client.videos.delete(video.id);
    expect((await client.videos.list()).data).toEqual([]);

    for (let turn = 0; turn < 9; turn += 1) await client.videos.create({ prompt: `fox ${turn}`, seconds: '4' });
    let cursor: string | undefined;
    do {
      const query = cursor === undefined ? { limit: 2 } : { limit: 2, cursor };
      const { data, nextCursor } = await empty.api.call('jobs', { query });
      for (const { id } of data) {
        await empty.api.call('cancelJob', { params: { id } });
        await empty.api.call('deleteJob', { params: { id } });
      }
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect((await empty.api.call('jobs', {})).data).toEqual([]);
    await empty.remove();
  });

  it('goes on from a deleted id, and refuses a place that is none', async () => {
    const list = async (query: string) => {
      const answer = await fetch(`${test.server.url}/v1/videos?${query}`, { headers: { authorization: 'Bearer any' } });
      return { status: answer.status, json: (await answer.json()) as { data: { id: string }[]; error?: object } };
    };
    const ids: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      ids.push((await post('/v1/videos', { prompt: 'a fox' })).json.id as string);
    }
    await fetch(`${test.server.url}/v1/videos/${ids[1]}`, {
      method: 'DELETE',
      headers: { authorization: 'Bearer any' },
    });
    const after = async (order: string) => (await list(`order=${order}&limit=1&after=${ids[1]}`)).json.data[0]?.id;
    expect([await after('desc'), await after('asc')]).toEqual([ids[0], ids[2]]);
    expect((await list('after=&limit=&order=')).json.data.length).toBeGreaterThan(1);
    expect((await list('after=nowhere')).json.error).toMatchObject({ param: 'after' });
  });
});

describe('conditional requests', () => {
  it('know a tag that a proxy made weak, in a list, and any', async () => {
    const created = await post('/', { inputs: 'a fox' });
    expect(created.status).toBe(200);
    const { data } = await test.api.call('clips', { query: { limit: 1 } });
    const url = test.api.url(data[0]?.urls.video ?? '');
    const first = await fetch(url);
    const etag = first.headers.get('etag') ?? '';
    await first.arrayBuffer();
    const status = async (tag: string) => {
      const answer = await fetch(url, { headers: { 'if-none-match': tag } });
      await answer.arrayBuffer();
      return answer.status;
    };
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, `"x" , W/${etag},"y"`, '*'])
      expect([tag, await status(tag)]).toEqual([tag, 304]);
    for (const tag of ['"x"', etag.slice(1, -1), `W/"x"`]) expect([tag, await status(tag)]).toEqual([tag, 200]);
    const range = { range: 'bytes=0-9', 'if-range': `W/${etag}` };
    // A weak tag does not promise the same bytes (RFC 9110, 13.1.5).
    expect((await fetch(url, { headers: range })).status).toBe(200);
  });
});

describe('data URLs', () => {
  const base64 = png.toString('base64');
  const percent = [...png].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const forms: Record<string, string> = {
    'a type': `data:image/png;base64,${base64}`,
    'no type': `data:;base64,${base64}`,
    parameters: `data:image/png;name=a.png;charset=utf-8;base64,${base64}`,
    'a quoted parameter': `data:image/png;name="a b.png";base64,${base64}`,
    'upper case': `DATA:IMAGE/PNG;BASE64,${base64}`,
    'no padding': `data:image/png;base64,${base64.replace(/=+$/, '')}`,
    lines: `data:image/png;base64,${base64.replace(/.{20}/g, '$&\r\n')}`,
    escapes: `data:image/png;base64,${encodeURIComponent(base64)}`,
    'the alphabet of URLs': `data:image/png;base64,${png.toString('base64url')}`,
    'bytes by percent': `data:image/png,${percent}`,
    'space around it': `  data:image/png;base64,${base64}\n`,
  };
  it.each(Object.entries(forms))('with %s', async (_, url) => {
    expect(Buffer.from(bytesOfDataUrl(url.trim()) ?? []).equals(png)).toBe(true);
    const { status, json } = await post('/v1/videos', { prompt: 'go', input_reference: { image_url: url } });
    expect([json.error, status]).toEqual([null, 200]);
  });
  it.each([
    'data:image/png;base64',
    'data:image/png;base64,',
    'data:image/png;base64,%%%',
    'data:,',
    'data:image/png;base64,a',
  ])('%s is refused by the name of its field', async (image_url) => {
    const { status, json } = await post('/v1/videos', { prompt: 'go', input_reference: { image_url } });
    expect([status, json.error.param]).toEqual([400, 'input_reference.image_url']);
  });
  it('may stand where other programs put them', async () => {
    const url = forms['a type'];
    for (const body of [{ input_reference: url }, { reference_url: url }, { image_reference: { image_url: url } }]) {
      expect((await post('/v1/videos', { prompt: 'go', ...body })).status).toBe(200);
      expect((await newestRequest())?.conditions).toHaveLength(1);
    }
  });
});
