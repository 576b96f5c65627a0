import type { DraftCard, StoryboardData } from '@akezora/contract/api';
import { randomId } from '../../util/random-id.ts';

/** Shortest card, in seconds. */
export const leastCard = 0.5;

/** Lengths that a storyboard may have, in seconds. */
export interface BoardLimits {
  readonly min: number;
  readonly max: number;
}

/** A card without its place. */
export type FreshCard = Omit<DraftCard, 'id' | 'at'>;

/** An id for a new card. */
export const cardId = (): string => `card-${randomId(8)}`;

/** Times have three decimals: finer than a frame, and readable. */
const round = (value: number) => Math.round(value * 1000) / 1000;

/** The cards in the order of time. */
export const inOrder = (cards: readonly DraftCard[]): DraftCard[] => [...cards].sort((a, b) => a.at - b.at);

/** When a card ends: where the next begins, or at the end of all. */
export function endOf(data: StoryboardData, id: string): number {
  const cards = inOrder(data.cards);
  return cards[cards.findIndex((card) => card.id === id) + 1]?.at ?? data.seconds;
}

/** Changes a card without moving it. */
export const editCard = (data: StoryboardData, id: string, change: Partial<FreshCard>): StoryboardData => ({
  ...data,
  cards: data.cards.map((card) => (card.id === id ? { ...card, ...change } : card)),
});

/** Length of each card, in the order of time. */
export const lengthsOf = (data: StoryboardData): readonly { readonly card: DraftCard; readonly seconds: number }[] =>
  inOrder(data.cards).map((card, index, cards) => ({
    card,
    seconds: round((cards[index + 1]?.at ?? data.seconds) - card.at),
  }));

/** Cards one after another with their lengths, from 0 on; the storyboard is as long as they are. */
function laid(data: StoryboardData, lengths: ReturnType<typeof lengthsOf>): StoryboardData {
  let at = 0;
  const cards = lengths.map(({ card, seconds }) => {
    const placed = { ...card, at: round(at) };
    at += seconds;
    return placed;
  });
  return { ...data, seconds: round(at), cards };
}

/** Moves the beginning of a card, and with it the end of the one before; both stay half a second long, and the first stays at 0. */
export function moveCard(data: StoryboardData, id: string, at: number): StoryboardData {
  const cards = inOrder(data.cards);
  const index = cards.findIndex((card) => card.id === id);
  if (index <= 0) return data;
  const low = (cards[index - 1]?.at ?? 0) + leastCard;
  const high = (cards[index + 1]?.at ?? data.seconds) - leastCard;
  const next = Math.max(low, Math.min(high, round(at)));
  return { ...data, cards: cards.map((card) => (card.id === id ? { ...card, at: next } : card)) };
}

/** Moves the end of a card: the next one begins there, and after the last one the storyboard ends, within its limits. */
export function moveEnd(data: StoryboardData, id: string, end: number, { min, max }: BoardLimits): StoryboardData {
  const cards = inOrder(data.cards);
  const index = cards.findIndex((card) => card.id === id);
  const next = cards[index + 1];
  if (next !== undefined) return moveCard(data, next.id, end);
  const last = cards[index];
  if (last === undefined) return data;
  // One that is outside of the limits already may stay there.
  const low = Math.max(last.at + leastCard, Math.min(min, data.seconds));
  return { ...data, seconds: Math.max(low, Math.min(Math.max(max, data.seconds), round(end))) };
}

/** Puts a card at another place of the order; every card keeps its length. */
export function reorderCard(data: StoryboardData, id: string, index: number): StoryboardData {
  const lengths = lengthsOf(data);
  const moved = lengths.find(({ card }) => card.id === id);
  if (moved === undefined) return data;
  const others = lengths.filter((one) => one !== moved);
  return laid(data, [...others.slice(0, index), moved, ...others.slice(index)]);
}

/** Seconds from the border of two cards within which a new card is put between them. */
const borderReach = 0.5;

/**
 * Puts a new card where it is dropped. Near the border of two cards it goes between them, and the later ones move back, as far as the
 * storyboard may be long; inside a card it takes the rest of that card.
 * @param length Seconds that it would like to be.
 */
