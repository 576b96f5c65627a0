import { describe, expect, it } from 'vitest';
import { folded, matching, withRecent } from '../../src/app/palette/match.ts';

const entries = [
  { id: 'library', names: ['Library', 'ライブラリ'] },
  { id: 'settings', names: ['Settings', '設定'] },
  { id: 'board', names: ['New storyboard', '新しい絵コンテ'] },
  { id: 'boards', names: ['Storyboards', '絵コンテ'] },
];
const found = (typed: string, recent: readonly string[] = []) => matching(entries, typed, recent).map(({ id }) => id);

describe('what the palette finds', () => {
  it('finds by words of either language, whatever the kana, case or width', () => {
    expect(found('LIB')).toEqual(['library']);
    expect(found('らいぶ')).toEqual(['library']);
    expect(found('設定')).toEqual(['settings']);
    expect(found('ＳＥＴ')).toEqual(['settings']);
    expect(folded('ﾗｲﾌﾞﾗﾘ')).toBe('ライブラリ');
  });

  it('puts names that begin with the words before those that hold them', () => {
    expect(found('story')).toEqual(['boards', 'board']);
    expect(found('絵コンテ')).toEqual(['boards', 'board']);
    expect(found('story new')).toEqual(['board']);
    expect(found('zebra')).toEqual([]);
  });

  it('puts what was used lately first', () => {
    expect(found('', ['boards', 'settings'])).toEqual(['boards', 'settings', 'library', 'board']);
    expect(withRecent(['a', 'b'], 'b')).toEqual(['b', 'a']);
    expect(withRecent(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], 'z')).toHaveLength(8);
  });
});
