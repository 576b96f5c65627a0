import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../support/databases.ts';
import { newFolder } from '../support/folders.ts';
import { startTestServer, submit, waitFor } from '../support/server.ts';

const folder = newFolder();
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder]).status === 0;
if (!mounted) process.stderr.write('\n*** SKIPPED: no right to mount a small disk; the full disk is not tried ***\n');

let postgres: PostgresServer | undefined;
beforeAll(() => {
  postgres = startPostgres();
});
afterAll(() => {
  postgres?.remove();
  if (mounted) spawnSync('umount', [folder]);
});

const free = () => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};
const ballast = join(folder, 'ballast');
/** Leaves so many bytes of the disk free. */
const leave = (bytes: number) => {
  rmSync(ballast, { force: true });
  writeFileSync(ballast, Buffer.alloc(Math.max(0, free() - bytes)));
};

describe.runIf(mounted)('a full disk', () => {
  it('refuses before running, fails what runs with the reason, and loses nothing', async () => {
    if (postgres === undefined) return;
    const options = { databaseUrl: postgres.url, dataFolder: folder, reserveBytes: 1_000_000 };
    const test = await startTestServer(options);
    const kept = await waitFor(test.api, (await submit(test.api, 'before')).id);
    expect(kept.state).toBe('completed');

    leave(500_000);
    await expect(submit(test.api, 'too late')).rejects.toMatchObject({ code: 'not_enough_disk' });
    const answer = await fetch(`${test.server.url}/api/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ request: { prompt: 'too late' } }),
    });
    expect(answer.status).toBe(507);

    // The disk fills while a job runs: the clip of 10 kB finds 4 kB.
    leave(2_000_000);
    const job = await submit(test.api, 'slow 700');
    await waitFor(test.api, job.id, 'running');
    leave(4_096);
    const failed = await waitFor(test.api, job.id);
    expect(failed).toMatchObject({ state: 'failed', clipId: null });
    expect(failed.error?.code).toBe('not_enough_disk');
    expect((await fetch(`${test.server.url}/healthz`)).status).toBe(200);

    rmSync(ballast);
    const again = await test.api.call('retryJob', { params: { id: job.id } });
    expect((await waitFor(test.api, again.id)).state).toBe('completed');
    const { data } = await test.api.call('clips');
    expect(data.length).toBe(2);
    for (const clip of data) {
      const video = await fetch(test.server.url + clip.urls.video);
      expect((await video.arrayBuffer()).byteLength).toBe(clip.bytes);
    }
    expect(readdirSync(join(folder, 'files/clips')).length).toBe(2);
    await test.server.stop();
  }, 120_000);
});
