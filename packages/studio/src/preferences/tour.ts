import { storedChoice } from '../util/stored.ts';

const stored = storedChoice('tour', ['seen']);

/** Whether this browser has yet to show the tour. */
export const tourWanted = (): boolean => stored.get() !== 'seen';

/** Marks the tour as seen. */
export const endTour = (): void => stored.set('seen');

/** Lets the tour be shown again. */
export const restartTour = (): void => stored.remove();
