import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { greyWebp } from '../support/engine.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
}, 180_000);
afterAll(() => test.remove());

const still = (body: object, init: RequestInit = {}, server = test.server) =>
  fetch(`${server.url}/api/stills`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...init,
  });
const codeOf = async (answer: Response) => [
  answer.status,
  ((await answer.json()) as { error: { code: string; message: { ja: string } } }).error.code,
];
const traceIn = (name: string) => {
  const file = join(test.folder, name);
  return { file, read: () => (existsSync(file) ? readFileSync(file, 'utf8').trim() : '') };
};

describe('a still of a request', () => {
  it('is a WebP, and no job', async () => {
    const answer = await still({ request: { prompt: 'a fox', seed: 1 }, at: 2.5 });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(Buffer.from(await answer.arrayBuffer()).equals(greyWebp)).toBe(true);
    expect((await test.api.call('jobs')).data).toHaveLength(0);
  });

  it('comes while a job runs', async () => {
    const { id } = await submit(test.api, 'slow 700');
    await waitFor(test.api, id, 'running');
    const answer = await test.api.call('still', { body: { request: { prompt: 'a fox' } } });
    expect(answer.status).toBe(200);
    expect((await test.api.call('job', { params: { id } })).state).toBe('running');
    expect((await waitFor(test.api, id)).state).toBe('completed');
  });

  it('is refused for what a plan is refused for, and for a moment before the clip', async () => {
    expect(await codeOf(await still({ request: { prompt: '' } }))).toEqual([400, 'prompt_empty']);
    expect(await codeOf(await still({ request: { prompt: 'x'.repeat(2001) } }))).toEqual([400, 'prompt_too_long']);
    expect(await codeOf(await still({ request: { prompt: 'x', model: 'none' } }))).toEqual([400, 'model_unknown']);
    expect(await codeOf(await still({ request: { prompt: 'x' }, at: -1 }))).toEqual([400, 'request_invalid']);
    const conditions = [{ source: { kind: 'clip', id: 'nobodys' }, at: 0 }];
    expect(await codeOf(await still({ request: { prompt: 'x', conditions } }))).toEqual([400, 'input_missing']);
  });

  it('survives the end of its process: the next one comes from another', async () => {
    expect(await codeOf(await still({ request: { prompt: 'crash' } }))).toEqual([503, 'runtime_failed']);
    expect((await still({ request: { prompt: 'a fox' } })).status).toBe(200);
  });

  it('ends when its sender hangs up', async () => {
    const trace = traceIn('hung-up');
    const stop = new AbortController();
    const answer = still({ request: { prompt: `slow 20000 trace ${trace.file}` } }, { signal: stop.signal });
    setTimeout(() => stop.abort(), 500);
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(trace.read, { timeout: 5000 }).toBe('stopped');
  });

  it('gives way to a newer one of its slot, and to no other', async () => {
    const trace = traceIn('slots');
    const asked = (prompt: string, slot?: string) =>
      still({ request: { prompt: `${prompt} trace ${trace.file}` }, ...(slot === undefined ? {} : { slot }) });
    const old = asked('slow 20000', 'stage');
    await new Promise((resolve) => setTimeout(resolve, 400));
    const [other, without] = [asked('slow 10', 'card 1'), asked('slow 10')];
    const newer = asked('slow 10', 'stage');
    expect(await codeOf(await old)).toEqual([409, 'state_conflict']);
    const answers = await Promise.all([other, without, newer]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(trace.read()).toBe('stopped made made made');
  });
});

it('too many stills a minute are refused with the seconds to wait', async () => {
  const limited = await startTestServer({ budgets: { stills: 1 }, devices: [] });
  expect((await still({ request: { prompt: 'a fox' } }, {}, limited.server)).status).toBe(200);
  const refused = await still({ request: { prompt: 'a fox' } }, {}, limited.server);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await codeOf(refused)).toEqual([429, 'too_many_requests']);
  await limited.remove();
}, 60_000);

it('a model that needs as long as for a clip refuses them in both languages', async () => {
  const engine = fileURLToPath(new URL('../support/still-less-engine.ts', import.meta.url));
  const slow = await startTestServer({ engine, devices: [] });
  const answer = await still({ request: { prompt: 'a fox' } }, {}, slow.server);
  expect(answer.status).toBe(400);
  const { error } = (await answer.json()) as { error: Record<string, unknown> };
  expect(error).toMatchObject({ code: 'stills_unsupported', field: 'model' });
  expect(JSON.stringify(error)).toMatch(/makes no stills.*静止画/);
  await slow.remove();
}, 60_000);
