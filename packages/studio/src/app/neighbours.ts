import type { ClipDetail, ClipPage, ClipQuery } from '@akezora/contract/api';
import { hashKey, type QueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys.ts';
import { clipQuery, clipsBesideQuery, clipsQuery, clipsWindow } from '../api/queries.ts';

/** Which way from a clip: 1 to the next of the list, -1 to the one before. */
export type Step = 1 | -1;

/**
 * The clip beside another, in the order of the library as it was last looked at; by age where that list does not hold it.
 * @returns Its id; undefined at either end.
 */
export async function neighbourOf(
  client: QueryClient,
  id: string,
  query: ClipQuery,
  step: Step,
): Promise<string | undefined> {
  const index = loadedIndexOf(client, id, query);
  if (index === undefined) return byAge(client, await client.ensureQueryData(clipQuery(id)), step);
  const wanted = index + step;
  if (wanted < 0) return undefined;
  const page = await client.ensureQueryData(clipsQuery(query, Math.floor(wanted / clipsWindow)));
  return page.data[wanted % clipsWindow]?.id;
}

/** Place of a clip among the loaded windows of a list. */
function loadedIndexOf(client: QueryClient, id: string, query: ClipQuery): number | undefined {
  const [kind] = keys.clips(query, 0);
  const list = hashKey([query]);
  for (const [[, of, window], page] of client.getQueriesData<ClipPage>({ queryKey: [kind, query] })) {
    // Keys are matched in part: a list that is narrowed further is among them.
    if (hashKey([of]) !== list) continue;
    const at = page?.data.findIndex((clip) => clip.id === id) ?? -1;
    if (at >= 0 && typeof window === 'number') return window * clipsWindow + at;
  }
  return undefined;
}

/** The next older clip, or the next newer one. */
async function byAge(client: QueryClient, clip: ClipDetail, step: Step): Promise<string | undefined> {
  const { newer, older } = await client.ensureQueryData(clipsBesideQuery(clip));
  return (step === 1 ? older : newer) ?? undefined;
}
