import type { Curve } from '@akezora/contract';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useText } from '../../i18n/index.ts';
import { short } from '../../util/format.ts';
import { addPoint, movePoint, removePoint } from './curve.ts';

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/**
 * An editor of how much of a second clip is seen over time, between the strip of the first above it and that of the second below: points are
 * dragged, added and removed, by pointer or keys.
 */
export function CurveEditor({
  curve,
  seconds,
  onChange,
}: {
  curve: Curve;
  seconds: number;
  onChange: (curve: Curve) => void;
}) {
  const t = useText().tools.blend;
  const box = useRef<HTMLDivElement>(null);
  const place = (event: PointerEvent) => {
    const area = box.current?.getBoundingClientRect();
    if (area === undefined) return { at: 0, value: 0 };
    return {
      at: clamp((event.clientX - area.left) / area.width, 0, 1) * seconds,
      value: clamp((event.clientY - area.top) / area.height, 0, 1),
    };
  };
  const onKey = (event: KeyboardEvent, index: number) => {
    const point = curve[index];
    if (point === undefined) return;
    const by: Record<string, [number, number]> = {
      ArrowLeft: [-0.1, 0],
      ArrowRight: [0.1, 0],
      ArrowUp: [0, -0.05],
      ArrowDown: [0, 0.05],
    };
    const step = by[event.key];
    if (step !== undefined) {
      event.preventDefault();
      onChange(movePoint(curve, index, point.at + step[0], point.value + step[1], seconds));
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      onChange(removePoint(curve, index));
    }
  };
  const path = curve.map(({ at, value }, i) => `${i === 0 ? 'M' : 'L'}${(100 * at) / seconds} ${100 * value}`).join('');
  return (
    <div className="curve">
      <div
        ref={box}
        className="curve-box"
        onPointerDown={(event) => {
          if (event.target instanceof HTMLButtonElement) return;
          const { at, value } = place(event);
          onChange(addPoint(curve, at, value));
        }}
      >
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          <path d={`${path}L100 100L0 100Z`} className="curve-fill" />
          <path d={path} className="curve-line" />
        </svg>
        {curve.map(({ at, value }, index) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place in the order
            key={index}
            type="button"
            role="slider"
            className="curve-point"
            style={{ left: `${(100 * at) / seconds}%`, top: `${100 * value}%` }}
            aria-label={t.point(index + 1)}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(100 - value * 100)}
            aria-valuetext={t.pointAt(short(at), Math.round(100 - value * 100))}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={(event) => {
              if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
              const next = place(event);
              onChange(movePoint(curve, index, next.at, next.value, seconds));
            }}
            onKeyDown={(event) => onKey(event, index)}
          />
        ))}
      </div>
    </div>
  );
}
