import { lstat, mkdir, open, readdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { dataNames } from '../data-names.ts';

const form = /^database-\d{8}T\d{6}Z-(nightly|migration|restore)\.tar\.gz$/;

/** Why a copy was made; each kind is kept by its own number. */
type CopyReason = 'nightly' | 'migration' | 'restore';

/** How many copies of each kind are kept. */
const kept: Readonly<Record<CopyReason, number>> = { nightly: 7, migration: 3, restore: 3 };

/** Largest database that is copied by itself: a copy is made in memory. Beyond it, Postgres is the better place. */
const mostBytes = 1e9;

/** An automatic copy of the embedded database. */
export interface DatabaseCopy {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** The automatic copies of a data folder, newest first. */
export async function listCopies(folder: string): Promise<DatabaseCopy[]> {
  const names = await readdir(join(folder, dataNames.copies)).catch(() => []);
  const copies: DatabaseCopy[] = [];
  for (const name of names
    .filter((one) => form.test(one))
    .sort()
    .reverse()) {
    const path = join(folder, dataNames.copies, name);
    copies.push({ name, path, bytes: (await lstat(path)).size });
  }
  return copies;
}

/** Bytes of all files below a folder. */
async function bytesUnder(folder: string): Promise<number> {
  let sum = 0;
  for (const name of (await readdir(folder, { recursive: true })) as string[]) {
    const found = await lstat(join(folder, name)).catch(() => undefined);
    if (found?.isFile() === true) sum += found.size;
  }
  return sum;
}

/**
 * Writes a copy of the embedded database into the data folder, on the disk when this returns, and removes the oldest.
 * @param dump gives the database as a compressed tar file.
 * @returns its name; nothing when the database is too large, or the disk has no room for two copies.
 */
export async function writeCopy(
  folder: string,
  reason: CopyReason,
  dump: () => Promise<Blob | undefined>,
): Promise<string | undefined> {
  const bytes = await bytesUnder(join(folder, dataNames.database));
  const { bavail, bsize } = await statfs(folder);
  if (bytes > mostBytes || bavail * bsize < 2 * bytes) return undefined;
  const blob = await dump();
  if (blob === undefined) return undefined;
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const name = `database-${stamp}-${reason}.tar.gz`;
  await mkdir(join(folder, dataNames.copies), { recursive: true, mode: 0o700 });
  const target = join(folder, dataNames.copies, name);
  const draft = `${target}.part`;
  try {
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(new Uint8Array(await blob.arrayBuffer()));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, target);
  } finally {
    await rm(draft, { force: true });
  }
  const same = (await listCopies(folder)).filter((copy) => form.exec(copy.name)?.[1] === reason);
  for (const { path } of same.slice(kept[reason])) await rm(path, { force: true });
  return name;
}

/**
 * A copy as PGlite reads it. It is unpacked here: PGlite would leave the error of a damaged one unhandled, which ends the
 * process.
 */
export async function readCopy(path: string): Promise<Blob> {
  const bytes = await promisify(gunzip)(await readFile(path), { maxOutputLength: 2 * mostBytes });
  return new Blob([Uint8Array.from(bytes)], { type: 'application/x-tar' });
}
