/**
 * `npm run soak [-- --kills 200 --seconds 1800 --database postgres|pglite --more]`: kills servers, workers and inference
 * children with SIGKILL at random moments while jobs are submitted, and then checks that nothing was lost: every accepted
 * job is there once and has ended, every completed one has exactly one whole clip, and nothing half-written lies under a
 * final name. On Postgres a server and two workers share the work and die independently; the embedded database is one
 * process with its inference child. Results go to `bench/results/soak-<database>.json`; Ctrl-C ends early with what was
 * found so far, and `--more` adds to the last results.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createClient } from '@akezora/contract/api';
import { openStore } from '../packages/server/src/platform/store/database.ts';
import { startPostgres } from '../packages/server/tests/support/databases.ts';
import { newDataFolder } from '../packages/server/tests/support/folders.ts';
import { type Running, report, sleep, startProcess } from './server/process.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '1800' },
    database: { type: 'string', default: 'postgres' },
    more: { type: 'boolean', default: false },
  },
});
const wanted = Number(values.kills);
const postgres = values.database === 'postgres' ? startPostgres() : undefined;
if (values.database === 'postgres' && postgres === undefined) process.exit(1);
const folder = await newDataFolder();
const common = { dataFolder: folder, databaseUrl: postgres?.url, heartbeatTimeoutSeconds: 6 };
const killed = { server: 0, worker: 0, child: 0 };
const kills = () => killed.server + killed.worker + killed.child;
const began = performance.now();
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (interrupted = true));
const over = () => interrupted || kills() >= wanted || performance.now() - began > Number(values.seconds) * 1000;

let url = '';
const accepted = new Map<string, string>();

/** Submits on and on; the same key is sent again until it is answered, as a careful client does. */
async function submitUntil(done: () => boolean): Promise<void> {
  for (let number = 0; !done(); ) {
    if (url === '') {
      await sleep(20);
      continue;
    }
    try {
      const { data } = await createClient({ baseUrl: url }).call('submit', {
        body: { request: { prompt: `slow ${Math.floor(Math.random() * 60)} number ${number}` } },
        headers: { 'idempotency-key': `soak-${number}` },
        signal: AbortSignal.timeout(20_000),
      });
      accepted.set(`soak-${number}`, data[0]?.id ?? '');
      number += 1;
      await sleep(300);
    } catch {
      await sleep(50);
    }
  }
}

/** The inference children of a process. */
const childrenOf = (running: Running): number[] => {
  const pid = running.process.pid ?? 0;
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
};

/** Keeps one process running and kills it, or its inference child, again and again. */
async function torment(role: 'server' | 'worker'): Promise<Running> {
  let running = await startProcess({ ...common, role, devices: ['cpu'] });
  for (;;) {
    const before = accepted.size;
    if (role === 'server') url = running.url;
    // Mostly under load, now and then while it still starts.
    const patience = Date.now() + (Math.random() < 0.2 ? 0 : 20_000);
    while (accepted.size < before + 3 && Date.now() < patience && !over()) await sleep(50);
    await sleep(100 + Math.random() * 2000);
    if (over()) return running;
    const child = childrenOf(running).at(-1);
    if (child !== undefined && Math.random() < 0.25) {
      process.kill(child, 'SIGKILL');
      killed.child += 1;
      continue;
    }
    if (role === 'server') url = '';
    await running.kill();
    killed[role] += 1;
    process.stderr.write(
      `${kills()} kills, ${accepted.size} jobs, ${Math.round((performance.now() - began) / 1000)} s\n`,
    );
    running = await startProcess({ ...common, role, devices: ['cpu'] });
  }
}

/** Two results as one: numbers add up at every depth, of everything else the second one counts. */
function sumOf(first: object, second: object): object {
  const entries = [...new Set([...Object.keys(first), ...Object.keys(second)])].map((key) => {
    const [a, b] = [first, second].map((from) => (from as Record<string, unknown>)[key]);
    if (typeof a === 'number' && typeof b === 'number') return [key, a + b];
    const nested = typeof a === 'object' && typeof b === 'object' && a !== null && b !== null && !Array.isArray(a);
    return [key, nested ? sumOf(a as object, b as object) : (b ?? a)];
  });
  return Object.fromEntries(entries);
}

