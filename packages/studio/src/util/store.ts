import { useSyncExternalStore } from 'react';

/** A small piece of state outside components. */
export interface Store<T> {
  get(): T;
  set(change: T | ((state: T) => T)): void;
  subscribe(listener: () => void): () => void;
}

/** Makes a store. */
export function createStore<T extends object>(first: T): Store<T> {
  let state = first;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(change) {
      const next = typeof change === 'function' ? change(state) : change;
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A store's state in a component. */
export function useStore<T extends object>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
