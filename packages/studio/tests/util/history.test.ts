import { describe, expect, it } from 'vitest';
import { edit, historyOf, redo, undo } from '../../src/util/history.ts';

describe('history', () => {
  const three = edit(edit(historyOf('a'), 'b'), 'c');

  it('goes back and forth step by step, and no further than its ends', () => {
    expect(undo(three).present).toBe('b');
    expect(undo(undo(undo(three))).present).toBe('a');
    expect(redo(undo(undo(three))).present).toBe('b');
    expect(redo(three)).toEqual(three);
  });

  it('joins the movements of one drag into one step', () => {
    const dragged = edit(edit(edit(three, 'd'), 'e', true), 'f', true);
    expect(dragged.present).toBe('f');
    expect(undo(dragged).present).toBe('c');
  });

  it('forgets what was undone once something else is done', () => {
    const other = edit(undo(three), 'x');
    expect(redo(other).present).toBe('x');
    expect(undo(other).present).toBe('b');
  });

  it('takes an edit that changes nothing as none', () => {
    expect(edit(three, 'c')).toBe(three);
  });

  it('keeps a hundred steps', () => {
    let long = historyOf(0);
    for (let n = 1; n <= 300; n += 1) long = edit(long, n);
    for (let n = 0; n < 300; n += 1) long = undo(long);
    expect(long.present).toBe(200);
  });
});
