import type { ClipQuery } from '@akezora/contract/api';
import { createStore } from '../../util/store.ts';
import type { LibrarySearch } from './search.ts';

/** A new order of the random list. */
export const newShuffle = (): number => Math.floor(Math.random() * 1e6);

/** The library as it was last looked at, so that coming back finds it again. */
export interface Listing {
  readonly search: LibrarySearch;
  /** The query of its clips: “next” and “previous” follow its order. */
  readonly query: ClipQuery;
  /** Seed of the random order. */
  readonly shuffle: number;
}

/** The library as it was last looked at. */
export const listingStore = createStore<Listing>({ search: {}, query: { sort: 'newest' }, shuffle: newShuffle() });
