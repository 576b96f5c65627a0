import { createClient } from '@akezora/contract/api';
import { openStore } from '../../packages/server/src/platform/store/database.ts';
import { sleep, startProcess } from './process.ts';

/** Milliseconds of a step of a short job, which has four; no processor works in them. */
const stepMs = 400;

/**
 * Lets workers on one Postgres share short jobs, and reads from the history of the jobs how it went: none run twice, and
 * how much of the time between the first claim and the last end each worker had no job.
 */
export async function shareJobs(
  options: { readonly databaseUrl: string; readonly dataFolder: string },
  count: { readonly workers: number; readonly jobs: number },
): Promise<object> {
  // Eight processes on a busy machine may be late with their heartbeat; that is another test.
  const common = {
    ...options,
    heartbeatTimeoutSeconds: 60,
    limits: { running: count.workers, queued: 1e6, secondsPerDay: 1e9 },
  };
  const server = await startProcess({ ...common, devices: [] });
  const api = createClient({ baseUrl: server.url });
  const store = await openStore(options);
  await store.db.deleteFrom('jobs').execute();
  await store.db.deleteFrom('job_events').execute();
  const workers = await Promise.all(
    Array.from({ length: count.workers }, () => startProcess({ ...common, role: 'worker', devices: ['cpu'] })),
  );
  const submit = (prompt: string) => api.call('submit', { body: { request: { prompt } } });
  const ended = async () => (await api.call('jobs', { query: { state: 'active', limit: 1 } })).data.length === 0;
  // The first jobs start the children.
  await Promise.all(Array.from({ length: count.workers * 2 }, () => submit('slow 400 warm')));
  while (!(await ended())) await sleep(200);
  const before = await store.db
    .selectFrom('job_events')
    .select(({ fn }) => fn.max('seq').as('seq'))
    .executeTakeFirst();
  await Promise.all(Array.from({ length: count.jobs }, (_, number) => submit(`slow ${stepMs} number ${number}`)));
  while (!(await ended())) await sleep(500);
  const events = await store.db
    .selectFrom('job_events')
    .select(['job_id', 'type', 'data', 'created_at'])
    .where('seq', '>', before?.seq ?? 0)
    .where('type', 'in', ['running', 'completed'])
    .orderBy('seq')
    .execute();
  await store.close();
  await Promise.all([server, ...workers].map((running) => running.stop()));
  const starts = events.filter((event) => event.type === 'running');
  const ends = events.filter((event) => event.type === 'completed');
  const workerOf = new Map(starts.map((event) => [event.job_id, String(event.data.worker)]));
  const from = Math.min(...starts.map((event) => event.created_at.getTime()));
  const to = Math.max(...ends.map((event) => event.created_at.getTime()));
  const busy = new Map<string, number>();
  const jobsOf = new Map<string, number>();
  for (const end of ends) {
    const start = starts.find((event) => event.job_id === end.job_id);
    const worker = workerOf.get(end.job_id) ?? '';
    const took = end.created_at.getTime() - (start?.created_at.getTime() ?? 0);
    busy.set(worker, (busy.get(worker) ?? 0) + took);
    jobsOf.set(worker, (jobsOf.get(worker) ?? 0) + 1);
  }
  const whole = (to - from) * count.workers;
  const sum = [...busy.values()].reduce((total, value) => total + value, 0);
  return {
    workers: count.workers,
    jobs: count.jobs,
    completed: new Set(ends.map((event) => event.job_id)).size,
    runTwice: starts.length - new Set(starts.map((event) => event.job_id)).size,
    completedTwice: ends.length - new Set(ends.map((event) => event.job_id)).size,
    jobsAWorker: [...jobsOf.values()].sort((a, b) => a - b),
    seconds: Math.round((to - from) / 1000),
    engineSecondsAJob: (stepMs * 4) / 1000,
    idlePercent: Math.round((1 - sum / whole) * 1000) / 10,
  };
}
