import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { cutPosition, readability } from '../../src/text/readable.ts';
import { fixtures } from '../models/ltx-video/tiny-model.ts';
import { newFolder } from '../models/new-folder.ts';

const files = {
  't5-unigram': ['tokenizer.json', 'spiece.model'],
  'clip-bpe-pad0': ['tokenizer.json', 'vocab.json'],
} as const;

it.each([
  ['t5-unigram', ['tokenizer.json']],
  ['t5-unigram', ['spiece.model']],
  ['clip-bpe-pad0', ['tokenizer.json', 'tokenizer_config.json']],
  ['clip-bpe-pad0', ['vocab.json', 'merges.txt', 'tokenizer_config.json', 'special_tokens_map.json']],
] as const)('gives the published ids of %s from %j alone', async (name, kept) => {
  const source = join(fixtures, 'tokenizer', name);
  const folder = newFolder();
  for (const file of kept) copyFileSync(join(source, file), join(folder, file));
  const tokenizer = await loadTokenizer(folder);
  const strings: string[] = JSON.parse(readFileSync(join(source, 'inputs.json'), 'utf8'));
  const expected: { input_ids: number[] }[] = JSON.parse(readFileSync(join(source, 'outputs.json'), 'utf8')).no_padding;
  expect(strings.map((text) => tokenizer.encode(text).ids)).toEqual(expected.map(({ input_ids }) => input_ids));
  expect(files[name].length).toBe(2);
});

it('refuses a folder without a tokenizer, and a cut SentencePiece model, by name', async () => {
  const folder = newFolder();
  await expect(loadTokenizer(folder)).rejects.toMatchObject({ code: 'weights_missing' });
  const { writeFileSync } = await import('node:fs');
  const whole = readFileSync(join(fixtures, 'tokenizer/t5-unigram/spiece.model'));
  writeFileSync(join(folder, 'spiece.model'), whole.subarray(0, whole.length - 7));
  await expect(loadTokenizer(folder)).rejects.toMatchObject({ code: 'weights_corrupt' });
});

it('names the words a tokenizer cannot read, and where a long prompt is cut', async () => {
  const tokenizer = await loadTokenizer(join(fixtures, 'tokenizer/t5-unigram'));
  const { unknownShare, words } = readability('a fox 𓀀𓀁 runs', tokenizer);
  expect(words).toEqual([{ word: '𓀀𓀁', start: 6, end: 10 }]);
  expect(unknownShare).toBeCloseTo(2 / 10, 9);
  const long = Array.from({ length: 60 }, (_, i) => `word${i}`).join(' ');
  const cut = cutPosition(long, tokenizer, 40)!;
  expect(tokenizer.encode(long.slice(0, cut)).ids.length).toBeLessThanOrEqual(40);
  expect(tokenizer.encode(`${long.slice(0, cut)}${long.slice(cut).split(' ')[0]}`).ids.length).toBeGreaterThan(40);
  expect(cutPosition('a fox', tokenizer, 40)).toBeUndefined();
});

it('encodes a word of twenty thousand letters in time', async () => {
  for (const name of ['t5-unigram', 'clip-bpe-pad0']) {
    const tokenizer = await loadTokenizer(join(fixtures, 'tokenizer', name));
    const started = performance.now();
    expect(tokenizer.encode('狐'.repeat(20_000)).ids.length).toBeGreaterThan(1);
    expect(performance.now() - started).toBeLessThan(5000);
  }
});
