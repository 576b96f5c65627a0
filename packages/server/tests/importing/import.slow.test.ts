import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AkezoraError, clipFactsSchema } from '@akezora/contract';
import { type Clip, uploadFile } from '@akezora/contract/api';
import { joinVideos } from '@akezora/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localPrincipal } from '../../src/access/principal.ts';
import { withDefaults } from '../../src/config/settings.ts';
import { oneFile } from '../../src/importing/files.ts';
import { importClips, removeBrokenImports } from '../../src/importing/import.ts';
import { childrenOptions, createChildren } from '../../src/inference/children.ts';
import { openStorage } from '../../src/platform/storage/open.ts';
import { openStore } from '../../src/platform/store/database.ts';
import { newDataFolder, newFolder } from '../support/folders.ts';
import { startTestServer, type TestServer, testEngine } from '../support/server.ts';

const clipFile = fileURLToPath(new URL('../support/clip.mp4', import.meta.url));
const clipBytes = readFileSync(clipFile);
const zips = newFolder();

let test: TestServer;
beforeAll(async () => {
  execFileSync('python3', [fileURLToPath(new URL('../support/zips.py', import.meta.url)), clipFile, zips]);
  test = await startTestServer();
});
afterAll(() => test.remove());

const send = (name: string) =>
  uploadFile(test.api, new File([readFileSync(join(zips, `${name}.zip`))], `${name}.zip`, { type: 'application/zip' }));
const filesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder, { recursive: true }) : []);

describe('bringing clips in over HTTP', () => {
  it('takes prompts from CSV, JSON, text and names, and gives each clip its pictures', async () => {
    const { id } = await send('good');
    const folder = await test.api.call('createFolder', { body: { name: 'moved' } });
    const { data, skipped } = await test.api.call('importClips', { body: { uploads: [id], folderId: folder.id } });
    expect(skipped).toEqual([]);
    const prompts = data.map((clip) => clip.prompt).sort();
    expect(prompts).toEqual(['a boat at dawn', 'a fox, "quick"', 'two boats', '雪の中の猫']);
    const fox = data.find((clip) => clip.prompt.includes('fox')) as Clip;
    expect(fox).toMatchObject({ origin: 'import', width: 128, height: 72, frames: 24, folderId: folder.id });
    expect(fox.tags).toEqual(['red', 'fast']);
    const boat = data.find((clip) => clip.prompt === 'a boat at dawn') as Clip;
    expect(boat).toMatchObject({ model: 'sora-2', createdAt: new Date(1_740_000_000_000).toISOString() });
    const video = await fetch(test.server.url + fox.urls.video);
    expect(Buffer.from(await video.arrayBuffer()).equals(clipBytes)).toBe(true);
    for (const path of [fox.urls.thumbnail, fox.urls.sprites ?? '']) {
      const picture = await fetch(test.server.url + path);
      expect(Buffer.from(await picture.arrayBuffer()).toString('latin1', 8, 12)).toBe('WEBP');
    }
    await expect(test.api.call('upload', { params: { id } })).rejects.toMatchObject({ code: 'not_found' });
    const { total } = await test.api.call('clips', { query: { q: 'boat' } });
    expect(total).toBe(2);
  });

  it('takes seeds and facts from tables and notes, and invents none', async () => {
    const { id } = await send('seeds');
    const { data } = await test.api.call('importClips', { body: { uploads: [id] } });
    const told = data.map(async (clip) => {
      const { facts } = await test.api.call('clip', { params: { id: clip.id } });
      return [clip.prompt, clip.seed, facts?.seed ?? null, clip.model] as const;
    });
    expect(new Set(await Promise.all(told))).toEqual(
      new Set([
        ['an ape', 7, null, 'imported'],
        ['a hare', 42, 42, 'akezora-2'],
        ['a crow', null, null, 'imported'],
        ['a hare', 42, 42, 'akezora-2'],
        ['an eel', 12345678901, null, 'imported'],
      ]),
    );
  });

  it('reads back what stands in a clip of ours', async () => {
    const facts = clipFactsSchema.parse({
      generator: 'akezora 0.1.0',
      model: 'akezora-2',
      modelVersion: '1',
      kernels: 'cpu:int8',
      seed: 9,
      prompt: '雪の中の猫',
      unknownWords: [],
      width: 128,
      height: 72,
      fps: 12,
      seconds: 2,
      frames: 24,
      steps: 4,
      guidance: 1,
      codec: 'h264',
      request: { prompt: '雪の中の猫' },
    });
    const file = join(newFolder(), 'clip (1).mp4');
    for await (const _ of joinVideos([{ file: clipFile }], { file, codec: 'h264', width: 128, height: 72, facts }));
    const upload = await uploadFile(test.api, new File([readFileSync(file)], 'clip (1).mp4', { type: 'video/mp4' }));
    const { data } = await test.api.call('importClips', { body: { uploads: [upload.id] } });
    expect(data).toMatchObject([{ prompt: '雪の中の猫', seed: 9, model: 'akezora-2', origin: 'import' }]);
    expect((await test.api.call('clip', { params: { id: data[0]?.id ?? '' } })).facts).toEqual(facts);
  });

  it('takes single videos beside archives', async () => {
    const one = await uploadFile(test.api, new File([clipBytes], 'a_red_kite-3.mp4', { type: 'video/mp4' }));
    const other = await send('stored');
    const { data } = await test.api.call('importClips', { body: { uploads: [one.id, other.id] } });
    expect(data.map((clip) => clip.prompt).sort()).toEqual(['a dog', 'a red kite']);
  });

  it.each([
    ['outside', 'archive_refused', '../../escape.mp4'],
    ['absolute', 'archive_refused', '/etc/cron.d/x.mp4'],
    ['bomb', 'archive_refused', 'big.mp4'],
    ['link', 'archive_refused', 'link.mp4'],
    ['locked', 'archive_refused', 'one.mp4'],
    ['lying', 'archive_refused', 'one.mp4'],
    ['overlap', 'archive_refused', 'two.mp4'],
    ['cut', 'archive_refused', 'cut.zip'],
    ['table', 'archive_refused', 'all.json'],
    ['empty', 'archive_refused', 'readme.txt'],
    ['half', 'input_unreadable', 'half.mp4'],
  ])('refuses %s whole, naming the file', async (name, code, path) => {
    const before = filesIn(join(test.folder, 'files/clips'));
    const { total } = await test.api.call('clips');
    const { id } = await send(name);
    const refused = await test.api.call('importClips', { body: { uploads: [id] } }).catch((error) => error);
    expect(refused).toBeInstanceOf(AkezoraError);
    expect(refused).toMatchObject({ code, details: { path } });
    expect((await test.api.call('clips')).total).toBe(total);
    expect(filesIn(join(test.folder, 'files/clips'))).toEqual(before);
    expect(filesIn(join(test.folder, 'tmp'))).toEqual([]);
  });

  it('leaves out what cannot be read when asked to, and names it', async () => {
    const { id } = await send('half');
    const { data, skipped } = await test.api.call('importClips', { body: { uploads: [id], skipUnreadable: true } });
    expect(data.map((clip) => clip.prompt)).toEqual(['whole']);
    expect(skipped).toMatchObject([{ name: 'half.mp4', error: { code: 'input_unreadable' } }]);
  });

  it('reads a table of 50,000 rows elsewhere than in the server', async () => {
    const { id } = await send('long');
    const before = process.cpuUsage();
    const { data } = await test.api.call('importClips', { body: { uploads: [id] } });
    const { user, system } = process.cpuUsage(before);
    expect(data).toMatchObject([{ prompt: 'row 49999' }]);
    // Processor time of the server itself; reading the table takes several seconds, in a child.
    expect((user + system) / 1e6).toBeLessThan(2);
  });

  it('brings an upload in once, however many ask for it at once', async () => {
    const { total } = await test.api.call('clips');
    const { id } = await send('stored');
    const asked = await Promise.allSettled(
      [1, 2, 3].map(() => test.api.call('importClips', { body: { uploads: [id] } })),
    );
    const refused = asked.filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject(Array(2).fill({ reason: { code: 'not_found', field: 'uploads.0' } }));
    expect((await test.api.call('clips')).total).toBe(total + 1);
  });

  it('names the upload that is not there', async () => {
    const { id } = await send('stored');
    const asked = test.api.call('importClips', { body: { uploads: [id, 'upload_nowhere'] } });
    await expect(asked).rejects.toMatchObject({ code: 'not_found', field: 'uploads.1' });
  });

  it('never lets an archive into a request', async () => {
    const { id } = await send('stored');
    const conditions = [{ source: { kind: 'video' as const, file: `upload:${id}` } }];
    const asked = test.api.call('submit', { body: { request: { prompt: 'x', conditions } } });
    await expect(asked).rejects.toMatchObject({ code: 'input_unreadable', field: 'request.conditions.0.source' });
  });
});

