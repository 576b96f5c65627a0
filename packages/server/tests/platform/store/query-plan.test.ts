import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { listJobs } from '../../../src/jobs/read.ts';
import { openStore } from '../../../src/platform/store/database.ts';
import { ensureOwner } from '../../../src/platform/store/owners.ts';
import { newDataFolder } from '../../support/folders.ts';

it('the embedded database reads a page of a long list by its index once its tables are analysed', async () => {
  const store = await openStore({ folder: await newDataFolder() });
  await ensureOwner(store.db, 'local', 'local');
  await sql`
    INSERT INTO jobs (id, owner, source, state, model, prompt, request)
    SELECT 'video_' || number, 'local', 'api', 'failed', 'akezora-2', 'x', '{}'
    FROM generate_series(0, 59999) number`.execute(store.db);
  const plan = async () => {
    const { rows: lines } = await sql<Record<string, string>>`
      EXPLAIN SELECT * FROM jobs WHERE owner = 'local' AND seq < (SELECT seq FROM jobs WHERE id = 'video_20000')
      ORDER BY seq DESC LIMIT 100`.execute(store.db);
    return lines.map((line) => line['QUERY PLAN']).join('\n');
  };
  expect(await plan()).toContain('Sort');
  await store.maintain();
  expect(await plan()).not.toContain('Sort');
  const page = await listJobs(store.db, { owner: 'local', after: 'video_20000', limit: 2 });
  expect(page.map((job) => job.id)).toEqual(['video_19999', 'video_19998']);
  await store.close();
}, 120_000);
