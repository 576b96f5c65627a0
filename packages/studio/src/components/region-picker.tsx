import type { Region } from '@akezora/contract/api';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import { useText } from '../i18n/index.ts';
import './region-picker.css';

const least = 0.05;
const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** The nearest region that lies inside the frame and is not too small. */
const inside = ({ x, y, width, height }: Region): Region => {
  const w = clamp(width, least, 1);
  const h = clamp(height, least, 1);
  return { x: clamp(x, 0, 1 - w), y: clamp(y, 0, 1 - h), width: w, height: h };
};

/** The region with two points of the frame as its corners. */
const between = (a: { x: number; y: number }, b: { x: number; y: number }): Region => ({
  x: Math.min(a.x, b.x),
  y: Math.min(a.y, b.y),
  width: Math.abs(a.x - b.x),
  height: Math.abs(a.y - b.y),
});

/** Lets a region be drawn over a picture by pointer. Arrow keys move it; with Shift they resize it. */
export function RegionPicker({
  region,
  onChange,
  children,
}: {
  region: Region | undefined;
  onChange: (region: Region) => void;
  children: ReactNode;
}) {
  const t = useText().tools.actors;
  const box = useRef<HTMLDivElement>(null);
  const start = useRef<{ x: number; y: number } | null>(null);
  const place = (event: PointerEvent) => {
    const { left, top, width, height } = box.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return { x: clamp((event.clientX - left) / width, 0, 1), y: clamp((event.clientY - top) / height, 0, 1) };
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by: Record<string, [number, number]> = {
      ArrowLeft: [-0.02, 0],
      ArrowRight: [0.02, 0],
      ArrowUp: [0, -0.02],
      ArrowDown: [0, 0.02],
    };
    const step = by[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const now = region ?? { x: 0.35, y: 0.35, width: 0.3, height: 0.3 };
    const [dx, dy] = step;
    onChange(
      inside(
        event.shiftKey
          ? { ...now, width: now.width + dx, height: now.height + dy }
          : { ...now, x: now.x + dx, y: now.y + dy },
      ),
    );
  };
  const percent = (value: number) => `${100 * value}%`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a region of a picture has no element of its own
    <div
      ref={box}
      className="region-picker"
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys draw the region, too
      tabIndex={0}
      aria-label={t.region}
      aria-describedby="region-keys"
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = place(event);
      }}
      onPointerMove={(event) => {
        if (start.current !== null) onChange(inside(between(start.current, place(event))));
      }}
      onPointerUp={() => {
        start.current = null;
      }}
    >
      {children}
      {region !== undefined && (
        <span
          className="region"
          style={{
            left: percent(region.x),
            top: percent(region.y),
            width: percent(region.width),
            height: percent(region.height),
          }}
        />
      )}
      <span id="region-keys" className="visually-hidden">
        {t.regionKeys}
      </span>
    </div>
  );
}
