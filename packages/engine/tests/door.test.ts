import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newFolder } from './models/new-folder.ts';

it('runs the example of generate as it is written', () => {
  const source = readFileSync(join(import.meta.dirname, '../src/generate.ts'), 'utf8');
  const example = /@example\n([\s\S]*?)\n \*\//.exec(source)?.[1]?.replace(/^ \* ?/gm, '') ?? '';
  const file = join(newFolder(), 'fox.mp4');
  const code = example.replace("'fox.mp4'", JSON.stringify(file));
  expect(code).not.toBe(example);
  const done = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', code], {
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
  });
  expect(done.stderr).not.toContain('Error');
  expect(done.stdout).toContain('48 of 48 frames');
  expect(done.stdout).toContain(`${file} 2 s`);
  expect(existsSync(file)).toBe(true);
});
