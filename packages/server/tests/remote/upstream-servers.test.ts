import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createBalancer } from '../../src/remote/balance.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

const clip = readFileSync(fileURLToPath(new URL('../support/clip.mp4', import.meta.url)));

describe('upstream servers', () => {
  it('make the clips of a model, with progress, and are cancelled there too', async () => {
    const there = await startTestServer();
    const upstreams = [{ model: 'far-away', urls: [`${there.server.url}/v1`], remoteModel: 'akezora-2' }];
    const here: TestServer = await startTestServer({ upstreams });
    const entry = (await here.api.call('models')).data.find((model) => model.id === 'far-away');
    expect(entry).toMatchObject({ place: 'upstream' });
    const size = { width: 128, height: 72 };
    const done = await waitFor(
      here.api,
      (await submit(here.api, 'slow 200', { model: 'far-away', size, seconds: 4 })).id,
    );
    expect(done).toMatchObject({ state: 'completed', model: 'far-away' });
    const kept = await here.api.call('clip', { params: { id: done.clipId ?? '' } });
    const video = await fetch(here.server.url + kept.urls.video);
    expect(Buffer.from(await video.arrayBuffer()).equals(clip)).toBe(true);
    // What was made there is fetched and removed there.
    expect((await there.api.call('jobs')).data).toEqual([]);
    const failing = await waitFor(
      here.api,
      (await submit(here.api, 'too long', { model: 'far-away', size, seconds: 4 })).id,
    );
    expect(failing).toMatchObject({ state: 'failed', error: { code: 'upstream_failed' } });
    const long = await submit(here.api, 'slow 3000', { model: 'far-away', size, seconds: 4 });
    for (let turn = 0; turn < 100; turn += 1) {
      if ((await there.api.call('jobs')).data.some((job) => job.state === 'running')) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await here.api.call('cancelJob', { params: { id: long.id } });
    expect((await waitFor(here.api, long.id)).state).toBe('cancelled');
    for (let turn = 0; turn < 100; turn += 1) {
      if ((await there.api.call('jobs')).data.every((job) => job.state !== 'running')) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect((await there.api.call('jobs')).data.every((job) => job.state !== 'running')).toBe(true);
    await here.remove();
    await there.remove();
  });

  it('share the load, and one that does not answer is left alone for a while', () => {
    let now = 0;
    const balancer = createBalancer(['http://a/v1/', 'http://b/v1'], () => now);
    const first = balancer.take();
    const second = balancer.take();
    expect([first.url, second.url].sort()).toEqual(['http://a/v1', 'http://b/v1']);
    first.done(false);
    second.done(true);
    expect([balancer.take().url, balancer.take().url]).toEqual([second.url, second.url]);
    now = 60_000;
    expect(balancer.take().url).toBe(first.url);
  });
});
