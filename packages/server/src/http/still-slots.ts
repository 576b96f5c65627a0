import { AkezoraError } from '@akezora/contract';

/** Calls that a newer one of the same sender and slot ends. */
export interface StillSlots {
  /**
   * Takes a slot, and ends the call that has it.
   * @returns the signal that a newer call ends this one by, and the function that gives the slot back.
   */
  take(owner: string, slot: string): { readonly signal: AbortSignal; readonly end: () => void };
}

/** Creates the slots of a server process. */
export function createStillSlots(): StillSlots {
  const taken = new Map<string, AbortController>();
  return {
    take: (owner, slot) => {
      const key = `${owner} ${slot}`;
      taken.get(key)?.abort(replaced());
      const own = new AbortController();
      taken.set(key, own);
      return { signal: own.signal, end: () => void (taken.get(key) === own && taken.delete(key)) };
    },
  };
}

const replaced = () =>
  new AkezoraError('state_conflict', {
    reason: { en: 'a newer request has taken its place', ja: '新しいリクエストに置き換えられました' },
  });
