import { afterAll, describe, expect, it } from 'vitest';
import { compare } from './corpus/compare.ts';
import { corpus } from './corpus/index.ts';
import { knownFaults } from './corpus/known-faults.ts';
import { CorpusFiles } from './corpus/make.ts';
import { hasFfmpeg } from './media.ts';

const known = new Set(Object.values(knownFaults).flat());
// Every third file; `npm run corpus` compares them all.
const third = corpus.filter(({ name }, index) => index % 3 === 0 && !known.has(name));

describe.skipIf(!hasFfmpeg)('files that people bring', () => {
  const files = new CorpusFiles();
  afterAll(() => files.close());

  it.concurrent.each(third)('$kind: $name is read as ffmpeg reads it', async (entry) => {
    expect((await compare(entry, await files.path(entry.name))).faults).toEqual([]);
  });
});

it('knows no fault of a file that is not there', () => {
  const names = new Set(corpus.map(({ name }) => name));
  expect([...known].filter((name) => !names.has(name))).toEqual([]);
  expect(names.size).toBe(corpus.length);
});
