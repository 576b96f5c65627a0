import { existsSync } from 'node:fs';
import { copyFile, link, readlink, rm, stat, symlink } from 'node:fs/promises';
import { dirname, relative } from 'node:path';

/** What a system answers that makes no symbolic links: Windows without the right to them, and file systems without links. */
const withoutLinks = new Set(['EPERM', 'EACCES', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'UNKNOWN']);

/** Whether the path is a link to the blob, the blob itself under another name, or a copy of it. */
async function isThere(blob: string, path: string): Promise<boolean> {
  const to = await readlink(path).catch(() => undefined);
  if (to !== undefined) return to === relative(dirname(path), blob) && existsSync(path);
  const [wanted, found] = await Promise.all([blob, path].map((file) => stat(file).catch(() => undefined)));
  if (wanted === undefined || found === undefined) return false;
  const isSame = found.ino === wanted.ino && found.dev === wanted.dev;
  return isSame || (found.size === wanted.size && found.mtimeMs >= wanted.mtimeMs);
}

/**
 * Gives a blob of the hub's cache its name in a snapshot by a symbolic link, as Python's client does; where the system makes none, by
 * a hard link, and where there are none either, by a copy.
 * @param makeLink makes the symbolic link. Default: that of the system.
 */
export async function linkBlob(blob: string, path: string, makeLink = symlink): Promise<void> {
  if (await isThere(blob, path)) return;
  await rm(path, { force: true });
  try {
    await makeLink(relative(dirname(path), blob), path);
  } catch (error) {
    if (!withoutLinks.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await link(blob, path).catch(() => copyFile(blob, path));
  }
}
