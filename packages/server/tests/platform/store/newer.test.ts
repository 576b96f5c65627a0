import { rmSync } from 'node:fs';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { restoreCopy } from '../../../src/command/restore-copy.ts';
import { writeCopy } from '../../../src/platform/store/copies.ts';
import { openStore } from '../../../src/platform/store/database.ts';
import { newDataFolder } from '../../support/folders.ts';

it('a database that a newer version has changed is refused in words, until the copy from before is back', async () => {
  const folder = await newDataFolder();
  const store = await openStore({ folder });
  await writeCopy(folder, 'migration', () => store.dump());
  await sql`INSERT INTO akezora_migrations (name) VALUES ('9998_colours'), ('9999_smells')`.execute(store.db);
  await store.close();
  const error = await openStore({ folder }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'database_newer', details: { changes: '9998_colours, 9999_smells' } });
  expect((error as { remedy: { en: string } }).remedy.en).toContain('akezora restore');
  await restoreCopy(folder);
  await (await openStore({ folder })).close();
  rmSync(folder, { recursive: true });
});
