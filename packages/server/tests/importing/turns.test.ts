import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createTurns } from '../../src/importing/turns.ts';

it('gives each key one turn at a time, in order, also past one that failed and one that gave up', async () => {
  const turns = createTurns();
  const { signal } = new AbortController();
  const log: string[] = [];
  const first = Promise.withResolvers<void>();
  const failing = turns.take('a', signal, async () => {
    log.push('first');
    await first.promise;
    throw new Error('broken');
  });
  const stop = new AbortController();
  const leaving = turns.take('a', stop.signal, async () => log.push('left'));
  const last = turns.take('a', signal, async () => log.push('last'));
  await turns.take('b', signal, async () => log.push('other'));
  stop.abort();
  await expect(leaving).rejects.toMatchObject({ code: 'cancelled' });
  await setImmediate();
  // The first still works: whoever waited behind the one that left does not pass it.
  expect(log).toEqual(['first', 'other']);
  first.resolve();
  await expect(failing).rejects.toThrow('broken');
  await last;
  await turns.take('a', signal, async () => log.push('again'));
  expect(log).toEqual(['first', 'other', 'last', 'again']);
});
