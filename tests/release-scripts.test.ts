/** What the bundle of a release must name, since no import leads to it: a release without it breaks where only a checkout works. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { scripts } from '../scripts/release/bundle.ts';
import { root, sourcesIn } from '../scripts/sources.ts';

const entries = Object.entries(scripts);

it('every script that a process or a thread runs is in the bundle, under the name by which it is found there', () => {
  const named = ['cli', 'contract', 'engine', 'server']
    .flatMap((name) => sourcesIn(`packages/${name}/src`))
    .flatMap(({ text }) => [...text.matchAll(/scriptFile\('([^']+)'\)/g)].map(([, path]) => `packages/${path}`));
  expect(named.length).toBeGreaterThan(3);
  const known = entries.filter(([name, path]) => basename(path, '.ts') === name).map(([, path]) => path);
  expect(named.filter((path) => !(known as readonly string[]).includes(path))).toEqual([]);
});

it('every script of the bundle exists', () => {
  expect(entries.map(([, path]) => path).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
