/** Remembers that a clip is being made, so that a page that the browser ended, mostly for its memory, can say so when it is back. */

const key = 'akezora-making';

/** Says that a clip is being made from now on, or no longer. */
export function markMaking(isMaking: boolean): void {
  try {
    if (isMaking) sessionStorage.setItem(key, '1');
    else sessionStorage.removeItem(key);
  } catch {
    // Without storage a crash is not told.
  }
}

/** Whether this tab was ended while it made a clip. Asked once, at the start. */
export function wasBroken(): boolean {
  try {
    const found = sessionStorage.getItem(key) !== null;
    sessionStorage.removeItem(key);
    return found;
  } catch {
    return false;
  }
}
