import { describe, expect, it } from 'vitest';
import { gather } from '../../src/jobs/gather.ts';

/** A line whose first run waits for a word, so that the rest gathers behind it. */
function slowLine(run: (items: readonly number[]) => { value: number }[]) {
  const batches: number[][] = [];
  let begin: () => void = () => undefined;
  const began = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const line = gather(async (items: readonly number[]) => {
    batches.push([...items]);
    await began;
    return run(items);
  }, 3);
  return { line, begin, batches };
}

describe('things done together', () => {
  it('are those that came while others were under way, up to a number, each with its own answer', async () => {
    const { line, begin, batches } = slowLine((items) => items.map((item) => ({ value: item * 10 })));
    const all = Promise.all([1, 2, 3, 4, 5].map(line));
    begin();
    expect(await all).toEqual([10, 20, 30, 40, 50]);
    expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('are done one by one when they fail together, so that only the bad one fails', async () => {
    const { line, begin } = slowLine((items) => {
      if (items.includes(3)) throw new Error('three');
      return items.map((item) => ({ value: item }));
    });
    const all = Promise.allSettled([1, 2, 3, 4].map(line));
    begin();
    const settled = await all;
    expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await line(7)).toBe(7);
  });
});
