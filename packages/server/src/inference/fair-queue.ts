/** Items that wait for their turn: first in first out for each owner, and one owner after the other between them. */
export class FairQueue<Item> {
  /** Waiting items by owner; the owner in front is served next. */
  readonly #waiting = new Map<string, Item[]>();
  #size = 0;

  /** Items of all owners. */
  get size(): number {
    return this.#size;
  }

  /** Items of one owner. */
  lengthOf(owner: string): number {
    return this.#waiting.get(owner)?.length ?? 0;
  }

  /** Adds an item at the end of its owner's line. */
  add(owner: string, item: Item): void {
    const line = this.#waiting.get(owner);
    if (line === undefined) this.#waiting.set(owner, [item]);
    else line.push(item);
    this.#size += 1;
  }

  /** Removes an item that no longer waits; false when it is not in the queue. */
  remove(owner: string, item: Item): boolean {
    const line = this.#waiting.get(owner);
    const place = line?.indexOf(item) ?? -1;
    if (line === undefined || place < 0) return false;
    line.splice(place, 1);
    this.#size -= 1;
    if (line.length === 0) this.#waiting.delete(owner);
    return true;
  }

  /** Takes the next item of the first owner whose turn it may be, and puts that owner behind the others. */
  take(mayRun: (owner: string) => boolean): Item | undefined {
    for (const [owner, line] of this.#waiting) {
      if (!mayRun(owner)) continue;
      const item = line.shift();
      this.#size -= 1;
      this.#waiting.delete(owner);
      if (line.length > 0) this.#waiting.set(owner, line);
      return item;
    }
    return undefined;
  }

  /** Removes and returns all items. */
  clear(): Item[] {
    const items = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    this.#size = 0;
    return items;
  }
}
