import { type KeyboardEvent, type PointerEventHandler, useEffect, useRef } from 'react';
import { useText } from '../i18n/index.ts';
import { short } from '../util/format.ts';
import type { Edge } from './piece.ts';

/** An end of a piece, pulled by pointer or moved by arrows: a frame, with Shift a second. */
export function EdgeHandle({
  edge,
  name,
  seconds,
  reachable,
  focus,
  fps,
  onStep,
  onFocus,
  onBlur,
  ...pointer
}: {
  edge: Edge;
  /** What the piece is called. */
  name: string;
  /** Length of the piece. */
  seconds: number;
  /** Whether Tab stops at it. */
  reachable: boolean;
  /** Takes the focus when this becomes true. */
  focus: boolean;
  fps: number;
  /** Moves it by seconds. */
  onStep: (by: number) => void;
  onFocus: () => void;
  onBlur: () => void;
  onPointerDown: PointerEventHandler<HTMLElement>;
  onPointerMove: PointerEventHandler<HTMLElement>;
  onPointerUp: PointerEventHandler<HTMLElement>;
  onPointerCancel: PointerEventHandler<HTMLElement>;
}) {
  const t = useText();
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focus) ref.current?.focus();
  }, [focus]);
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
    const step = steps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onStep(step * (event.shiftKey ? 1 : 1 / fps));
  };
  return (
    <div
      ref={ref}
      role="slider"
      className={`line-edge line-edge-${edge}`}
      tabIndex={reachable ? 0 : -1}
      aria-label={t.tools.line[edge](name)}
      aria-valuemin={0}
      aria-valuemax={Math.max(60, seconds)}
      aria-valuenow={Math.round(seconds * 1000) / 1000}
      aria-valuetext={t.tools.line.long(short(seconds))}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      onBlur={onBlur}
      {...pointer}
    />
  );
}
