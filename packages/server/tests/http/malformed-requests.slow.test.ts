import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fuzz, makeExisting } from '../support/fuzz-run.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
}, 180_000);
afterAll(() => test.remove());

describe('malformed requests over all APIs, among valid ones', () => {
  it('are refused with a 4xx that names the field, in the form of their API; the valid ones succeed', async () => {
    const seed = Number(process.env.FUZZ_SEED ?? 1);
    const existing = await makeExisting(test.server.url);
    const result = await fuzz(test.server.url, existing, {
      ...{ seed, malformed: 300, valid: 100, lanes: 2 },
      key: test.server.startToken,
    });
    expect(result.wrong).toEqual([]);
    // Requests under way when both are enough still count.
    expect(result.refused).toBeGreaterThanOrEqual(300);
    expect(result.succeeded).toBeGreaterThanOrEqual(100);
  }, 300_000);
});
