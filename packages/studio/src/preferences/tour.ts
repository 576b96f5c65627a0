import { createStore } from '../util/store.ts';
import { storedChoice } from '../util/stored.ts';

const stored = storedChoice('tour', ['seen']);

/** Whether the hints of a first visit are shown in this browser. */
export const tourStore = createStore<{ wanted: boolean }>({ wanted: stored.get() !== 'seen' });

/** Ends the hints: somebody closed them or made a first clip. */
export function endTour(): void {
  stored.set('seen');
  tourStore.set({ wanted: false });
}

/** Shows the hints again. */
export function restartTour(): void {
  stored.remove();
  tourStore.set({ wanted: true });
}
