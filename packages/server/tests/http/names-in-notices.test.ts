import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
}, 180_000);
afterAll(() => test.remove());

const saidOf = async (id: string) => {
  const conditions = [{ source: { kind: 'clip' as const, id }, at: 0 }];
  const { plan } = await test.api.call('plan', { body: { request: { prompt: 'a fox', conditions } } });
  return plan.notices.map(({ message }) => message);
};

it('a plan calls a clip by its title, else by its prompt', async () => {
  const made = await waitFor(test.api, (await submit(test.api, 'a fox at the lake')).id);
  const id = made.clipId ?? '';
  expect(await saidOf(id)).toEqual([{ en: '“a fox at the lake”', ja: '「a fox at the lake」' }]);
  await test.api.call('patchClip', { params: { id }, body: { title: `Dawn ${'and dusk '.repeat(8)}` } });
  const [message] = await saidOf(id);
  expect(message?.en).toBe('“Dawn and dusk and dusk and dusk and dusk…”');
}, 120_000);

it('a prompt that is much too long is refused in the words for that', async () => {
  const plan = test.api.call('plan', { body: { request: { prompt: 'x'.repeat(25_000) } } });
  await expect(plan).rejects.toMatchObject({ code: 'prompt_too_long', details: { length: 25_000, limit: 2000 } });
}, 120_000);
