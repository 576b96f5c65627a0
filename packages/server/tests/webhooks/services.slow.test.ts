import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createAccount } from '../../src/access/accounts.ts';
import { createKey } from '../../src/access/keys.ts';
import { opensThumbnail, thumbnailPath } from '../../src/library/thumbnail-pass.ts';
import { secretsOf } from '../../src/platform/secrets.ts';
import { isGone, serviceRequest, topicOf } from '../../src/webhooks/forms.ts';
import type { Notice } from '../../src/webhooks/notice.ts';
import { newDataFolder } from '../support/folders.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

/** What Discord documents of a message: discord.com/developers/docs/resources/webhook#execute-webhook and …/message#embed-object-embed-limits. */
const discordMessage = z.strictObject({
  content: z.string().max(2000).optional(),
  embeds: z
    .array(
      z.strictObject({
        title: z.string().max(256),
        description: z.string().max(4096),
        url: z.url(),
        color: z.int().min(0).max(0xffffff),
        image: z.strictObject({ url: z.url() }).optional(),
      }),
    )
    .min(1)
    .max(10),
  allowed_mentions: z.strictObject({ parse: z.array(z.never()) }),
});

/** What Slack documents: docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and reference/block-kit/blocks. */
const slackMessage = z.strictObject({
  text: z.string().min(1).max(40_000),
  blocks: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({
          type: z.literal('section'),
          text: z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(3000) }),
        }),
        z.strictObject({
          type: z.literal('image'),
          image_url: z.url().max(3000),
          alt_text: z.string().min(1).max(2000),
        }),
      ]),
    )
    .min(1)
    .max(50),
  unfurl_links: z.boolean(),
});

/** What ntfy documents: docs.ntfy.sh/publish/#publish-as-json. */
const ntfyMessage = z.strictObject({
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
  title: z.string(),
  message: z.string().refine((text) => Buffer.byteLength(text) <= 4096),
  tags: z.array(z.string()),
  priority: z.int().min(1).max(5),
  click: z.url(),
  attach: z.url().optional(),
  filename: z.string().optional(),
});

const shapes = { discord: discordMessage, slack: slackMessage, ntfy: ntfyMessage } as const;
const kinds = ['discord', 'slack', 'ntfy'] as const;

const notice = (more: Partial<Notice> = {}): Notice => ({
  outcome: 'completed',
  title: 'Your clip is ready',
  text: 'a fox',
  link: 'https://clips.example/clips/clip_1',
  image: 'https://clips.example/api/clips/clip_1/thumbnail?token=x',
  ...more,
});

const address = 'https://service.example/my-topic';
const bodyOf = (kind: (typeof kinds)[number], one: Notice) =>
  JSON.parse(serviceRequest(kind, { url: address }, one).body);

describe.each(kinds)('a message for %s', (kind) => {
  it('has the documented form, however long its words are, with and without a picture', () => {
    for (const text of ['a fox', '雪の中のきつね🦊'.repeat(3000), '\n', '']) {
      for (const outcome of ['completed', 'failed', 'test'] as const) {
        const { image: _image, ...plain } = notice({ text, outcome });
        expect(() => shapes[kind].parse(bodyOf(kind, notice({ text, outcome })))).not.toThrow();
        expect(() => shapes[kind].parse(bodyOf(kind, plain))).not.toThrow();
      }
    }
  });

  it('links to the clip and shows its picture', () => {
    const body = JSON.stringify(bodyOf(kind, notice()));
    expect(body).toContain('https://clips.example/clips/clip_1');
    expect(body).toContain('/thumbnail?token=x');
  });
});

it('mentions nobody and is no markup, whatever the prompt says', () => {
  const text = '@everyone <!channel> <https://evil.example|free> **bold** [link](https://evil.example) &';
  expect(bodyOf('discord', notice({ text })).embeds[0].description).toContain('\\[link\\]\\(https://evil.example\\)');
  const section = bodyOf('slack', notice({ text })).blocks[0].text.text;
  expect(section).toContain('&lt;!channel&gt; &lt;https://evil.example|free&gt;');
  expect(section.match(/<[^>]*>/g)).toEqual(['<https://clips.example/clips/clip_1|Your clip is ready>']);
});

