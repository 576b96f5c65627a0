import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restoreCopy } from '../../../src/command/restore-copy.ts';
import { withDefaults } from '../../../src/config/settings.ts';
import { checkDatabase } from '../../../src/doctor/data.ts';
import { listCopies } from '../../../src/platform/store/copies.ts';
import { openStore } from '../../../src/platform/store/database.ts';
import { type DatabaseReader, databaseFormat, queriesOf } from '../../../src/platform/store/format.ts';
import { migrate } from '../../../src/platform/store/migrate.ts';
import { newDataFolder, newFolder } from '../../support/folders.ts';

/** The last PGlite that is Postgres 17: it writes and reads what this version's cannot. */
const earlierPglite = 'pglite-17';
const readers = { 17: () => import(earlierPglite) as Promise<DatabaseReader> };

const versionOf = (folder: string) => readFileSync(join(folder, 'database/PG_VERSION'), 'utf8').trim();

describe('a folder with another PG_VERSION', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await newDataFolder();
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has the one that PGlite gave it, which this version knows, before anybody changes it', () => {
    expect(versionOf(folder)).toBe(String(databaseFormat));
  });

  it.each([
    ['16', { code: 'database_format', details: { found: 16, known: databaseFormat } }, /Nothing was changed/],
    ['99', { code: 'database_newer', details: { changes: 'Postgres 99' } }, /Run the newer version/],
  ])('of Postgres %s is refused in words, and nothing is changed', async (version, refusal, words) => {
    writeFileSync(join(folder, 'database/PG_VERSION'), `${version}\n`);
    const before = readdirSync(folder).sort();
    const error = await openStore({ folder }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(refusal);
    expect((error as { remedy: { en: string } }).remedy.en).toMatch(words);
    expect(readdirSync(folder).sort()).toEqual(before);
    const { finding } = await checkDatabase(withDefaults({ dataFolder: folder }));
    expect(finding.state).toBe('trouble');
  });
});

