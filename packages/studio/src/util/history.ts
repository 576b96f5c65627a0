/** A value that is edited, with the states before and after it. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
}

/** How many steps can be undone. */
const depth = 100;

/** A history that holds one state. */
export const historyOf = <T>(present: T): History<T> => ({ past: [], present, future: [] });

/**
 * A history after an edit; an edit that changes nothing leaves it as it is.
 * @param joined The edit belongs to the step before, as each movement of one drag does. Default false.
 */
export function edit<T>(history: History<T>, next: T, joined = false): History<T> {
  if (Object.is(next, history.present)) return history;
  const past = joined && history.past.length > 0 ? history.past : [...history.past, history.present].slice(-depth);
  return { past, present: next, future: [] };
}

/** The state one step back; the same history where there is none. */
export function undo<T>({ past, present, future }: History<T>): History<T> {
  if (past.length === 0) return { past, present, future };
  return { past: past.slice(0, -1), present: past.at(-1) as T, future: [present, ...future] };
}

/** The state one step on again; the same history where there is none. */
export function redo<T>({ past, present, future }: History<T>): History<T> {
  if (future.length === 0) return { past, present, future };
  return { past: [...past, present], present: future[0] as T, future: future.slice(1) };
}
