/** What became of one of several things done together. */
export type Outcome<Answer> = { readonly value: Answer } | { readonly error: unknown };

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does together what is asked for while the database still works on what was asked before: under load one transaction
 * serves many, and alone nobody waits. When doing several fails as a whole, each is done by itself, so that one bad
 * item costs the others nothing.
 * @param run does all items; answers the outcome of each, in their order.
 * @param most items at once.
 */
export function gather<Item, Answer>(
  run: (items: readonly Item[]) => Promise<readonly Outcome<Answer>[]>,
  most = 64,
): (item: Item) => Promise<Answer> {
  const line: Waiting<Item, Answer>[] = [];
  let working = false;
  const settle = (waiting: Waiting<Item, Answer>, outcome: Outcome<Answer> | undefined) => {
    if (outcome === undefined) waiting.reject(new Error('an item was left without an outcome'));
    else if ('error' in outcome) waiting.reject(outcome.error);
    else waiting.resolve(outcome.value);
  };
  const serve = async (batch: readonly Waiting<Item, Answer>[]): Promise<void> => {
    try {
      const outcomes = await run(batch.map(({ item }) => item));
      for (const [index, waiting] of batch.entries()) settle(waiting, outcomes[index]);
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const waiting of batch) await serve([waiting]);
    }
  };
  const work = async () => {
    working = true;
    while (line.length > 0) await serve(line.splice(0, most));
    working = false;
  };
  return (item) =>
    new Promise<Answer>((resolve, reject) => {
      line.push({ item, resolve, reject });
      if (!working) void work();
    });
}
