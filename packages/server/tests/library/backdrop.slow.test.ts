import { createClient } from '@akezora/contract/api';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeOldUploads } from '../../src/library/uploads.ts';
import type { Storage } from '../../src/platform/storage/storage.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

let test: TestServer;
let mine: ReturnType<typeof createClient>;
let other: ReturnType<typeof createClient>;
beforeAll(async () => {
  test = await startTestServer({ access: 'open' });
  [mine, other] = ['sk-mine', 'sk-other'].map((key) => createClient({ baseUrl: test.server.url, key })) as [
    typeof mine,
    typeof mine,
  ];
}, 180_000);
afterAll(() => test.remove());

/** Uploads a picture with a key; its id. */
async function uploaded(key: string): Promise<string> {
  const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#49d' } })
    .png()
    .toBuffer();
  const form = new FormData();
  form.set('purpose', 'user_data');
  form.set('file', new File([Uint8Array.from(png)], 'hills.png', { type: 'image/png' }));
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${test.server.url}/v1/files`, { method: 'POST', body: form, headers });
  return ((await answer.json()) as { id: string }).id;
}

describe('a backdrop on a server', () => {
  it('is an upload of one’s own, which the clip’s facts do not show', async () => {
    const id = await uploaded('sk-mine');
    const backdrop = { image: `upload:${id}`, horizon: 0.5 };
    const done = await waitFor(mine, (await submit(mine, 'a kite', { backdrop })).id);
    expect(done).toMatchObject({ state: 'completed', request: { backdrop } });
    const clip = await mine.call('clip', { params: { id: done.clipId ?? '' } });
    expect(JSON.stringify(clip)).not.toContain(id);
  });

  it('of another account, unknown or a path is refused when it is asked for', async () => {
    const id = await uploaded('sk-mine');
    for (const image of [`upload:${id}`, 'upload:upload_nobody'])
      await expect(submit(other, 'a kite', { backdrop: { image } })).rejects.toMatchObject({
        code: 'input_missing',
        field: 'request.backdrop.image',
      });
    for (const image of ['/etc/passwd', 'hills.png', 'upload:../x'])
      await expect(submit(mine, 'a kite', { backdrop: { image } })).rejects.toMatchObject({
        code: 'request_invalid',
        field: 'request.backdrop.image',
      });
  });

  it('that has gone before the job runs ends it, and names the field', async () => {
    const id = await uploaded('sk-mine');
    const slow = await submit(mine, 'slow 600');
    const waiting = await submit(mine, 'a kite', { backdrop: { image: `upload:${id}` } });
    await test.server.store.db.deleteFrom('uploads').where('id', '=', id).execute();
    await waitFor(mine, slow.id);
    expect((await waitFor(mine, waiting.id)).error).toMatchObject({ code: 'input_missing', field: 'backdrop.image' });
  });

  it('is not cleared away with old uploads while a job waits for it', async () => {
    const [used, unused] = [await uploaded('sk-mine'), await uploaded('sk-mine')];
    const { store } = test.server;
    const storage = { removeAll: async () => undefined } as unknown as Storage;
    const slow = await submit(mine, 'slow 600');
    const waiting = await submit(mine, 'a kite', { backdrop: { image: `upload:${used}` } });
    const past = new Date(Date.now() - 1000);
    await store.db.updateTable('uploads').set({ expires_at: past }).where('id', 'in', [used, unused]).execute();
    await removeOldUploads(store, storage);
    const left = await store.db.selectFrom('uploads').select('id').where('id', 'in', [used, unused]).execute();
    expect(left).toEqual([{ id: used }]);
    await waitFor(mine, slow.id);
    expect((await waitFor(mine, waiting.id)).state).toBe('completed');
  });
});
