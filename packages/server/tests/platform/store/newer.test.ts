import { rmSync } from 'node:fs';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openStore } from '../../../src/platform/store/database.ts';
import { newDataFolder } from '../../support/folders.ts';

it('a database that a newer version has changed is refused, with what to do', async () => {
  const folder = await newDataFolder();
  const store = await openStore({ folder });
  await sql`INSERT INTO akezora_migrations (name) VALUES ('9998_colours'), ('9999_smells')`.execute(store.db);
  await store.close();
  const error = await openStore({ folder }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'database_newer', details: { changes: '9998_colours, 9999_smells' } });
  expect((error as { remedy: { en: string } }).remedy.en).toContain('akezora restore');
  rmSync(folder, { recursive: true });
}, 180_000);
