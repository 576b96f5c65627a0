import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { malformed, randomFrom } from './support/fuzz.ts';
import { startTestServer, type TestServer } from './support/server.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer({ limits: { running: 1, queued: 3, secondsPerDay: Number.POSITIVE_INFINITY } });
}, 180_000);
afterAll(() => test.remove());

describe('malformed requests over all APIs', () => {
  it('are refused with a 4xx in the form of their API, never with a 5xx', async () => {
    const seed = Number(process.env.FUZZ_SEED ?? 1);
    const random = randomFrom(seed);
    const count = Number(process.env.FUZZ_COUNT ?? 400);
    const wrong: unknown[] = [];
    for (let turn = 0; turn < count; turn += 1) {
      const request = malformed(random);
      const { method, headers, body } = request;
      let response: Response;
      try {
        response = await fetch(test.server.url + request.path, {
          method,
          headers,
          ...(body === undefined ? {} : { body: body as string }),
          signal: AbortSignal.timeout(20_000),
        });
      } catch (error) {
        wrong.push({ seed, turn, method, path: request.path, body: String(body).slice(0, 300), error: String(error) });
        continue;
      }
      const text = await response.text();
      // Spoiling can leave a request valid; then it must simply work.
      if (response.status < 400) continue;
      const form = /^\{.*"(?:error|jsonrpc)"/s.test(text) || method === 'HEAD' || response.status === 416;
      if (response.status >= 500 || !form) {
        const about = { method, path: request.path.slice(0, 300), body: String(body).slice(0, 300) };
        wrong.push({ seed, turn, ...about, status: response.status, text: text.slice(0, 300) });
      }
    }
    expect(wrong).toEqual([]);
  }, 300_000);
});