// The first server alone brings the schema forward and asks its engine for the models.
const first = await startProcess({ ...common, devices: ['cpu'] });
url = first.url;
const submitting = submitUntil(over);
while (accepted.size === 0) await sleep(50);
url = '';
await first.kill();
killed.server += 1;
const [server, ...workers] = await Promise.all([
  torment('server'),
  ...(postgres === undefined ? [] : [torment('worker'), torment('worker')]),
]);
await submitting;
const api = createClient({ baseUrl: url });
const active = async () => (await api.call('jobs', { query: { state: 'active', limit: 1 } })).data.length > 0;
for (let turn = 0; turn < 600 && (await active()); turn += 1) await sleep(500);
await Promise.all([server, ...workers].map((running) => running.stop()));

const store = await openStore(postgres === undefined ? { folder } : { databaseUrl: postgres.url });
const jobs = await store.db.selectFrom('jobs').select(['id', 'state', 'attempt', 'clip_id', 'error']).execute();
const clips = await store.db.selectFrom('clips').select(['id', 'job_id', 'files', 'checksum']).execute();
const completions = await store.db.selectFrom('job_events').select('job_id').where('type', '=', 'completed').execute();
await store.close();
postgres?.remove();
const known = new Map(jobs.map((job) => [job.id, job]));
const clipOf = new Map(clips.map((clip) => [clip.job_id, clip]));
const sha = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
// Every clip of the tests' engine is this file, so a file under a final name is whole or it differs.
const whole = sha(fileURLToPath(new URL('../packages/server/tests/support/clip.mp4', import.meta.url)));
const files = readdirSync(join(folder, 'files', 'clips'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.startsWith('video.'))
  .map((entry) => join(entry.parentPath, entry.name));
const count = (state: string) => jobs.filter((job) => job.state === state).length;
const faults = {
  lost: [...accepted.values()].filter((id) => !known.has(id)).length,
  doubled: accepted.size - new Set(accepted.values()).size,
  notEnded: count('queued') + count('running'),
  completedWithoutClip: jobs.filter((job) => job.state === 'completed' && clipOf.get(job.id)?.id !== job.clip_id)
    .length,
  clipWithoutCompletedJob: clips.filter((clip) => known.get(clip.job_id ?? '')?.state !== 'completed').length,
  twoResults:
    clips.length - clipOf.size + (completions.length - new Set(completions.map((event) => event.job_id)).size),
  damagedClips: clips.filter((clip) => sha(join(folder, 'files', clip.files.video)) !== clip.checksum).length,
  halfWritten: files.filter((file) => sha(file) !== whole).length,
  failedWithoutReason: jobs.filter((job) => job.state === 'failed' && job.error === null).length,
};
rmSync(folder, { recursive: true, force: true });
const reasons = Map.groupBy(
  jobs.filter((job) => job.state === 'failed'),
  (job) => job.error?.code ?? 'none',
);
const results = {
  database: postgres === undefined ? 'PGlite' : 'Postgres',
  kills: kills(),
  killed,
  seconds: Math.round((performance.now() - began) / 1000),
  accepted: accepted.size,
  completed: count('completed'),
  secondAttempts: jobs.filter((job) => job.attempt > 1).length,
  failed: Object.fromEntries([...reasons].map(([code, list]) => [code, list.length])),
  faults,
  // Whole files of attempts whose row was never written; their next attempt replaced or the failed job left them.
  filesWithoutRow: files.length - clips.length,
};
const last = new URL(`results/soak-${values.database}.json`, import.meta.url);
const earlier = values.more ? (JSON.parse(readFileSync(last, 'utf8')) as typeof results) : {};
// The machine, its load and the moment are those of the last turn.
const { machine: _, loadAverage: __, date: ___, ...figures } = earlier as Record<string, unknown>;
report(`soak-${values.database}`, sumOf(figures, results));
process.exitCode = Object.values(faults).every((number) => number === 0) ? 0 : 1;
