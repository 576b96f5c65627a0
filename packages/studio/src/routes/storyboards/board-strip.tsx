import type { DraftCard, StoryboardData } from '@akezora/contract/api';
import { Button } from '../../components/controls.tsx';
import type { Dropped } from '../../components/drag-clip.ts';
import { useDragged } from '../../components/use-drop-zone.ts';
import { useText } from '../../i18n/index.ts';
import { DropLine } from '../../timeline/drop-line.tsx';
import { reordered } from '../../timeline/geometry.ts';
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
  /** Something is dropped at a second of the line. */
  onDrop: (dropped: Dropped, time: number) => void;
  onAdd: (kind: DraftCard['kind']) => void;
}) {
  const words = useText().tools.board;
  const dragged = useDragged();
  const cards = inOrder(data.cards);
  const move = (key: string, index: number) => {
    const { id } = cardOfPiece(key);
    const order = reordered(pieces, key, index);
    const before = order.slice(0, index).map((piece) => cardOfPiece(piece.key).id);
    onMove(id, new Set(before.filter((one) => one !== id)).size);
  };
  return (
    <div className={dragged === null ? 'board-line strip-area' : 'board-line strip-area dropping'}>
      {dragged !== null && <p className="drop-note">{words.dropHere}</p>}
      <DropLine seconds={data.seconds} room={room} onDrop={onDrop}>
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
      </DropLine>
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
