/**
 * `npm run bench:server [-- --only pglite|postgres|workers]`: what the service itself costs. Accept rate, overhead a
 * job, event listeners, a long list, and idle memory, on the embedded database and on Postgres (where Debian's server is
 * installed); then how eight workers share a thousand short jobs. The engine is the tests' (no model): only the service is
 * measured. Results go to `bench/results/server.json`, and to `server-workers.json`.
 */
import { readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createClient, listen } from '@akezora/contract/api';
import { openStore } from '../packages/server/src/platform/store/database.ts';
import { startPostgres } from '../packages/server/tests/support/databases.ts';
import { newDataFolder } from '../packages/server/tests/support/folders.ts';
import { type Running, report, residentBytes, sleep, startProcess } from './server/process.ts';
import { shareJobs } from './server/workers.ts';

async function acceptRate(url: string, seconds: number): Promise<number> {
  let accepted = 0;
  const until = performance.now() + seconds * 1000;
  const body = JSON.stringify({ request: { prompt: 'a fox running through falling snow at dusk' } });
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (performance.now() < until) {
        const answer = await fetch(`${url}/api/jobs`, {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json' },
        });
        await answer.arrayBuffer();
        if (answer.status === 201) accepted += 1;
      }
    }),
  );
  return Math.round((accepted / seconds) * 60);
}

/** Milliseconds from submitting to the event that says completed, of a job whose engine takes none. */
async function overhead(url: string): Promise<number> {
  const api = createClient({ baseUrl: url });
  const stop = new AbortController();
  const ends = new Map<string, () => void>();
  const listening = (async () => {
    for await (const event of listen(api, { signal: stop.signal })) {
      if (event.type === 'job' && event.job.state === 'completed') ends.get(event.job.id)?.();
    }
  })();
  const took: number[] = [];
  for (let turn = 0; turn < 45; turn += 1) {
    const began = performance.now();
    const { data } = await api.call('submit', { body: { request: { prompt: 'x' } } });
    const { id = '' } = data[0] ?? {};
    const done = new Promise<void>((resolve) => ends.set(id, resolve));
    // It may have ended before anybody waited for it.
    if ((await api.call('job', { params: { id } })).state !== 'completed') await done;
    // The first ones start the child.
    if (turn >= 5) took.push(performance.now() - began);
  }
  stop.abort();
  await listening;
  return Math.round(took.sort((a, b) => a - b)[took.length >> 1] ?? 0);
}

/** How long until the last of many listeners has heard of a new job. */
async function listeners(url: string, count: number): Promise<{ heard: number; lastMs: number }> {
  const api = createClient({ baseUrl: url });
  const stop = new AbortController();
  let ready = 0;
  let heard = 0;
  let last = 0;
  const all = Array.from({ length: count }, async () => {
    for await (const event of listen(api, { signal: stop.signal })) {
      if (event.type === 'hello') ready += 1;
      if (event.type === 'job') {
        heard += 1;
        last = performance.now();
        return;
      }
    }
  });
  for (let turn = 0; turn < 600 && ready < count; turn += 1) await sleep(50);
  const began = performance.now();
  await api.call('submit', { body: { request: { prompt: 'heard by all' } } });
  await Promise.race([Promise.all(all), sleep(20_000)]);
  stop.abort();
  return { heard, lastMs: Math.round(last - began) };
}

async function longList(open: () => ReturnType<typeof openStore>, start: () => Promise<Running>): Promise<number> {
  const store = await open();
  for (let batch = 0; batch < 100; batch += 1) {
    const rows = Array.from({ length: 1000 }, (_, index) => ({
      id: `video_bench${batch * 1000 + index}`,
      owner: 'local',
      source: 'api',
      state: 'failed' as const,
      model: 'akezora-2',
      prompt: `prompt ${index}`,
      request: '{"model":"akezora-2","prompt":"x"}',
    }));
    await store.db.insertInto('jobs').values(rows).execute();
  }
  // As the server does each minute.
  await store.maintain();
  await store.close();
  const server = await start();
  const api = createClient({ baseUrl: server.url });
  const took: number[] = [];
  let cursor: string | null = null;
  for (let turn = 0; turn < 20; turn += 1) {
    const began = performance.now();
    const page: { nextCursor: string | null } = await api.call('jobs', {
      query: { limit: 100, ...(cursor === null ? {} : { cursor }) },
    });
    took.push(performance.now() - began);
    cursor = page.nextCursor;
  }
  await server.stop();
  return Math.round(took.sort((a, b) => a - b)[10] ?? 0);
}

async function measure(database: string, options: object, open: () => ReturnType<typeof openStore>) {
  const idle = await startProcess({ ...options, devices: [] });
  await sleep(5000);
  const idleMegabytes = Math.round(residentBytes(idle.process.pid ?? 0) / 1e6);
  const acceptedAMinute = await acceptRate(idle.url, 8);
  const heard = await listeners(idle.url, 500);
  await idle.stop();
  const clear = await open();
  await clear.db.deleteFrom('jobs').execute();
  await clear.db.deleteFrom('job_events').execute();
  await clear.close();
  const busy = await startProcess({ ...options, devices: ['cpu'] });
  const overheadMs = await overhead(busy.url);
  await busy.stop();
  const listMs = await longList(open, () => startProcess({ ...options, devices: [] }));
  const result = { database, acceptedAMinute, overheadMs, listeners: heard, listOf100kMs: listMs, idleMegabytes };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  return result;
}

/** What was measured now, and the databases of the last report that were not. */
function publish(measured: readonly { readonly database: string }[]): void {
  if (measured.length === 0) return;
  const last = readFileSync(new URL('./results/server.json', import.meta.url), 'utf8');
  const { results } = JSON.parse(last) as { results: { database: string }[] };
  const kept = results.filter(({ database }) => !measured.some((one) => one.database === database));
  report('server', { results: [...measured, ...kept].sort((a, b) => a.database.localeCompare(b.database)) });
}

const { values } = parseArgs({ options: { only: { type: 'string', default: 'all' } } });
const chosen = (name: string) => values.only === 'all' || values.only === name;
const results: (object & { database: string })[] = [];
if (chosen('pglite')) {
  const dataFolder = await newDataFolder();
  results.push(await measure('PGlite', { dataFolder }, () => openStore({ folder: dataFolder })));
  rmSync(dataFolder, { recursive: true, force: true });
}
const postgres = startPostgres();
if (postgres !== undefined) {
  const dataFolder = await newDataFolder();
  const options = { databaseUrl: postgres.url, dataFolder };
  if (chosen('postgres')) results.push(await measure('Postgres', options, () => openStore(options)));
  publish(results);
  if (chosen('workers')) report('server-workers', await shareJobs(options, { workers: 8, jobs: 1000 }));
  postgres.remove();
  rmSync(dataFolder, { recursive: true, force: true });
} else publish(results);
