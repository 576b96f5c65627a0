import { rmSync } from 'node:fs';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { openStore } from '../../src/platform/store/database.ts';
import { startWorkerProcess } from '../../src/worker-process.ts';
import { startPostgres } from '../support/databases.ts';
import { newDataFolder } from '../support/folders.ts';
import { testEngine } from '../support/server.ts';

const postgres = startPostgres();
afterAll(() => postgres?.remove());
afterEach(() => {
  vi.useRealTimers();
});

it.skipIf(postgres === undefined)(
  'a worker leaves the sweep to the servers, whose settings say what is kept',
  async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const dataFolder = await newDataFolder();
    const databaseUrl = postgres?.url;
    const worker = await startWorkerProcess({ databaseUrl, dataFolder, engine: testEngine, logLevel: 'silent' });
    await vi.advanceTimersByTimeAsync(70_000);
    await worker.stop();
    const store = await openStore({ databaseUrl });
    expect(await store.db.selectFrom('schedules').select('name').where('name', '=', 'sweep').execute()).toEqual([]);
    await store.close();
    rmSync(dataFolder, { recursive: true });
  },
);
