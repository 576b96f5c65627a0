import { useState } from 'react';
import { lastFrame, toFrame } from './geometry.ts';

/** The moment of a line that is shown, and whether it plays. */
export interface Line {
  readonly time: number;
  readonly playing: boolean;
  /** Shows a moment, and stops there. */
  readonly seek: (time: number) => void;
  /** Plays, or stops; from the beginning where it had come to its end. */
  readonly toggle: () => void;
  /** Moves by frames, and stops there. */
  readonly step: (frames: number) => void;
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
  const end = lastFrame(seconds, fps);
  const at = (to: number) => Math.min(end, Math.max(0, to));
  const seek = (to: number) => {
    setPlaying(false);
    setTime(at(to));
  };
  return {
    time: Math.min(time, end),
    playing,
    seek,
    toggle: () => {
      if (!playing && time >= end - 0.5 / fps) setTime(0);
      setPlaying(!playing);
    },
    step: (frames) => seek(toFrame(time, fps) + frames / fps),
    tick: (to) => {
      const ended = to >= seconds - 1e-6;
      const next = ended && loops ? 0 : at(to);
      if (ended && !loops) setPlaying(false);
      setTime(next);
      return next;
    },
  };
}
