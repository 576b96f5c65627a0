import type { StoryboardData } from '@akezora/contract/api';
import { expect, it } from 'vitest';
import { cardOfPiece, piecesOf } from '../../../src/routes/storyboards/card-pieces.ts';
import { pullCard } from '../../../src/routes/storyboards/trim-card.ts';
import type { Film } from '../../../src/timeline/piece.ts';

const film: Film = { seconds: 4, fps: 24, width: 16, height: 9, video: 'v', poster: 'p' };
const films = new Map([['b', film]]);
const limits = { min: 2, max: 20 };
const board = (): StoryboardData => ({
  seconds: 9,
  cards: [
    { id: 'a', at: 0, kind: 'text', prompt: 'one' },
    { id: 'b', at: 2, kind: 'video', prompt: 'two', clip: 'x', from: 1, to: 4 },
    { id: 'c', at: 7, kind: 'image', prompt: '', upload: 'u' },
  ],
});
const told = (data: StoryboardData, stills = new Map<string, string>()) =>
  piecesOf(data, films, stills).map(({ key, kind, seconds }) => `${kind} ${key} ${seconds}`);
const pulled = (key: string, edge: 'start' | 'end', by: number) =>
  pullCard(board(), { key, edge }, films.get(cardOfPiece(key).id), limits)?.(by);

it('a clip that is shorter than its card has seconds after it that are yet to be painted', () => {
  expect(told(board())).toEqual(['words a 2', 'clip b 3', 'new b/rest 2', 'still c 2']);
  expect(
    told({ ...board(), seconds: 7.5, cards: board().cards.map((card) => ({ ...card, at: card.at / 2 })) }),
  ).toEqual(['words a 1', 'clip b 2.5', 'still c 4']);
});

it('a text card shows the picture of its words once it is made', () => {
  expect(piecesOf(board(), films, new Map([['a', 'data:a']]))[0]).toMatchObject({ kind: 'words', picture: 'data:a' });
});

it('the border of two cards moves for both, and a clip’s beginning gives frames with it', () => {
  const next = pulled('b', 'start', 1);
  expect(next?.cards[1]).toMatchObject({ at: 3, from: 2, to: 4 });
  expect(pulled('b', 'start', -1.5)?.cards[1]).toMatchObject({ at: 0.5, from: 0 });
  expect(pulled('a', 'end', 1)?.cards[1]).toMatchObject({ at: 3, from: 1 });
  expect(pulled('a', 'start', 1)).toBeUndefined();
});

it('the end of a clip trims the clip inside its card, and the end of the card is that of its rest', () => {
  expect(pulled('b', 'end', -1)?.cards[1]).toMatchObject({ at: 2, from: 1, to: 3 });
  expect(pulled('b/rest', 'start', 9)?.cards[1]).toMatchObject({ to: 4 });
  expect(pulled('b', 'end', -9)?.cards[1]).toMatchObject({ to: 1.25 });
  expect(pulled('b/rest', 'end', 1)?.cards[2]).toMatchObject({ at: 8 });
});

it('a border is drawn to half seconds, but not from its place by a step', () => {
  expect(pulled('a', 'end', 0.95)?.cards[1]?.at).toBe(3);
  expect(pulled('a', 'end', 0.042)?.cards[1]?.at).toBe(2.042);
  expect(pulled('a', 'end', 0.8)?.cards[1]?.at).toBe(2.8);
});
