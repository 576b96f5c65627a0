import type { StoryboardData } from '@akezora/contract/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addCard,
  afterRemoval,
  cardAt,
  doubleCard,
  editCard,
  endOf,
  inOrder,
  insertCard,
  moveCard,
  moveEnd,
  removeCard,
  reorderCard,
  splitCard,
  stretch,
} from '../../../src/routes/storyboards/cards.ts';

const board = (): StoryboardData => ({
  seconds: 9,
  cards: [
    { id: 'a', at: 0, kind: 'text', prompt: 'one' },
    { id: 'b', at: 3, kind: 'text', prompt: 'two' },
    { id: 'c', at: 6, kind: 'video', prompt: 'three', clip: 'x', from: 1, to: 4 },
  ],
});

const limits = { min: 2, max: 20 };

describe('storyboard cards', () => {
  it('keep their order and the first stays at 0 whatever is done', () => {
    const move = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.double({ min: -5, max: 20, noNaN: true })).map(
      ([id, at]) =>
        (d: StoryboardData) =>
          moveCard(d, id, at),
    );
    const other = fc.constantFrom(
      (d: StoryboardData) => splitCard(d, inOrder(d.cards)[0]?.id ?? '')?.data ?? d,
      (d: StoryboardData) => doubleCard(d, inOrder(d.cards).at(-1)?.id ?? '').data,
      (d: StoryboardData) => reorderCard(d, inOrder(d.cards).at(-1)?.id ?? '', 0),
      (d: StoryboardData) => insertCard(d, { kind: 'text', prompt: '' }, 3.3, 2, limits).data,
      (d: StoryboardData) => moveEnd(d, inOrder(d.cards).at(-1)?.id ?? '', 1, limits),
      (d: StoryboardData) => removeCard(d, inOrder(d.cards)[0]?.id ?? ''),
      (d: StoryboardData) => addCard(d, { kind: 'text', prompt: '' }).data,
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(move, other), { maxLength: 15 }), (steps) => {
        const end = steps.reduce((d, step) => step(d), board());
        const cards = inOrder(end.cards);
        cards.forEach((card, i) => {
          if (i === 0) expect(card.at).toBe(0);
          else expect(card.at - (cards[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(0.5 - 0.051);
          expect(card.at).toBeLessThan(end.seconds);
        });
        expect(new Set(cards.map(({ id }) => id)).size).toBe(cards.length);
      }),
    );
  });

  it('split at the playhead, else in the middle; the second half of a clip goes on where the first stops, and is chosen', () => {
    const halves = (time?: number) => {
      const { data, id } = splitCard(board(), 'c', time) ?? { data: board(), id: '' };
      const [, , first, second] = inOrder(data.cards);
      expect(second?.id).toBe(id);
      return [first, second];
    };
    expect(halves()).toMatchObject([
      { at: 6, from: 1 },
      { at: 7.5, from: 2.5 },
    ]);
    expect(halves(7)[1]).toMatchObject({ at: 7, from: 2 });
    expect(halves(1)[1]).toMatchObject({ at: 7.5 });
    expect(splitCard({ ...board(), seconds: 6.9 }, 'c')).toBe(null);
  });

  const times = ({ cards, seconds }: StoryboardData) => [...inOrder(cards).map(({ id, at }) => `${id}${at}`), seconds];

  it('share a border that moves, and the last one ends where the storyboard does, within its limits', () => {
    expect(times(moveEnd(board(), 'a', 4.2, limits))).toEqual(['a0', 'b4.2', 'c6', 9]);
    expect(times(moveEnd(board(), 'b', 99, limits))).toEqual(['a0', 'b3', 'c8.5', 9]);
    expect(times(moveEnd(board(), 'c', 11, limits))).toEqual(['a0', 'b3', 'c6', 11]);
    expect(times(moveEnd(board(), 'c', 99, limits))).toEqual(['a0', 'b3', 'c6', 20]);
    expect(times(moveEnd(board(), 'c', 0, limits))).toEqual(['a0', 'b3', 'c6', 6.5]);
    expect(times(moveCard(board(), 'a', 2))).toEqual(['a0', 'b3', 'c6', 9]);
  });

  it('keep their lengths at another place of the order', () => {
    const uneven = moveCard(board(), 'b', 1);
    expect(times(reorderCard(uneven, 'a', 2))).toEqual(['b0', 'c5', 'a8', 9]);
    expect(times(reorderCard(uneven, 'c', 0))).toEqual(['c0', 'a3', 'b4', 9]);
  });

  it('are dropped between others, or inside one that gives its rest', () => {
    const fresh = { kind: 'image', prompt: '', upload: 'u' } as const;
    const dropped = (time: number, data = board()) => {
      const next = insertCard(data, fresh, time, 2, limits);
      return times(next.data).map((one) => String(one).replace(next.id, '+'));
    };
    expect(dropped(3.2)).toEqual(['a0', '+3', 'b5', 'c8', '11']);
    expect(dropped(0.1)).toEqual(['+0', 'a2', 'b5', 'c8', '11']);
    expect(dropped(9)).toEqual(['a0', 'b3', 'c6', '+9', '11']);
    expect(dropped(4.5)).toEqual(['a0', 'b3', '+4.5', 'c6', '9']);
    expect(dropped(3.2, { ...board(), seconds: 20 })).toEqual(['a0', 'b3', '+3.5', 'c6', '20']);
  });

  it('leave the next one chosen when one is taken out', () => {
    expect(['a', 'b', 'c'].map((id) => afterRemoval(board(), id))).toEqual(['b', 'c', 'b']);
  });

  it('know their end, and which of them holds at a time', () => {
    expect(endOf(board(), 'b')).toBe(6);
    expect(endOf(board(), 'c')).toBe(9);
    expect(cardAt(board(), 5.9)?.id).toBe('b');
    expect(stretch(board(), 18).cards.map(({ at }) => at)).toEqual([0, 6, 12]);
  });

  it('change one at a time and in place', () => {
    const edited = editCard(board(), 'b', { prompt: 'new' });
    expect(edited.cards.map(({ prompt }) => prompt)).toEqual(['one', 'new', 'three']);
    expect(edited.cards.map(({ at }) => at)).toEqual([0, 3, 6]);
  });

  it('make the storyboard longer where there is no room for another', () => {
    const { data, id } = addCard({ ...board(), seconds: 7 }, { kind: 'text', prompt: '' });
    expect(data.seconds).toBe(9.5);
    expect(data.cards.find((card) => card.id === id)?.at).toBe(7);
  });
});
