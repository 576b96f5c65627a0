import { generationRequestSchema } from '@akezora/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimJob } from '../../src/jobs/claim.ts';
import { queuePlaces } from '../../src/jobs/estimate.ts';
import { eventsAfter } from '../../src/jobs/events.ts';
import { cancelJob, completeJob, confirmCancel, requeue } from '../../src/jobs/finish.ts';
import { listJobs, readJob } from '../../src/jobs/read.ts';
import { enforceDeadlines, pruneHistory, recoverOrphans } from '../../src/jobs/recover.ts';
import { removeJob } from '../../src/jobs/remove.ts';
import { type Attempt, recordProgress } from '../../src/jobs/running.ts';
import { submitJobs } from '../../src/jobs/submit.ts';
import type { Store } from '../../src/platform/store/database.ts';
import { newId } from '../../src/platform/store/ids.ts';
import { ensureOwner } from '../../src/platform/store/owners.ts';
import type { JobRow } from '../../src/platform/store/tables.ts';
import { databases, startPostgres } from '../support/databases.ts';

const postgres = startPostgres();
afterAll(() => postgres?.remove());

const limits = { running: 100, queued: 1000, secondsPerDay: Number.POSITIVE_INFINITY };
const nothing = async () => undefined;
const clip = {
  files: { video: 'clips/x/video.mp4' },
  bytes: 1,
  checksum: 'c',
  mime: 'video/mp4',
  width: 2,
  height: 2,
  fps: 1,
  seconds: 1,
  frames: 1,
  facts: null,
  measures: null,
};

