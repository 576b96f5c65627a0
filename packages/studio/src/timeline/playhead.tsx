import type { KeyboardEvent, PointerEventHandler } from 'react';
import { useText } from '../i18n/index.ts';
import { clock } from '../util/format.ts';
import { lastFrame, toFrame } from './geometry.ts';

/** The moment that is shown: a slider over the whole line; arrows move it by a frame, with Shift by a second. */
export function Playhead({
  x,
  time,
  seconds,
  fps,
  onTime,
  onScrub,
}: {
  /** Pixels from the line's left. */
  x: number;
  time: number;
  /** Length of the line. */
  seconds: number;
  fps: number;
  onTime: (time: number) => void;
  /** It is pressed, or moved while it is. */
  onScrub: PointerEventHandler<HTMLElement>;
}) {
  const t = useText();
  const end = lastFrame(seconds, fps);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = event.shiftKey ? 1 : 1 / fps;
    const to: Record<string, number> = {
      ArrowLeft: time - by,
      ArrowDown: time - by,
      ArrowRight: time + by,
      ArrowUp: time + by,
      PageDown: time - 1,
      PageUp: time + 1,
      Home: 0,
      End: end,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    onTime(toFrame(Math.min(end, Math.max(0, next)), fps));
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      className="line-playhead"
      style={{ transform: `translateX(${x}px)` }}
      aria-label={t.tools.line.playhead}
      aria-valuemin={0}
      aria-valuemax={end}
      aria-valuenow={Math.min(end, time)}
      aria-valuetext={t.shell.units.list([
        clock(time, true),
        t.library.player.frame(Math.round(time * fps) + 1, Math.round(seconds * fps)),
      ])}
      onKeyDown={onKeyDown}
      onPointerDown={onScrub}
      onPointerMove={onScrub}
    />
  );
}
