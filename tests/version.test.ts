/** The version is written in the manifests, all alike, and nowhere else: facts, generator and `--version` take it from there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from '../packages/cli/src/run.ts';
import { recordingTerminal } from '../packages/cli/tests/terminal.ts';
import { generator, version } from '../packages/contract/src/index.ts';
import { releaseVersion } from '../scripts/release/manifests.ts';
import { root, sourcesIn } from '../scripts/sources.ts';

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
const { version: written } = JSON.parse(read('package.json')) as { version: string };

it('is the same in all manifests and in the lockfile', () => {
  for (const folder of packages) expect(JSON.parse(read(`${folder}/package.json`)).version, folder).toBe(written);
  const locked = JSON.parse(read('package-lock.json')).packages as Record<string, { version?: string }>;
  for (const folder of ['', ...packages]) expect(locked[folder]?.version, folder).toBe(written);
  expect(releaseVersion()).toBe(written);
});

it('is what facts, generator and the command line say', async () => {
  expect(version).toBe(written);
  expect(generator).toBe(`akezora ${written}`);
  const { terminal, written: said } = recordingTerminal();
  expect(await run(['--version'], terminal)).toBe(0);
  expect(said.out).toBe(`${written}\n`);
});

it('is in no source file', () => {
  const sources = packages.flatMap((folder) => sourcesIn(`${folder}/src`));
  expect(sources.length).toBeGreaterThan(500);
  const literal = new RegExp(`(?<![\\d.])${written.replaceAll('.', '\\.')}(?!\\.?\\d)`);
  expect(sources.filter(({ text }) => literal.test(text)).map(({ path }) => path)).toEqual([]);
});
