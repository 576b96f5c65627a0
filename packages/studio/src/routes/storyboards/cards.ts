import type { DraftCard, StoryboardData } from '@akezora/contract/api';
import { randomId } from '../../util/random-id.ts';

/** Shortest time between two cards, in seconds. */
const leastCard = 0.5;

/** An id for a new card. */
export const cardId = (): string => `card-${randomId(8)}`;

/** To a twentieth of a second. */
const round = (value: number) => Math.round(value * 20) / 20;

/** The cards in the order of time. */
export const inOrder = (cards: readonly DraftCard[]): DraftCard[] => [...cards].sort((a, b) => a.at - b.at);

/** When a card ends: where the next begins, or at the end of all. */
export function endOf(data: StoryboardData, id: string): number {
  const cards = inOrder(data.cards);
  return cards[cards.findIndex((card) => card.id === id) + 1]?.at ?? data.seconds;
}

/** Changes a card without moving it. */
export const editCard = (
  data: StoryboardData,
  id: string,
  change: Omit<Partial<DraftCard>, 'id' | 'at'>,
): StoryboardData => ({
  ...data,
  cards: data.cards.map((card) => (card.id === id ? { ...card, ...change } : card)),
});

/** Moves a card in time; it stays between its neighbours, and the first stays at 0. */
export function moveCard(data: StoryboardData, id: string, at: number): StoryboardData {
  const cards = inOrder(data.cards);
  const index = cards.findIndex((card) => card.id === id);
  const low = index <= 0 ? 0 : (cards[index - 1]?.at ?? 0) + leastCard;
  const high = index <= 0 ? 0 : (cards[index + 1]?.at ?? data.seconds) - leastCard;
  const next = Math.max(low, Math.min(high, round(at)));
  return { ...data, cards: cards.map((card) => (card.id === id ? { ...card, at: next } : card)) };
}

/** Adds a card after the last one; where there is no room, the storyboard becomes `length` seconds longer. */
export function addCard(
  data: StoryboardData,
  card: Omit<DraftCard, 'id' | 'at'>,
  length = 3,
): { data: StoryboardData; id: string } {
  const last = inOrder(data.cards).at(-1);
  const id = cardId();
  if (last === undefined) return { data: { ...data, cards: [{ ...card, id, at: 0 }] }, id };
  const room = data.seconds - last.at;
  const at = room >= 2 * leastCard ? round(last.at + room / 2) : last.at + leastCard;
  const seconds = room >= 2 ? data.seconds : at + length;
  return { data: { ...data, seconds, cards: [...data.cards, { ...card, id, at: room >= 2 ? at : data.seconds }] }, id };
}

/** Splits a card in its middle into two with the same prompt. */
export function splitCard(data: StoryboardData, id: string): StoryboardData {
  const card = data.cards.find((one) => one.id === id);
  const end = endOf(data, id);
  if (card === undefined || end - card.at < 2 * leastCard) return data;
  const middle = round((card.at + end) / 2);
  const second: DraftCard = { ...card, id: cardId(), at: middle };
  if (card.kind === 'video') second.from = (card.from ?? 0) + (middle - card.at);
  return { ...data, cards: inOrder([...data.cards, second]) };
}

/** Adds a copy after a card and moves the later cards back. */
export function doubleCard(data: StoryboardData, id: string): StoryboardData {
  const card = data.cards.find((one) => one.id === id);
  if (card === undefined) return data;
  const end = endOf(data, id);
  const length = end - card.at;
  const later = data.cards.map((one) => (one.at >= end ? { ...one, at: one.at + length } : one));
  return { ...data, seconds: data.seconds + length, cards: inOrder([...later, { ...card, id: cardId(), at: end }]) };
}

/** Removes a card. Where it was the first, the next one then begins at 0. */
export function removeCard(data: StoryboardData, id: string): StoryboardData {
  const cards = inOrder(data.cards.filter((card) => card.id !== id));
  return { ...data, cards: cards.map((card, index) => (index === 0 ? { ...card, at: 0 } : card)) };
}

/** Changes the length of the storyboard; the cards' times change in proportion. */
export function stretch(data: StoryboardData, seconds: number): StoryboardData {
  const factor = seconds / data.seconds;
  return { ...data, seconds, cards: data.cards.map((card) => ({ ...card, at: round(card.at * factor) })) };
}

/** The card that is shown at a time. */
export const cardAt = (data: StoryboardData, time: number): DraftCard | undefined =>
  inOrder(data.cards)
    .filter((card) => card.at <= time + 1e-6)
    .at(-1) ?? inOrder(data.cards)[0];
