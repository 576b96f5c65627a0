import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** The code of the `@example` in the first comment of a file. */
function exampleOf(file: string): string {
  const [comment = ''] = /\/\*\*.*?\*\//s.exec(readFileSync(file, 'utf8')) ?? [];
  return comment.slice(comment.indexOf('@example') + 8, -2).replace(/^ \* ?/gm, '');
}

it('the example at the door runs and plans the clip', async () => {
  const folder = join(import.meta.dirname, '..');
  const code = exampleOf(join(folder, 'src/index.ts'));
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module-typescript', '--eval', code],
    { cwd: folder },
  );
  expect(stdout).toMatch(/^akezora-2 · \d+×\d+ · 2 s at /);
  expect(stderr).toBe('Nothing was made (--dry-run).\n');
});
