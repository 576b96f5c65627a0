import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pullModel } from '../../src/models/installed.ts';
import { noise } from '../../src/tensor/noise.ts';
import { f32 } from '../../src/tensor/tensor.ts';
import { snapshotOf } from '../../src/weights/hub-cache.ts';
import type { PullEvent } from '../../src/weights/pull.ts';
import { saveSafetensors } from '../../src/weights/write.ts';
import { newFolder } from '../models/new-folder.ts';
import { commit, etagOf, type HubServer, type ServedFile, startHub } from './hub-server.ts';
import { startProxy } from './proxy-server.ts';

const repo = 'someone/tiny-video';
let files: ServedFile[] = [];
let hub: HubServer;
let home = '';

beforeEach(async () => {
  home = newFolder();
  const weights = join(home, 'source.safetensors');
  await saveSafetensors(weights, { w: f32([300, 1000], noise(1, 'w', { count: 300_000 })) });
  const text = (path: string, content: string): ServedFile => ({ path, data: Buffer.from(content), large: false });
  files = [
    text('model_index.json', '{"_class_name":"LTXPipeline"}'),
    text('transformer/config.json', '{}'),
    { path: 'transformer/diffusion_pytorch_model.safetensors', data: readFileSync(weights), large: true },
    { path: 'transformer/diffusion_pytorch_model.fp16.safetensors', data: Buffer.alloc(50_000, 1), large: true },
    { path: 'transformer/diffusion_pytorch_model.bin', data: Buffer.alloc(50_000, 2), large: true },
    text('README.md', 'hello'),
  ];
  hub = await startHub(repo, files);
  process.env.HF_ENDPOINT = hub.url;
  process.env.HF_HUB_CACHE = join(home, 'hub');
  process.env.HF_TOKEN = 'hf_secret';
  delete process.env.HF_HUB_OFFLINE;
});

afterEach(() => hub.close());

async function pull(reference = repo): Promise<PullEvent[]> {
  const events: PullEvent[] = [];
  for await (const event of pullModel(reference, { firstPause: 5 })) events.push(event);
  return events;
}

const pullChild = fileURLToPath(new URL('pull-child.ts', import.meta.url));

