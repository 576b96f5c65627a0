/** A limit on how often something happens for each of many keys. */
export interface Rate {
  /** Counts `amount` for a key. Returns 0, or the seconds until it would be allowed; then nothing was counted. */
  take(key: string, amount: number): number;
  /** Takes back what was counted for a key. */
  giveBack(key: string, amount: number): void;
}

/** Keys that are remembered at once; beyond them new ones share one count, so that no flood of keys fills the memory. */
const mostKeys = 50_000;
const overflow = '\0overflow';

interface Count {
  used: number;
  /** When the count starts over, on the monotonic clock. */
  ends: number;
}

/**
 * Counts in windows that begin with a key's first use. It reads the monotonic clock, so that a change of the time of
 * day neither locks out nor lets in.
 * @param points most of a window. Infinity for no limit, 0 for none allowed.
 */
export function createRate(
  { points, seconds }: { readonly points: number; readonly seconds: number },
  now: () => number = () => performance.now(),
): Rate {
  const counts = new Map<string, Count>();
  let sweptAt = Number.NEGATIVE_INFINITY;
  const removeEnded = (time: number) => {
    // At most once a second: a flood of new keys must not make each of them read all others.
    if (time - sweptAt < 1000) return;
    sweptAt = time;
    for (const [key, { ends }] of counts) if (ends <= time) counts.delete(key);
  };
  const countOf = (name: string, time: number): Count => {
    const known = counts.get(name);
    if (known !== undefined && known.ends > time) return known;
    if (counts.size >= mostKeys) removeEnded(time);
    const key = known !== undefined || counts.size < mostKeys ? name : overflow;
    const shared = counts.get(key);
    if (shared !== undefined && shared.ends > time) return shared;
    const fresh = { used: 0, ends: time + seconds * 1000 };
    counts.delete(key);
    counts.set(key, fresh);
    return fresh;
  };
  return {
    take: (key, amount) => {
      if (points === Number.POSITIVE_INFINITY) return 0;
      const time = now();
      const count = countOf(key, time);
      if (count.used + amount > points) return Math.max(1, Math.ceil((count.ends - time) / 1000));
      count.used += amount;
      return 0;
    },
    giveBack: (key, amount) => {
      const count = counts.get(key);
      if (count !== undefined) count.used = Math.max(0, count.used - amount);
    },
  };
}
