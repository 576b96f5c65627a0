import { describe, expect, it } from 'vitest';
import { metadataCsv } from '../../src/exporting/csv.ts';
import { readCsv } from '../../src/importing/csv.ts';
import type { ClipRow } from '../../src/platform/store/tables.ts';

describe('tables', () => {
  it('are read with quotes, other separators and a byte order mark', () => {
    expect(readCsv('\ufefffile;prompt\r\na.mp4;"one; ""two""\nthree"\r\n\r\nb.mp4;')).toEqual([
      { file: 'a.mp4', prompt: 'one; "two"\nthree' },
      { file: 'b.mp4', prompt: '' },
    ]);
    expect(readCsv('a,b\n"one" ,2\n')).toEqual([{ a: 'one', b: '2' }]);
    expect(readCsv('__proto__,b\n1,2\n').map((row) => Object.keys(row))).toEqual([['__proto__', 'b']]);
  });

  it('are refused by the line of a quoted cell that does not end or has text behind it', () => {
    expect(() => readCsv('a,b\n"open,1')).toThrow(/^line 2 /);
    expect(() => readCsv('a,b\r\n"two\r\nlines",2\r\n1,"x"y\r\n')).toThrow(/^line 4 /);
  });

  it('never hold a cell that a spreadsheet would run, and come back as they were', () => {
    const prompts = [
      '=HYPERLINK("http://x.invalid","fox")',
      '+1',
      '-2+3',
      '@SUM(A1)',
      '\t=1',
      "'=1",
      "''@x",
      "'tis a fox",
      'a=b',
    ];
    const clips = prompts.map(
      (prompt, at) =>
        ({
          id: `clip_${at}`,
          prompt,
          title: prompt,
          tags: ['=a'],
          model: 'm',
          created_at: new Date(0),
          files: { video: 'a.mp4' },
        }) as unknown,
    ) as ClipRow[];
    const text = metadataCsv(clips);
    const rows = readCsv(text);
    expect(rows.map(({ prompt }) => prompt)).toEqual(prompts);
    expect(rows.map(({ title }) => title)).toEqual(prompts);
    for (const cell of text.split(/\r\n|,(?=(?:[^"]*"[^"]*")*[^"]*$)/)) {
      expect(cell.replace(/^"/, '')).not.toMatch(/^[=+@\t\r]|^-(?!\d+(?:\.\d+)?$)/);
    }
  });

  it('are refused when their rows and columns would fill the memory', () => {
    const wide = Array.from({ length: 1001 }, (_, at) => `c${at}`).join(',');
    expect(() => readCsv(`${wide}\n1\n`)).toThrow(/1000 columns/);
    const columns = Array.from({ length: 1000 }, (_, at) => `c${at}`).join(',');
    expect(() => readCsv(`${columns}\n${'x\n'.repeat(2001)}`)).toThrow(/2000 rows/);
  });
});
