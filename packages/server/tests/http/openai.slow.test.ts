import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import OpenAI, { toFile } from 'openai';
import OpenAI6, { toFile as toFile6 } from 'openai-6';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, submit, type TestServer } from '../support/server.ts';

const clip = readFileSync(fileURLToPath(new URL('../support/clip.mp4', import.meta.url)));
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg==',
  'base64',
);

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
}, 180_000);
afterAll(() => test.remove());

// The test engine's own size: nothing has to be encoded anew.
const size = '128x72' as '1280x720';

const packages = [
  ['openai 7.57', () => new OpenAI({ baseURL: `${test.server.url}/v1`, apiKey: 'any', maxRetries: 0 }), toFile],
  [
    'openai 6.49',
    () => new OpenAI6({ baseURL: `${test.server.url}/v1`, apiKey: 'any', maxRetries: 0 }) as unknown as OpenAI,
    toFile6 as unknown as typeof toFile,
  ],
] as const;

/** Size of a video as ffprobe sees it, or nothing where ffprobe is not installed. */
function probeSize(bytes: Buffer): string | undefined {
  const file = join(mkdtempSync(join(tmpdir(), 'akezora-probe-')), 'clip.mp4');
  writeFileSync(file, bytes);
  try {
    const args = [
      '-v',
      'error',
      '-select_streams',
      'v',
      '-show_entries',
      'stream=width,height',
      '-of',
      'csv=p=0:s=x',
      file,
    ];
    return execFileSync('ffprobe', args).toString().trim();
  } catch (error) {
    if (process.env.CI || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    process.stderr.write('\n*** SKIPPED: ffprobe is not installed; the size inside the file was not checked ***\n');
    return undefined;
  }
}

describe.each(packages)('%s', (_, open, file) => {
  const done = async (client: OpenAI, id: string) => {
    for (let turn = 0; turn < 600; turn += 1) {
      const video = await client.videos.retrieve(id);
      if (video.status === 'completed' || video.status === 'failed') return video;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('never ended');
  };
  const problem = async (call: Promise<unknown>) => {
    const error = await call.then(
      () => undefined,
      (thrown: unknown) => thrown as InstanceType<typeof OpenAI.APIError>,
    );
    if (error === undefined) throw new Error('it was taken');
    return { status: error.status, code: error.code, param: error.param, type: error.type };
  };

  it('creates, polls, downloads and deletes a video', async () => {
    const client = open();
    const made = await client.videos.create({ prompt: 'a fox', model: 'sora-2', seconds: '4', size });
    expect(Object.keys(made).sort()).toEqual(
      [
        ...['completed_at', 'created_at', 'error', 'expires_at', 'id', 'model', 'object', 'progress', 'prompt'],
        ...['remixed_from_video_id', 'seconds', 'size', 'status'],
      ].sort(),
    );
    expect(made).toMatchObject({ object: 'video', model: 'sora-2', seconds: '4', size, error: null });
    expect(made.id).toMatch(/^video_/);
    const video = await done(client, made.id);
    expect(video).toMatchObject({ status: 'completed', progress: 100, size });
    const content = await client.videos.downloadContent(video.id);
    expect(content.headers.get('content-type')).toBe('video/mp4');
    const bytes = Buffer.from(await content.arrayBuffer());
    expect(probeSize(bytes) ?? size).toBe(size);
    for (const variant of ['thumbnail', 'spritesheet'] as const) {
      const picture = await client.videos.downloadContent(video.id, { variant });
      expect(Buffer.from(await picture.arrayBuffer()).toString('latin1', 8, 12)).toBe('WEBP');
    }
    expect(await client.videos.delete(video.id)).toEqual({ id: video.id, object: 'video.deleted', deleted: true });
    expect(await problem(client.videos.retrieve(video.id))).toMatchObject({ status: 404 });
  });

  it('makes a size that is no size of the model, by cropping the nearest', async () => {
    const client = open();
    const made = await client.videos.create({ prompt: 'a fox', size: '1792x1024', seconds: '4' });
    const video = await done(client, made.id);
    const bytes = Buffer.from(await (await client.videos.downloadContent(video.id)).arrayBuffer());
    expect(video.size).toBe('1792x1024');
    expect(probeSize(bytes) ?? '1792x1024').toBe('1792x1024');
  });

  it('keeps the shape of a picture where no size is asked', async () => {
    const client = open();
    for (const [width, height, size] of [
      [640, 360, '640x360'],
      [360, 640, '360x640'],
    ] as const) {
      const bytes = await sharp({ create: { width, height, channels: 3, background: '#48a' } })
        .png()
        .toBuffer();
      const made = await client.videos.create({ prompt: 'go', input_reference: await file(bytes, 'a.png') });
      expect(made.size).toBe(size);
    }
  });

  it('takes a picture as file, as id of a file and as data address', async () => {
    const client = open();
    const asFile = await client.videos.create({ prompt: 'go', size, input_reference: await file(png, 'a.png') });
    expect((await done(client, asFile.id)).status).toBe('completed');
    const kept = await client.files.create({ file: await file(png, 'b.png'), purpose: 'user_data' });
    const asId = await client.videos.create({ prompt: 'go', size, input_reference: { file_id: kept.id } });
    expect((await done(client, asId.id)).status).toBe('completed');
    const image_url = `data:image/png;base64,${png.toString('base64')}`;
    const asUrl = await client.videos.create({ prompt: 'go', size, input_reference: { image_url } });
    expect((await done(client, asUrl.id)).status).toBe('completed');
    const inside = client.videos.create({
      prompt: 'go',
      size,
      input_reference: { image_url: `${test.server.url}/healthz` },
    });
    expect(await problem(inside)).toMatchObject({
      status: 400,
      code: 'url_refused',
      param: 'input_reference.image_url',
    });
    const broken = client.videos.create({
      prompt: 'go',
      size,
      input_reference: await file(Buffer.from('<svg/>'), 'a.png'),
    });
    expect(await problem(broken)).toMatchObject({ status: 400, code: 'input_unreadable', param: 'input_reference' });
  });

  it('remixes, edits and extends a finished video, and a file that is sent', async () => {
    const client = open();
    const source = await done(client, (await client.videos.create({ prompt: 'a fox', size })).id);
    const remix = await client.videos.remix(source.id, { prompt: 'a red fox' });
    expect(remix).toMatchObject({ remixed_from_video_id: source.id, prompt: 'a red fox', size });
    expect((await done(client, remix.id)).status).toBe('completed');
    const edit = await client.videos.edit({ prompt: 'at night', video: { id: source.id } });
    expect((await done(client, edit.id)).status).toBe('completed');
    const sent = await client.videos.edit({ prompt: 'at night', video: await file(clip, 'clip.mp4') });
    expect((await done(client, sent.id)).status).toBe('completed');
    const longer = await client.videos.extend({ prompt: 'it runs on', seconds: '4', video: { id: source.id } });
    // Two seconds of the source, and four more.
    expect(await done(client, longer.id)).toMatchObject({ status: 'completed', seconds: '6' });
    // The model makes no more than a minute at once: the new part is made alone and joined to the source.
    const joined = await client.videos.extend({ prompt: 'it runs on', seconds: '59' as '4', video: { id: source.id } });
    // The test engine always makes two seconds: two, and two without the second both share.
    expect(await done(client, joined.id)).toMatchObject({ status: 'completed', seconds: '3' });
  });

  it('names characters and finds them again', async () => {
    const client = open();
    const character = await client.videos.createCharacter({ name: 'Kitsune', video: await file(clip, 'clip.mp4') });
    expect(await client.videos.getCharacter(character.id ?? '')).toMatchObject({ id: character.id, name: 'Kitsune' });
    const made = await client.videos.create({ prompt: '@Kitsune dances', size });
    const job = await test.api.call('job', { params: { id: made.id } });
    expect(job.request.actors).toMatchObject([{ name: 'Kitsune' }]);
    await done(client, made.id);
  });

  it.each([
    ['雪の中を@モモが走る', ['モモ']],
    ['@モモコと@モモが踊る', ['モモ', 'モモコ']],
    ['@Momoが@モモコを待つ', ['Momo', 'モモコ']],
    ['@Momota runs', undefined],
    ['nobody@example.com', undefined],
  ])('finds the names that a prompt calls, whatever is written around them: %s', async (prompt, names) => {
    const client = open();
    const known = (await test.api.call('actors')).data.map(({ name }) => name);
    for (const name of ['モモ', 'モモコ', 'Momo'].filter((one) => !known.includes(one)))
      await client.videos.createCharacter({ name, video: await file(clip, 'clip.mp4') });
    const made = await client.videos.create({ prompt, size });
    const own = await submit(test.api, prompt);
    for (const id of [made.id, own.id]) {
      const { request } = await test.api.call('job', { params: { id } });
      expect(request.actors?.map(({ name }) => name).sort()).toEqual(names?.sort());
    }
    await done(client, made.id);
  });

  it('lists page by page in both orders', async () => {
    const client = open();
    for (const prompt of ['one', 'two', 'three']) await client.videos.create({ prompt, size });
    const newest: string[] = [];
    for await (const video of client.videos.list({ limit: 2 })) {
      newest.push(video.id);
      if (newest.length === 5) break;
    }
    expect([...newest].sort().reverse()).toEqual(newest);
    const oldest: string[] = [];
    for await (const video of client.videos.list({ limit: 2, order: 'asc' })) {
      oldest.push(video.id);
      if (oldest.length === 5) break;
    }
    expect([...oldest].sort()).toEqual(oldest);
  });

  it('reports errors as OpenAI does: status, type, param, code', async () => {
    const client = open();
    const invalid = { status: 400, type: 'invalid_request_error', code: 'invalid_value' };
    expect(await problem(client.videos.create({ prompt: '' }))).toMatchObject({ ...invalid, param: 'prompt' });
    expect(await problem(client.videos.create({ prompt: 'x', size: 'big' as '720x1280' }))).toMatchObject({
      ...invalid,
      param: 'size',
    });
    expect(await problem(client.videos.create({ prompt: 'x', seconds: 'four' as '4' }))).toMatchObject({
      ...invalid,
      param: 'seconds',
    });
    expect(await problem(client.videos.create({ prompt: 'x', seconds: '999' as '4' }))).toMatchObject({
      status: 400,
      param: 'seconds',
    });
    expect(await problem(client.videos.create({ prompt: 'x', model: 'no-such' }))).toMatchObject({
      status: 400,
      code: 'model_not_found',
    });
    expect(await problem(client.videos.retrieve('video_none'))).toMatchObject({ status: 404, code: 'not_found' });
    expect(await problem(Promise.resolve(client.videos.list({ limit: 1000 })))).toMatchObject({
      ...invalid,
      param: 'limit',
    });
    const failed = await done(client, (await client.videos.create({ prompt: 'too long', size })).id);
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'prompt_too_long' } });
  });

  it('calls webhooks with a signature that the package accepts, and retries a failed call', async () => {
    const client = open();
    const received: { body: string; headers: IncomingHttpHeaders }[] = [];
    const receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        received.push({ body, headers: request.headers });
        response.statusCode = received.length === 1 ? 503 : 200;
        response.end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const { port } = receiver.address() as AddressInfo;
    const hook = await test.api.call('createWebhook', { body: { url: `http://127.0.0.1:${port}/hook` } });
    const made = await client.videos.create({ prompt: 'tell me', size });
    await done(client, made.id);
    for (let turn = 0; turn < 400 && received.length < 2; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await test.api.call('deleteWebhook', { params: { id: hook.id } });
    receiver.close();
    expect(received.length).toBeGreaterThanOrEqual(2);
    expect(received[0]?.headers['webhook-id']).toBe(received[1]?.headers['webhook-id']);
    for (const { body, headers } of received) {
      const event = await client.webhooks.unwrap(body, headers as Record<string, string>, hook.secret);
      expect(event).toMatchObject({ object: 'event', type: 'video.completed', data: { id: made.id } });
    }
    const [first] = received;
    const forged = (first?.body ?? '').replace('video.completed', 'video.failed');
    const verify = async () => client.webhooks.unwrap(forged, first?.headers as Record<string, string>, hook.secret);
    await expect(verify()).rejects.toThrow();
  });
});
