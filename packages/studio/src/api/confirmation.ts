import { createStore } from '../util/store.ts';

/** A change that waits until the person has confirmed who they are. */
export interface Waiting {
  /** Called once: true repeats the change, false gives it up. */
  readonly done: (confirmed: boolean) => void;
}

/** The change that waits for a confirmation; null where none does. */
export const confirmationStore = createStore<{ waiting: Waiting | null }>({ waiting: null });

let asked: Promise<boolean> | undefined;

/** Asks the person to confirm who they are. Changes that ask at the same time wait for one answer. */
export function askToConfirm(): Promise<boolean> {
  asked ??= new Promise<boolean>((resolve) => {
    confirmationStore.set({ waiting: { done: resolve } });
  }).finally(() => {
    asked = undefined;
    confirmationStore.set({ waiting: null });
  });
  return asked;
}