export function insertCard(
  data: StoryboardData,
  fresh: FreshCard,
  time: number,
  length: number,
  { max }: BoardLimits,
): { data: StoryboardData; id: string } {
  const id = cardId();
  const lengths = lengthsOf(data);
  const borders = [0, ...lengths.map(({ card, seconds }) => card.at + seconds)];
  const near = borders.map((at) => Math.abs(at - time));
  const index = near.indexOf(Math.min(...near));
  const room = max - data.seconds;
  if ((near[index] ?? 0) <= borderReach && room >= leastCard) {
    const added = { card: { ...fresh, id, at: 0 }, seconds: round(Math.max(leastCard, Math.min(length, room))) };
    return { data: laid(data, [...lengths.slice(0, index), added, ...lengths.slice(index)]), id };
  }
  const under = cardAt(data, time);
  const end = under === undefined ? data.seconds : endOf(data, under.id);
  const from = under?.at ?? 0;
  const at = Math.max(from + leastCard, Math.min(end - leastCard, round(time)));
  // A card that is too short for two gives its whole place.
  if (end - from < 2 * leastCard)
    return {
      data: { ...data, cards: data.cards.map((card) => (card === under ? { ...fresh, id, at: from } : card)) },
      id,
    };
  return { data: { ...data, cards: inOrder([...data.cards, { ...fresh, id, at }]) }, id };
}

/** Adds a card after the last one; where there is no room, the storyboard becomes `length` seconds longer. */
export function addCard(data: StoryboardData, card: FreshCard, length = 3): { data: StoryboardData; id: string } {
  const last = inOrder(data.cards).at(-1);
  const id = cardId();
  if (last === undefined) return { data: { ...data, cards: [{ ...card, id, at: 0 }] }, id };
  const room = data.seconds - last.at;
  const at = room >= 2 * leastCard ? round(last.at + room / 2) : last.at + leastCard;
  const seconds = room >= 2 ? data.seconds : at + length;
  return { data: { ...data, seconds, cards: [...data.cards, { ...card, id, at: room >= 2 ? at : data.seconds }] }, id };
}

/**
 * Splits a card into two with the same prompt, at a time or else, where one of them would be too short, in its middle.
 * @returns The storyboard, and the second of the two; null where the card is too short.
 */
export function splitCard(
  data: StoryboardData,
  id: string,
  time?: number,
): { data: StoryboardData; id: string } | null {
  const card = data.cards.find((one) => one.id === id);
  const end = endOf(data, id);
  if (card === undefined || end - card.at < 2 * leastCard) return null;
  const fits = time !== undefined && time - card.at >= leastCard && end - time >= leastCard;
  const at = round(fits ? time : (card.at + end) / 2);
  const second: DraftCard = { ...card, id: cardId(), at };
  if (card.kind === 'video') second.from = round((card.from ?? 0) + (at - card.at));
  return { data: { ...data, cards: inOrder([...data.cards, second]) }, id: second.id };
}

/** Adds a copy after a card and moves the later cards back; returns the storyboard, and the copy. */
export function doubleCard(data: StoryboardData, id: string): { data: StoryboardData; id: string } {
  const card = data.cards.find((one) => one.id === id);
  if (card === undefined) return { data, id };
  const end = endOf(data, id);
  const length = end - card.at;
  const later = data.cards.map((one) => (one.at >= end ? { ...one, at: round(one.at + length) } : one));
  const copy = { ...card, id: cardId(), at: end };
  return { data: { ...data, seconds: round(data.seconds + length), cards: inOrder([...later, copy]) }, id: copy.id };
}

/** Removes a card; the one before it takes its time, and where it was the first, the next one begins at 0. */
export function removeCard(data: StoryboardData, id: string): StoryboardData {
  const cards = inOrder(data.cards.filter((card) => card.id !== id));
  return { ...data, cards: cards.map((card, index) => (index === 0 ? { ...card, at: 0 } : card)) };
}

/** The card to look at after one was taken out: the one that came after it, else the last. */
export const afterRemoval = (data: StoryboardData, id: string): string | null => {
  const cards = inOrder(data.cards);
  const index = cards.findIndex((card) => card.id === id);
  return (cards[index + 1] ?? cards[index - 1])?.id ?? null;
};

/** Trims a clip's card: where its stretch of the clip begins and ends. */
export function trimClip(
  data: StoryboardData,
  id: string,
  { from, to }: { from?: number; to?: number },
): StoryboardData {
  return editCard(data, id, {
    ...(from === undefined ? {} : { from: Math.max(0, round(from)) }),
    ...(to === undefined ? {} : { to: round(to) }),
  });
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
