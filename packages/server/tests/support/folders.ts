import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore, type Store } from '../../src/platform/store/database.ts';

/** What the template's schema depends on; a change makes another template. */
const sources = ['../../src/platform/store/migrations.ts', '../../package.json'];
const version = createHash('sha256')
  .update(sources.map((file) => readFileSync(fileURLToPath(new URL(file, import.meta.url)))).join('\0'))
  .digest('hex')
  .slice(0, 16);
const template = join(tmpdir(), `akezora-template-${version}`);

/** A new empty folder. */
export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'akezora-server-'));

/**
 * A new folder with a fresh embedded database. Making one from nothing takes Postgres's `initdb` seconds; it is done
 * once and copied after that.
 * @param prepare fills the database, with the accounts of a test for example.
 */
export async function newDataFolder(prepare?: (store: Store) => Promise<unknown>): Promise<string> {
  if (!existsSync(template)) {
    const draft = newFolder();
    const store = await openStore({ folder: draft });
    await store.close();
    try {
      renameSync(draft, template);
    } catch {
      // Another test process was quicker.
      rmSync(draft, { recursive: true, force: true });
    }
  }
  const folder = newFolder();
  mkdirSync(folder, { recursive: true });
  cpSync(template, folder, { recursive: true });
  if (prepare !== undefined) {
    const store = await openStore({ folder });
    await prepare(store);
    await store.close();
  }
  return folder;
}
