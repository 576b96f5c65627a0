import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

/** What the chat endpoint was asked. */
interface Asked {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly model: string; readonly messages: readonly { role: string; content: string }[] };
}

const asked: Asked[] = [];
let answer = { status: 200, body: '' };
let chat: Server;
let url = '';
let test: TestServer;

const says = (content: unknown) => ({ status: 200, body: JSON.stringify({ choices: [{ message: { content } }] }) });

beforeAll(async () => {
  chat = createServer(async (request, response) => {
    asked.push({ path: request.url, headers: request.headers, body: (await json(request)) as Asked['body'] });
    const location = answer.status === 302 ? { location: `${url}/elsewhere` } : {};
    response.writeHead(answer.status, { 'content-type': 'application/json', ...location });
    response.end(answer.body);
  });
  await new Promise<void>((done) => chat.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(chat.address() as AddressInfo).port}/v1`;
  test = await startTestServer();
});
afterAll(async () => {
  await test.remove();
  chat.close();
});

const help = (prompt: string, kind: 'expand' | 'translate') => test.api.call('promptHelp', { body: { prompt, kind } });

describe('prompt help', () => {
  it('is not there before the owner names an endpoint', async () => {
    expect((await test.api.call('session')).features.promptHelp).toBe(false);
    await expect(help('a fox', 'expand')).rejects.toMatchObject({ code: 'not_found' });
    const promptHelp = { url, model: 'writer', key: 'secret-key' };
    const settings = await test.api.call('patchSettings', { body: { promptHelp } });
    expect(settings.promptHelp).toEqual({ url, model: 'writer', hasKey: true });
    expect(JSON.stringify(await test.api.call('settings'))).not.toContain('secret-key');
    expect((await test.api.call('session')).features.promptHelp).toBe(true);
  });

  it('writes a prompt out, and says who did', async () => {
    answer = says('  A red fox trots through deep snow at dusk, soft light.  ');
    expect(await help('a fox', 'expand')).toEqual({
      prompt: 'A red fox trots through deep snow at dusk, soft light.',
      by: 'writer',
    });
    const call = asked.at(-1);
    expect(call).toMatchObject({ path: '/v1/chat/completions', body: { model: 'writer' } });
    expect(call?.headers.authorization).toBe('Bearer secret-key');
    expect(call?.body.messages.at(-1)).toEqual({ role: 'user', content: 'a fox' });
    expect(call?.body.messages[0]?.content).toMatch(/same language/);
  });

  describe('its key', () => {
    const set = async (promptHelp: { url: string; model: string; key?: string | null }) =>
      (await test.api.call('patchSettings', { body: { promptHelp } })).promptHelp;
    const sent = async () => {
      answer = says('words');
      await help('a fox', 'expand');
      return asked.at(-1)?.headers.authorization;
    };

    it('stays when the form is saved without one', async () => {
      expect(await set({ url, model: 'other', key: '' })).toEqual({ url, model: 'other', hasKey: true });
      expect(await set({ url: `${url}/`, model: 'writer' })).toMatchObject({ hasKey: true });
      expect(await sent()).toBe('Bearer secret-key');
    });

    it('never goes to another server', async () => {
      const other = url.replace('127.0.0.1', 'localhost');
      expect(await set({ url: other, model: 'writer', key: '' })).toMatchObject({ hasKey: false });
      expect(await sent()).toBeUndefined();
    });

    it('goes when it is removed', async () => {
      expect(await set({ url, model: 'writer', key: 'secret-key' })).toMatchObject({ hasKey: true });
      expect(await set({ url, model: 'writer', key: null })).toMatchObject({ hasKey: false });
      expect(await sent()).toBeUndefined();
    });
  });

  it('translates Japanese into English', async () => {
    answer = says('a cat in the snow');
    expect((await help('雪の中の猫', 'translate')).prompt).toBe('a cat in the snow');
    expect(asked.at(-1)?.body.messages[0]?.content).toMatch(/English/);
    expect(asked.at(-1)?.body.messages.at(-1)?.content).toBe('雪の中の猫');
  });

  it('never touches a prompt that is submitted', async () => {
    const before = asked.length;
    answer = says('something else');
    const done = await waitFor(test.api, (await submit(test.api, '雪の中の猫')).id);
    expect(done.prompt).toBe('雪の中の猫');
    const clip = await test.api.call('clip', { params: { id: done.clipId ?? '' } });
    expect(clip.facts?.prompt).toBe('雪の中の猫');
    expect(asked.length).toBe(before);
  });

  it.each([
    ['an error', { status: 500, body: '{}' }, 'HTTP 500'],
    ['no text', says(''), 'without text'],
    ['another form', { status: 200, body: '{"text":"x"}' }, 'without text'],
    ['no JSON', { status: 200, body: '<html>' }, 'JSON'],
    ['another address', { status: 302, body: '' }, ''],
  ])('says so when the endpoint answers with %s', async (_, wrong, reason) => {
    answer = wrong;
    const refused = await help('a fox', 'expand').catch((error) => error);
    expect(refused).toMatchObject({ code: 'upstream_failed' });
    expect(String(refused.message)).toContain(reason);
    expect(String(refused.message)).not.toContain('secret-key');
  });
});
