import { link, lstat, rename, rm, stat } from 'node:fs/promises';

/** What file systems without hard links answer: exFAT, some shares. */
const noHardLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);

/**
 * Moves a file within a disk, and never onto another. By a hard link where there are such: then two programs that move to one name at once
 * cannot both succeed. A move that was interrupted between its two steps is finished.
 * @returns false when there is another file of that name
 */
export async function moveWithoutReplacing(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? '';
    if (code === 'EEXIST') {
      if (!(await isSameFile(from, to))) return false;
    } else if (noHardLinks.has(code)) {
      if (await exists(to)) return false;
      await rename(from, to);
      return true;
    } else throw thrown;
  }
  await rm(from);
  return true;
}

/** Whether something has this name, also a link that leads nowhere. */
export const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(one, { bigint: true }), stat(other, { bigint: true })]);
  return a.ino !== 0n && a.ino === b.ino && a.dev === b.dev;
}
