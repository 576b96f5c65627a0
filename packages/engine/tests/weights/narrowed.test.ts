import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { publishedModels } from '../../src/models/index.ts';
import { pullModel, verifyModel, whereIs } from '../../src/models/installed.ts';
import { bf16ToF32 } from '../../src/tensor/half.ts';
import { noise } from '../../src/tensor/noise.ts';
import { f32, toF32 } from '../../src/tensor/tensor.ts';
import { snapshotOf } from '../../src/weights/hub-cache.ts';
import type { PullEvent } from '../../src/weights/pull.ts';
import { openWeights } from '../../src/weights/store.ts';
import { saveSafetensors } from '../../src/weights/write.ts';
import { newFolder } from '../models/new-folder.ts';
import { etagOf, type HubServer, type ServedFile, startHub } from './hub-server.ts';

const repo = 'FastVideo/FastMochi-diffusers';
const wideShape = [300, 1000];
let files: ServedFile[] = [];
let hub: HubServer;
let home = '';

const text = (path: string, content: string): ServedFile => ({ path, data: Buffer.from(content), large: false });

async function weights(path: string, wide: string, seed: number): Promise<ServedFile> {
  const file = join(home, 'source', path);
  mkdirSync(dirname(file), { recursive: true });
  await saveSafetensors(file, {
    [wide]: f32(wideShape, noise(seed, wide, { count: 300_000 })),
    [`${wide}.small`]: f32([3, 24, 64], noise(seed, 'small', { count: 3 * 24 * 64 })),
    [`${wide}.bias`]: f32([100_000], noise(seed, 'bias', { count: 100_000 })),
  });
  return { path, data: readFileSync(file), large: true };
}

const shard = (number: number) => `transformer/diffusion_pytorch_model-0000${number}-of-00003.safetensors`;

beforeEach(async () => {
  home = newFolder();
  const map = Object.fromEntries(
    [1, 2, 3].flatMap((n) => ['', '.small', '.bias'].map((end) => [`w${n}${end}`, shard(n).split('/')[1]])),
  );
  files = [
    text('model_index.json', '{"_class_name":"MochiPipeline"}'),
    text('transformer/config.json', '{}'),
    text('transformer/diffusion_pytorch_model.safetensors.index.json', JSON.stringify({ weight_map: map })),
    await weights(shard(1), 'w1', 1),
    await weights(shard(2), 'w2', 2),
    await weights(shard(3), 'w3', 3),
    await weights('vae/diffusion_pytorch_model.safetensors', 'v', 4),
    await weights('text_encoder/model.safetensors', 'own', 5),
  ];
  const shared = [
    await weights('text_encoder/model.safetensors', 't', 6),
    await weights('transformer/diffusion_pytorch_model.safetensors', 'other', 7),
    text('tokenizer/spiece.model', 'pieces'),
  ];
  hub = await startHub(repo, files, { 'zai-org/CogVideoX-2b': shared });
  process.env.HF_ENDPOINT = hub.url;
  process.env.HF_HUB_CACHE = join(home, 'hub');
  delete process.env.HF_HUB_OFFLINE;
});

afterEach(() => hub.close());

const blobs = () => join(home, 'hub/models--FastVideo--FastMochi-diffusers/blobs');
const blobOf = (path: string) => join(blobs(), etagOf(files.find((file) => file.path === path)!));

async function pull(): Promise<PullEvent[]> {
  const events: PullEvent[] = [];
  for await (const event of pullModel('fastmochi', { firstPause: 5 })) events.push(event);
  return events;
}

/** Bytes of a blob; 0 for one that was renamed while its folder was read. */
const sizeOfBlob = (name: string): number => statSync(join(blobs(), name), { throwIfNoEntry: false })?.size ?? 0;

const bytesNow = (): number =>
  existsSync(blobs()) ? readdirSync(blobs()).reduce((sum, name) => sum + sizeOfBlob(name), 0) : 0;

async function expectNarrow(): Promise<void> {
  const folder = await whereIs('fastmochi');
  const source = await openWeights(join(folder, 'transformer/diffusion_pytorch_model.safetensors.index.json'));
  expect(source.names.length).toBe(9);
  for (const n of [1, 2, 3]) {
    const exact = noise(n, `w${n}`, { count: 300_000 });
    const narrow = await source.read(`w${n}`);
    expect(narrow.dtype).toBe('bf16');
    const wide = bf16ToF32(narrow.data as Uint16Array);
    // Seven bits after the leading one: rounding is off by less than 2^-8 of the value.
    expect(wide.every((value, i) => Math.abs(value - exact[i]!) <= Math.abs(exact[i]!) / 255)).toBe(true);
    for (const [name, count] of [
      [`w${n}.small`, 3 * 24 * 64],
      [`w${n}.bias`, 100_000],
    ] as const)
      expect(toF32(await source.read(name)).data).toEqual(noise(n, name.split('.')[1]!, { count }));
  }
  await source.close();
  const vae = await openWeights(join(folder, 'vae/diffusion_pytorch_model.safetensors'));
  expect(vae.find('v')!.dtype).toBe('f32');
  await vae.close();
}

