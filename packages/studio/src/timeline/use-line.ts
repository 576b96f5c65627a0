import { useState } from 'react';
import { endsOf, isWhole, type PlayRange, withIn, withOut } from '../util/play-range.ts';
import { lastFrame, toFrame } from './geometry.ts';

/** The moment of a line that is shown, and whether it plays. */
export interface Line {
  readonly time: number;
  readonly playing: boolean;
  /** The part that plays, again and again; the whole line where nothing is marked. */
  readonly range: PlayRange;
  /** Shows a moment, and stops there. */
  readonly seek: (time: number) => void;
  /** Plays, or stops; from the beginning where it had come to its end. */
  readonly toggle: () => void;
  /** Moves by frames, and stops there. */
  readonly step: (frames: number) => void;
  /** Lets the part that plays begin with the frame that is shown, or end with it. */
  readonly mark: (edge: 'in' | 'out') => void;
  /** Plays the whole line again. Answers `false` where nothing was marked. */
  readonly unmark: () => boolean;
  /** The time while it plays, told by what plays it. At the end it stops, or begins again: the time from which it goes on is returned. */
  readonly tick: (time: number) => number;
}

/**
 * Where a line that plays goes on, and whether it is over. What plays goes on past the moment of the last frame, to the end: held at the
 * last frame it would never come there.
 * @param part The part that plays, and whether it does so again and again.
 */
export function ticked(
  to: number,
  part: { readonly from: number; readonly until: number; readonly again: boolean },
): { readonly next: number; readonly isOver: boolean } {
  const isAtEnd = to >= part.until - 1e-6;
  return { next: isAtEnd && part.again ? part.from : Math.max(0, to), isOver: isAtEnd && !part.again };
}

/**
 * The playhead of a line.
 * @param seconds Its length.
 * @param fps Its frames a second.
 * @param loops Whether it begins again at its end. Default false.
 */
export function useLine(seconds: number, fps: number, loops = false): Line {
  const [time, setTime] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [marked, setMarked] = useState<PlayRange>({});
  const end = lastFrame(seconds, fps);
  const at = (to: number) => Math.min(end, Math.max(0, to));
  // A line that became shorter than where its part began plays whole.
  const range = (marked.from ?? 0) > end ? {} : marked;
  const { from, to: until } = endsOf(range, seconds);
  const whole = isWhole(range);
  const seek = (to: number) => {
    setPlaying(false);
    setTime(at(to));
  };
  return {
    time: Math.min(time, end),
    playing,
    range,
    seek,
    toggle: () => {
      const isPast = time >= until - 1.5 / fps;
      if (!playing && (isPast || time < from)) setTime(from);
      setPlaying(!playing);
    },
    step: (frames) => seek(toFrame(time, fps) + frames / fps),
    mark: (edge) => {
      const frame = toFrame(at(time), fps);
      setMarked(edge === 'in' ? withIn(range, frame) : withOut(range, Math.min(seconds, frame + 1 / fps)));
    },
    unmark: () => {
      setMarked({});
      return !whole;
    },
    tick: (to) => {
      const { next, isOver } = ticked(to, { from, until, again: loops || !whole });
      if (isOver) setPlaying(false);
      setTime(at(next));
      return next;
    },
  };
}
