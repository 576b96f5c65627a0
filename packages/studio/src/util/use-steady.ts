import { useCallback, useLayoutEffect, useRef } from 'react';

/** A function that stays the same and does what the one of the last render does: what is given it need not be drawn again. */
export function useSteady<A extends readonly unknown[], R>(call: (...args: A) => R): (...args: A) => R {
  const latest = useRef(call);
  useLayoutEffect(() => {
    latest.current = call;
  });
  return useCallback((...args: A) => latest.current(...args), []);
}
