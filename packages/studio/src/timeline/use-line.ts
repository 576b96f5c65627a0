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
      const ended = to >= until - 1e-6;
      const again = loops || !whole;
      const next = ended && again ? from : at(to);
      if (ended && !again) setPlaying(false);
      setTime(next);
      return next;
    },
  };
}