describe.each(databases(postgres))('jobs on %s', (_, open) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  const owner = async () => {
    const id = newId('owner');
    await ensureOwner(store.db, id, 'local');
    return id;
  };
  const submit = async (of: string, more: Partial<Parameters<typeof submitJobs>[2]> = {}, runner = newId('runner')) => {
    const requests = more.requests ?? [generationRequestSchema.parse({ prompt: 'a fox' })];
    const jobs = await submitJobs(store, limits, {
      owner: of,
      source: 'test',
      defaultSeconds: 10,
      runner,
      requests,
      ...more,
    });
    return { jobs, job: jobs[0] as JobRow, runner };
  };
  const claim = (runner: string, worker = newId('worker'), own = limits) =>
    claimJob(store, own, { worker, runners: [runner], heartbeatTimeoutSeconds: 10 });
  const attemptOf = (job: JobRow): Attempt => ({ job: job.id, attempt: job.attempt, worker: job.worker ?? '' });
  const states = async (id: string) =>
    (await eventsAfter(store.db, { after: 0, job: id, limit: 100 })).map((e) => e.type);

  it('goes from queued over running to completed, with an event for each state', async () => {
    const { job, runner } = await submit(await owner());
    expect(job.state).toBe('queued');
    const running = (await claim(runner)) as JobRow;
    expect(running).toMatchObject({ id: job.id, state: 'running', attempt: 1 });
    const done = await completeJob(store, attemptOf(running), clip, nothing);
    expect(done).toMatchObject({ state: 'completed' });
    const row = await store.db
      .selectFrom('clips')
      .selectAll()
      .where('id', '=', done?.clip_id ?? '')
      .executeTakeFirst();
    expect(row).toMatchObject({ job_id: job.id, owner: job.owner, prompt: 'a fox' });
    expect(await states(job.id)).toEqual(['queued', 'running', 'completed']);
  });

  it('gives each job to one worker only, however many ask at once', async () => {
    const of = await owner();
    const runner = newId('runner');
    const requests = Array.from({ length: 20 }, () => generationRequestSchema.parse({ prompt: 'x' }));
    await submit(of, { requests }, runner);
    const claimed = await Promise.all(Array.from({ length: 30 }, () => claim(runner)));
    const ids = claimed.filter((job) => job !== undefined).map((job) => job.id);
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
  });

  it('returns the same jobs for the same idempotency key, once, also when asked at once', async () => {
    const of = await owner();
    const idempotencyKey = newId('key');
    const runner = newId('runner');
    const all = await Promise.all([1, 2, 3].map(() => submit(of, { idempotencyKey }, runner)));
    expect(new Set(all.map(({ job }) => job.id)).size).toBe(1);
    expect(await listJobs(store.db, { owner: of, limit: 10 })).toHaveLength(1);
    const other = submit(
      of,
      { idempotencyKey, requests: [generationRequestSchema.parse({ prompt: 'another' })] },
      runner,
    );
    await expect(other).rejects.toMatchObject({ code: 'idempotency_conflict' });
  });

  it('serves owners in turn inside a priority, higher priority first, relaxed jobs last', async () => {
    const [a, b] = [await owner(), await owner()];
    const runner = newId('runner');
    const put = async (of: string, name: string, more = {}) =>
      submit(of, { requests: [generationRequestSchema.parse({ prompt: name })], ...more }, runner);
    await put(a, 'relaxed', { relaxed: true });
    for (const name of ['a1', 'a2', 'a3']) await put(a, name);
    for (const name of ['b1', 'b2']) await put(b, name);
    await put(b, 'urgent', { priority: 5 });
    const taken: string[] = [];
    for (let next = await claim(runner); next !== undefined; next = await claim(runner)) taken.push(next.prompt);
    expect(taken).toEqual(['urgent', 'a1', 'b1', 'a2', 'b2', 'a3', 'relaxed']);
  });

  it('holds the limits of an owner: running, queued and seconds a day', async () => {
    const of = await owner();
    const { runner } = await submit(of);
    await submit(of, {}, runner);
    const one = { ...limits, running: 1 };
    expect(await claim(runner, newId('worker'), one)).toBeDefined();
    expect(await claim(runner, newId('worker'), one)).toBeUndefined();
    await expect(
      submitJobs(
        store,
        { ...limits, queued: 1 },
        {
          owner: of,
          source: 'test',
          defaultSeconds: 10,
          requests: [generationRequestSchema.parse({ prompt: 'x' })],
        },
      ),
    ).rejects.toMatchObject({ code: 'limit_reached' });
    await store.db
      .updateTable('owners')
      .set({ limits: JSON.stringify({ secondsPerDay: 25 }) })
      .where('id', '=', of)
      .execute();
    await expect(submit(of)).rejects.toMatchObject({ code: 'limit_reached', details: { limit: 25 } });
  });

  it('lets in exactly as many as there is room for when many ask at once', async () => {
    const [full, free] = [await owner(), await owner()];
    const ask = (of: string) =>
      submitJobs(
        store,
        { ...limits, queued: 5 },
        { owner: of, source: 'test', defaultSeconds: 10, requests: [generationRequestSchema.parse({ prompt: 'x' })] },
      );
    const asked = Array.from({ length: 12 }, (_, index) => [ask(full), ...(index < 5 ? [ask(free)] : [])]).flat();
    const settled = await Promise.allSettled(asked);
    const refused = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toHaveLength(7);
    for (const error of refused) expect(error).toMatchObject({ code: 'limit_reached' });
    expect(await listJobs(store.db, { owner: full, limit: 20 })).toHaveLength(5);
    expect(await listJobs(store.db, { owner: free, limit: 20 })).toHaveLength(5);
  });

  it('goes on while one owner submits, claims and completes at once', async () => {
    const of = await owner();
    const runner = newId('runner');
    const finished: string[] = [];
    const submitting = async () => {
      for (let turn = 0; turn < 30; turn += 1) await submit(of, {}, runner);
    };
    const working = async () => {
      while (finished.length < 90) {
        const job = await claim(runner);
        if (job === undefined) continue;
        await completeJob(store, attemptOf(job), clip, nothing);
        finished.push(job.id);
      }
    };
    await Promise.all([submitting(), submitting(), submitting(), working(), working(), working()]);
    expect(new Set(finished).size).toBe(90);
  }, 60_000);

  it('cancels a waiting job at once and asks a running one to stop', async () => {
    const of = await owner();
    const { job, runner } = await submit(of);
    expect(await cancelJob(store, job.id)).toMatchObject({ state: 'cancelled' });
    expect(await claim(runner)).toBeUndefined();
    const { job: second } = await submit(of, {}, runner);
    const running = (await claim(runner)) as JobRow;
    expect(await cancelJob(store, second.id)).toMatchObject({ state: 'running', cancel_requested: true });
    // A clip that arrives after the wish to cancel does not count any more.
    expect(await completeJob(store, attemptOf(running), clip, nothing)).toBeUndefined();
    await confirmCancel(store, attemptOf(running));
    expect(await readJob(store.db, second.id)).toMatchObject({ state: 'cancelled' });
    expect(await states(second.id)).toEqual(['queued', 'running', 'cancelling', 'cancelled']);
  });

  it('retries an orphan once, elsewhere where there is an elsewhere, then fails it with the reason', async () => {
    const { job, runner } = await submit(await owner());
    const worker = newId('worker');
    const first = (await claim(runner, worker)) as JobRow;
    await recoverOrphans(store, 0, nothing);
    expect(await readJob(store.db, job.id)).toMatchObject({ state: 'queued', avoid_worker: worker });
    await store.db
      .insertInto('workers')
      .values({ id: newId('worker'), host: 'other', pid: 1, device: 'cpu', runners: '[]' })
      .execute();
    expect(await claim(runner, worker)).toBeUndefined();
    const second = (await claim(runner)) as JobRow;
    expect(second.attempt).toBe(2);
    // What the first worker still reports counts for nothing.
    expect(await completeJob(store, attemptOf(first), clip, nothing)).toBeUndefined();
    await recoverOrphans(store, 0, nothing);
    const failed = await readJob(store.db, job.id);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'attempt_died' } });
  });

  it('leaves running jobs with a fresh heartbeat alone', async () => {
    const { job, runner } = await submit(await owner());
    await claim(runner);
    await recoverOrphans(store, 30, nothing);
    expect(await readJob(store.db, job.id)).toMatchObject({ state: 'running' });
  });

  it('takes a job handed back in good order without counting the attempt', async () => {
    const { job, runner } = await submit(await owner());
    const running = (await claim(runner)) as JobRow;
    await requeue(store, attemptOf(running));
    expect(await readJob(store.db, job.id)).toMatchObject({ state: 'queued', attempt: 0 });
    expect(await claim(runner)).toMatchObject({ attempt: 1 });
  });

  it('fails jobs whose deadline passed', async () => {
    const { job } = await submit(await owner(), { deadline: new Date(Date.now() - 1000) });
    await enforceDeadlines(store, nothing);
    expect(await readJob(store.db, job.id)).toMatchObject({ state: 'failed', error: { code: 'deadline_passed' } });
  });

  it('removes ended jobs only', async () => {
    const { job, runner } = await submit(await owner());
    await expect(removeJob(store, job.id)).rejects.toMatchObject({ code: 'state_conflict' });
    await claim(runner);
    await recoverOrphans(store, 0, nothing);
    await cancelJob(store, job.id);
    await removeJob(store, job.id);
    expect(await readJob(store.db, job.id)).toBeUndefined();
    expect(await states(job.id)).toEqual(['deleted']);
  });

  it('learns how long a model takes and says when a waiting job should end', async () => {
    const of = await owner();
    const model = newId('model');
    const requests = [generationRequestSchema.parse({ prompt: 'x', model, seconds: 10 })];
    const { job, runner } = await submit(of, { requests });
    const running = (await claim(runner)) as JobRow;
    await store.db
      .updateTable('jobs')
      .set({ started_at: new Date(Date.now() - 60_000) })
      .where('id', '=', job.id)
      .execute();
    await completeJob(store, attemptOf(running), clip, nothing);
    const { job: next } = await submit(of, { requests }, runner);
    expect(next.estimate_ms).toBeGreaterThan(59_000);
    expect(next.estimate_ms).toBeLessThan(70_000);
    const place = (await queuePlaces(store.db, [next]))(next);
    expect(place?.endsInMs).toBeGreaterThanOrEqual(59_000);
  });

  it('numbers events in the order in which they become visible', async () => {
    const of = await owner();
    const runner = newId('runner');
    const requests = Array.from({ length: 8 }, () => generationRequestSchema.parse({ prompt: 'x' }));
    await submit(of, { requests }, runner);
    const running: JobRow[] = [];
    for (let next = await claim(runner); next !== undefined; next = await claim(runner)) running.push(next);
    const tailed: number[] = [];
    let writing = true;
    const tail = (async () => {
      for (let last = false; !last; ) {
        last = !writing;
        const events = await eventsAfter(store.db, { after: tailed.at(-1) ?? 0, owner: of, limit: 3 });
        tailed.push(...events.map((event) => Number(event.seq)));
        if (events.length > 0) last = false;
      }
    })();
    await Promise.all(
      running.map(async (job, index) => {
        for (let step = 0; step < 5; step += 1) {
          await recordProgress(store, attemptOf(job), { stage: 'denoise', fraction: step / 5, etaMs: index });
        }
      }),
    );
    writing = false;
    await tail;
    // Whoever reads on from the last number they saw has seen everything: nothing appeared behind their back.
    const all = await eventsAfter(store.db, { after: 0, owner: of, limit: 10_000 });
    expect(all).toHaveLength(8 * 7);
    expect(tailed).toEqual(all.map((event) => Number(event.seq)));
  });

  it('keeps so many ended jobs of each owner, however many there are', async () => {
    const many = Array.from({ length: 14 }, () => newId('owner'));
    const mine = await owner();
    for (const of of many) await ensureOwner(store.db, of, 'local');
    await submit(mine);
    await sql`
      INSERT INTO jobs (id, owner, source, state, model, prompt, request)
      SELECT o || '-' || n, o, 'test', 'failed', 'm', 'p', '{}'
      FROM unnest(${many}::text[]) o CROSS JOIN generate_series(1, 5001) n`.execute(store.db);
    await sql`
      INSERT INTO job_events (job_id, owner, type, data)
      SELECT id, owner, 'failed', '{}' FROM jobs WHERE owner = ${many[0]}`.execute(store.db);
    const left = async (table: 'jobs' | 'job_events') => {
      const { rows } = await sql<{ owner: string; count: number }>`
        SELECT owner, count(*)::int AS count FROM ${sql.table(table)} WHERE owner = ANY(${many}::text[])
        GROUP BY owner`.execute(store.db);
      return rows.map(({ count }) => count);
    };
    // A run has a limit; the runs after it go on.
    for (let run = 0; run < 8; run += 1) await pruneHistory(store, 1);
    expect(await left('jobs')).toEqual(many.map(() => 1));
    expect(await left('job_events')).toEqual([1]);
    expect(await store.db.selectFrom('jobs').select('id').where('owner', '=', mine).execute()).toHaveLength(1);
    await sql`DELETE FROM jobs WHERE owner = ANY(${many}::text[])`.execute(store.db);
  }, 60_000);
});
