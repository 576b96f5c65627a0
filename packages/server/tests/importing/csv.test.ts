import { describe, expect, it } from 'vitest';
import { readCsv } from '../../src/importing/csv.ts';

describe('tables', () => {
  it('are read with quotes, other separators and a byte order mark', () => {
    expect(readCsv('\ufefffile;prompt\r\na.mp4;"one; ""two""\nthree"\r\n\r\nb.mp4;')).toEqual([
      { file: 'a.mp4', prompt: 'one; "two"\nthree' },
      { file: 'b.mp4', prompt: '' },
    ]);
    expect(() => readCsv('a,b\n"open,1')).toThrow(SyntaxError);
  });
});
