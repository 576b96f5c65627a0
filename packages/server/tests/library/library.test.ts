import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeExpired } from '../../src/library/expiry.ts';
import { fileStorage } from '../../src/platform/storage/files.ts';
import { migrations } from '../../src/platform/store/migrations.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

const clipBytes = readFileSync(fileURLToPath(new URL('../support/clip.mp4', import.meta.url)));

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer({ gallery: true });
}, 180_000);
afterAll(() => test.remove());

const make = async (prompt: string, more = {}) => {
  const done = await waitFor(test.api, (await submit(test.api, prompt, more)).id);
  return test.api.call('clip', { params: { id: done.clipId ?? '' } });
};

describe('the library', () => {
  it('finds by words in any language, tags, folders and favourites, and walks page by page', async () => {
    const fox = await make('a Fox in the snow');
    const cat = await make('雪の中の猫', { seed: 4_242_424 });
    const folder = await test.api.call('createFolder', { body: { name: 'winter' } });
    await expect(test.api.call('createFolder', { body: { name: 'winter' } })).rejects.toMatchObject({
      code: 'state_conflict',
    });
    await test.api.call('patchClip', {
      params: { id: fox.id },
      body: { tags: ['fox', '冬'], folderId: folder.id, favourite: true },
    });
    const ids = async (query: object) => (await test.api.call('clips', { query })).data.map((clip) => clip.id);
    expect(await ids({ q: 'fox SNOW' })).toEqual([fox.id]);
    expect(await ids({ q: '猫' })).toEqual([cat.id]);
    expect(await ids({ q: '100%' })).toEqual([]);
    expect(await ids({ q: `${cat.seed}` })).toEqual([cat.id]);
    expect(await ids({ q: `猫 ${cat.seed}` })).toEqual([cat.id]);
    expect(await ids({ q: `fox ${cat.seed}` })).toEqual([]);
    expect(await ids({ q: `${cat.seed}`.slice(1) })).toEqual([]);
    expect(await ids({ tag: '冬' })).toEqual([fox.id]);
    expect(await ids({ folder: folder.id })).toEqual([fox.id]);
    expect(await ids({ favourite: true })).toEqual([fox.id]);
    const first = await test.api.call('clips', { query: { limit: 1 } });
    const second = await test.api.call('clips', { query: { limit: 1, cursor: first.nextCursor ?? '' } });
    expect([...first.data, ...second.data].map((clip) => clip.id)).toEqual([cat.id, fox.id]);
    expect(first.total).toBe(2);
    expect((await test.api.call('tags')).data).toContainEqual({ name: '冬', clips: 1 });
    expect((await test.api.call('folders')).data).toMatchObject([{ name: 'winter', clips: 1 }]);
  });

  it('keeps deleted clips for 30 days, and then their files go as well', async () => {
    const clip = await make('to be deleted');
    const params = { id: clip.id };
    await test.api.call('trashClip', { params });
    expect((await test.api.call('clips', { query: { trash: true } })).data.map((one) => one.id)).toContain(clip.id);
    await test.api.call('restoreClip', { params });
    expect((await test.api.call('clip', { params })).deletedAt).toBeNull();
    await test.api.call('trashClip', { params });
    const past = new Date(Date.now() - 31 * 86_400_000);
    await test.server.store.db.updateTable('clips').set({ deleted_at: past }).where('id', '=', clip.id).execute();
    await removeExpired(test.server.store, fileStorage(test.folder));
    await expect(test.api.call('clip', { params })).rejects.toMatchObject({ code: 'not_found' });
    expect(existsSync(join(test.folder, 'files', 'clips', clip.id))).toBe(false);
    expect((await test.api.call('job', { params: { id: clip.jobId ?? '' } })).state).toBe('expired');
  });

  it('keeps the family tree, shows the gallery, and changes many at once', async () => {
    const root = await make('the root');
    const source = { kind: 'clip' as const, id: root.id };
    const child = await make('the child', { parent: root.id, conditions: [{ source, strength: 0.5 }] });
    const family = await test.api.call('family', { params: { id: child.id } });
    expect(family.data.map((clip) => clip.id)).toEqual([root.id, child.id]);
    await test.api.call('patchClip', { params: { id: root.id }, body: { visibility: 'public' } });
    const gallery = await test.api.call('gallery');
    expect(gallery.data).toMatchObject([{ id: root.id, prompt: 'the root' }]);
    const bulk = await test.api.call('bulk', { body: { action: 'trash', ids: [root.id, child.id, 'clip_none'] } });
    expect(bulk).toEqual({ changed: [root.id, child.id], missing: ['clip_none'] });
    expect((await test.api.call('gallery')).data).toEqual([]);
  });

  it('lists a clip that was made from several as the child of each of them, in the bin no more', async () => {
    const [first, second] = [await make('the first'), await make('the second')];
    const conditions = [first, second].map(({ id }, at) => ({ source: { kind: 'clip' as const, id }, at }));
    const blend = await make('both of them', { parent: first.id, conditions });
    const last = await make('after both', { parent: blend.id });
    const familyOf = ({ id }: { id: string }) => test.api.call('family', { params: { id } });
    const idsOf = async (clip: { id: string }) => (await familyOf(clip)).data.map(({ id }) => id);
    expect(await idsOf(second)).toEqual([second.id, blend.id, last.id]);
    expect(await idsOf(first)).toEqual([first.id, blend.id, last.id]);
    expect(await familyOf(last)).toMatchObject({
      root: first.id,
      data: [first, second, blend, last].map(({ id }) => ({ id })),
      children: { [first.id]: [blend.id], [second.id]: [blend.id], [blend.id]: [last.id] },
    });
    // Clips of earlier versions get their sources from the jobs that made them.
    const { db } = test.server.store;
    await db.updateTable('clips').set({ source_ids: '[]' }).where('id', '=', blend.id).execute();
    expect(await idsOf(second)).toEqual([second.id]);
    const { statements = [] } = migrations.find(({ name }) => name === '0015_clip_sources') ?? {};
    await sql.raw(statements.find((one) => one.startsWith('UPDATE')) ?? '').execute(db);
    expect((await test.api.call('clip', { params: { id: blend.id } })).sources?.toSorted()).toEqual(
      [first.id, second.id].toSorted(),
    );
    expect(await idsOf(second)).toEqual([second.id, blend.id, last.id]);
    await test.api.call('trashClip', { params: { id: blend.id } });
    expect(await idsOf(second)).toEqual([second.id]);
    await test.api.call('bulk', { body: { action: 'trash', ids: [first.id, second.id, last.id] } });
  });

  it('exports a data set that unzips to videos, their table and their facts', async () => {
    const clip = await make('for "export", please');
    const answer = await test.api.call('exportClips', { body: { ids: [clip.id] } });
    const folder = mkdtempSync(join(tmpdir(), 'akezora-zip-'));
    writeFileSync(join(folder, 'set.zip'), Buffer.from(await answer.arrayBuffer()));
    // Python's zipfile checks every checksum; it is on every machine these tests run on.
    execFileSync('python3', ['-m', 'zipfile', '-e', join(folder, 'set.zip'), folder]);
    expect(readFileSync(join(folder, 'metadata.csv'), 'utf8')).toContain('"for ""export"", please"');
    expect(readFileSync(join(folder, 'videos', `${clip.id}.mp4`)).equals(clipBytes)).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'facts', `${clip.id}.json`), 'utf8'))).toMatchObject({ seed: 1 });
    rmSync(folder, { recursive: true });
  });

  it('exports a storyboard as a timeline that finds its clips beside it, the newest clip of the board as it is', async () => {
    const cards = [
      { id: 'a', at: 0, kind: 'text' as const, prompt: 'a fox' },
      { id: 'b', at: 1, kind: 'text' as const, prompt: 'a bear' },
    ];
    const data = { seconds: 2, cards };
    const board = await test.api.call('createStoryboard', { body: { name: 'My board', data } });
    const storyboard = cards.map(({ at, prompt }) => ({ at, prompt }));
    const request = { prompt: 'a fox / a bear', storyboard, seconds: 2 };
    const { data: jobs } = await test.api.call('submit', { body: { request, origin: 'storyboard' } });
    const { clipId } = await waitFor(test.api, jobs[0]?.id ?? '');
    const params = { id: board.id };
    const folder = mkdtempSync(join(tmpdir(), 'akezora-timeline-'));
    for (const format of ['otio', 'fcpxml'] as const) {
      const answer = await test.api.call('storyboardTimeline', { params, query: { format } });
      expect(answer.headers.get('content-disposition')).toContain('My-board.zip');
      writeFileSync(join(folder, 'cut.zip'), Buffer.from(await answer.arrayBuffer()));
      execFileSync('python3', ['-m', 'zipfile', '-e', join(folder, 'cut.zip'), folder]);
      const text = readFileSync(join(folder, `My-board.${format}`), 'utf8');
      const file = /(?:target_url": |src=)"([^"]+)"/.exec(text)?.[1] ?? '';
      expect(file).toMatch(new RegExp(`^media/a-fox-a-bear-${clipId?.slice(-8)}\\.mp4$`));
      expect(readFileSync(join(folder, file)).equals(clipBytes)).toBe(true);
    }
    rmSync(folder, { recursive: true });
    const alone = { format: 'otio', media: false, fps: 25 } as const;
    const otio = await (await test.api.call('storyboardTimeline', { params, query: alone })).json();
    expect(otio.tracks.children[0].children[1].source_range.start_time).toMatchObject({ value: 12, rate: 12 });
    // Another text on a card: the clip is not of this storyboard any more.
    const changed = { seconds: 2, cards: [{ ...cards[0]!, prompt: 'a cat' }] };
    await test.api.call('saveStoryboard', { params, body: { name: 'My board', data: changed } });
    const gap = await (await test.api.call('storyboardTimeline', { params, query: alone })).json();
    expect(gap.tracks.children[0].children).toMatchObject([{ OTIO_SCHEMA: 'Gap.1' }]);
    const wrong = test.api.call('storyboardTimeline', { params, query: { ...alone, fps: 26 } });
    await expect(wrong).rejects.toMatchObject({ code: 'request_invalid', field: 'fps' });
  });
});