it('goes to the root of an ntfy server with its topic and token', () => {
  const request = serviceRequest('ntfy', { url: address, token: 'tk_1' }, notice());
  expect([request.url, request.headers.authorization]).toEqual(['https://service.example/', 'Bearer tk_1']);
  expect(JSON.parse(request.body).topic).toBe('my-topic');
  expect(['https://ntfy.sh/', 'https://ntfy.sh/a/b', 'https://ntfy.sh/a%20b'].map(topicOf)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it('knows what each service answers for an address that is gone', () => {
  const answers = [...kinds, 'webhook' as const].map((kind) => [
    isGone(kind, 410),
    isGone(kind, 404),
    isGone(kind, 500),
  ]);
  expect(answers).toEqual([
    [true, true, false],
    [true, true, false],
    [true, false, false],
    [true, false, false],
  ]);
});

/** A service that takes what its kind documents, and answers 400 to anything else; `refuse` is answered to the next messages. */
async function startService(kind: (typeof kinds)[number], ...refuse: number[]) {
  const received: { path: string; headers: IncomingHttpHeaders; body: Record<string, unknown>; status: number }[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = JSON.parse(Buffer.concat(pieces).toString());
    const isJson = /^application\/json/.test(request.headers['content-type'] ?? '');
    const fits = request.method === 'POST' && isJson && shapes[kind].safeParse(body).success;
    const status = refuse.shift() ?? (fits ? (kind === 'discord' ? 204 : 200) : 400);
    received.push({ path: request.url ?? '', headers: request.headers, body, status });
    response.statusCode = status;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/secret-topic`, received, close: () => server.close() };
}

describe('a server with services to notify', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
  }, 180_000);
  afterAll(() => test.remove());

  it('tells each in its form and language of clips that are ready and that failed, and keeps the addresses to itself', async () => {
    const services = await Promise.all(kinds.map((kind) => startService(kind)));
    for (const [index, kind] of kinds.entries()) {
      const body = {
        url: services[index]?.url ?? '',
        kind,
        language: 'ja' as const,
        ...(kind === 'ntfy' ? { token: 'tk_hidden' } : {}),
      };
      const made = await test.api.call('createWebhook', { body });
      expect([made.secret, made.url]).toEqual([null, new URL(body.url).origin]);
    }
    const done = await waitFor(test.api, (await submit(test.api, '雪の中のきつね')).id);
    await waitFor(test.api, (await submit(test.api, 'too long')).id);
    for (const [index, { received, close }] of services.entries()) {
      await expect.poll(() => received.length, { timeout: 20_000 }).toBe(2);
      expect(received.map(({ status }) => status)).toEqual(kinds[index] === 'discord' ? [204, 204] : [200, 200]);
      const [ready, failed] = [...received]
        .map(({ body }) => JSON.stringify(body))
        .sort((a) => (a.includes('クリップができました') ? -1 : 1));
      expect(ready).toContain('クリップができました');
      expect(ready).toContain('雪の中のきつね');
      expect(ready).toContain(`/clips/${done.clipId}`);
      expect(failed).toContain('クリップを作れませんでした');
      expect(failed).toMatch(/プロンプトは1x/);
      close();
    }
    expect(services[0]?.received[0]?.path).toBe('/secret-topic');
    expect([services[2]?.received[0]?.path, services[2]?.received[0]?.headers.authorization]).toEqual([
      '/',
      'Bearer tk_hidden',
    ]);
    // Neither lists nor the log of what was done nor the database shows where the messages go.
    const shown = [await test.api.call('webhooks'), await test.api.call('audit', { query: { limit: 100 } })];
    const rows = await test.server.store.db.selectFrom('webhooks').selectAll().execute();
    for (const one of [...shown, rows]) expect(JSON.stringify(one)).not.toMatch(/secret-topic|tk_hidden/);
    const headers = { authorization: `Bearer ${test.server.startToken}` };
    const openai = await (await fetch(`${test.server.url}/v1/webhook_endpoints`, { headers })).json();
    expect(openai.data).toEqual([]);
    for (const { id } of (await test.api.call('webhooks')).data) {
      expect((await fetch(`${test.server.url}/v1/webhook_endpoints/${id}`, { headers })).status).toBe(404);
      await test.api.call('deleteWebhook', { params: { id } });
    }
  }, 60_000);

  it('tests an address at once, and says what it answered', async () => {
    const service = await startService('slack', 503, 200);
    const { id } = await test.api.call('createWebhook', { body: { url: service.url, kind: 'slack' } });
    const params = { id };
    const refused = test.api.call('testWebhook', { params });
    await expect(refused).rejects.toMatchObject({
      code: 'url_refused',
      details: { reason: { en: 'it answered 503' } },
    });
    await test.api.call('testWebhook', { params });
    expect(JSON.stringify(service.received[1]?.body)).toContain('This is a test.');
    service.close();
    const broken = await test.api.call('testWebhook', { params }).catch((error: Error) => error.message);
    expect(broken).toContain('ECONNREFUSED');
    expect(broken).not.toContain('secret-topic');
    for (let turn = 0; turn < 3; turn += 1) await test.api.call('testWebhook', { params }).catch(() => undefined);
    await expect(test.api.call('testWebhook', { params })).rejects.toMatchObject({ code: 'too_many_requests' });
    await test.api.call('deleteWebhook', { params });
  });

  it('refuses an ntfy address without a topic', async () => {
    const made = test.api.call('createWebhook', { body: { url: 'https://ntfy.sh/', kind: 'ntfy' } });
    await expect(made).rejects.toMatchObject({ code: 'request_invalid', field: 'url' });
  });
});

describe('the picture of a notification', () => {
  it('opens for a week, for its own clip and with the key of its server', () => {
    const secrets = secretsOf('a key of the tests, which is long enough');
    const token = new URL(thumbnailPath(secrets, 'clip_1', 1000), 'http://x').searchParams.get('token') ?? '';
    const week = 7 * 86_400_000;
    expect(opensThumbnail(secrets, 'clip_1', token, 1000 + week - 1)).toBe(true);
    expect(opensThumbnail(secrets, 'clip_1', token, 1000 + week)).toBe(false);
    expect(opensThumbnail(secrets, 'clip_2', token, 1000)).toBe(false);
    const other = secretsOf('another key of the tests, also long enough');
    expect([opensThumbnail(other, 'clip_1', token, 1000), opensThumbnail(secrets, 'clip_1', '', 1000)]).toEqual([
      false,
      false,
    ]);
  });

  it('is all that its address opens of a private clip, and not even that from the bin', async () => {
    let key = '';
    const dataFolder = await newDataFolder(async (before) => {
      const { owner } = await createAccount(before, { name: 'ame', password: 'correct horse', role: 'owner' });
      key = (await createKey(before, { owner, name: 'k', scopes: ['generate', 'library'], role: 'owner' })).secret;
    });
    const test = await startTestServer({ dataFolder, access: 'accounts' });
    const ask = async (path: string, init: RequestInit = {}) => fetch(test.server.url + path, init);
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ request: { prompt: 'a fox' } });
    const { data } = await (await ask('/api/jobs', { method: 'POST', headers, body })).json();
    let clip = '';
    await expect
      .poll(async () => (clip = (await (await ask(`/api/jobs/${data[0].id}`, { headers })).json()).clipId), {
        timeout: 30_000,
      })
      .toBeTruthy();
    const path = thumbnailPath(secretsOf(readFileSync(join(dataFolder, 'secret.key'), 'utf8').trim()), clip);
    const statuses = async () => [
      (await ask(path)).status,
      (await ask(path.replace('/thumbnail', '/video'))).status,
      (await ask(path.replace('/thumbnail', '/sprites'))).status,
      (await ask(path.replace('/thumbnail', ''))).status,
      (await ask(path.split('?')[0] ?? '')).status,
    ];
    const [thumbnail, ...others] = await statuses();
    expect(thumbnail).toBe(200);
    for (const status of others) expect([401, 404]).toContain(status);
    await ask(`/api/clips/${clip}`, { method: 'DELETE', headers });
    expect([401, 404]).toContain((await statuses())[0]);
    await test.remove();
  }, 90_000);
});
