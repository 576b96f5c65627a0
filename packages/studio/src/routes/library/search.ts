import { type ClipQuery, type Origin, origins } from '@akezora/contract/api';
import { compact } from '../../util/compact.ts';

/** Choices of the library's filters and of its order, as they stand in the address. */
export const libraryChoices = {
  aspect: ['16:9', '1:1', '9:16'],
  length: ['short', 'medium', 'long'],
  /** Lowest resolution to show. */
  resolution: ['480p', '720p', '1080p'],
  sort: ['newest', 'oldest', 'longest', 'shortest', 'largest', 'title', 'random'],
} as const;

type Choice<K extends keyof typeof libraryChoices> = (typeof libraryChoices)[K][number];

/** Search, filters and order in the library's address. */
export interface LibrarySearch {
  readonly q?: string;
  readonly favourite?: boolean;
  readonly folder?: string;
  readonly tag?: string;
  readonly model?: string;
  readonly aspect?: Choice<'aspect'>;
  readonly length?: Choice<'length'>;
  readonly resolution?: Choice<'resolution'>;
  readonly origin?: Origin;
  readonly sort?: Choice<'sort'>;
  readonly trash?: boolean;
}

/** A change to the address; `undefined` takes a filter out. */
export type LibrarySearchChange = { readonly [K in keyof LibrarySearch]?: LibrarySearch[K] | undefined };

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
/** Numbers too: the router reads `?q=12` as one. */
const word = (value: unknown) => (value === undefined ? undefined : text(String(value)));
const oneOf = <T extends string>(value: unknown, list: readonly T[]) => list.find((item) => item === value);

/** Reads the library's address; values it cannot have are left out. */
export function readLibrarySearch(raw: Record<string, unknown>): LibrarySearch {
  return compact({
    q: word(raw.q),
    favourite: raw.favourite === true ? true : undefined,
    folder: text(raw.folder),
    tag: word(raw.tag),
    model: text(raw.model),
    aspect: oneOf(raw.aspect, libraryChoices.aspect),
    length: oneOf(raw.length, libraryChoices.length),
    resolution: oneOf(raw.resolution, libraryChoices.resolution),
    origin: oneOf(raw.origin, origins),
    sort: oneOf(raw.sort, libraryChoices.sort),
    trash: raw.trash === true ? true : undefined,
  }) as LibrarySearch;
}

/** Seconds that each length filter covers. */
const lengths: Readonly<Record<Choice<'length'>, Pick<ClipQuery, 'minSeconds' | 'maxSeconds'>>> = {
  short: { maxSeconds: 5 },
  medium: { minSeconds: 5, maxSeconds: 15 },
  long: { minSeconds: 15 },
};

/**
 * The query of the clips that an address asks for.
 * @param seed Order of `sort: 'random'`; the same seed gives the same order.
 */
export function clipQueryOf(search: LibrarySearch, seed: number): ClipQuery {
  const { length, sort, resolution, ...rest } = search;
  return {
    ...rest,
    ...(length === undefined ? {} : lengths[length]),
    ...(resolution === undefined ? {} : { minShortSide: Number.parseInt(resolution, 10) }),
    sort: sort ?? 'newest',
    ...(sort === 'random' ? { seed } : {}),
  };
}
