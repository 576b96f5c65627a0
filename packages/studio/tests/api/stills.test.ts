import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { stillQuery } from '../../src/api/stills.ts';

let asked: { body: { request: object; at: number; slot: string }; signal: AbortSignal | undefined }[];
let answer: () => Promise<Response>;
beforeEach(() => {
  asked = [];
  answer = async () => new Response(new Uint8Array([1, 2, 255]), { headers: { 'content-type': 'image/webp' } });
  vi.stubGlobal('fetch', (_path: string, init: RequestInit) => {
    asked.push({ body: JSON.parse(String(init.body)), signal: init.signal ?? undefined });
    return answer();
  });
});
afterEach(() => vi.unstubAllGlobals());

const fox = { prompt: 'a fox', seed: 1, seconds: 2 };

it('a still is a picture by its content: the same moment is asked for once', async () => {
  const client = new QueryClient();
  const first = await client.fetchQuery(stillQuery({ request: fox, at: 0.5, slot: 'stage' }));
  expect(first).toBe('data:image/webp;base64,AQL/');
  const sameFrame = { request: { seconds: 2, seed: 1, prompt: 'a fox' }, at: 0.501, slot: 'card 1' };
  expect(await client.fetchQuery(stillQuery(sameFrame))).toBe(first);
  expect(asked).toHaveLength(1);
  await client.fetchQuery(stillQuery({ request: fox, at: 1, slot: 'stage' }));
  await client.fetchQuery(stillQuery({ request: { ...fox, seed: 2 }, at: 1, slot: 'stage' }));
  expect(asked.map(({ body }) => body.at)).toEqual([0.5, 1, 1]);
  expect(new Set(asked.map(({ body }) => body.slot)).size).toBe(1);
});

it('a still that nothing waits for is given up on the server', async () => {
  const client = new QueryClient();
  answer = () => new Promise(() => undefined);
  const waiting = client.fetchQuery(stillQuery({ request: fox, at: 0, slot: 'stage' }));
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  await client.cancelQueries();
  await expect(waiting).rejects.toThrow();
  expect(asked[0]?.signal?.aborted).toBe(true);
});

it('a refusal has its code and is not asked for again', async () => {
  const client = new QueryClient();
  const error = { code: 'stills_unsupported', message: { en: 'x', ja: 'x' }, remedy: { en: 'x', ja: 'x' } };
  answer = async () => Response.json({ error }, { status: 400 });
  const refused = client.fetchQuery(stillQuery({ request: fox, at: 0, slot: 'stage' }));
  await expect(refused).rejects.toMatchObject({ code: 'stills_unsupported' });
  expect(asked).toHaveLength(1);
});
