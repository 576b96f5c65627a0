import { rmSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStorage } from '../../src/platform/storage/open.ts';
import { openStore } from '../../src/platform/store/database.ts';
import { ensureOwner } from '../../src/platform/store/owners.ts';
import { resolveInputs } from '../../src/worker/inputs.ts';
import { newDataFolder } from '../support/folders.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

const called = [{ name: 'momo' }];

describe('actors, which earlier versions called characters,', () => {
  let test: TestServer;
  let clip = '';
  beforeAll(async () => {
    test = await startTestServer();
    const done = await waitFor(test.api, (await submit(test.api, 'a fox')).id);
    clip = done.clipId ?? '';
  }, 180_000);
  afterAll(() => test.remove());

  const ask = (method: string, path: string, body?: object) =>
    fetch(test.server.url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it('are made, listed and deleted by earlier clients at the earlier path', async () => {
    const made = await ask('POST', '/api/characters', { name: 'kitsune', clipId: clip });
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: string };
    expect(await (await ask('GET', '/api/characters')).json()).toMatchObject({ data: [{ id, name: 'kitsune' }] });
    expect(await test.api.call('actors')).toMatchObject({ data: [{ id, clipId: clip }] });
    expect((await ask('DELETE', `/api/characters/${id}`)).status).toBe(204);
    expect((await test.api.call('actors')).data).toEqual([]);
    expect((await ask('DELETE', `/api/characters/${id}`)).status).toBe(404);
  });

  it('are described under one path only', async () => {
    const { paths } = (await (await ask('GET', '/api/openapi.json')).json()) as { paths: object };
    expect(Object.keys(paths).filter((path) => /actors|characters/.test(path))).toEqual([
      '/api/actors',
      '/api/actors/{id}',
      '/api/actors/{id}/picture',
    ]);
  });

  it('are taken from the requests of earlier clients, but not under both names', async () => {
    const request = { prompt: '@momo runs', characters: [{ name: 'momo', clip }] };
    const submitted = await ask('POST', '/api/jobs', { request });
    expect(submitted.status).toBe(201);
    const { data } = (await submitted.json()) as { data: { id: string; request: object }[] };
    expect(data[0]?.request).toMatchObject({ actors: request.characters });
    expect(data[0]?.request).not.toHaveProperty('characters');
    expect((await waitFor(test.api, data[0]?.id ?? '')).state).toBe('completed');
    expect((await ask('POST', '/api/plan', { request })).status).toBe(200);
    const both = await ask('POST', '/api/jobs', { request: { ...request, actors: called } });
    expect(both.status).toBe(400);
    const { error } = (await both.json()) as { error: { code: string; message: { en: string } } };
    expect(error.code).toBe('request_invalid');
    expect(error.message.en).toContain('characters');
  });

  it('are read from the jobs and presets that those versions stored', async () => {
    const { db } = test.server.store;
    const preset = await ask('POST', '/api/presets', { name: 'with momo', request: { characters: called } });
    expect(await preset.json()).toMatchObject({ request: { actors: called } });
    const stored = JSON.stringify({ model: 'akezora-1', prompt: '@momo runs', characters: [{ name: 'momo', clip }] });
    await db.updateTable('presets').set({ request: stored }).execute();
    const [shown] = (await test.api.call('presets')).data;
    expect(shown?.request).toEqual({ ...JSON.parse(stored), characters: undefined, actors: [{ name: 'momo', clip }] });

    const job = await waitFor(test.api, (await submit(test.api, 'a fox')).id);
    await db.updateTable('jobs').set({ request: stored }).where('id', '=', job.id).execute();
    expect((await test.api.call('job', { params: { id: job.id } })).request.actors).toEqual([{ name: 'momo', clip }]);
    const row = await db.selectFrom('jobs').selectAll().where('id', '=', job.id).executeTakeFirstOrThrow();
    const storage = await openStorage({ dataFolder: test.folder, s3: undefined });
    const { request, names } = await resolveInputs(test.server.store, storage, row);
    expect(request).not.toHaveProperty('characters');
    const [actor] = request.actors ?? [];
    expect(names[actor?.clip ?? '']).toBe(clip);
    const again = await test.api.call('retryJob', { params: { id: job.id } });
    expect((await waitFor(test.api, again.id)).state).toBe('completed');
  });
});

it('a database of an earlier version keeps its actors, their index and their owner', async () => {
  const folder = await newDataFolder();
  const old = await openStore({ folder });
  await ensureOwner(old.db, 'local', 'local');
  for (const statement of [
    `ALTER TABLE actors RENAME CONSTRAINT actors_owner_fkey TO characters_owner_fkey`,
    `ALTER INDEX actors_owner RENAME TO characters_owner`,
    `ALTER INDEX actors_pkey RENAME TO characters_pkey`,
    `ALTER TABLE actors RENAME TO characters`,
    `INSERT INTO characters (id, owner, name) VALUES ('character_1', 'local', 'momo')`,
    `DELETE FROM akezora_migrations WHERE name = '0011_actors'`,
  ])
    await sql.raw(statement).execute(old.db);
  await old.close();

  const store = await openStore({ folder });
  const rows = await store.db.selectFrom('actors').select(['id', 'owner', 'name']).execute();
  expect(rows).toEqual([{ id: 'character_1', owner: 'local', name: 'momo' }]);
  const { rows: left } = await sql<{ name: string }>`
    SELECT relname AS name FROM pg_class WHERE relname LIKE 'characters%'
    UNION ALL SELECT conname FROM pg_constraint WHERE conname LIKE 'characters%' AND contype <> 'n'`.execute(store.db);
  expect(left).toEqual([]);
  await store.close();
  rmSync(folder, { recursive: true });
}, 120_000);
