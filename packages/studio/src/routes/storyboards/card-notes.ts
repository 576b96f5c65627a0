import type { GenerationPlan, Text } from '@akezora/contract';
import type { DraftCard, StoryboardData } from '@akezora/contract/api';
import { inOrder } from './cards.ts';

/** A remark of the plan, and the card that it is about. */
export interface CardNote {
  /** The card's id and its number from 1; null for a remark on the whole. */
  readonly card: { readonly id: string; readonly number: number } | null;
  readonly text: Text;
}

const hasSource = ({ kind, clip, upload }: DraftCard) => kind !== 'text' && (clip ?? upload) !== undefined;

/** The remarks of a storyboard's plan, each once: those of cards first, in their order. */
export function notesOf(data: StoryboardData, plan: GenerationPlan): readonly CardNote[] {
  const cards = inOrder(data.cards);
  // A request holds the words and the pictures of its cards in two lists, without the cards that have none.
  const lists: Readonly<Record<string, readonly DraftCard[]>> = {
    storyboard: cards.filter(({ prompt }) => prompt.trim() !== ''),
    conditions: cards.filter(hasSource),
  };
  const cardOf = (field: string | undefined): CardNote['card'] => {
    const [, list = '', index = ''] = /^(storyboard|conditions)\.(\d+)/.exec(field ?? '') ?? [];
    const card = lists[list]?.[Number(index)];
    return card === undefined ? null : { id: card.id, number: cards.indexOf(card) + 1 };
  };
  const notes = plan.notices.map(({ field, message }): CardNote => ({ card: cardOf(field), text: message }));
  const once = new Map(notes.map((note) => [`${note.card?.id} ${note.text.en}`, note]));
  return [...once.values()].sort((a, b) => (a.card?.number ?? 65) - (b.card?.number ?? 65));
}
