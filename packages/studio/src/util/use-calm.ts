import { useEffect, useReducer, useRef } from 'react';

/** A value as it is; while it is hurried along, as it was not more than `ms` milliseconds ago. */
export function useCalm<T>(value: T, isHurried: boolean, ms: number): T {
  const shown = useRef(value);
  const latest = useRef(value);
  const [, showLatest] = useReducer((count: number) => count + 1, 0);
  latest.current = value;
  if (!isHurried) shown.current = value;
  useEffect(() => {
    if (!isHurried) return;
    const timer = setInterval(() => {
      shown.current = latest.current;
      showLatest();
    }, ms);
    return () => clearInterval(timer);
  }, [isHurried, ms]);
  return shown.current;
}
