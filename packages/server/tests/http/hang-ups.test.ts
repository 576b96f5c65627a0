import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

let test: TestServer;
beforeAll(async () => {
  // One place for calls that wait; nobody makes clips here.
  test = await startTestServer({ devices: [], budgets: { streams: 1 } });
}, 180_000);
afterAll(() => test.remove());

const hangUp = async (path: string, init: RequestInit = {}) => {
  const answer = fetch(test.server.url + path, { ...init, signal: AbortSignal.timeout(700) });
  await expect(answer).rejects.toMatchObject({ name: 'TimeoutError' });
};
const eventStream = async () => {
  const stop = new AbortController();
  const { status } = await fetch(`${test.server.url}/api/events`, { signal: stop.signal });
  stop.abort();
  return status;
};

it('a hung-up call of Gradio gives its place back, and its job goes on', async () => {
  const { id } = await submit(test.api, 'a fox');
  for (let turn = 0; turn < 2; turn += 1) {
    await hangUp(`/gradio_api/call/generate_video/${id}`);
    await expect.poll(eventStream, { timeout: 5000 }).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect((await test.api.call('job', { params: { id } })).state).toBe('queued');
});

it('a hung-up call of MCP that waits gives its place back, and its job is cancelled', async () => {
  const params = { name: 'generate_video', arguments: { prompt: 'an MCP cat', wait: true } };
  await hangUp('/mcp', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  });
  await expect.poll(eventStream, { timeout: 5000 }).toBe(200);
  const { data } = await test.api.call('jobs', { query: { limit: 5 } });
  const made = data.find(({ prompt }) => prompt === 'an MCP cat');
  expect((await waitFor(test.api, made?.id ?? '')).state).toBe('cancelled');
}, 15_000);
