import { type CSSProperties, type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { useKeepFocus } from '../components/use-keep-focus.ts';
import type { PlayRange } from '../util/play-range.ts';
import { EdgeHandle } from './edge-handle.tsx';
import { fitted, gapAt, lastFrame, lengthOf, type Placed, placed, shiftsOf, timeOf, xOf } from './geometry.ts';
import { Outside } from './outside.tsx';
import type { EdgeOf, LinePiece } from './piece.ts';
import { PieceView } from './piece-view.tsx';
import { Playhead } from './playhead.tsx';
import { Ruler } from './ruler.tsx';
import { scrubbing } from './scrub.ts';
import './timeline.css';
import { type Trim, useGesture } from './use-gesture.ts';
import { useWidth } from './use-width.ts';

/** What a line of pieces shows, and what it asks for. */
export interface TimelineProps {
  readonly label: string;
  readonly pieces: readonly LinePiece[];
  /** Frames a second of the line: the playhead and edges stand at frames. */
  readonly fps: number;
  /** The moment that is shown, in seconds. */
  readonly time: number;
  /** The playhead is moved; or an edge is held, and it follows to the frame there. */
  readonly onTime: (time: number) => void;
  /** What a piece is called. */
  readonly nameOf: (place: Placed) => string;
  /** The part that plays. Default: the whole line. */
  readonly range?: PlayRange;
  /** Height of the pictures in pixels. Default 64. */
  readonly height?: number;
  /** Free pixels before and after the line, into which its ends can be pulled. Default 0. */
  readonly room?: number;
  /** Key of the chosen piece. Default none. */
  readonly chosen?: string | null;
  readonly onChoose?: (key: string) => void;
  /** Moves edges. Default: no edge moves. */
  readonly trim?: Trim;
  /** Which edges move. Default: all. */
  readonly pulls?: (edge: EdgeOf) => boolean;
  /** Puts a piece at another place of the order. Default: the order stays, and dragging moves the playhead. */
  readonly onMove?: (key: string, index: number) => void;
  /** Takes a piece out. Default: none is. */
  readonly onRemove?: (key: string) => void;
}

/**
 * A line of pieces as wide as its place: a ruler, a playhead that is dragged, pieces with edges that are pulled, and an order that is
 * changed by dragging. It keeps no pieces of its own: what is to happen to them it asks for.
 */
export function Timeline({
  label,
  pieces,
  fps,
  time,
  onTime,
  nameOf,
  range = {},
  height = 64,
  room = 0,
  chosen = null,
  onChoose,
  trim,
  pulls = () => true,
  onMove,
  onRemove,
}: TimelineProps) {
  const { ref: box, width } = useWidth<HTMLDivElement>();
  useKeepFocus(box, '.line-piece');
  const [focused, setFocused] = useState<EdgeOf | null>(null);
  const seconds = lengthOf(pieces);
  const scale = fitted(seconds, width, room);
  const places = placed(pieces);
  const { seek, scrub } = scrubbing({ box, scale, seconds, fps, marks: places.map(({ at }) => at), onTime });
  const gesture = useGesture({
    pieces,
    fps,
    scale,
    time,
    trim,
    onMove: pieces.length > 1 ? onMove : undefined,
    onPress: (key, clientX) => {
      onChoose?.(key);
      seek(clientX);
    },
  });
  const { hold, drag } = gesture;
  // While an edge is held the scale stays, unless the line has become too long for it.
  const view = hold === null || scale.perSecond < hold.scale.perSecond ? scale : hold.scale;
  const shift = shiftsOf(pieces, hold && { ...hold.grabbed, end: hold.end }, view.lead / view.perSecond);

  const held = hold?.held ?? focused;
  const heldAt = places.find(({ piece }) => piece.key === held?.key);
  const shown = held === null || heldAt === undefined ? undefined : frameAt(heldAt, held, fps);
  const latest = useRef(onTime);
  latest.current = onTime;
  useLayoutEffect(() => {
    if (shown !== undefined) latest.current(shown);
  }, [shown]);

  const onPieceKey = (event: KeyboardEvent<HTMLElement>, { piece, index }: Placed) => {
    if (event.ctrlKey || event.metaKey) return;
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    const removes = event.key === 'Delete' || event.key === 'Backspace';
    if (by === 0 && !(removes && onRemove)) return;
    event.preventDefault();
    if (removes) onRemove?.(piece.key);
    else if (pieces[index + by] === undefined) return;
    else if (event.altKey) onMove?.(piece.key, index + by);
    else box.current?.querySelectorAll<HTMLElement>('.line-piece > .piece')[index + by]?.focus();
  };
  const edges = trim === undefined ? [] : (['start', 'end'] as const);

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      className="line"
      role="group"
      aria-label={label}
      ref={box}
      style={{ '--strip': `${height}px` } as CSSProperties}
    >
      {width > 0 && (
        <>
          <div className="line-time" onPointerDown={scrub} onPointerMove={scrub}>
            <Ruler seconds={timeOf(view, width)} {...view} />
          </div>
          <div className="line-track">
            {places.map((place) => {
              const { piece, at, index } = place;
              const dragged = drag?.key === piece.key;
              const x = xOf(view, at + shift(index) + (dragged ? drag.by : 0));
              const name = nameOf(place);
              return (
                <div
                  key={piece.key}
                  className={`line-piece line-${piece.kind}${piece.kind === 'words' && piece.picture !== undefined ? ' pictured' : ''}${piece.key === chosen ? ' chosen' : ''}${dragged ? ' dragged' : ''}`}
                  style={{ transform: `translateX(${x}px)`, width: Math.max(2, piece.seconds * view.perSecond) }}
                >
                  <button
                    type="button"
                    className="piece"
                    aria-label={name}
                    aria-pressed={piece.key === chosen}
                    onKeyDown={(event) => onPieceKey(event, place)}
                    onFocus={() => onChoose?.(piece.key)}
                    {...gesture.pieceHandlers(piece.key)}
                  >
                    <PieceView piece={piece} perSecond={view.perSecond} height={height} />
                  </button>
                  {edges
                    .filter((edge) => pulls({ key: piece.key, edge }))
                    .map((edge) => (
                      <EdgeHandle
                        key={edge}
                        edge={edge}
                        name={name}
                        seconds={piece.seconds}
                        fps={fps}
                        reachable={piece.key === chosen}
                        focus={focused?.key === piece.key && focused.edge === edge}
                        onStep={(by) => {
                          const next = trim?.({ key: piece.key, edge })(by, true);
                          if (next !== undefined) setFocused(next);
                        }}
                        onFocus={() => {
                          onChoose?.(piece.key);
                          setFocused({ key: piece.key, edge });
                        }}
                        onBlur={() => setFocused(null)}
                        {...gesture.edgeHandlers({ key: piece.key, edge })}
                      />
                    ))}
                </div>
              );
            })}
            <Outside range={range} seconds={seconds} scale={view} />
            {drag !== null && (
              <span
                className="line-drop"
                style={{ transform: `translateX(${xOf(view, gapAt(pieces, drag.key, drag.index))}px)` }}
              />
            )}
          </div>
          <Playhead
            x={xOf(view, time + shift(heldAt?.index ?? 0))}
            time={time}
            seconds={seconds}
            fps={fps}
            onTime={onTime}
            onScrub={scrub}
          />
        </>
      )}
    </div>
  );
}

/** The moment of the line that shows the frame at an edge: the first one kept, or the last. */
const frameAt = ({ at, piece }: Placed, { edge }: EdgeOf, fps: number): number =>
  edge === 'start' ? at : Math.max(at, lastFrame(at + piece.seconds, fps));
