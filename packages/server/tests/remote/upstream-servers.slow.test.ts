import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createBalancer } from '../../src/remote/balance.ts';
import { exchangesOf, startFarServer } from '../support/far-server.ts';
import { newDataFolder } from '../support/folders.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

const clip = readFileSync(fileURLToPath(new URL('../support/clip.mp4', import.meta.url)));

describe('upstream servers', () => {
  beforeAll(() => newDataFolder(), 180_000);

  it('make the clips of a model, with progress, and are cancelled there too', async () => {
    const there = await startTestServer();
    const [own] = (await there.api.call('models')).data;
    const upstreams = [{ model: 'far-away', urls: [`${there.server.url}/v1`], remoteModel: 'akezora-2' }];
    const here: TestServer = await startTestServer({ upstreams });
    const entry = (await here.api.call('models')).data.find((model) => model.id === 'far-away');
    // What it said it can; what `/v1/videos` does not pass on is not there.
    expect(entry).toMatchObject({
      place: 'upstream',
      capabilities: {
        ...{ licence: 'Apache-2.0', aspects: own?.capabilities.aspects, resolutions: own?.capabilities.resolutions },
        ...{ fps: own?.capabilities.fps, steps: own?.capabilities.steps, guidance: null, qualities: ['fast', 'best'] },
        conditions: { image: true, video: false, anyFrame: false, strength: false },
        controls: { loop: false, storyboard: false, negativePrompt: false },
      },
    });
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

  it('keep their jobs while this one restarts, and are asked once', async () => {
    const there = await startFarServer(exchangesOf('vllm-omni'));
    const upstreams = [{ model: 'wan', urls: [there.url] }];
    const before = await startTestServer({ upstreams });
    const job = await submit(before.api, 'wait', { model: 'wan' });
    await waitFor(before.api, job.id, 'running');
    while (!there.calls.some((call) => call.startsWith('GET /v1/videos/'))) await pause(20);
    await before.server.stop();
    expect(there.calls.filter((call) => call.startsWith('DELETE'))).toEqual([]);
    there.finish();
    const after = await startTestServer({ upstreams, dataFolder: before.folder });
    expect((await waitFor(after.api, job.id)).state).toBe('completed');
    expect(there.asked).toHaveLength(1);
    await after.remove();
    await there.stop();
  });

  it('lead nowhere else: a redirect is an error, in both languages', async () => {
    const reached: string[] = [];
    const elsewhere = createServer((request, answer) => {
      reached.push(request.url ?? '');
      answer.end('{}');
    }).listen(0, '127.0.0.1');
    const port = () => (elsewhere.address() as AddressInfo).port;
    const leading = createServer((_, answer) => {
      answer.writeHead(307, { location: `http://127.0.0.1:${port()}/latest/meta-data` }).end();
    }).listen(0, '127.0.0.1');
    await Promise.all([elsewhere, leading].map((server) => server.listening || once(server, 'listening')));
    const url = `http://127.0.0.1:${(leading.address() as AddressInfo).port}/v1`;
    const here = await startTestServer({ upstreams: [{ model: 'far', urls: [url] }] });
    const job = await waitFor(here.api, (await submit(here.api, 'a fox', { model: 'far' })).id);
    expect(job.error).toMatchObject({
      code: 'upstream_failed',
      message: {
        en: 'The server behind far failed: it redirects to another address',
        ja: 'far の接続先サーバーでエラーが起きました: 別の URL へのリダイレクトが返りました',
      },
    });
    expect(reached).toEqual([]);
    await here.remove();
    elsewhere.close();
    leading.close();
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
    expect(balancer.take(first.url).url).toBe(first.url);
    now = 60_000;
    expect(balancer.take().url).toBe(first.url);
  });
});