describe('an import that is killed', () => {
  it('shows nothing, and its files are swept away', async () => {
    const folder = await newDataFolder();
    const store = await openStore({ folder });
    const storage = await openStorage({ dataFolder: folder, s3: undefined });
    const children = createChildren(childrenOptions(withDefaults({ engine: testEngine, dataFolder: folder })));
    await store.db.insertInto('owners').values({ id: 'local', kind: 'local' }).execute();
    const files = [await oneFile(clipFile, 'one.mp4'), await oneFile(clipFile, 'two.mp4')];
    let puts = 0;
    // As after a kill: the second file is never stored, and nobody is left to clean up.
    const dying = {
      ...storage,
      put: (...args: Parameters<typeof storage.put>) =>
        ++puts === 2 ? new Promise<never>(() => undefined) : storage.put(...args),
    };
    const options = { reserveBytes: 0, clipTtlSeconds: 0 };
    const budgets = { room: async () => undefined };
    void importClips({ store, storage: dying, children, options, budgets }, { principal: localPrincipal, files });
    await expect.poll(() => filesIn(join(folder, 'files/clips')).length, { timeout: 20_000 }).toBe(2);
    expect(await store.db.selectFrom('clips').select('id').execute()).toEqual([]);
    await removeBrokenImports(store, storage);
    expect(filesIn(join(folder, 'files/clips')).length).toBe(2);
    await removeBrokenImports(store, storage, 0);
    expect(filesIn(join(folder, 'files/clips'))).toEqual([]);
    await children.close();
    await store.close();
  });
});
