import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { restoreCopy } from '../../src/command/restore-copy.ts';
import { withDefaults } from '../../src/config/settings.ts';
import { checkDatabase, checkRows } from '../../src/doctor/data.ts';
import { listAudit } from '../../src/platform/audit.ts';
import { listCopies, writeCopy } from '../../src/platform/store/copies.ts';
import { damagedIndexes, damagedTables } from '../../src/platform/store/damage.ts';
import { openStore } from '../../src/platform/store/database.ts';
import { migrations } from '../../src/platform/store/migrations.ts';
import { newDataFolder, newFolder } from '../support/folders.ts';
import { startTestServer, submit, waitFor } from '../support/server.ts';

const damaged = { code: 'database_damaged' };
const damage: Record<string, (database: string) => void> = {
  'a control file of noise': (database) => writeFileSync(join(database, 'global/pg_control'), randomBytes(8192)),
  'a cut control file': (database) => truncateSync(join(database, 'global/pg_control'), 100),
  'an empty part of the write-ahead log': (database) => truncateSync(segment(database), 0),
  'a write-ahead log of noise': (database) => writeFileSync(segment(database), randomBytes(2 ** 24)),
  'no write-ahead log': (database) => rmSync(segment(database)),
  'an empty version': (database) => truncateSync(join(database, 'PG_VERSION'), 0),
};
const segment = (database: string) =>
  join(database, 'pg_wal', readdirSync(join(database, 'pg_wal')).find((name) => /^[0-9A-F]{24}$/.test(name)) ?? '');

