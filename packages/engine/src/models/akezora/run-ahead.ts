import { BoundedQueue } from '../../video/bounded-queue.ts';

/**
 * Runs a generator up to `most` items ahead of who reads it, so that both work at once. Ends with it: after `return` it has
 * stopped.
 */
export async function* runAhead<T>(items: AsyncGenerator<T, void, void>, most: number): AsyncGenerator<T, void, void> {
  const queue = new BoundedQueue<T>(most);
  const running = (async () => {
    try {
      for await (const item of items) if (!(await queue.push(item))) return;
      queue.close();
    } catch (failure) {
      queue.close(failure);
    }
  })();
  try {
    yield* queue;
  } finally {
    queue.close();
    await running;
  }
}
