import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InferenceClient } from '@huggingface/inference';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

const clip = readFileSync(fileURLToPath(new URL('../support/clip.mp4', import.meta.url)));

let test: TestServer;
beforeAll(async () => {
  // One place for calls that wait: each call must give it back.
  test = await startTestServer({ budgets: { streams: 1 } });
}, 180_000);
afterAll(() => test.remove());

describe('@huggingface/inference', () => {
  it('posts inputs and parameters to the endpoint and gets the video', async () => {
    const client = new InferenceClient('hf_any').endpoint(test.server.url);
    const video = await client.request<Blob>({ inputs: 'a fox', parameters: { seed: 3, num_frames: 96 } });
    expect(video.type).toBe('video/mp4');
    expect(Buffer.from(await video.arrayBuffer()).equals(clip)).toBe(true);
    expect(await client.request<Blob>({ inputs: 'a second fox' })).toBeInstanceOf(Blob);
    await expect(client.request({ inputs: '' })).rejects.toThrow(/inputs/);
  });
});
