import { createStore } from '../../util/store.ts';
import type { MarkedWord } from '../marked-parts.ts';

/** Whether what the model knows is on show, and the word of the prompt that a name takes the place of. */
export const knownStore = createStore<{ readonly open: boolean; readonly instead: MarkedWord | undefined }>({
  open: false,
  instead: undefined,
});

/** Shows what the model knows in place of a word of the prompt that it does not know. */
export const showKnown = (instead: MarkedWord): void => knownStore.set({ open: true, instead });
