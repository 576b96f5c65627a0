import type { DraftCard, StoryboardData } from '@akezora/contract/api';
import { type DragEvent, useRef, useState } from 'react';
import { Button } from '../../components/controls.tsx';
import { type Dropped, draggedIn, droppedFrom } from '../../components/drag-clip.ts';
import { useDragged } from '../../components/use-drop-zone.ts';
import { useText } from '../../i18n/index.ts';
import { fitted, reordered, timeOf, xOf } from '../../timeline/geometry.ts';
import type { Film, LinePiece } from '../../timeline/piece.ts';
import { Timeline } from '../../timeline/timeline.tsx';
import type { Line } from '../../timeline/use-line.ts';
import { LineControls } from '../../tools/line-controls.tsx';
import { short } from '../../util/format.ts';
import { cardOfPiece } from './card-pieces.ts';
import { type BoardLimits, inOrder } from './cards.ts';
import { pullCard } from './trim-card.ts';

/** Pixels before and after the line, into which its end can be pulled. */
const room = 20;

/** Frames a second to which the playhead and the borders of cards are drawn. */
export const boardFps = 24;

/** Something that is dropped on the line. */
export interface DroppedCard extends Dropped {
  /** Second of the line. */
  readonly time: number;
}

/** The cards on a line: chosen, pulled, put in order, taken out; pictures and clips are dropped between and onto them. */
export function BoardStrip({
  data,
  pieces,
  films,
  line,
  limits,
  chosen,
  onChoose,
  onChange,
  onRemove,
  onMove,
  onDrop,
  onAdd,
}: {
  data: StoryboardData;
  pieces: readonly LinePiece[];
  films: ReadonlyMap<string, Film>;
  line: Line;
  limits: BoardLimits;
  chosen: string | null;
  onChoose: (id: string) => void;
  onChange: (data: StoryboardData) => void;
  onRemove: (id: string) => void;
  onMove: (id: string, index: number) => void;
  onDrop: (dropped: DroppedCard) => void;
  onAdd: (kind: DraftCard['kind']) => void;
}) {
  const words = useText().tools.board;
  const box = useRef<HTMLDivElement>(null);
  const dragged = useDragged();
  const [over, setOver] = useState<number | null>(null);
  const cards = inOrder(data.cards);
  const scale = () => fitted(data.seconds, box.current?.clientWidth ?? 0, room);
  const timeAt = (event: DragEvent) => {
    const x = event.clientX - (box.current?.getBoundingClientRect().left ?? 0);
    return Math.max(0, Math.min(data.seconds, timeOf(scale(), x)));
  };
  const move = (key: string, index: number) => {
    const { id } = cardOfPiece(key);
    const order = reordered(pieces, key, index);
    const before = order.slice(0, index).map((piece) => cardOfPiece(piece.key).id);
    onMove(id, new Set(before.filter((one) => one !== id)).size);
  };
  return (
    <div className={dragged === null ? 'strip-area' : 'strip-area dropping'}>
      {dragged !== null && <p className="drop-note">{words.dropHere}</p>}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what can be dropped here can be added by buttons, too */}
      <div
        className="board-line line-drops"
        ref={box}
        onDragOver={(event) => {
          if (draggedIn(event.dataTransfer) === null) return;
          event.preventDefault();
          setOver(timeAt(event));
        }}
        onDragLeave={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(null);
        }}
        onDrop={(event) => {
          setOver(null);
          event.preventDefault();
          onDrop({ ...droppedFrom(event.dataTransfer), time: timeAt(event) });
        }}
      >
        <Timeline
          label={words.timeline}
          pieces={pieces}
          fps={boardFps}
          time={line.time}
          onTime={line.seek}
          range={line.range}
          height={88}
          room={room}
          nameOf={({ piece }) => {
            const { id, rest } = cardOfPiece(piece.key);
            const index = cards.findIndex((card) => card.id === id);
            const name = words.card(index + 1, short(cards[index]?.at ?? 0));
            return rest ? words.rest(name, short(piece.seconds)) : name;
          }}
          chosen={chosen}
          onChoose={(key) => onChoose(cardOfPiece(key).id)}
          trim={(held) => {
            const pull = pullCard(data, held, films.get(cardOfPiece(held.key).id), limits);
            return (by) => {
              if (pull !== undefined) onChange(pull(by));
              return held;
            };
          }}
          onMove={move}
          onRemove={(key) => onRemove(cardOfPiece(key).id)}
        />
        {over !== null && (
          <span className="line-drop-mark" style={{ transform: `translateX(${xOf(scale(), over)}px)` }} />
        )}
      </div>
      <div className="strip-tools">
        <LineControls line={line} seconds={data.seconds} labels={{ play: words.play, pause: words.stop }} />
        <span className="strip-gap" />
        <span className="strip-actions">
          <Button icon="text" onClick={() => onAdd('text')}>
            {words.addText}
          </Button>
          <Button icon="image" onClick={() => onAdd('image')}>
            {words.addImage}
          </Button>
          <Button icon="film" onClick={() => onAdd('video')}>
            {words.addClip}
          </Button>
        </span>
      </div>
    </div>
  );
}
