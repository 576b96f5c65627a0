import { useState } from 'react';
import { Button, IconButton } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { DropLine } from '../../timeline/drop-line.tsx';
import { nearestGap } from '../../timeline/geometry.ts';
import type { Edge } from '../../timeline/piece.ts';
import { Timeline } from '../../timeline/timeline.tsx';
import { short } from '../../util/format.ts';
import { DropNote } from '../drop-note.tsx';
import { StripTools } from '../strip-tools.tsx';
import type { StripProps } from '../tool.ts';
import { useClipDrop } from '../use-clip-drop.ts';
import type { RecutSettings } from './compile.ts';
import {
  addClip,
  addNew,
  type CutLimits,
  type CutPiece,
  cutSeconds,
  cutTo,
  movePiece,
  pullEdge,
  removePiece,
  splitAt,
} from './pieces.ts';

/** Free pixels before and after the line. */
const room = 20;

/** Before the models are loaded. */
const anyLength: CutLimits = { min: 0, max: 60 };

/** The line of a re-cut: its pieces, whose edges are pulled and whose order is changed by dragging, and what is done to the chosen one. */
export function RecutStrip({
  clip,
  settings: { pieces },
  onChange,
  model,
  pieces: shown,
  line,
  steps,
}: StripProps<RecutSettings>) {
  const t = useText();
  const words = t.tools.recut;
  const [chosen, setChosen] = useState(pieces[0]?.key ?? null);
  const limits = model?.seconds ?? anyLength;
  const set = (next: readonly CutPiece[]) => {
    if (next !== pieces) onChange({ pieces: next });
  };
  const { dragged, waiting, drop } = useClipDrop((clips, index = pieces.length) =>
    set(clips.reduce((all, one, n) => addClip(all, one, index + n), pieces)),
  );
  const index = pieces.findIndex(({ key }) => key === chosen);
  const remove = (key: string) => set(removePiece(pieces, key));
  const mark = (edge: Edge) => {
    const next = cutTo(pieces, line.time, edge, limits);
    set(next);
    // What was before the new beginning is gone, so the same frame is seen earlier.
    if (edge === 'start') line.seek(line.time - cutSeconds(pieces) + cutSeconds(next));
  };
  const split = () => set(splitAt(pieces, line.time));
  return (
    <div className={dragged ? 'strip-area dropping' : 'strip-area'}>
      <DropNote shown={dragged} waiting={waiting} text={words.dropHere} />
      <DropLine
        seconds={cutSeconds(pieces)}
        room={room}
        markAt={(at) => nearestGap(shown, at).at}
        onDrop={(dropped, at) => drop(dropped, nearestGap(shown, at).index)}
      >
        <Timeline
          label={words.strip}
          pieces={shown}
          fps={clip.fps}
          time={line.time}
          onTime={line.seek}
          room={room}
          nameOf={({ piece, index: at }) =>
            (piece.kind === 'new' ? words.fresh : words.piece)(at + 1, short(piece.seconds))
          }
          chosen={chosen}
          onChoose={setChosen}
          trim={(edge) => (by) => {
            const next = pullEdge(pieces, edge, by, limits);
            set(next.pieces);
            return next.held;
          }}
          onMove={(key, to) => set(movePiece(pieces, key, to))}
          onRemove={remove}
        />
      </DropLine>
      <StripTools
        line={line}
        steps={steps}
        seconds={cutSeconds(pieces)}
        keys={{ in: () => mark('start'), out: () => mark('end'), split }}
      >
        <Button kind="plain" title={words.markIn} aria-keyshortcuts="I" onClick={() => mark('start')}>
          {words.in}
        </Button>
        <Button kind="plain" title={words.markOut} aria-keyshortcuts="O" onClick={() => mark('end')}>
          {words.out}
        </Button>
        <IconButton icon="scissors" label={words.split} onClick={split} />
        <IconButton
          icon="back"
          label={words.earlier}
          disabled={index <= 0}
          onClick={() => chosen !== null && set(movePiece(pieces, chosen, index - 1))}
        />
        <IconButton
          icon="on"
          label={words.later}
          disabled={index < 0 || index === pieces.length - 1}
          onClick={() => chosen !== null && set(movePiece(pieces, chosen, index + 1))}
        />
        <IconButton
          icon="bin"
          label={words.remove}
          disabled={chosen === null || removePiece(pieces, chosen) === pieces}
          onClick={() => chosen !== null && remove(chosen)}
        />
        <Button icon="plus" onClick={() => set(addNew(pieces, 2))}>
          {words.addNew}
        </Button>
      </StripTools>
    </div>
  );
}
