import type { Origin } from '@akezora/contract/api';
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { errorOf } from '../api/client.ts';
import { keys } from '../api/keys.ts';
import { clipQuery, jobQuery } from '../api/queries.ts';
import { type Stored, storedJson } from '../util/stored.ts';

/** What takes are made with, and of. */
export interface TakesOf {
  readonly tool: Origin;
  /** Id of the clip or storyboard that the tool works on. */
  readonly of: string;
}

/** Most takes of one clip and tool that are kept; the oldest go first. */
const mostKept = 24;

const kept = ({ tool, of }: TakesOf): Stored<readonly string[]> => storedJson(`takes.${tool}.${of}`);

function keep(place: TakesOf, takes: readonly string[]): void {
  if (takes.length > 0) kept(place).set(takes);
  else kept(place).remove();
}

/** Takes as they are shown now; where nothing shows them yet, as this browser has kept them. */
const known = (client: QueryClient, place: TakesOf): readonly string[] =>
  client.getQueryData(takesQuery(place).queryKey) ?? kept(place).get() ?? [];

/** Jobs that were started with a tool, the latest last, without those whose job or clip is gone. */
const takesQuery = (place: TakesOf) =>
  queryOptions({
    queryKey: keys.takes(place.tool, place.of),
    queryFn: async ({ client }): Promise<readonly string[]> => {
      const before = known(client, place);
      const there = new Set(
        await Promise.all(before.map(async (id) => ((await isThere(client, id)) ? id : undefined))),
      );
      // What was started meanwhile stays.
      const gone = before.filter((id) => !there.has(id));
      const now = known(client, place).filter((id) => !gone.includes(id));
      keep(place, now);
      return now;
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });

/** Whether a job is listed, and its clip neither deleted nor in the bin. */
async function isThere(client: QueryClient, id: string): Promise<boolean> {
  try {
    const { clipId } = await client.ensureQueryData(jobQuery(id));
    return clipId === null || (await client.fetchQuery(clipQuery(clipId))).deletedAt === null;
  } catch (thrown) {
    // Where the server does not answer, they are still to be seen when it does.
    return errorOf(thrown).code !== 'not_found';
  }
}

/** Adds jobs to the takes; they stay where the page is left or loaded anew before the server has answered. */
export function addTakes(client: QueryClient, place: TakesOf, jobs: readonly string[]): void {
  const next = [...known(client, place), ...jobs].slice(-mostKept);
  keep(place, next);
  client.setQueryData(takesQuery(place).queryKey, next);
}

/** The jobs that this browser has started with a tool, the latest last. */
export function useTakes(place: TakesOf): readonly string[] {
  const takes = useQuery({ ...takesQuery(place), placeholderData: () => kept(place).get() });
  return takes.data ?? [];
}
