/**
 * `npm run bench:server`: what the service itself costs. Accept rate, overhead a job, event listeners, a long list, and
 * idle memory, on the embedded database and on Postgres (where Debian's server is installed). The engine is the tests'
 * (no model): only the service is measured. Results go to `bench/results/server.json`.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createClient, listen } from '@akezora/contract/api';
import { openStore } from '../packages/server/src/store/index.ts';
import { startPostgres } from '../packages/server/tests/support/databases.ts';
import { newDataFolder } from '../packages/server/tests/support/folders.ts';
import { testEngine } from '../packages/server/tests/support/server.ts';

const host = fileURLToPath(new URL('./server/host.ts', import.meta.url));

interface Host {
  readonly url: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

async function startHost(options: object): Promise<Host> {
  const child = fork(host, [JSON.stringify({ engine: testEngine, ...options })], { execArgv: [] });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', (code) => reject(new Error(`server ended with ${code}`)));
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    url,
    process: child,
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Resident bytes of a process and its children. */
function residentBytes(pid: number): number {
  const own = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return Number(own ?? 0) * 1024 + children.reduce((sum, child) => sum + residentBytes(Number(child)), 0);
}

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

/** Milliseconds from submitting to completed of a job whose engine takes none, and of the engine call alone. */
async function overhead(url: string): Promise<number> {
  const api = createClient({ baseUrl: url });
  const took: number[] = [];
  for (let turn = 0; turn < 25; turn += 1) {
    const began = performance.now();
    const { data } = await api.call('submit', { body: { request: { prompt: 'x' } } });
    const stop = new AbortController();
    for await (const event of listen(api, { signal: stop.signal, job: data[0]?.id ?? '', since: 0 })) {
      if (event.type === 'job' && event.job.state === 'completed') stop.abort();
    }
    // The first ones start the child.
    if (turn >= 5) took.push(performance.now() - began);
  }
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

async function longList(open: () => ReturnType<typeof openStore>, start: () => Promise<Host>): Promise<number> {
  const store = await open();
  for (let batch = 0; batch < 100; batch += 1) {
    const rows = Array.from({ length: 1000 }, (_, index) => ({
      id: `video_bench${batch * 1000 + index}`,
      owner: 'local',
      source: 'api',
      state: 'failed' as const,
      model: 'akezora-1',
      prompt: `prompt ${index}`,
      request: '{"model":"akezora-1","prompt":"x"}',
    }));
    await store.db.insertInto('jobs').values(rows).execute();
  }
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
  const idle = await startHost({ ...options, devices: [] });
  await sleep(5000);
  const idleMegabytes = Math.round(residentBytes(idle.process.pid ?? 0) / 1e6);
  const acceptedAMinute = await acceptRate(idle.url, 8);
  const heard = await listeners(idle.url, 500);
  await idle.stop();
  const clear = await open();
  await clear.db.deleteFrom('jobs').execute();
  await clear.db.deleteFrom('job_events').execute();
  await clear.close();
  const busy = await startHost({ ...options, devices: ['cpu'] });
  const overheadMs = await overhead(busy.url);
  await busy.stop();
  const listMs = await longList(open, () => startHost({ ...options, devices: [] }));
  const result = { database, acceptedAMinute, overheadMs, listeners: heard, listOf100kMs: listMs, idleMegabytes };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  return result;
}

const results: object[] = [];
const dataFolder = await newDataFolder();
results.push(await measure('PGlite', { dataFolder }, () => openStore({ folder: dataFolder })));
rmSync(dataFolder, { recursive: true, force: true });
const postgres = startPostgres();
if (postgres !== undefined) {
  const files = await newDataFolder();
  const options = { databaseUrl: postgres.url, dataFolder: files };
  results.push(await measure('Postgres', options, () => openStore({ databaseUrl: postgres.url })));
  postgres.remove();
  rmSync(files, { recursive: true, force: true });
}
const machine = `${cpus().length} cores ${cpus()[0]?.model ?? ''}, ${Math.round(totalmem() / 1e9)} GB, node ${process.version}`;
mkdirSync(new URL('./results/', import.meta.url), { recursive: true });
const report = {
  machine,
  loadAverage: loadavg().map((load) => Math.round(load * 10) / 10),
  date: new Date().toISOString(),
  results,
};
writeFileSync(new URL('./results/server.json', import.meta.url), `${JSON.stringify(report, null, 1)}\n`);