describe('a database of Postgres 17', () => {
  const parts = { jobs: 900, jpeg: Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7) % 256)) };
  const odd = 'tab\t, line\nbreak, \\N, quote " and 日本語 😀';
  let folder = '';

  beforeAll(async () => {
    const template = newFolder();
    const { PGlite: Earlier } = await readers[17]();
    const pglite = await Earlier.create({ dataDir: join(template, 'database') });
    const db = queriesOf(pglite);
    await migrate(db);
    await sql`INSERT INTO owners (id, kind, name) VALUES ('local', 'local', ${odd})`.execute(db);
    // More pages than are copied at once, with long values, NULLs, and a sequence.
    await sql`INSERT INTO jobs (owner, id, source, state, model, prompt, request, seconds, created_at, error, finished_at)
      SELECT 'local', 'video_' || i, 'api', 'completed', 'akezora-2', repeat(${odd}, 100), jsonb_build_object('n', i, 'text', ${odd}::text),
        i / 3.0::float8, '2026-11-22 01:02:03.456789+09'::timestamptz + i * interval '1 microsecond',
        CASE WHEN i % 2 = 0 THEN '{"code":"internal"}'::jsonb END, NULL
      FROM generate_series(1, ${sql.lit(parts.jobs)}) AS i`.execute(db);
    const { rows } = await sql<{ pages: number }>`SELECT (pg_relation_size('jobs') / 8192)::int AS pages`.execute(db);
    expect(rows[0]?.pages).toBeGreaterThan(32);
    await sql`INSERT INTO previews (job_id, frame, jpeg) VALUES ('video_1', 3, ${parts.jpeg})`.execute(db);
    await sql`INSERT INTO audit_log (action, outcome, at) VALUES ('restore', 'ok', now() - interval '2 days')`.execute(
      db,
    );
    // As a killed server leaves it: rows in the log that were never written to the tables.
    await sql`CHECKPOINT`.execute(db);
    await sql`INSERT INTO settings (key, value) VALUES ('gallery', 'true')`.execute(db);
    await sql`DELETE FROM akezora_migrations WHERE name IN ('0010_live', '0012_actor_looks')`.execute(db);
    await sql`DROP TABLE live_streams`.execute(db);
    await sql`DROP INDEX actors_upload`.execute(db);
    await sql`ALTER TABLE actors DROP COLUMN faces, DROP COLUMN feet, DROP COLUMN scale, DROP COLUMN kind`.execute(db);
    folder = newFolder();
    cpSync(template, folder, { recursive: true });
    await pglite.close();
    rmSync(template, { recursive: true });
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is refused by this PGlite, which is why it is converted', async () => {
    expect(versionOf(folder)).toBe('17');
    await expect(openStore({ folder })).rejects.toMatchObject({ code: 'database_format' });
    const { finding } = await checkDatabase(withDefaults({ dataFolder: folder }));
    expect(finding.found.en).toContain('Postgres 17');
  });

  it('is converted with every row as it was, brought to the present tables, and goes on', async () => {
    // What a conversion left that was cut off.
    mkdirSync(join(folder, 'database-converting'));
    writeFileSync(join(folder, 'database-converting/PG_VERSION'), '18\n');
    const store = await openStore({ folder, readers });
    expect(versionOf(folder)).toBe(String(databaseFormat));
    expect(store.keptFormat).toBe('database-postgres-17');
    expect(readFileSync(join(folder, 'database-postgres-17/PG_VERSION'), 'utf8').trim()).toBe('17');
    expect(readdirSync(folder).filter((name) => /converting|converted/.test(name))).toEqual([]);

    const jobs = await store.db.selectFrom('jobs').selectAll().orderBy('seq').execute();
    expect(jobs).toHaveLength(parts.jobs);
    expect(jobs[2]).toMatchObject({
      id: 'video_3',
      seconds: 1,
      prompt: odd.repeat(100),
      error: null,
      finished_at: null,
    });
    expect(jobs[2]?.request).toEqual({ n: 3, text: odd });
    expect(jobs[899]?.error).toEqual({ code: 'internal' });
    const { rows } = await sql<{ at: string; third: boolean }>`
      SELECT to_char(created_at AT TIME ZONE 'UTC', 'HH24:MI:SS.US') AS at, seconds = 1 / 3.0::float8 AS third
      FROM jobs WHERE id = 'video_1'`.execute(store.db);
    expect(rows).toEqual([{ at: '16:02:03.456790', third: true }]);
    const preview = await store.db.selectFrom('previews').selectAll().executeTakeFirstOrThrow();
    expect(Buffer.from(preview.jpeg).equals(parts.jpeg)).toBe(true);
    expect(await store.db.selectFrom('settings').selectAll().execute()).toEqual([{ key: 'gallery', value: true }]);
    expect(await store.db.selectFrom('audit_log').select('action').execute()).toEqual([{ action: 'restore' }]);

    // References, triggers and sequences hold again.
    const job = { id: 'video_new', source: 'api', state: 'queued', model: 'm', prompt: 'p', request: '{}' } as const;
    await store.db
      .insertInto('jobs')
      .values({ ...job, owner: 'local' })
      .execute();
    const made = await store.db
      .selectFrom('jobs')
      .select('seq')
      .where('id', '=', 'video_new')
      .executeTakeFirstOrThrow();
    expect(Number(made.seq)).toBe(parts.jobs + 1);
    await expect(
      store.db
        .insertInto('jobs')
        .values({ ...job, id: 'x', owner: 'nobody' })
        .execute(),
    ).rejects.toThrow();
    await expect(store.db.deleteFrom('audit_log').execute()).rejects.toThrow('append-only');
    await store.close();
  }, 180_000);

  it('is found again when the start ended between the last two steps, and is not converted twice', async () => {
    renameSync(join(folder, 'database'), join(folder, 'database-converted'));
    const store = await openStore({ folder, readers });
    expect(store.keptFormat).toBeUndefined();
    expect(await store.db.selectFrom('jobs').select('id').where('id', '=', 'video_new').execute()).toHaveLength(1);
    await store.close();
    expect(existsSync(join(folder, 'database-converted'))).toBe(false);
  }, 180_000);

  it('comes back from the copy that was made before', async () => {
    const [copy] = await listCopies(folder);
    expect(copy?.name).toMatch(/-migration\.tar\.gz$/);
    await expect(restoreCopy(folder)).rejects.toMatchObject({ code: 'database_format' });
    const { kept } = await restoreCopy(folder, undefined, readers);
    expect(kept).toMatch(/^damaged-/);
    const store = await openStore({ folder });
    expect(await store.db.selectFrom('jobs').select('id').where('id', '=', 'video_new').execute()).toEqual([]);
    expect(await store.db.selectFrom('jobs').select('id').execute()).toHaveLength(parts.jobs);
    await store.close();
  }, 180_000);
});
