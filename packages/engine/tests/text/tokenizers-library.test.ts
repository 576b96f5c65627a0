import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../src/text/load-tokenizer.ts';
import { fixtures } from '../models/ltx-video/tiny-model.ts';

const read = (name: string, file: string) => JSON.parse(readFileSync(join(fixtures, 'tokenizer', name, file), 'utf8'));

/**
 * Where @huggingface/tokenizers 0.2 differs from the Rust reference, whose ids are in the fixtures: marks that follow their letter, also
 * half-width ones, invisible joiners and byte order marks, capitals whose small form depends on what follows.
 */
const differs = /[\p{M}\p{Cf}\p{Cc}\p{Cn}\u200b\uff9e\uff9fΣİ]/u;

describe.each(['t5-unigram', 'clip-bpe-pad0'])('the ids of %s', (name) => {
  const strings: string[] = read(name, 'inputs.json');

  it("are those of Hugging Face's own library for any mix of what both know", async () => {
    const theirs = new Tokenizer(read(name, 'tokenizer.json'), read(name, 'tokenizer_config.json'));
    const ours = await loadTokenizer(join(fixtures, 'tokenizer', name));
    const letters = [...new Intl.Segmenter().segment(strings.join(' '))].map(({ segment }) => segment);
    const known = letters.filter((letter) => !differs.test(letter));
    expect(known.length).toBeGreaterThan(1000);
    const texts = fc.array(fc.constantFrom(...known), { maxLength: 30 }).map((parts) => parts.join(''));
    const same = fc.property(texts, (text) => {
      expect(ours.encode(text).ids).toEqual(theirs.encode(text).ids);
    });
    fc.assert(same, { seed: 7, numRuns: 1500 });
    const plain = strings.filter((text) => !differs.test(text));
    expect(plain.length).toBeGreaterThan(60);
    for (const text of plain) expect(ours.encode(text).ids, text).toEqual(theirs.encode(text).ids);
  });
});
