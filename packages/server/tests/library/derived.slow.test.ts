import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uploadFile } from '@akezora/contract/api';
import { joinVideos } from '@akezora/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nobody } from '../../src/access/principal.ts';
import { withDefaults } from '../../src/config/settings.ts';
import { childrenOptions, createChildren } from '../../src/inference/children.ts';
import { createDerived } from '../../src/library/derived.ts';
import { openStorage } from '../../src/platform/storage/open.ts';
import { newFolder } from '../support/folders.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const source = fileURLToPath(new URL('../support/clip.mp4', import.meta.url));

let test: TestServer;
let id = '';
let folder = '';
beforeAll(async () => {
  test = await startTestServer({ conversionBytes: 1 });
  const file = join(newFolder(), 'large.mp4');
  const parts = [{ file: source }, { file: source }, { file: source }];
  for await (const _ of joinVideos(parts, { file, codec: 'h264', width: 854, height: 480 }));
  const upload = await uploadFile(test.api, new File([readFileSync(file)], 'large.mp4', { type: 'video/mp4' }));
  const { data } = await test.api.call('importClips', { body: { uploads: [upload.id] } });
  id = data[0]?.id ?? '';
  folder = join(test.folder, 'files/clips', id);
});
afterAll(() => test.remove());

const video = (query: string, signal?: AbortSignal) =>
  fetch(`${test.server.url}/api/clips/${id}/video?${query}`, signal === undefined ? {} : { signal });
const row = () => test.server.store.db.selectFrom('clips').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const listed = () =>
  test.server.store.db.selectFrom('derived_files').select(['key', 'bytes']).where('clip_id', '=', id).execute();

describe('files made from a clip', () => {
  it('have one of a few heights, never above the clip', async () => {
    for (const height of [100, 241, 4320, -240, 1e9]) expect((await video(`height=${height}`)).status).toBe(400);
    const own = await video('height=2160');
    expect(own.status).toBe(200);
    await own.arrayBuffer();
    expect(readdirSync(folder).filter((name) => name.startsWith('h264'))).toEqual([]);
  });

  it('count towards the quota, and conversions unused for longest are deleted', async () => {
    const first = await video('format=h264&height=240');
    expect(first.status).toBe(200);
    await first.arrayBuffer();
    expect(existsSync(join(folder, 'h264-240.mp4'))).toBe(true);
    const second = await video('format=h264&height=360');
    const bytes = (await second.arrayBuffer()).byteLength;
    expect(existsSync(join(folder, 'h264-240.mp4'))).toBe(false);
    expect(await listed()).toMatchObject([{ key: `clips/${id}/h264-360.mp4` }]);
    expect(Number((await row()).derived_bytes)).toBe(bytes);
    const picture = await fetch(`${test.server.url}/api/clips/${id}/thumbnail`);
    const more = (await picture.arrayBuffer()).byteLength;
    expect(Number((await row()).derived_bytes)).toBe(bytes + more);
  });

  it('are no longer made when everyone who asked has hung up', async () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const asked = [one, other].map(({ signal }) => video('format=av1', signal).then(String, String));
    await expect.poll(() => readdirSync(join(test.folder, 'tmp')).length, { timeout: 10_000 }).toBe(1);
    // What is answered after both were asked: the second one has arrived as well.
    for (let i = 0; i < 3; i += 1) await (await video('format=h264&height=360')).arrayBuffer();
    one.abort();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(readdirSync(join(test.folder, 'tmp')).length).toBe(1);
    other.abort();
    await Promise.all(asked);
    await expect.poll(() => readdirSync(join(test.folder, 'tmp')), { timeout: 10_000 }).toEqual([]);
    expect(existsSync(join(folder, 'av1-480.mp4'))).toBe(false);
  });

  it('are made for those who may convert the clip, and given to all who may see it', async () => {
    const options = withDefaults({ ...test.options, dataFolder: test.folder });
    const { store } = test.server;
    const storage = await openStorage(options);
    const children = createChildren(childrenOptions(options));
    const budgets = { take: () => undefined, room: async () => undefined };
    const credentials = { sign: async () => undefined };
    const derived = createDerived({ ...options, store, storage, children, budgets, credentials });
    const stranger = { principal: nobody };
    const clip = await row();
    await expect(derived.video(clip, 'vp9', 240, stranger)).rejects.toMatchObject({
      code: expect.stringMatching(/unauthorized|not_found|forbidden/),
    });
    expect(existsSync(join(folder, 'vp9-240.mp4'))).toBe(false);
    expect(await derived.video(clip, 'h264', 360, stranger)).toMatchObject({ key: `clips/${id}/h264-360.mp4` });
    await children.close();
  });

  it('are not begun when the disk would fall below its reserve', async () => {
    const options = withDefaults({ ...test.options, dataFolder: test.folder, reserveBytes: 1e18 });
    const { store } = test.server;
    const children = createChildren(childrenOptions(options));
    const budgets = { take: () => undefined, room: async () => undefined };
    const credentials = { sign: async () => undefined };
    const storage = await openStorage(options);
    const derived = createDerived({ ...options, store, storage, children, budgets, credentials });
    await expect(derived.picture(await row(), 'sprites')).rejects.toMatchObject({ code: 'not_enough_disk' });
    await children.close();
  });
});
