import { linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { moveWithoutReplacing } from '../../src/watch/move.ts';

let folder = '';
const path = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'akezora-move-'));
  writeFileSync(path('from'), 'new');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('moves a file, and never onto another', async () => {
  expect(await moveWithoutReplacing(path('from'), path('to'))).toBe(true);
  expect(readdirSync(folder)).toEqual(['to']);
  writeFileSync(path('from'), 'newer');
  expect(await moveWithoutReplacing(path('from'), path('to'))).toBe(false);
  expect([readFileSync(path('from'), 'utf8'), readFileSync(path('to'), 'utf8')]).toEqual(['newer', 'new']);
});

it('finishes a move that was interrupted between its two steps', async () => {
  linkSync(path('from'), path('to'));
  expect(await moveWithoutReplacing(path('from'), path('to'))).toBe(true);
  expect(readdirSync(folder)).toEqual(['to']);
});

it('gives a name that many want at once to exactly one', async () => {
  for (let index = 0; index < 20; index += 1) writeFileSync(path(`a${index}`), `${index}`);
  const moved = await Promise.all(
    Array.from({ length: 20 }, (_, index) => moveWithoutReplacing(path(`a${index}`), path('one'))),
  );
  expect(moved.filter(Boolean)).toHaveLength(1);
  expect(readFileSync(path('one'), 'utf8')).toBe(String(moved.indexOf(true)));
});
