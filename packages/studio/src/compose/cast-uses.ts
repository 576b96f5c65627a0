import { calledNames } from '@akezora/contract';
import type { Clip } from '@akezora/contract/api';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { keys } from '../api/keys.ts';

/** How many clips are looked through for an actor: a page of the library. */
const most = 100;

/**
 * The clips whose prompts call an actor, the newest first.
 * @param names Names of all actors: one may begin like another.
 */
export const castUsesQuery = (name: string, names: readonly string[]) =>
  queryOptions({
    queryKey: keys.castUses(name),
    queryFn: async ({ signal }): Promise<readonly Clip[]> => {
      const { data } = await api.call('clips', { query: { q: `@${name}`, limit: most }, signal });
      return data.filter(({ prompt }) => calledNames(prompt, names).some((called) => called.name === name));
    },
    staleTime: 30_000,
  });