/** Pulls in another process; `shell` runs before it there. */
async function pullApart(env: NodeJS.ProcessEnv = {}, shell = ':'): Promise<{ code: number | null; said: string }> {
  const command = ['-c', `${shell}; exec "$0" "$@"`, process.execPath, pullChild, repo];
  const child = spawn('sh', command, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

const weightFile = () => files.find(({ path }) => path.endsWith('model.safetensors'))!;
const blob = (file: ServedFile) => join(home, 'hub/models--someone--tiny-video/blobs', etagOf(file));

it('fetches only what is needed, verified, in the layout Python shares', async () => {
  const events = await pull();
  const snapshot = (await snapshotOf({ repo, revision: 'main' }))!;
  expect(snapshot.endsWith(`snapshots/${commit}`)).toBe(true);
  const link = join(snapshot, 'transformer/diffusion_pytorch_model.safetensors');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(realpathSync(link)).toBe(realpathSync(blob(weightFile())));
  expect(readFileSync(link)).toEqual(weightFile().data);
  expect(readdirSync(join(snapshot, 'transformer')).sort()).toEqual([
    'config.json',
    'diffusion_pytorch_model.safetensors',
  ]);
  expect(existsSync(join(snapshot, 'README.md'))).toBe(false);
  expect(events[0]).toMatchObject({ type: 'plan', files: 3, bytesHere: 0 });
  expect(events.filter(({ type }) => type === 'file').length).toBe(3);
  expect(events.at(-1)).toMatchObject({ type: 'done' });
  expect(hub.headers.every(({ authorization }) => authorization === 'Bearer hf_secret')).toBe(true);
  const again = await pull();
  expect(again.filter((event) => event.type === 'file' && event.fetched)).toEqual([]);
});

it('goes on after dropped connections with a range, and starts over where a server knows none', async () => {
  Object.assign(hub.trouble, { dropAfter: 100_000, drops: 3 });
  await pull();
  const ranges = hub.log.filter((line) => line.includes('bytes='));
  expect(ranges.some((line) => line.endsWith('bytes=100000-'))).toBe(true);
  expect(readFileSync(blob(weightFile()))).toEqual(weightFile().data);
  const { writeFileSync: write, rmSync } = await import('node:fs');
  rmSync(blob(weightFile()));
  write(`${blob(weightFile())}.incomplete`, weightFile().data.subarray(0, 1234));
  hub.trouble.noRanges = true;
  await pull();
  expect(readFileSync(blob(weightFile()))).toEqual(weightFile().data);
});

it('gives up on a connection that never holds, keeping what came', async () => {
  Object.assign(hub.trouble, { dropAfter: 1000, drops: 100 });
  await expect(pull()).rejects.toMatchObject({ code: 'download_failed' });
  expect(statSync(`${blob(weightFile())}.incomplete`).size).toBeGreaterThan(0);
  expect(await snapshotOf({ repo, revision: 'main' })).toBeUndefined();
});

it('refuses a file whose hash differs and keeps nothing of it', async () => {
  hub.trouble.damage = true;
  await expect(pull()).rejects.toMatchObject({ code: 'download_failed' });
  expect(existsSync(blob(weightFile()))).toBe(false);
  expect(await snapshotOf({ repo, revision: 'main' })).toBeUndefined();
});

it.each([
  [401, 'HF_TOKEN'],
  [403, 'licence'],
  [404, 'name'],
])('names what to do about status %i', async (status, word) => {
  hub.trouble.status = status;
  const failure = await pull().catch((error) => error);
  expect(failure).toMatchObject({ code: 'download_failed' });
  expect(failure.remedy.en).toContain(word);
  expect(failure.remedy.ja).not.toBe(failure.remedy.en);
});

it('refuses a repository that is no video model, and a name that is none', async () => {
  await hub.close();
  hub = await startHub(
    repo,
    files.filter(({ path }) => !path.endsWith('.safetensors')),
  );
  process.env.HF_ENDPOINT = hub.url;
  await expect(pull()).rejects.toMatchObject({ code: 'weights_mismatch' });
  await expect(pull('nonsense')).rejects.toMatchObject({ code: 'model_unknown' });
});

it('fetches nothing offline, and finds what is here', async () => {
  process.env.HF_HUB_OFFLINE = '1';
  await expect(pull()).rejects.toMatchObject({ code: 'download_failed' });
  expect(hub.log).toEqual([]);
  delete process.env.HF_HUB_OFFLINE;
  await pull();
  process.env.HF_HUB_OFFLINE = '1';
  expect((await pull()).at(-1)).toMatchObject({ type: 'done' });
});

it('says so when the hub cannot be reached', async () => {
  await hub.close();
  await expect(pull()).rejects.toMatchObject({ code: 'download_failed' });
  hub = await startHub(repo, files);
});

it('keeps a file to one process at a time, and takes over the lock of one that is gone', async () => {
  mkdirSync(join(home, 'hub/models--someone--tiny-video/blobs'), { recursive: true });
  writeFileSync(`${blob(weightFile())}.lock`, '1');
  await expect(pull()).rejects.toMatchObject({ code: 'download_failed' });
  writeFileSync(`${blob(weightFile())}.lock`, '999999999');
  expect((await pull()).at(-1)).toMatchObject({ type: 'done' });
});

it('stops when told to, and goes on later from there', async () => {
  hub.trouble.bytesPerSecond = 400_000;
  const controller = new AbortController();
  const running = (async () => {
    for await (const event of pullModel(repo, { signal: controller.signal }))
      if (event.type === 'progress' && event.done > 200_000) controller.abort();
  })();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  const part = statSync(`${blob(weightFile())}.incomplete`).size;
  expect(part).toBeGreaterThan(100_000);
  hub.trouble.bytesPerSecond = 0;
  await pull();
  expect(hub.log.some((line) => line.endsWith(`bytes=${part}-`))).toBe(true);
});

it('survives kill -9 in the middle of a pull', async () => {
  const held = { path: weightFile().path, bytes: 150_000 };
  hub.trouble.holdAt = held;
  const child: ChildProcess = spawn(process.execPath, [pullChild, repo], { env: process.env, stdio: 'ignore' });
  const partial = `${blob(weightFile())}.incomplete`;
  const isHeld = () => existsSync(partial) && statSync(partial).size === held.bytes;
  await vi.waitUntil(isHeld, { timeout: 60_000, interval: 20 });
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  expect(existsSync(blob(weightFile()))).toBe(false);
  expect(await snapshotOf({ repo, revision: 'main' })).toBeUndefined();
  hub.trouble.holdAt = undefined;
  await pull();
  expect(hub.log.some((line) => line.endsWith(`bytes=${held.bytes}-`))).toBe(true);
  expect(readFileSync(blob(weightFile()))).toEqual(weightFile().data);
});

it('fetches through the proxy of the environment', async () => {
  const proxy = await startProxy();
  try {
    const env = { HTTP_PROXY: proxy.url, http_proxy: proxy.url, NO_PROXY: '', no_proxy: '' };
    expect(await pullApart(env)).toEqual({ code: 0, said: '' });
    expect(new Set(proxy.asked)).toEqual(new Set([new URL(hub.url).host]));
    expect(readFileSync(blob(weightFile()))).toEqual(weightFile().data);
  } finally {
    await proxy.close();
  }
});

it('says that there is no room where writing fails half-way, uses nothing of it, and goes on when there is', async () => {
  const { code, said } = await pullApart({}, 'ulimit -f 400');
  expect(code).toBe(1);
  expect(JSON.parse(said)).toMatchObject({ code: 'not_enough_disk', needed: expect.stringMatching(/^[01]\.\d MB$/) });
  const part = statSync(`${blob(weightFile())}.incomplete`).size;
  expect(part).toBeGreaterThan(0);
  expect(existsSync(blob(weightFile()))).toBe(false);
  expect(await snapshotOf({ repo, revision: 'main' })).toBeUndefined();
  await pull();
  expect(hub.log.some((line) => line.endsWith(`bytes=${part}-`))).toBe(true);
  expect(readFileSync(blob(weightFile()))).toEqual(weightFile().data);
});
