import { type ConditionSource, type RequestPart, storyboard } from '@akezora/contract';
import type { DraftCard, StoryboardData } from '@akezora/contract/api';
import { pick } from '../../util/compact.ts';

/** The picture or video of a card; undefined for a text card, and for one whose file is not chosen yet. */
function sourceOfCard({ kind, clip, upload }: DraftCard): ConditionSource | undefined {
  if (kind === 'text') return undefined;
  if (kind === 'video' && clip !== undefined) return { kind: 'clip', id: clip };
  return upload === undefined ? undefined : { kind, file: `upload:${upload}` };
}

/** A storyboard as it is edited, as the part of a request; undefined while no card has words. */
export function compileStoryboard(data: StoryboardData): RequestPart | undefined {
  if (data.cards.every(({ prompt }) => prompt.trim() === '')) return undefined;
  const cards = data.cards.map((card) => {
    const source = sourceOfCard(card);
    return {
      at: card.at,
      prompt: card.prompt,
      ...(source === undefined ? {} : { source }),
      ...pick(card, ['from', 'to']),
    };
  });
  return {
    ...storyboard(cards, data.seconds),
    seconds: data.seconds,
    ...pick(data, ['aspect', 'resolution', 'preset', 'seed', 'model']),
  };
}
