import { useEffect, useState } from 'react';
import { playingAt } from './turns.ts';

/** Milliseconds of a step: two make the length of a clip. */
const stepMs = 1600;

/** Milliseconds before the first clip plays: the page is painted first. */
const startMs = 700;

/**
 * The tiles that play now.
 * @param moving Whether they play at all.
 */
export function useTurns(count: number, moving: boolean): readonly number[] {
  const [step, setStep] = useState(-1);
  useEffect(() => {
    if (!moving) return;
    const next = () => setStep((now) => now + 1);
    let timer: ReturnType<typeof setInterval>;
    const start = setTimeout(() => {
      next();
      timer = setInterval(next, stepMs);
    }, startMs);
    return () => {
      clearTimeout(start);
      clearInterval(timer);
    };
  }, [moving]);
  return moving ? playingAt(step, count) : [];
}
