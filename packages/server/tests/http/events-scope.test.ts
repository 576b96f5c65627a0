import { expect, it } from 'vitest';
import { createAccount } from '../../src/access/accounts.ts';
import { createKey } from '../../src/access/keys.ts';
import { appendEvents } from '../../src/jobs/events.ts';
import { newDataFolder } from '../support/folders.ts';
import { startTestServer } from '../support/server.ts';

it('sends clips and folders of the library only to keys that have it', async () => {
  let owner = '';
  const dataFolder = await newDataFolder(async (store) => {
    ({ owner } = await createAccount(store, { name: 'ame', password: 'correct horse', role: 'owner' }));
  });
  const test = await startTestServer({ dataFolder, access: 'accounts', devices: [] });
  const { db } = test.server.store;
  const values = { id: 'clip_1', owner, prompt: 'x', model: 'm', width: 2, height: 2, fps: 1, seconds: 1, frames: 1 };
  const rest = { bytes: 1, checksum: 'c', mime: 'video/mp4', files: '{"video":"x"}' };
  await db
    .insertInto('clips')
    .values({ ...values, ...rest })
    .execute();
  await db.transaction().execute((tx) =>
    appendEvents(tx, [
      { subject: { id: 'clip_1', owner }, type: 'clip', data: {} },
      { subject: { id: 'folder_1', owner }, type: 'gone', data: { kind: 'folder' } },
      { subject: { id: 'clip_0', owner }, type: 'gone', data: { kind: 'clip' } },
      { subject: { id: 'job_1', owner }, type: 'deleted', data: {} },
    ]),
  );
  const heard = async (scope: 'generate' | 'library' | 'admin') => {
    const { secret } = await createKey(test.server.store, { owner, name: scope, role: 'owner', scopes: [scope] });
    const stop = new AbortController();
    const headers = { authorization: `Bearer ${secret}` };
    const answer = await fetch(`${test.server.url}/api/events?since=0`, { headers, signal: stop.signal });
    let text = '';
    for await (const piece of answer.body ?? []) {
      text += Buffer.from(piece).toString();
      // The last of the events, which every key gets.
      if (text.includes('"job_1"')) break;
    }
    stop.abort();
    return ['clip_1', 'folder_1', 'clip_0', 'job_1'].filter((id) => text.includes(`"${id}"`));
  };
  expect(await heard('library')).toEqual(['clip_1', 'folder_1', 'clip_0', 'job_1']);
  expect(await heard('generate')).toEqual(['job_1']);
  expect(await heard('admin')).toEqual(['job_1']);
  await test.remove();
});
