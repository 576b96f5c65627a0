/** Data folders of earlier versions, left by a killed server, opened by this one. */
import { createHash } from 'node:crypto';
import { createClient } from '@akezora/contract/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restoreCopy } from '../src/command/restore-copy.ts';
import { openSecrets } from '../src/platform/secrets.ts';
import { listCopies } from '../src/platform/store/copies.ts';
import { openStore } from '../src/platform/store/database.ts';
import { pendingMigrations } from '../src/platform/store/migrate.ts';
import { adoptPgBossDeliveries } from '../src/platform/store/pg-boss.ts';
import { type EarlierFolder, unpackEarlierFolder } from './support/data-folders.ts';
import { startTestServer, type TestServer, waitFor } from './support/server.ts';

/** Names of the fixtures; `unreleased` is what the next release makes anew. */
const folders = ['0.1.0', 'unreleased'];

describe.each(folders)('a data folder of %s', (name) => {
  let test: TestServer;
  let content: EarlierFolder;
  let pending: readonly string[] = [];
  /** Says the same as the earlier server, and perhaps more. */
  const saidOf = (list: string) => content.said[list]?.data ?? [];
  const ask = (path: string, key = content.key) =>
    fetch(test.server.url + path, { headers: { authorization: `Bearer ${key}` } });

  beforeAll(async () => {
    const unpacked = unpackEarlierFolder(name);
    content = unpacked.content;
    const looked = await openStore({ folder: unpacked.folder, migrate: false });
    pending = await pendingMigrations(looked.db);
    await looked.close();
    test = await startTestServer({ dataFolder: unpacked.folder });
  }, 240_000);
  afterAll(() => test?.remove());

  it('lists its clips, folders and tags', async () => {
    const { data } = await test.api.call('clips', { query: {} });
    expect(data.map(({ id, title }) => [id, title])).toEqual(
      expect.arrayContaining([
        [content.clips.fox, 'Title of a red fox in the snow'],
        [content.clips.dog, 'Title of 公園を歩く犬'],
      ]),
    );
    expect(data.map(({ id }) => id)).not.toContain(content.clips.cat);
    const bin = await test.api.call('clips', { query: { trash: true } });
    expect(bin.data.map(({ id }) => id)).toEqual([content.clips.cat]);
    const fox = await test.api.call('clip', { params: { id: content.clips.fox } });
    expect(fox).toMatchObject({ favourite: true, tags: ['winter', '冬'], seed: 7, width: 320, visibility: 'link' });
    const [trips] = (await test.api.call('folders')).data;
    expect(trips).toMatchObject({ name: 'Trips 旅', clips: 1, id: fox.folderId });
    expect((await test.api.call('tags')).data).toEqual(saidOf('tags'));
  });

  it('plays its clips byte for byte, in whole, in part and by their link', async () => {
    for (const [id, sum] of Object.entries(content.videos)) {
      const answer = await ask(`/api/clips/${id}/video`);
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sum);
      const part = await fetch(`${test.server.url}/api/clips/${id}/video`, { headers: { range: 'bytes=4-7' } });
      expect([part.status, await part.text()]).toEqual([206, 'ftyp']);
    }
    const token = content.said.fox.shareUrl.split('/').at(-1);
    const shared = await ask(`/api/shared/${token}`, 'none');
    expect(await shared.json()).toMatchObject({ id: content.clips.fox });
  });

  it('goes on with the job that was running and with the one that waited', async () => {
    const killed = await waitFor(test.api, content.jobs.killed);
    expect(killed).toMatchObject({ state: 'completed', attempt: 2, prompt: 'a boat on the sea' });
    expect((await waitFor(test.api, content.jobs.waiting)).state).toBe('completed');
    const clip = await test.api.call('clip', { params: { id: killed.clipId ?? '' } });
    expect(clip.title).toBe('Title of a boat on the sea');
    const video = await fetch(`${test.server.url}/api/clips/${clip.id}/video`);
    expect((await video.arrayBuffer()).byteLength).toBe(clip.bytes);
  });

  it('keeps actors, storyboards, presets and settings', async () => {
    const [ball] = (await test.api.call('actors')).data;
    const { id, uploadId } = saidOf('actors')[0] as { id: string; uploadId: string };
    expect(ball).toMatchObject({ id, uploadId, name: 'ball' });
    const picture = Buffer.from(await (await ask(`/api/uploads/${uploadId}/file`)).arrayBuffer());
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    expect((await test.api.call('storyboards')).data).toEqual(saidOf('storyboards'));
    const [preset] = (await test.api.call('presets')).data;
    expect(preset).toMatchObject({ name: 'Small', request: { resolution: '360p', seconds: 2 } });
    const settings = await test.api.call('settings');
    expect(settings).toMatchObject({ defaults: { language: 'ja', resolution: '360p' }, gallery: true });
  });

  it('keeps keys with their scopes, and accounts with their password', async () => {
    const keyOf = (key: string) => createClient({ baseUrl: test.server.url, key, validate: true });
    const names = (await keyOf(content.key).call('keys', { query: {} })).data.map(({ id }) => id);
    expect(names.sort()).toEqual(
      saidOf('keys')
        .map((key) => (key as { id: string }).id)
        .sort(),
    );
    expect((await keyOf(content.secondKey).call('folders')).data).toHaveLength(1);
    const refused = keyOf(content.secondKey).call('submit', { body: { request: { prompt: 'a fox' } } });
    await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
    // On one's own machine a wrong key is as good as none, which is not enough to list keys.
    expect((await ask('/api/keys', `${content.key.slice(0, -1)}!`)).status).toBe(403);
    const signIn = (password: string) =>
      test.api.call('signIn', { body: { name: 'keeper', password } }).then(({ role }) => role);
    expect(await signIn('a fixture keeps no secret')).toBe('owner');
    await expect(signIn('another password')).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('keeps webhooks with their secret, and what was not delivered yet', async () => {
    const [hook] = (await test.api.call('webhooks')).data;
    expect(hook).toMatchObject(saidOf('webhooks')[0] ?? {});
    const { db } = test.server.store;
    const { id, secret } = await db.selectFrom('webhooks').select(['id', 'secret']).executeTakeFirstOrThrow();
    const secrets = await openSecrets(test.folder);
    expect(secrets.open(secret, `webhook:${id}`)).toBe(content.webhookSecret);
    // The first sweep does this for a folder that queued its deliveries with pg-boss.
    await adoptPgBossDeliveries(test.server.store);
    const due = await db.selectFrom('webhook_deliveries').select('job_id').where('webhook_id', '=', id).execute();
    const { jobId } = await test.api.call('clip', { params: { id: content.clips.dog } });
    expect(due.map(({ job_id }) => job_id)).toContain(jobId);
  });

  it('was copied before it was changed, and the copy brings it back', async () => {
    await test.server.stop();
    const copies = (await listCopies(test.folder)).filter((copy) => copy.name.includes('migration'));
    expect(copies).toHaveLength(pending.length > 0 ? 1 : 0);
    const [copy] = copies;
    if (copy === undefined) return;
    const { missing } = await restoreCopy(test.folder, copy.name);
    expect(missing).toEqual([]);
    const store = await openStore({ folder: test.folder });
    const states = await store.db.selectFrom('jobs').select(['id', 'state']).execute();
    await store.close();
    expect(states).toContainEqual({ id: content.jobs.killed, state: 'running' });
    expect(states).toContainEqual({ id: content.jobs.waiting, state: 'queued' });
  }, 240_000);
});

it('the first version came before every later change of the tables', async () => {
  const { folder } = unpackEarlierFolder('0.1.0');
  const store = await openStore({ folder, migrate: false });
  expect((await pendingMigrations(store.db))[0]).toBe('0002_seeds_of_imported_clips');
  await store.close();
});
