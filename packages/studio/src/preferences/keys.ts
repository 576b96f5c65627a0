import { createStore } from '../util/store.ts';
import { storedChoice } from '../util/stored.ts';

const stored = storedChoice('keys', ['on', 'off']);

/** Whether keys work on the whole page. Switched off, they work only where the focus is, and those with Ctrl or ⌘ everywhere. */
export const keysStore = createStore<{ readonly on: boolean }>({ on: stored.get() !== 'off' });

/** Switches the keys of the page on or off, for this visit and later ones. */
export function setKeys(on: boolean): void {
  stored.set(on ? 'on' : 'off');
  keysStore.set({ on });
}

/** Whether this is a Mac, an iPad or an iPhone, whose keyboards have ⌘. */
export const isMac = (): boolean => /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');
