import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sweep } from '../src/maintenance.ts';
import { createLog } from '../src/platform/log.ts';
import { openStorage } from '../src/platform/storage/open.ts';
import { listCopies } from '../src/platform/store/copies.ts';
import { openStore } from '../src/platform/store/database.ts';
import { newDataFolder } from './support/folders.ts';

it('a step of the sweep that fails skips none of those after it', async () => {
  const folder = await newDataFolder();
  const store = await openStore({ folder });
  const storage = {
    ...(await openStorage({ dataFolder: folder, s3: undefined })),
    tidy: () => Promise.reject(new Error('the disk is away')),
  };
  await sweep({ store, storage, auditDays: 0, log: createLog('silent'), copyFolder: folder });
  expect(await listCopies(folder)).toHaveLength(1);
  await store.close();
  rmSync(folder, { recursive: true });
});
