import type { ClipDetail } from '@akezora/contract/api';
import { useState } from 'react';
import { ClipChooser } from '../../components/clip-chooser.tsx';
import { Button, Field, IconButton, Range } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { short } from '../../util/format.ts';
import { type Piece, recut, recutSeconds } from '../compile.ts';
import { SourcePlayer, useToolModel, Workbench } from '../workbench.tsx';
import { TrimStrip } from './trim-strip.tsx';

let count = 0;
const pieceOf = (clip: Piece['clip']): Piece => ({ key: `piece-${++count}`, clip, from: 0, to: clip.seconds, gap: 0 });

/** Keep the good part, join clips, let both ends grow. */
export function Recut({ clip }: { clip: ClipDetail }) {
  const t = useText();
  const words = t.tools.recut;
  const tool = useToolModel(null, clip.model);
  const [pieces, setPieces] = useState<readonly Piece[]>(() => [pieceOf(clip)]);
  const [after, setAfter] = useState(0);
  const [prompt, setPrompt] = useState(clip.prompt);
  const [choosing, setChoosing] = useState(false);
  const total = recutSeconds(pieces, after);
  const edit = (index: number, change: Partial<Piece>) =>
    setPieces(pieces.map((piece, i) => (i === index ? { ...piece, ...change } : piece)));
  const swap = (index: number, by: number) => {
    const next = [...pieces];
    const [piece] = next.splice(index, 1);
    if (piece) next.splice(index + by, 0, piece);
    setPieces(next);
  };
  return (
    <Workbench
      before={<SourcePlayer clip={clip} />}
      origin="recut"
      tool={tool}
      request={recut(pieces, after, prompt.trim())}
    >
      <Overview pieces={pieces} after={after} total={total} />
      <ol className="pieces">
        {pieces.map((piece, index) => (
          <li key={piece.key} className="piece">
            <div className="piece-head">
              <h2>{words.piece(index + 1)}</h2>
              <span className="quiet small numbers">{words.kept(short(piece.to - piece.from))}</span>
              <IconButton
                icon="back"
                size={16}
                label={words.earlier}
                disabled={index === 0}
                onClick={() => swap(index, -1)}
              />
              <IconButton
                icon="on"
                size={16}
                label={words.later}
                disabled={index === pieces.length - 1}
                onClick={() => swap(index, 1)}
              />
              <IconButton
                icon="close"
                size={16}
                label={words.remove}
                disabled={pieces.length === 1}
                onClick={() => setPieces(pieces.filter((_, i) => i !== index))}
              />
            </div>
            <TrimStrip
              clip={piece.clip}
              from={piece.from}
              to={piece.to}
              onChange={(from, to) => edit(index, { from, to })}
            />
            <Range
              label={index === 0 ? words.before : words.gap}
              min={0}
              max={10}
              step={0.5}
              value={piece.gap}
              format={t.shell.units.seconds}
              onChange={(gap) => edit(index, { gap })}
            />
          </li>
        ))}
      </ol>
      <Button kind="soft" icon="plus" onClick={() => setChoosing(true)}>
        {words.add}
      </Button>
      <Range
        label={words.after}
        min={0}
        max={10}
        step={0.5}
        value={after}
        format={t.shell.units.seconds}
        onChange={setAfter}
      />
      <Field label={words.what}>
        <textarea className="area" value={prompt} onChange={(event) => setPrompt(event.target.value)} />
      </Field>
      {choosing && (
        <ClipChooser
          title={words.add}
          onClose={() => setChoosing(false)}
          onChoose={(chosen) => {
            setPieces([...pieces, pieceOf(chosen)]);
            setChoosing(false);
          }}
        />
      )}
    </Workbench>
  );
}

function Overview({ pieces, after, total }: { pieces: readonly Piece[]; after: number; total: number }) {
  const words = useText().tools.recut;
  const part = (seconds: number) => ({ width: `${(100 * seconds) / Math.max(0.1, total)}%` });
  return (
    <div>
      <div className="overview" role="img" aria-label={words.total(short(total))}>
        {pieces.flatMap(({ key, gap, from, to }, index) => [
          gap > 0 && (
            <span key={`${key}-gap`} className="overview-new" style={part(gap)}>
              {words.fresh}
            </span>
          ),
          <span key={key} className="overview-kept" style={part(to - from)}>
            {index + 1}
          </span>,
        ])}
        {after > 0 && (
          <span className="overview-new" style={part(after)}>
            {words.fresh}
          </span>
        )}
      </div>
      <p className="small quiet numbers">{words.total(short(total))}</p>
    </div>
  );
}
