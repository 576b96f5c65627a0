import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ApiEvent, createClient, listen, type ModelEntry } from '@akezora/contract/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTinyDecoder } from '../../../engine/tests/models/tiny-decoder.ts';
import { type HubServer, startHub } from '../../../engine/tests/weights/hub-server.ts';
import { createKey } from '../../src/access/keys.ts';
import { newFolder } from '../support/folders.ts';
import { startTestServer, submit, type TestServer } from '../support/server.ts';

const id = 'ltx-video-2b-0.9.5';
const files = [{ path: 'ltx-video-2b-v0.9.5.safetensors', data: Buffer.alloc(500_000, 7), large: true }];
/** The text encoder that all share. */
const shared = {
  'zai-org/CogVideoX-2b': [
    { path: 'text_encoder/config.json', data: Buffer.from('{}'), large: false },
    { path: 'text_encoder/model.safetensors', data: Buffer.alloc(100_000, 8), large: true },
    { path: 'tokenizer/tokenizer.json', data: Buffer.from('{}'), large: false },
  ],
};

let hub: HubServer;
let test: TestServer;
const home = newFolder();
const decoder = join(home, 'data/decoders/taecvx.safetensors');
const before = { ...process.env };

beforeAll(async () => {
  hub = await startHub('Lightricks/LTX-Video', files, shared);
  process.env.HF_ENDPOINT = hub.url;
  process.env.HF_HUB_CACHE = join(home, 'hub');
  process.env.AKEZORA_HOME = join(home, 'data');
  delete process.env.HF_HUB_OFFLINE;
  mkdirSync(dirname(decoder), { recursive: true });
  await writeTinyDecoder(decoder, { channels: 4, growth: [1, 2, 2] });
  // The real engine: it fetches, verifies and lays out the files.
  test = await startTestServer({ engine: '@akezora/engine', devices: [] });
}, 120_000);
afterAll(async () => {
  await test.remove();
  await hub.close();
  process.env = before;
  rmSync(home, { recursive: true, force: true });
});

const entry = async (): Promise<ModelEntry> => {
  const { data } = await test.api.call('models');
  return data.find((model) => model.id === id) as ModelEntry;
};
const pulled = (state: (model: ModelEntry) => boolean) =>
  expect.poll(async () => state(await entry()), { timeout: 30_000, interval: 100 }).toBe(true);

