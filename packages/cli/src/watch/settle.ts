/** A file as a folder lists it. */
export interface ListedFile {
  readonly name: string;
  readonly bytes: number;
  readonly changedAt: number;
}

/**
 * Tells which files are no longer being written: those whose size and time of change have stayed the same for a while. Only the clock of
 * this process counts; that of a network drive may be another. Many programs create an empty file first and fill it later, so that an
 * empty one gets ten times as long.
 * @param settleMs how long a file must stay the same, in milliseconds
 * @param now the clock, in milliseconds. Default: `performance.now`.
 */
export function createSettling(settleMs: number, now: () => number = () => performance.now()) {
  let seen = new Map<string, { readonly sign: string; readonly since: number }>();
  return {
    /** Takes a listing of the folder and returns the names of the files that are settled. */
    look(files: readonly ListedFile[]): ReadonlySet<string> {
      const time = now();
      const settled = new Set<string>();
      const next: typeof seen = new Map();
      for (const { name, bytes, changedAt } of files) {
        const sign = `${bytes} ${changedAt}`;
        const before = seen.get(name);
        const since = before?.sign === sign ? before.since : time;
        next.set(name, { sign, since });
        if (time - since >= (bytes === 0 ? 10 * settleMs : settleMs)) settled.add(name);
      }
      seen = next;
      return settled;
    },
  };
}
