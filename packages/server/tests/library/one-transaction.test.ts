import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actingFor } from '../../src/access/policy.ts';
import { createActor } from '../../src/library/actors.ts';
import { type ClipContext, patchClip, trashClip } from '../../src/library/change-clips.ts';
import { clipOfJob } from '../../src/library/clips.ts';
import { createFolder, listFolders, removeFolder, renameFolder } from '../../src/library/folders.ts';
import { linksOf } from '../../src/library/shares.ts';
import { secretsOf } from '../../src/platform/secrets.ts';
import type { Storage } from '../../src/platform/storage/storage.ts';
import type { Store } from '../../src/platform/store/database.ts';
import { newId } from '../../src/platform/store/ids.ts';
import { ensureOwner } from '../../src/platform/store/owners.ts';
import { policies } from '../../src/safety/policies.ts';
import { noLimits } from '../support/budgets.ts';
import { databases, startPostgres } from '../support/databases.ts';

const postgres = startPostgres();
afterAll(() => postgres?.remove());

describe.each(databases(postgres))('changes of the library on %s', (_, open) => {
  let store: Store;
  let context: ClipContext;
  const secrets = secretsOf('a key of the tests, long enough for it');
  beforeAll(async () => {
    store = await open();
    context = { store, secrets, storage: {} as Storage, policy: policies.public };
  });
  afterAll(() => store.close());

  const newOwner = async () => {
    const owner = newId('owner');
    await ensureOwner(store.db, owner, 'account');
    return owner;
  };
  const newClip = async (owner: string) => {
    const id = newId('clip');
    const values = { id, owner, prompt: 'x', model: 'm', width: 2, height: 2, fps: 1, seconds: 1, frames: 1, bytes: 1 };
    await store.db
      .insertInto('clips')
      .values({ ...values, checksum: 'c', mime: 'video/mp4', files: '{"video":"x"}' })
      .execute();
    return id;
  };
  const events = async (owner: string) =>
    (await store.db.selectFrom('job_events').select('type').where('owner', '=', owner).orderBy('seq').execute()).map(
      ({ type }) => type,
    );

  it('give a folder name to one of two that ask for it at once', async () => {
    const owner = await newOwner();
    const settled = await Promise.allSettled(
      [1, 2, 3].map(() => createFolder(store, actingFor(owner), 'Snow', noLimits)),
    );
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const other = await createFolder(store, actingFor(owner), 'Rain', noLimits);
    await expect(renameFolder(store, actingFor(owner), other.id, 'Snow')).rejects.toMatchObject({
      code: 'state_conflict',
    });
    expect((await renameFolder(store, actingFor(owner), other.id, 'Rain')).name).toBe('Rain');
    await expect(renameFolder(store, actingFor(owner), 'folder_none', 'Fog')).rejects.toMatchObject({
      code: 'not_found',
    });
    expect((await listFolders(store.db, actingFor(owner))).map(({ name }) => name)).toEqual(['Rain', 'Snow']);
  });

  it('write no event for a folder that somebody else owns, and leave it there', async () => {
    const [owner, stranger] = [await newOwner(), await newOwner()];
    const folder = await createFolder(store, actingFor(owner), 'Snow', noLimits);
    await expect(removeFolder(store, actingFor(stranger), folder.id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await events(stranger)).toEqual([]);
    expect(await listFolders(store.db, actingFor(owner))).toHaveLength(1);
    await removeFolder(store, actingFor(owner), folder.id);
    expect(await events(owner)).toEqual(['gone']);
  });

  it('change nothing of a clip whose new folder does not exist', async () => {
    const owner = await newOwner();
    const id = await newClip(owner);
    const patch = { title: 'new title', folderId: 'folder_none' };
    await expect(patchClip(context, actingFor(owner), id, patch)).rejects.toMatchObject({ code: 'request_invalid' });
    expect(await clipOfJob(store.db, { owner, clip_id: id })).toMatchObject({ title: '', folder_id: null });
    expect(await events(owner)).toEqual([]);
  });

  it('all count when one clip is changed several times at once', async () => {
    const owner = await newOwner();
    const id = await newClip(owner);
    await Promise.all([
      patchClip(context, actingFor(owner), id, { title: 'title' }),
      patchClip(context, actingFor(owner), id, { favourite: true }),
      patchClip(context, actingFor(owner), id, { tags: ['tag'] }),
      patchClip(context, actingFor(owner), id, { visibility: 'link' }),
    ]);
    const row = await clipOfJob(store.db, { owner, clip_id: id });
    expect(row).toMatchObject({ title: 'title', favourite: true, tags: ['tag'], visibility: 'link' });
    expect((await linksOf(store.db, secrets, row === undefined ? [] : [row])).get(id)?.url).toMatch(/^\/s\/[\w-]{22}$/);
    expect(row?.search).toContain('title');
  });

  it('remove a clip for good only from the bin', async () => {
    const owner = await newOwner();
    const id = await newClip(owner);
    const removed: string[] = [];
    const storage = { removeAll: async (prefix: string) => void removed.push(prefix) } as unknown as Storage;
    await trashClip({ ...context, storage }, actingFor(owner), id);
    expect((await clipOfJob(store.db, { owner, clip_id: id }))?.deleted_at).toBeInstanceOf(Date);
    expect(removed).toEqual([]);
    await trashClip({ ...context, storage }, actingFor(owner), id);
    expect(await clipOfJob(store.db, { owner, clip_id: id })).toBeUndefined();
    expect(removed).toEqual([`clips/${id}/`]);
    await expect(trashClip({ ...context, storage }, actingFor(owner), id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('make an actor of one existing source, under a name of its own', async () => {
    const owner = await newOwner();
    const clipId = await newClip(owner);
    const make = (actor: Parameters<typeof createActor>[2]) => createActor(store, actingFor(owner), actor, noLimits);
    await expect(make({ name: 'kit' })).rejects.toMatchObject({ code: 'request_invalid' });
    await expect(make({ name: 'kit', clipId: 'clip_none' })).rejects.toMatchObject({
      code: 'not_found',
      field: 'clipId',
    });
    const settled = await Promise.allSettled([make({ name: 'kit', clipId }), make({ name: 'kit', clipId })]);
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
