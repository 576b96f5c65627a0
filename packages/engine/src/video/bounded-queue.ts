/**
 * A queue between one producer and one consumer that holds a few items at most: `push` waits while it is full, so that
 * frames do not pile up in memory when the encoder is slower than the model.
 */
export class BoundedQueue<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  readonly #capacity: number;
  #closed = false;
  #failure: unknown;
  #wake: (() => void)[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Adds an item, waiting for room; returns false when the consumer has ended. */
  async push(item: T): Promise<boolean> {
    while (this.#items.length >= this.#capacity && !this.#closed) await this.#changed();
    if (this.#closed) return false;
    this.#items.push(item);
    this.#notify();
    return true;
  }

  /** No more items: the consumer ends after those already queued, or with `failure`. */
  close(failure?: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#failure = failure;
    this.#notify();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    try {
      for (;;) {
        const item = this.#items.shift();
        if (item !== undefined) {
          this.#notify();
          yield item;
        } else if (this.#closed) {
          if (this.#failure !== undefined) throw this.#failure;
          return;
        } else await this.#changed();
      }
    } finally {
      this.#closed = true;
      this.#items.length = 0;
      this.#notify();
    }
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const resolve of wake) resolve();
  }
}