describe('a damaged database', () => {
  it.each(Object.keys(damage))('is told from a busy one: %s', async (name) => {
    const folder = await newDataFolder();
    damage[name]?.(join(folder, 'database'));
    const error = await openStore({ folder }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(damaged);
    expect(String((error as { remedy: { en: string } }).remedy.en)).toContain('akezora restore');
    rmSync(folder, { recursive: true });
  });

  it('shows when its rows are read, with the table', async () => {
    const folder = await newDataFolder();
    const store = await openStore({ folder });
    await sql`INSERT INTO owners (id, kind, name) SELECT 'o' || g, 'account', repeat('x', 100) FROM generate_series(1, 500) g`.execute(
      store.db,
    );
    const { rows } = await sql<{ path: string }>`SELECT pg_relation_filepath('owners') AS path`.execute(store.db);
    await sql`CHECKPOINT`.execute(store.db);
    expect(await damagedTables(store.db)).toEqual([]);
    await store.close();
    const path = join(folder, 'database', rows[0]?.path ?? '');
    const bytes = readFileSync(path);
    randomBytes(4000).copy(bytes, 8192 * 2 + 200);
    writeFileSync(path, bytes);
    const again = await openStore({ folder });
    expect(await damagedTables(again.db)).toEqual(['public.owners (XX001)']);
    await again.close();
    rmSync(folder, { recursive: true });
  });

  it('shows where an index does not fit its table, and leaves no extension behind', async () => {
    const folder = await newDataFolder();
    const store = await openStore({ folder, indexChecks: true });
    await sql`INSERT INTO owners (id, kind, name) SELECT 'o' || g, 'account', 'x' FROM generate_series(1, 50) g`.execute(
      store.db,
    );
    expect(await damagedIndexes(store.db)).toEqual([]);
    // Index entries for rows that the table does not hold, as after a lost write.
    await sql`CREATE INDEX owners_name_test ON owners (name)`.execute(store.db);
    await sql`UPDATE pg_index SET indisready = false WHERE indexrelid = 'owners_name_test'::regclass`.execute(store.db);
    await sql`INSERT INTO owners (id, kind, name) VALUES ('late', 'account', 'y')`.execute(store.db);
    await sql`UPDATE pg_index SET indisready = true WHERE indexrelid = 'owners_name_test'::regclass`.execute(store.db);
    expect(await damagedIndexes(store.db)).toEqual(['owners_name_test (XX001)']);
    const { rows } = await sql`SELECT extname FROM pg_extension WHERE extname = 'amcheck'`.execute(store.db);
    expect(rows).toEqual([]);
    await store.close();
    const { finding, store: deep } = await checkDatabase(withDefaults({ dataFolder: folder }), true);
    expect(finding.state).toBe('well');
    expect(deep === undefined ? undefined : await checkRows(deep)).toMatchObject({ state: 'trouble' });
    await deep?.close();
    rmSync(folder, { recursive: true });
  });
});

describe('automatic copies', () => {
  it('bring a damaged database back, keep it aside, and report what does not fit', async () => {
    const test = await startTestServer();
    const first = await waitFor(test.api, (await submit(test.api, 'in the copy')).id);
    const copy = await writeCopy(test.folder, 'nightly', () => test.server.store.dump());
    const later = await waitFor(test.api, (await submit(test.api, 'after the copy')).id);
    await expect(restoreCopy(test.folder)).rejects.toMatchObject({ code: 'data_folder_busy' });
    await test.server.stop();
    expect(statSync(join(test.folder, 'backups', copy ?? '')).mode & 0o777).toBe(0o600);
    damage['a control file of noise']?.(join(test.folder, 'database'));
    await expect(startTestServer(test.options)).rejects.toMatchObject(damaged);
    const restored = await restoreCopy(test.folder);
    expect(restored).toMatchObject({ copy, unknown: [later.clipId], missing: [] });
    expect(existsSync(join(test.folder, restored.kept ?? '', 'global/pg_control'))).toBe(true);
    const again = await startTestServer(test.options);
    expect((await again.api.call('clips', { query: {} })).data.map(({ id }) => id)).toEqual([first.clipId]);
    const { data } = await listAudit(again.server.store.db, { action: 'restore' });
    expect(data).toMatchObject([{ detail: { copy, unknown: 1, missing: 0 } }]);
    await again.server.stop();
    await expect(restoreCopy(test.folder, 'database-none.tar.gz')).rejects.toMatchObject({ code: 'input_missing' });
    // A damaged copy changes nothing.
    const broken = join(newFolder(), 'database-broken.tar.gz');
    writeFileSync(broken, randomBytes(10_000));
    await expect(restoreCopy(test.folder, broken)).rejects.toMatchObject(damaged);
    await (await openStore({ folder: test.folder })).close();
    rmSync(test.folder, { recursive: true });
  }, 180_000);

  it('are made before the schema changes, so that a change that fails loses nothing', async () => {
    const folder = await newDataFolder();
    const store = await openStore({ folder });
    await sql`DELETE FROM akezora_migrations WHERE name = ${migrations.at(-1)?.name}`.execute(store.db);
    await store.close();
    // What the last migration makes is there already.
    await expect(openStore({ folder })).rejects.toThrow();
    expect((await listCopies(folder)).map(({ name }) => name)).toEqual([expect.stringMatching(/-migration\.tar\.gz$/)]);
    rmSync(folder, { recursive: true });
  }, 180_000);

  it('are kept by their number, each kind by its own', async () => {
    const folder = await newDataFolder();
    const dump = async () => new Blob(['a copy']);
    await writeCopy(folder, 'migration', dump);
    for (let day = 1; day <= 9; day += 1) {
      writeFileSync(join(folder, 'backups', `database-2026010${day}T000000Z-nightly.tar.gz`), 'old');
    }
    await writeCopy(folder, 'nightly', dump);
    const names = (await listCopies(folder)).map(({ name }) => name);
    expect(names.filter((name) => name.includes('nightly'))).toHaveLength(7);
    expect(names.at(-1)).toContain('20260104');
    expect(names.some((name) => name.includes('migration'))).toBe(true);
    rmSync(folder, { recursive: true });
  });
});
