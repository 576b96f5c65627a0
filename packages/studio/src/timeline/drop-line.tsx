import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { type Dropped, draggedIn, droppedFrom } from '../components/drag-clip.ts';
import { fitted, timeOf, xOf } from './geometry.ts';
import './timeline.css';

/** A line onto which clips and files are dropped, with a mark where they would come in. */
export function DropLine({
  seconds,
  room,
  markAt = (time) => time,
  onDrop,
  children,
}: {
  /** Length of the line. */
  seconds: number;
  /** Free pixels before and after it. */
  room: number;
  /** Second of the line at which the mark of a time stands. Default: at the time itself. */
  markAt?: (time: number) => number;
  /** Takes what was dropped at a second of the line. */
  onDrop: (dropped: Dropped, time: number) => void;
  /** The line. */
  children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState<number | null>(null);
  const scale = () => fitted(seconds, box.current?.clientWidth ?? 0, room);
  const timeAt = (event: DragEvent) => {
    const x = event.clientX - (box.current?.getBoundingClientRect().left ?? 0);
    return Math.max(0, Math.min(seconds, timeOf(scale(), x)));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what can be dropped here can be added by buttons, too
    <div
      className="line-drops"
      ref={box}
      onDragOver={(event) => {
        if (draggedIn(event.dataTransfer) === null) return;
        event.preventDefault();
        setOver(timeAt(event));
      }}
      onDragLeave={({ currentTarget, relatedTarget: to }) => {
        if (!(to instanceof Node) || !currentTarget.contains(to)) setOver(null);
      }}
      onDrop={(event) => {
        setOver(null);
        event.preventDefault();
        onDrop(droppedFrom(event.dataTransfer), timeAt(event));
      }}
    >
      {children}
      {over !== null && (
        <span className="line-drop-mark" style={{ transform: `translateX(${xOf(scale(), markAt(over))}px)` }} />
      )}
    </div>
  );
}
