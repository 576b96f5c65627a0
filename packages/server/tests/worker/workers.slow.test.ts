import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../support/databases.ts';
import { newFolder } from '../support/folders.ts';
import { framesOf, hasFfmpeg, hear } from '../support/live.ts';
import { startTestServer, submit, testEngine, waitFor } from '../support/server.ts';

const postgres = startPostgres();
afterAll(() => postgres?.remove());

describe.runIf(postgres !== undefined)('workers on one Postgres', () => {
  const url = (postgres as PostgresServer)?.url;
  const workers: ChildProcess[] = [];
  const startWorker = async (folder: string): Promise<ChildProcess> => {
    const file = fileURLToPath(new URL('../support/worker.ts', import.meta.url));
    const worker = fork(file, [url, folder, testEngine], { execArgv: [] });
    workers.push(worker);
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('exit', (code) => reject(new Error(`worker ended with ${code}`)));
    });
    return worker;
  };
  // One that is left would take a job of the next test, with another folder.
  afterEach(() => {
    for (const worker of workers.splice(0)) worker.kill('SIGKILL');
  });

  it('take over from a worker that is killed, and none of their jobs is run to two results', async () => {
    const folder = newFolder();
    const test = await startTestServer({
      databaseUrl: url,
      dataFolder: folder,
      devices: [],
      heartbeatTimeoutSeconds: 3,
    });
    const first = await startWorker(folder);
    const long = await submit(test.api, 'slow 4000');
    await waitFor(test.api, long.id, 'running');
    first.kill('SIGKILL');
    await startWorker(folder);
    const jobs = await Promise.all(Array.from({ length: 6 }, (_, index) => submit(test.api, `short ${index}`)));
    for (const job of jobs) expect((await waitFor(test.api, job.id)).state).toBe('completed');
    const taken = await waitFor(test.api, long.id);
    expect(taken).toMatchObject({ state: 'completed', attempt: 2 });
    const clips = await test.server.store.db.selectFrom('clips').select('job_id').execute();
    expect(new Set(clips.map((row) => row.job_id)).size).toBe(clips.length);
    await test.remove();
  });

  it.skipIf(!hasFfmpeg)('show what they make on every server, before it is finished', async () => {
    const folder = newFolder();
    const options = { databaseUrl: url, dataFolder: folder, devices: [], heartbeatTimeoutSeconds: 3 };
    // One after the other: the first makes the key of the folder.
    const one = await startTestServer(options);
    const other = await startTestServer(options);
    await startWorker(folder);
    const { id } = await submit(one.api, 'film 60');
    const streams = await Promise.all(
      [one, other].map(async ({ server, api }) => {
        let state: Promise<string> | undefined;
        const heard = await hear(await fetch(`${server.url}/api/jobs/${id}/live`), () => {
          state ??= api.call('job', { params: { id } }).then((job) => job.state);
        });
        return { bytes: heard.bytes, state: await state };
      }),
    );
    for (const { bytes, state } of streams) {
      expect(state).toBe('running');
      expect(framesOf(bytes).numbers).toEqual(Array.from({ length: 24 }, (_, index) => index));
    }
    await waitFor(one.api, id);
    await Promise.all([one.server.stop(), other.server.stop()]);
  });

  it('wait while the database is away, and lose nothing', async () => {
    const folder = newFolder();
    const test = await startTestServer({ databaseUrl: url, dataFolder: folder, heartbeatTimeoutSeconds: 10 });
    const job = await submit(test.api, 'slow 1500');
    await waitFor(test.api, job.id, 'running');
    const next = await submit(test.api, 'short');
    postgres?.stop();
    const away = await fetch(`${test.server.url}/api/jobs`);
    expect(away.status).toBe(503);
    const refusal = await away.text();
    expect(JSON.parse(refusal)).toMatchObject({ error: { code: 'database_unavailable' } });
    expect(refusal).not.toMatch(/ECONN|57P|:\d{4}|terminat/);
    expect((await fetch(`${test.server.url}/readyz`)).status).toBe(503);
    // Longer than the job itself takes, and than the heartbeat that would take it away: its end has to wait for the database.
    await new Promise((resolve) => setTimeout(resolve, 15_000));
    postgres?.start();
    const until = Date.now() + 30_000;
    while (!(await fetch(`${test.server.url}/readyz`)).ok && Date.now() < until)
      await new Promise((r) => setTimeout(r, 200));
    expect(await waitFor(test.api, job.id)).toMatchObject({ state: 'completed', attempt: 1 });
    expect(await waitFor(test.api, next.id)).toMatchObject({ state: 'completed', attempt: 1 });
    await test.remove();
  }, 180_000);
});
