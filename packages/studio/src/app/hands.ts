import { createStore } from '../util/store.ts';

/** Which help of the keyboard is open: the sheet of keys, the palette of commands, or none. */
export const handsStore = createStore<{ readonly shown: 'sheet' | 'palette' | null }>({ shown: null });
