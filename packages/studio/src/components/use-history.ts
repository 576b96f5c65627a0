import { useCallback, useEffect, useRef, useState } from 'react';
import { edit, type History, historyOf, redo, undo } from '../util/history.ts';

/** Milliseconds within which edits of one kind are one step: what is typed without a pause is undone at once. */
const typingMs = 1000;

/**
 * A value whose edits can be undone and redone, by buttons and by Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y, or ⌘) anywhere on the page,
 * text fields included: the browser's own undo knows only one field. All edits of one drag are one step. Its functions stay the same.
 */
export function useHistory<T>(first: T): {
  readonly value: T;
  /** @param kind Edits of the same kind without a pause are one step. */
  readonly set: (next: T, kind?: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
} {
  const [history, setHistory] = useState<History<T>>(() => historyOf(first));
  const gesture = useRef(0);
  const last = useRef<{ gesture: number; kind: string | undefined; at: number }>({
    gesture: -1,
    kind: undefined,
    at: 0,
  });
  useEffect(() => {
    const begin = () => {
      gesture.current += 1;
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (!event.repeat) begin();
      const step = stepOf(event);
      if (step === undefined) return;
      event.preventDefault();
      setHistory(step);
    };
    document.addEventListener('pointerdown', begin, true);
    document.addEventListener('keydown', onKeyDown, true);
    return () => {
      document.removeEventListener('pointerdown', begin, true);
      document.removeEventListener('keydown', onKeyDown, true);
    };
  }, []);
  const set = useCallback((next: T, kind?: string) => {
    const now = { gesture: gesture.current, kind, at: performance.now() };
    const before = last.current;
    const typed = kind !== undefined && kind === before.kind && now.at - before.at < typingMs;
    last.current = now;
    setHistory((state) => edit(state, next, typed || now.gesture === before.gesture));
  }, []);
  return {
    value: history.present,
    set,
    undo: useCallback(() => setHistory(undo), []),
    redo: useCallback(() => setHistory(redo), []),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
  };
}

function stepOf(event: KeyboardEvent): (<T>(history: History<T>) => History<T>) | undefined {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return undefined;
  const key = event.key.toLowerCase();
  if (key === 'z') return event.shiftKey ? redo : undo;
  return key === 'y' && !event.shiftKey ? redo : undefined;
}
