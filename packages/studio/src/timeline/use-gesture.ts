import { type PointerEvent, useRef, useState } from 'react';
import { dropIndex, magnet, placed, type Scale } from './geometry.ts';
import type { EdgeOf, LinePiece } from './piece.ts';
import { draws } from './scrub.ts';

/**
 * Begins to move an edge.
 * @returns What moves it to `by` seconds from where it was (to the right where positive), one step of the keyboard where it is `stepped`; it
 * answers which edge is held now: another one where pulling made another piece.
 */
export type Trim = (held: EdgeOf) => (by: number, stepped: boolean) => EdgeOf;

/** An edge that is held by a pointer. */
export interface Hold {
  readonly grabbed: EdgeOf;
  /** The edge that moves now. */
  readonly held: EdgeOf;
  /** Where the grabbed piece ended on the line when it was grabbed, in seconds. */
  readonly end: number;
  /** The scale stays while the edge is held. */
  readonly scale: Scale;
}

/** A piece that is dragged to another place. */
export interface Drag {
  readonly key: string;
  /** Seconds it is dragged by. */
  readonly by: number;
  /** The place it would take. */
  readonly index: number;
}

/** Pixels that a pointer moves before a press becomes a drag. */
const slack = 5;

/** Pointer gestures on a line: edges are pulled, pieces dragged to another place. */
export function useGesture({
  pieces,
  fps,
  scale,
  time,
  trim,
  onMove,
  onPress,
}: {
  pieces: readonly LinePiece[];
  fps: number;
  scale: Scale;
  time: number;
  trim: Trim | undefined;
  onMove: ((key: string, index: number) => void) | undefined;
  /** A piece was pressed without being dragged to another place. */
  onPress: (key: string, clientX: number) => void;
}) {
  const [hold, setHold] = useState<Hold | null>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const pressed = useRef<{ x: number } | null>(null);
  const pull = useRef<((event: PointerEvent) => void) | null>(null);

  const grab = (event: PointerEvent<HTMLElement>, edge: EdgeOf) => {
    const place = placed(pieces).find(({ piece }) => piece.key === edge.key);
    const move = event.button === 0 ? trim?.(edge) : undefined;
    if (place === undefined || move === undefined) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    const end = place.at + place.piece.seconds;
    const from = edge.edge === 'start' ? place.at : end;
    const x = event.clientX;
    const hold = { grabbed: edge, end, scale };
    setHold({ ...hold, held: edge });
    pull.current = ({ clientX }) => {
      const to = magnet(from + (clientX - x) / scale.perSecond, fps, [time], draws / scale.perSecond);
      setHold({ ...hold, held: move(to - from, false) });
    };
  };
  const letGo = () => {
    pull.current = null;
    pressed.current = null;
    setHold(null);
    setDrag(null);
  };

  return {
    hold,
    drag,
    /** Handlers of an edge. */
    edgeHandlers: (edge: EdgeOf) => ({
      onPointerDown: (event: PointerEvent<HTMLElement>) => grab(event, edge),
      onPointerMove: (event: PointerEvent<HTMLElement>) => pull.current?.(event),
      onPointerUp: letGo,
      onPointerCancel: letGo,
    }),
    /** Handlers of a piece. */
    pieceHandlers: (key: string) => ({
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        pressed.current = { x: event.clientX };
        if (onMove === undefined) onPress(key, event.clientX);
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        const press = pressed.current;
        if (press === null) return;
        if (onMove === undefined) return onPress(key, event.clientX);
        const pixels = event.clientX - press.x;
        if (drag === null && Math.abs(pixels) < slack) return;
        const by = pixels / scale.perSecond;
        setDrag({ key, by, index: dropIndex(pieces, key, by) });
      },
      onPointerUp: (event: PointerEvent<HTMLElement>) => {
        if (pressed.current !== null && onMove !== undefined) {
          if (drag === null) onPress(key, event.clientX);
          else onMove(drag.key, drag.index);
        }
        letGo();
      },
      onPointerCancel: letGo,
    }),
  };
}
