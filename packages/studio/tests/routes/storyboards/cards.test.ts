import type { StoryboardData } from '@akezora/contract/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addCard,
  cardAt,
  doubleCard,
  editCard,
  endOf,
  inOrder,
  moveCard,
  removeCard,
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

describe('storyboard cards', () => {
  it('keep their order and the first stays at 0 whatever is done', () => {
    const move = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.double({ min: -5, max: 20, noNaN: true })).map(
      ([id, at]) =>
        (d: StoryboardData) =>
          moveCard(d, id, at),
    );
    const other = fc.constantFrom(
      (d: StoryboardData) => splitCard(d, inOrder(d.cards)[0]?.id ?? ''),
      (d: StoryboardData) => doubleCard(d, inOrder(d.cards).at(-1)?.id ?? ''),
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

  it('split in the middle; the second half of a clip goes on where the first stops', () => {
    const [, , first, second] = inOrder(splitCard(board(), 'c').cards);
    expect(first).toMatchObject({ at: 6, from: 1 });
    expect(second).toMatchObject({ at: 7.5, from: 2.5 });
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
