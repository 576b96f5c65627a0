import type { Clip, ClipPage, ClipQuery } from '@akezora/contract/api';
import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { clipsQuery } from '../../src/api/queries.ts';
import { neighbourOf } from '../../src/app/neighbours.ts';

/** A client that has loaded the first window of each list. */
function clientWith(...lists: (readonly [ClipQuery, readonly string[]])[]): QueryClient {
  const client = new QueryClient();
  for (const [query, ids] of lists) {
    const page: ClipPage = { data: ids.map((id) => ({ id }) as Clip), total: ids.length, nextCursor: null };
    client.setQueryData(clipsQuery(query, 0).queryKey, page);
  }
  return client;
}

it('goes from clip to clip in the order of the list, and no further than its ends', async () => {
  const list: ClipQuery = { sort: 'newest' };
  const client = clientWith([list, ['a', 'b', 'c']]);
  expect(await neighbourOf(client, 'b', list, 1)).toBe('c');
  expect(await neighbourOf(client, 'b', list, -1)).toBe('a');
  expect(await neighbourOf(client, 'a', list, -1)).toBeUndefined();
  expect(await neighbourOf(client, 'c', list, 1)).toBeUndefined();
});

it('keeps to the list that was looked at, also where a narrower one was loaded before it', async () => {
  const all: ClipQuery = { sort: 'newest' };
  const found: ClipQuery = { sort: 'newest', q: 'fox' };
  const client = clientWith([found, ['c', 'e']], [all, ['a', 'b', 'c', 'd', 'e']]);
  expect(await neighbourOf(client, 'c', all, 1)).toBe('d');
  expect(await neighbourOf(client, 'c', found, 1)).toBe('e');
});