it('keeps the transformer in 16 bits, and fetches the text encoder of all families alone', async () => {
  const events = await pull();
  const notices = events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
  expect(notices.some(({ en }) => en.includes('kept in 16 bits'))).toBe(true);
  expect(notices.every(({ ja }) => ja.length > 0)).toBe(true);
  const plan = events.findIndex(({ type }) => type === 'plan');
  const notice = events.findIndex(({ type }) => type === 'notice');
  expect(events.findIndex(({ type }) => type === 'progress' || type === 'file')).toBeGreaterThan(
    Math.max(plan, notice),
  );
  await expectNarrow();
  for (const n of [1, 2, 3]) expect(existsSync(blobOf(shard(n)))).toBe(false);
  expect(hub.log.filter((line) => line.includes('FastMochi') && line.includes('text_encoder'))).toEqual([]);
  // Not as the snapshot of the published files, which Python programs read.
  expect(await snapshotOf({ repo, revision: 'main' })).toBeUndefined();
  let fine: IteratorResult<unknown, boolean> | undefined;
  const verifying = verifyModel('fastmochi');
  do fine = await verifying.next();
  while (!fine.done);
  expect(fine.value).toBe(true);
  const again = await pull();
  expect(again.filter((event) => event.type === 'file' && event.fetched)).toEqual([]);
  expect(again[0]).toMatchObject({ type: 'plan', bytes: (again[0] as { bytesHere: number }).bytesHere });
  process.env.HF_HUB_OFFLINE = '1';
  expect((await pull()).at(-1)).toMatchObject({ type: 'done' });
});

it('holds one file in 32 bits at a time on the disk, as planned', async () => {
  hub.trouble.bytesPerSecond = 3_000_000;
  const wide = files.find(({ path }) => path === shard(1))!.data.length;
  const others = files.filter(({ path }) => !path.startsWith('transformer/diff') && !path.startsWith('text_encoder'));
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, bytesNow());
  }, 5);
  await pull();
  clearInterval(timer);
  const rest = others.reduce((sum, { data }) => sum + data.length, 0) + 10_000;
  // Kept are the matrices in 16 bits and the rest: two thirds of this tiny file.
  const kept = wide - 600_000;
  expect(most).toBeLessThanOrEqual(3 * kept + wide + rest);
  expect(most).toBeGreaterThan(wide);
});

it('goes on after kill -9 with the file at hand, and converts none twice', async () => {
  const held = { path: shard(2), bytes: 600_000 };
  hub.trouble.holdAt = held;
  const child: ChildProcess = spawn(
    process.execPath,
    [fileURLToPath(new URL('pull-child.ts', import.meta.url)), 'fastmochi'],
    { env: process.env, stdio: 'ignore' },
  );
  const notes = () => (existsSync(blobs()) ? readdirSync(blobs()).filter((name) => name.endsWith('.bf16')) : []);
  const partial = () =>
    existsSync(blobs()) &&
    readdirSync(blobs()).some((name) => name.endsWith('.incomplete') && sizeOfBlob(name) === held.bytes);
  await vi.waitUntil(() => notes().length === 1 && partial(), { timeout: 60_000, interval: 20 });
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  const done = notes();
  // As another process would leave it that was killed while it wrote.
  const left = join(blobs(), `${etagOf(files.find(({ path }) => path === shard(3))!)}.narrow.999999999.part`);
  writeFileSync(left, Buffer.alloc(1000));
  hub.trouble.holdAt = undefined;
  hub.log.length = 0;
  await pull();
  await expectNarrow();
  expect(hub.log.some((line) => line.endsWith(`bytes=${held.bytes}-`))).toBe(true);
  for (const name of done) expect(hub.log.filter((line) => line.includes(name.slice(0, 64)))).toEqual([]);
  expect(readdirSync(blobs()).filter((name) => /\.part$|\.narrow/.test(name))).toEqual([]);
});

it('leaves alone what Python fetched in 32 bits, and opens that too', async () => {
  const { etag, path } = { etag: etagOf(files.find((file) => file.path === shard(1))!), path: shard(1) };
  const commit = 'c0ffee'.padEnd(40, '0');
  const snapshot = join(blobs(), '../snapshots', commit);
  mkdirSync(join(snapshot, 'transformer'), { recursive: true });
  mkdirSync(blobs(), { recursive: true });
  const data = files.find((file) => file.path === path)!.data;
  writeFileSync(join(blobs(), etag), data);
  writeFileSync(join(snapshot, path), data);
  await pull();
  expect(readFileSync(join(blobs(), etag))).toEqual(data);
  await expectNarrow();
  const [model] = (await publishedModels()).filter(({ capabilities }) => capabilities.id === 'fastmochi');
  expect(model!.source).toBe(repo);
});
