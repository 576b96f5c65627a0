import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { AkezoraError } from '@akezora/contract';
import { audit } from '../platform/audit.ts';
import { damagedPrefix, dataNames } from '../platform/data-names.ts';
import { keepPrivate } from '../platform/private-folder.ts';
import { type DatabaseCopy, listCopies } from '../platform/store/copies.ts';
import { damagedTables } from '../platform/store/damage.ts';
import { openStore, unpackCopy } from '../platform/store/database.ts';
import type { DatabaseReaders } from '../platform/store/format.ts';
import { lockFolder } from '../platform/store/lock.ts';

/** What a restored database says about the files beside it. */
export interface RestoredCopy {
  readonly copy: string;
  /** Name of the folder that keeps the former database; absent when there was none. */
  readonly kept?: string;
  /** Folders of clips that the database does not know: made after the copy. They stay where they are. */
  readonly unknown: readonly string[];
  /** Clips of the database whose file is gone. */
  readonly missing: readonly string[];
}

/**
 * Puts an automatic copy of the embedded database into place. It is unpacked beside the present one and read whole first; the
 * present one is kept as `damaged-…`. Clips and uploads stay as they are.
 * @param wanted name or path of a copy. Default: the newest.
 * @param readers what reads copies in earlier formats. Default: the readers of this version.
 * @throws AkezoraError `data_folder_busy` while a server runs; `input_missing` without a copy; `database_damaged` when the
 * copy itself is damaged.
 */
export async function restoreCopy(folder: string, wanted?: string, readers?: DatabaseReaders): Promise<RestoredCopy> {
  const root = resolve(folder);
  await keepPrivate(root);
  const copy = await findCopy(root, wanted);
  const draft = join(root, dataNames.restoring);
  const unlock = await lockFolder(root);
  let kept: string | undefined;
  try {
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
    await unpackCopy(copy.path, draft, readers);
    const draftStore = await openStore({ folder: draft, readers });
    const damaged = await damagedTables(draftStore.db).finally(() => draftStore.close());
    if (damaged.length > 0) throw new AkezoraError('database_damaged', {}, { cause: new Error(damaged.join(', ')) });
    if (existsSync(join(root, dataNames.database))) {
      kept = `${damagedPrefix}${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`;
      await rename(join(root, dataNames.database), join(root, kept));
    }
    await rename(join(draft, dataNames.database), join(root, dataNames.database));
  } finally {
    await rm(draft, { recursive: true, force: true });
    await unlock();
  }
  return { copy: copy.name, ...(kept === undefined ? {} : { kept }), ...(await compare(root, copy.name)) };
}

async function findCopy(root: string, wanted: string | undefined): Promise<DatabaseCopy> {
  const copies = await listCopies(root);
  if (wanted !== undefined && existsSync(wanted)) return { name: basename(wanted), path: resolve(wanted), bytes: 0 };
  const found = wanted === undefined ? copies[0] : copies.find(({ name }) => name === basename(wanted));
  if (found !== undefined) return found;
  throw new AkezoraError('input_missing', { field: 'file', path: wanted ?? join(root, dataNames.copies) });
}

/** Compares the clips of the database with the folders of the storage, and records the restoration. */
async function compare(root: string, copy: string): Promise<Pick<RestoredCopy, 'unknown' | 'missing'>> {
  const store = await openStore({ folder: root });
  try {
    const rows = await store.db.selectFrom('clips').select(['id', 'files']).execute();
    const known = new Set(rows.map(({ id }) => id));
    const folders = await readdir(join(root, dataNames.files, 'clips')).catch(() => []);
    const here = new Set(folders);
    const unknown = folders.filter((name) => !known.has(name));
    const missing = rows
      .filter(({ id, files }) => files.video.startsWith(`clips/${id}/`) && !here.has(id))
      .map(({ id }) => id);
    const detail = { copy, unknown: unknown.length, missing: missing.length };
    await audit(store.db, { action: 'restore', actor: null, outcome: 'ok', detail });
    return { unknown, missing };
  } finally {
    await store.close();
  }
}
