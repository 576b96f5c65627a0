import { useEffect, useRef, useState } from 'react';
import { playingAt, turnAfter } from './turns.ts';

/** Milliseconds of a turn: the length of a clip, and a moment for it to fade. */
const turnMs = 3200;

/** Milliseconds before the first clip plays: the page is painted first. */
const startMs = 700;

/**
 * The tile that plays now; undefined: none.
 * @param moving Whether any plays at all.
 * @param isSeen Whether a tile is in view: others are passed over.
 */
export function useTurn(count: number, moving: boolean, isSeen: (tile: number) => boolean): number | undefined {
  const [turn, setTurn] = useState(-1);
  const seen = useRef(isSeen);
  seen.current = isSeen;
  useEffect(() => {
    if (!moving) return;
    const next = () => setTurn((now) => turnAfter(now, count, seen.current));
    let timer: ReturnType<typeof setInterval>;
    const start = setTimeout(() => {
      next();
      timer = setInterval(next, turnMs);
    }, startMs);
    return () => {
      clearTimeout(start);
      clearInterval(timer);
    };
  }, [moving, count]);
  return moving ? playingAt(turn, count) : undefined;
}
