import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/arguments.ts';
import { markLines } from '../../src/credentials/verify.ts';
import { marksOf } from '../../src/generate/marks.ts';
import { generateOptions } from '../../src/generate/options.ts';
import { recordingTerminal } from '../terminal.ts';

const marks = (...argv: string[]) => marksOf(parseArguments('generate', argv, generateOptions));

describe('--mark and --no-mark', () => {
  it('ask for a mark that one sees, with its look', () => {
    expect(marks('--mark', 'corner')).toEqual({ visible: { kind: 'corner' } });
    expect(marks('--mark', 'corner,position=top-left,opacity=0.4')).toEqual({
      visible: { kind: 'corner', position: 'top-left', opacity: 0.4 },
    });
    expect(marks('--mark', 'opening-label,language=ja', '--no-mark', 'invisible')).toEqual({
      visible: { kind: 'opening-label', language: 'ja' },
      invisible: false,
    });
    expect(marks('--no-mark', 'invisible,credentials')).toEqual({ invisible: false, credentials: false });
    expect(marks()).toBeUndefined();
  });

  it('refuse what they do not know, by their name', () => {
    for (const value of ['middle', 'corner,opacity=2', 'corner,opacity=', 'corner,colour=red', 'corner,position=up'])
      expect(() => marks('--mark', value)).toThrow(expect.objectContaining({ field: '--mark' }));
    for (const value of ['all', 'visible', 'invisible,', ''])
      expect(() => marks('--no-mark', value)).toThrow(expect.objectContaining({ field: '--no-mark' }));
  });
});

describe('what verify says of an invisible mark', () => {
  it('says what it holds and what it does not prove, in both languages', () => {
    const [found, limits] = markLines('171407503c12c247', recordingTerminal('en').terminal);
    expect(found).toContain('171407503c12c247');
    expect(limits).toContain('no signature');
    expect(markLines(undefined, recordingTerminal('en').terminal)).toEqual([expect.stringContaining('proves nothing')]);
    expect(markLines(undefined, recordingTerminal('ja').terminal)[0]).toContain('何の証明にもなりません');
  });
});
