/**
 * `npm run soak [-- --kills 200]`: kills the server (and with it its inference child) with SIGKILL at random moments
 * while jobs are submitted, and then checks that nothing was lost: every accepted job is there once and has ended, every
 * completed one has exactly one whole clip, and nothing half-written lies under a final name. Results go to
 * `bench/results/soak.json`.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createClient } from '@akezora/contract/api';
import { openStore } from '../packages/server/src/store/index.ts';
import { startPostgres } from '../packages/server/tests/support/databases.ts';
import { newDataFolder } from '../packages/server/tests/support/folders.ts';
import { testEngine } from '../packages/server/tests/support/server.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '170' },
    database: { type: 'string', default: 'postgres' },
  },
});
const kills = Number(values.kills);
// On Postgres a restart takes a second and not the embedded database's ten: more kills in the same time.
const postgres = values.database === 'postgres' ? startPostgres() : undefined;
const folder = await newDataFolder();
const database = postgres === undefined ? { folder } : { databaseUrl: postgres.url };
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const host = fileURLToPath(new URL('./server/host.ts', import.meta.url));
async function start(): Promise<{ url: string; child: ChildProcess }> {
  const child = fork(
    host,
    [JSON.stringify({ engine: testEngine, dataFolder: folder, databaseUrl: postgres?.url, goneAfterSeconds: 3 })],
    { execArgv: [] },
  );
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', (code) => reject(new Error(`server did not start: ${code}`)));
  });
  return { url, child };
}

const accepted = new Map<string, string>();
let url = '';
let submitting = true;
let sent = 0;
const submitter = (async () => {
  while (submitting) {
    if (url === '') {
      await sleep(20);
      continue;
    }
    // The same key is sent again until it is answered, as a careful client does.
    const key = `soak-${sent}`;
    try {
      const { data } = await createClient({ baseUrl: url }).call('submit', {
        body: { request: { prompt: `slow ${Math.floor(Math.random() * 60)} number ${sent}` } },
        headers: { 'idempotency-key': key },
        signal: AbortSignal.timeout(20_000),
      });
      accepted.set(key, data[0]?.id ?? '');
      sent += 1;
      await sleep(150);
    } catch {
      await sleep(50);
    }
  }
})();

const began = performance.now();
let killed = 0;
let server = await start();
// The first answer comes when the engine's process has told its models; from then on they are known.
url = server.url;
while (accepted.size === 0) await sleep(50);
const from = performance.now();
while (killed < kills && performance.now() - from < Number(values.seconds) * 1000) {
  url = server.url;
  await sleep(300 + Math.random() * 4000);
  url = '';
  const gone = new Promise((resolve) => server.child.once('exit', resolve));
  server.child.kill('SIGKILL');
  await gone;
  killed += 1;
  server = await start();
}
url = server.url;
await sleep(1000);
submitting = false;
await submitter;
const api = createClient({ baseUrl: url });
for (let turn = 0; turn < 1200; turn += 1) {
  if ((await api.call('jobs', { query: { state: 'active', limit: 1 } })).data.length === 0) break;
  await sleep(100);
}
const stopped = new Promise((resolve) => server.child.once('exit', resolve));
server.child.kill('SIGTERM');
await stopped;

const store = await openStore(database);
const jobs = await store.db.selectFrom('jobs').select(['id', 'state', 'clip_id', 'error']).execute();
const clips = await store.db.selectFrom('clips').select(['id', 'job_id', 'files', 'checksum']).execute();
await store.close();
postgres?.remove();
const known = new Set(jobs.map((job) => job.id));
const sha = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const faults = {
  lost: [...accepted.values()].filter((id) => !known.has(id)).length,
  doubled: accepted.size - new Set(accepted.values()).size,
  notEnded: jobs.filter((job) => job.state === 'queued' || job.state === 'running').length,
  completedWithoutClip: jobs.filter((job) => job.state === 'completed' && !clips.some((clip) => clip.job_id === job.id))
    .length,
  twoResults: clips.length - new Set(clips.map((clip) => clip.job_id)).size,
  damagedClips: clips.filter((clip) => sha(join(folder, 'files', clip.files.video)) !== clip.checksum).length,
  failedWithoutReason: jobs.filter((job) => job.state === 'failed' && job.error === null).length,
  notEveryJobAccepted: jobs.length - known.size,
};
const strays = readdirSync(join(folder, 'files', 'clips')).filter(
  (name) => !clips.some((clip) => clip.id === name),
).length;
rmSync(folder, { recursive: true, force: true });
const count = (state: string) => jobs.filter((job) => job.state === state).length;
const report = {
  machine: `${cpus().length} cores ${cpus()[0]?.model ?? ''}, node ${process.version}`,
  loadAverage: loadavg().map((load) => Math.round(load * 10) / 10),
  date: new Date().toISOString(),
  database: postgres === undefined ? 'PGlite' : 'Postgres',
  kills: killed,
  seconds: Math.round((performance.now() - began) / 1000),
  accepted: accepted.size,
  completed: count('completed'),
  failed: count('failed'),
  faults,
  // Whole files of attempts whose row was never written; their next attempt replaced or the failed job left them.
  filesWithoutRow: strays,
};
mkdirSync(new URL('./results/', import.meta.url), { recursive: true });
writeFileSync(new URL('./results/soak.json', import.meta.url), `${JSON.stringify(report, null, 1)}\n`);
process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
process.exitCode = Object.values(faults).every((number) => number === 0) ? 0 : 1;
