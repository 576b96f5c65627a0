import { BoundedQueue } from '../../video/bounded-queue.ts';

/**
 * Runs a generator up to `most` items ahead of who reads it, so that both work at once. Ends with it: after `return` it has
 * stopped.
 * @param begin until it resolves, an item is made only when it is asked for. Default: it runs ahead at once.
 */
export async function* runAhead<T>(
  items: AsyncGenerator<T, void, void>,
  most: number,
  begin: Promise<void> = Promise.resolve(),
): AsyncGenerator<T, void, void> {
  const queue = new BoundedQueue<T>(most);
  const run = async () => {
    try {
      for (let next = await items.next(); next.done !== true; next = await items.next())
        if (!(await queue.push(next.value))) return;
      queue.close();
    } catch (failure) {
      queue.close(failure);
    }
  };
  let running: Promise<void> | undefined;
  let hasEnded = false;
  void begin.then(() => {
    if (!hasEnded) running = run();
  });
  try {
    // What is asked for here comes before what `run` asks for: a generator answers in order.
    while (running === undefined) {
      const next = await items.next();
      if (next.done === true) return;
      yield next.value;
    }
    yield* queue;
  } finally {
    hasEnded = true;
    queue.close();
    await running;
    await items.return();
  }
}
