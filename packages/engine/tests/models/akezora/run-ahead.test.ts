import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runAhead } from '../../../src/models/akezora/run-ahead.ts';

/** Counts, and says how far it came and whether it was closed. */
function counter(count: number, failsAt = -1) {
  const state = { made: 0, closed: false };
  async function* items(): AsyncGenerator<number, void, void> {
    try {
      for (let i = 0; i < count; i += 1) {
        if (i === failsAt) throw new RangeError('broken');
        state.made = i + 1;
        yield i;
      }
    } finally {
      state.closed = true;
    }
  }
  return { state, items: items() };
}

test('works ahead by so many items and no more, and keeps their order', async () => {
  const { state, items } = counter(20);
  const ahead = runAhead(items, 4);
  expect((await ahead.next()).value).toBe(0);
  await sleep(5);
  // One was taken, four wait, one is in its hand.
  expect(state.made).toBe(6);
  const rest: number[] = [];
  for await (const item of ahead) rest.push(item);
  expect(rest).toEqual(Array.from({ length: 19 }, (_, i) => i + 1));
});

test('makes what is asked for and no more before it is to begin', async () => {
  const { state, items } = counter(20);
  const started = Promise.withResolvers<void>();
  const ahead = runAhead(items, 4, started.promise);
  expect([(await ahead.next()).value, (await ahead.next()).value]).toEqual([0, 1]);
  await sleep(5);
  expect(state.made).toBe(2);
  started.resolve();
  await sleep(5);
  expect(state.made).toBe(7);
  const rest: number[] = [];
  for await (const item of ahead) rest.push(item);
  expect(rest).toEqual(Array.from({ length: 18 }, (_, i) => i + 2));
});

test('keeps the order when it begins while an item is awaited', async () => {
  const { items } = counter(6);
  const started = Promise.withResolvers<void>();
  const ahead = runAhead(items, 4, started.promise);
  const first = ahead.next();
  started.resolve();
  const seen = [(await first).value];
  for await (const item of ahead) seen.push(item);
  expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
});

test('ends without having begun', async () => {
  const { state, items } = counter(3);
  const seen: number[] = [];
  for await (const item of runAhead(items, 4, new Promise(() => undefined))) seen.push(item);
  expect(seen).toEqual([0, 1, 2]);
  const left = counter(3);
  for await (const _ of runAhead(left.items, 4, new Promise(() => undefined))) break;
  expect([state.closed, left.state.closed]).toEqual([true, true]);
});

test('has closed what it runs when it is left early', async () => {
  const { state, items } = counter(20);
  for await (const item of runAhead(items, 2)) if (item === 3) break;
  expect(state.closed).toBe(true);
  expect(state.made).toBeLessThan(10);
});

test('fails where it fails, after what was made before', async () => {
  const seen: number[] = [];
  const reading = (async () => {
    for await (const item of runAhead(counter(20, 3).items, 8)) seen.push(item);
  })();
  await expect(reading).rejects.toThrow('broken');
  expect(seen).toEqual([0, 1, 2]);
});
