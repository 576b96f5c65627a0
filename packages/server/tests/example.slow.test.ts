import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { newFolder } from './support/folders.ts';

const source = (name: string) => fileURLToPath(new URL(`../src/${name}`, import.meta.url));

/** The `@example` of a source file as a program. */
function exampleOf(file: string): string {
  const comment = /@example\n([\s\S]*?)\*\//.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  return comment.replace(/^ \* ?/gm, '');
}

it('the example of startServer runs and lists the models', async () => {
  const folder = newFolder();
  const program = join(folder, 'example.ts');
  const example = exampleOf(source('server.ts'));
  expect(example).toContain("from '@akezora/server'");
  writeFileSync(program, example.replace("'@akezora/server'", `'${source('index.ts')}'`));
  const { stdout } = await promisify(execFile)(process.execPath, [program], { cwd: folder });
  expect(stdout).toContain("id: 'akezora-2'");
}, 120_000);
