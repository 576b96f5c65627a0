import { clipQuerySchema } from '@akezora/contract/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipQueryOf, libraryChoices, readLibrarySearch } from '../../../src/routes/library/search.ts';

describe('the library’s address', () => {
  it('keeps what it knows and leaves out the rest', () => {
    const search = {
      q: 'fox',
      favourite: true,
      folder: 'f1',
      tag: 'snow',
      model: 'akezora-2',
      aspect: '9:16',
      length: 'long',
      resolution: '720p',
      origin: 'loop',
      sort: 'title',
      trash: true,
    };
    expect(readLibrarySearch({ ...search, page: 3 })).toEqual(search);
    expect(readLibrarySearch({ q: '', favourite: 'yes', aspect: '4:3', sort: 'best', folder: 7, trash: 1 })).toEqual(
      {},
    );
  });

  it('reads words that the router takes for numbers', () => {
    expect(readLibrarySearch({ q: 12, tag: 2026 })).toEqual({ q: '12', tag: '2026' });
  });

  it('always stands for a query the server takes, whatever is typed into it', () => {
    const odd = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(undefined));
    const known = (list: readonly string[]) => fc.oneof(odd, fc.constantFrom(...list));
    const address = fc.record({
      q: odd,
      favourite: odd,
      folder: odd,
      tag: odd,
      model: odd,
      aspect: known(libraryChoices.aspect),
      length: known(libraryChoices.length),
      resolution: known(libraryChoices.resolution),
      origin: odd,
      sort: known(libraryChoices.sort),
      trash: odd,
    });
    fc.assert(
      fc.property(address, (raw) => {
        const search = readLibrarySearch(raw);
        expect(readLibrarySearch({ ...search })).toEqual(search);
        // As it arrives: every value a text.
        const query = Object.entries(clipQueryOf(search, 7)).map(([key, value]) => [key, String(value)]);
        expect(clipQuerySchema.safeParse(Object.fromEntries(query)).error).toBeUndefined();
      }),
    );
  });
});

describe('the query of an address', () => {
  it('turns lengths into seconds and a resolution into the shorter side', () => {
    expect(clipQueryOf({}, 1)).toEqual({ sort: 'newest' });
    expect(clipQueryOf({ length: 'short' }, 1)).toMatchObject({ maxSeconds: 5 });
    expect(clipQueryOf({ length: 'medium' }, 1)).toMatchObject({ minSeconds: 5, maxSeconds: 15 });
    expect(clipQueryOf({ length: 'long' }, 1)).toMatchObject({ minSeconds: 15 });
    expect(clipQueryOf({ resolution: '1080p' }, 1)).toMatchObject({ minShortSide: 1080 });
  });

  it('carries the seed only where the order is random', () => {
    expect(clipQueryOf({ sort: 'random' }, 9)).toEqual({ sort: 'random', seed: 9 });
    expect(clipQueryOf({ sort: 'title' }, 9)).toEqual({ sort: 'title' });
  });
});
