import type { GenerationRequestInput, ModelCapabilities } from '@akezora/contract';
import type { DraftCard, StoryboardData } from '@akezora/contract/api';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { stillQuery } from '../../api/stills.ts';
import { compact } from '../../util/compact.ts';
import { useSettled } from '../../util/use-settled.ts';
import { inOrder } from './cards.ts';

/** Milliseconds after the last stroke. */
const restMs = 800;

/** Stills that are made at once: browsers open few connections to a server, and saving must not wait for pictures. */
const atOnce = 2;

/** The clip of which a card's still is a moment: as long as a usual card, and the same whatever the card's place on the line. */
const [clipSeconds, moment] = [4, 1.5];

/** Seed of all stills, so that they stay the same. */
const usualSeed = 1;

/** The request whose still a card shows: its own words, in the storyboard's shape and style. */
function requestOf(card: DraftCard, data: StoryboardData, model: string): GenerationRequestInput {
  const { aspect, preset, seed = usualSeed } = data;
  return compact({ model, prompt: card.prompt.trim(), aspect, preset, seed, seconds: clipSeconds });
}

/** A still of each text card's words, by card, as far as they are made; none with a model that makes no stills. */
export function useCardStills(
  data: StoryboardData,
  model: ModelCapabilities | undefined,
  chosen: string | null,
): ReadonlyMap<string, string> {
  const client = useQueryClient();
  const able = model?.controls.stills === true;
  const wanted = inOrder(data.cards)
    .filter(({ kind, prompt }) => able && kind === 'text' && prompt.trim() !== '')
    .map((card) => ({ id: card.id, request: requestOf(card, data, model?.id ?? '') }))
    .sort((a, b) => Number(b.id === chosen) - Number(a.id === chosen));
  const settled = useSettled(JSON.stringify(wanted), restMs);
  const cards = useMemo(() => JSON.parse(settled) as typeof wanted, [settled]);
  let making = 0;
  const found = useQueries({
    queries: cards.map(({ id, request }) => {
      const query = stillQuery({ request, at: moment, slot: `card ${id}` });
      const state = client.getQueryState(query.queryKey);
      const open = state?.data === undefined && state?.status !== 'error';
      const enabled = open && making < atOnce;
      if (enabled) making += 1;
      return { ...query, enabled };
    }),
    // A refusal counts as an answer, too: the next one is then asked for.
    combine: (results) => results.map(({ data: src, isError }) => src ?? (isError ? null : undefined)),
  });
  const words = new Map(wanted.map(({ id, request }) => [id, request.prompt]));
  // A card whose words have changed since shows the words alone until it has rested.
  const shown = cards.flatMap(({ id, request }, index) => {
    const src = found[index];
    return typeof src !== 'string' || words.get(id) !== request.prompt ? [] : [[id, src] as const];
  });
  const key = JSON.stringify(shown);
  return useMemo(() => new Map(JSON.parse(key) as [string, string][]), [key]);
}
