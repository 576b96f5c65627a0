import { createStore } from '../util/store.ts';
import { storedChoice } from '../util/stored.ts';

const stored = storedChoice('ideas', ['still']);

/** Whether the clips of the first page play by themselves in this browser. */
export const movingStore = createStore<{ moving: boolean }>({ moving: stored.get() !== 'still' });

/** Lets the clips of the first page play by themselves, or stops them; for this visit and later ones. */
export function setMoving(moving: boolean): void {
  if (moving) stored.remove();
  else stored.set('still');
  movingStore.set({ moving });
}
