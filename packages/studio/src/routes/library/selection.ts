import type { Clip, ClipQuery } from '@akezora/contract/api';
import type { QueryClient } from '@tanstack/react-query';
import { clipsQuery, clipsWindow } from '../../api/queries.ts';
import { createStore, useStore } from '../../util/store.ts';

/** The clips chosen in a list of the library. */
interface Selection {
  /** The list they were chosen in. */
  readonly list: string;
  readonly ids: ReadonlySet<string>;
  /** Whether every tile shows its box. */
  readonly selecting: boolean;
  /** Place in the list of the tile that was last chosen or moved to: ranges and the arrow keys start there. */
  readonly at: number | null;
}

const none = { ids: new Set<string>(), selecting: false, at: null };

/** It outlives the page: leaving for a clip and coming back finds it. Another list has none of it. */
const store = createStore<Selection>({ list: '', ...none });

/** The selection in the list of a query, and what changes it. */
export function useSelection(query: ClipQuery) {
  const list = JSON.stringify(query);
  const now = useStore(store);
  const selection = now.list === list ? now : { list, ...none };
  const set = (change: Partial<Selection>) => store.set({ ...selection, ...change });
  return {
    ...selection,
    /** Takes clips in or out; `at` is the place of the last one. */
    choose: (ids: ReadonlySet<string>, at = selection.at) => set({ ids, at }),
    moveTo: (at: number) => set({ at }),
    setSelecting: (selecting: boolean) => set({ selecting, ids: selecting ? selection.ids : none.ids }),
    clear: () => set({ ids: none.ids, selecting: false }),
  };
}

/** A selection with the loaded clips from one place of the list to another, both included. */
export function withRange(
  ids: ReadonlySet<string>,
  at: (index: number) => Clip | undefined,
  from: number,
  to: number,
): ReadonlySet<string> {
  const more = new Set(ids);
  for (let index = Math.min(from, to); index <= Math.max(from, to); index++) {
    const clip = at(index);
    if (clip !== undefined) more.add(clip.id);
  }
  return more;
}

/** Ids of every clip of a list, also of those that are not loaded. */
export async function allIds(client: QueryClient, query: ClipQuery, total: number): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (let window = 0; window * clipsWindow < total; window++)
    for (const { id } of (await client.ensureQueryData(clipsQuery(query, window))).data) ids.add(id);
  return ids;
}