describe('models over HTTP', () => {
  it('are downloaded with progress as events, then removed', async () => {
    expect(await entry()).toMatchObject({ installed: false, pull: null });
    hub.trouble.bytesPerSecond = 300_000;
    const events: ApiEvent[] = [];
    const stop = new AbortController();
    const told = (async () => {
      for await (const event of listen(test.api, { signal: stop.signal })) {
        events.push(event);
        if (event.type === 'model' && event.model.installed) stop.abort();
      }
    })();
    await expect.poll(() => events.length).toBe(1);
    const asked = await test.api.call('pullModel', { params: { id } });
    expect(asked.pull).toMatchObject({ state: 'running', error: null });
    await told;
    const steps = events.flatMap((event) =>
      event.type === 'model' && event.model.pull !== null ? [event.model.pull] : [],
    );
    const doneBytes = steps.map((step) => step.doneBytes);
    expect([...doneBytes].sort((a, b) => a - b)).toEqual(doneBytes);
    const all = [...files, ...shared['zai-org/CogVideoX-2b']];
    expect(steps.at(-1)).toMatchObject({ totalBytes: all.reduce((sum, { data }) => sum + data.length, 0) });
    expect(await entry()).toMatchObject({ installed: true, pull: null });
    await test.api.call('removeModel', { params: { id } });
    expect(await entry()).toMatchObject({ installed: false, pull: null });
  });

  it('stop on request and resume later', async () => {
    hub.trouble.bytesPerSecond = 50_000;
    await test.api.call('pullModel', { params: { id } });
    await pulled((model) => (model.pull?.doneBytes ?? 0) > 20_000);
    await test.api.call('stopPull', { params: { id } });
    expect((await entry()).pull).toBeNull();
    await expect(test.api.call('stopPull', { params: { id } })).rejects.toMatchObject({ code: 'not_found' });
    delete hub.trouble.bytesPerSecond;
    hub.log.length = 0;
    await test.api.call('pullModel', { params: { id } });
    await pulled((model) => model.installed);
    expect(hub.log.some((line) => /bytes=[1-9]/.test(line))).toBe(true);
  });

  it('cannot be removed while jobs wait for them', async () => {
    const job = await submit(test.api, 'later', { model: id });
    await expect(test.api.call('removeModel', { params: { id } })).rejects.toMatchObject({ code: 'state_conflict' });
    await test.api.call('cancelJob', { params: { id: job.id } });
    await test.api.call('removeModel', { params: { id } });
    expect((await entry()).installed).toBe(false);
  });

  it('come with the size of their tiny decoder, which goes unless jobs of theirs wait', async () => {
    const decoders = async () => {
      const { data } = await test.api.call('models');
      return data.flatMap((model) => (model.decoder === null ? [] : [{ model: model.id, ...model.decoder }]));
    };
    const { size: bytes } = statSync(decoder);
    const found = await decoders();
    expect(found.map(({ model }) => model)).toContain('cogvideox-2b');
    expect(found.every(({ id, bytes: size, model }) => id === 'taecvx' && size === bytes && /^cog/.test(model))).toBe(
      true,
    );
    const params = { id: 'taecvx' };
    const job = await submit(test.api, 'later');
    await test.server.store.db.updateTable('jobs').set({ model: 'cogvideox-5b' }).where('id', '=', job.id).execute();
    await expect(test.api.call('removeModel', { params })).rejects.toMatchObject({ code: 'state_conflict' });
    expect(existsSync(decoder)).toBe(true);
    await test.api.call('cancelJob', { params: { id: job.id } });
    await test.api.call('removeModel', { params });
    expect(existsSync(decoder)).toBe(false);
    expect(await decoders()).toEqual([]);
    await expect(test.api.call('removeModel', { params })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('report why a download failed', async () => {
    hub.trouble.status = 404;
    await test.api.call('pullModel', { params: { id } });
    await pulled((model) => model.pull?.state === 'failed');
    expect((await entry()).pull?.error).toMatchObject({ code: 'download_failed', message: { ja: expect.any(String) } });
    delete hub.trouble.status;
  });

  it('are refused by name: unknown ones and built-in ones', async () => {
    const call = (name: 'pullModel' | 'removeModel', model: string) => test.api.call(name, { params: { id: model } });
    await expect(call('pullModel', 'nobody/nothing')).rejects.toMatchObject({ code: 'not_found' });
    await expect(call('removeModel', 'nobody/nothing')).rejects.toMatchObject({ code: 'not_found' });
    await expect(call('removeModel', 'akezora-2')).rejects.toMatchObject({ code: 'state_conflict' });
  });

  it('ask for a yes to a licence without commercial use, with what it permits', async () => {
    const params = { id: 'ltx-video-2b-0.9.1' };
    const refused = await test.api.call('pullModel', { params }).catch((error) => error);
    expect(refused).toMatchObject({ code: 'request_invalid', field: 'agree' });
    expect(refused.message).toContain('no commercial use');
    await expect(test.api.call('pullModel', { params, query: { agree: 'false' } })).rejects.toMatchObject({
      field: 'agree',
    });
    expect((await test.api.call('pullModel', { params, query: { agree: 'true' } })).pull).toMatchObject({
      state: 'running',
    });
    await test.api.call('stopPull', { params }).catch(() => undefined);
  });

  it('are for the owner of the server only', async () => {
    const { secret } = await createKey(test.server.store, {
      owner: 'local',
      name: 'member',
      scopes: ['generate', 'library'],
      role: 'member',
    });
    const member = createClient({ baseUrl: test.server.url, key: secret });
    await expect(member.call('pullModel', { params: { id } })).rejects.toMatchObject({ code: 'forbidden' });
  });
});
