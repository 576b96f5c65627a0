import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import './height-stage.css';

const inside = (value: number) => Math.min(1, Math.max(0, Math.round(value * 100) / 100));

/** A picture with a level line on it, 0 its top and 1 its bottom: dragged by pointer, or moved by arrow keys. */
export function HeightStage({
  className,
  value,
  label,
  text,
  describedBy,
  onChange,
  children,
}: {
  /** Of the box that is as high as the picture. */
  className: string;
  value: number;
  label: string;
  /** The value in words. */
  text: string;
  /** Id of the hint. */
  describedBy: string;
  onChange: (value: number) => void;
  children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const held = useRef(false);
  const place = (event: PointerEvent) => {
    const { top, height } = box.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    onChange(inside((event.clientY - top) / height));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const places: Record<string, number> = {
      ArrowUp: value - 0.01,
      ArrowDown: value + 0.01,
      ArrowLeft: value - 0.01,
      ArrowRight: value + 0.01,
      PageUp: value - 0.1,
      PageDown: value + 0.1,
      Home: 0,
      End: 1,
    };
    const next = places[event.key];
    if (next === undefined) return;
    event.preventDefault();
    onChange(inside(next));
  };
  return (
    <div
      className="height-stage"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = true;
        place(event);
      }}
      onPointerMove={(event) => held.current && place(event)}
      onPointerUp={() => {
        held.current = false;
      }}
      onPointerCancel={() => {
        held.current = false;
      }}
    >
      <div className={className} ref={box}>
        {children}
        <div
          className="height-line"
          style={{ top: `${100 * value}%` }}
          role="slider"
          tabIndex={0}
          aria-label={label}
          aria-orientation="vertical"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(100 * value)}
          aria-valuetext={text}
          aria-describedby={describedBy}
          onKeyDown={onKeyDown}
        >
          <span aria-hidden="true">{label}</span>
        </div>
      </div>
    </div>
  );
}
