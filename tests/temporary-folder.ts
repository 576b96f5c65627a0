import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives a run of the tests a folder for temporary files of its own, and removes it with all that they left there. */
export default function setup(): () => void {
  // Compiled modules stay for the next run: reading them takes most of the start of a process.
  process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'akezora-compile-cache');
  const folder = mkdtempSync(join(tmpdir(), 'akezora-tests-'));
  // As open as /tmp: some tests look at their folders as another user of the machine.
  chmodSync(folder, 0o1777);
  process.env.TMPDIR = folder;
  // The keys that clips are signed with.
  process.env.XDG_DATA_HOME ??= join(folder, 'data-home');
  return () => rmSync(folder, { recursive: true, force: true });
}
