import { IconButton, Range } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { short } from '../../util/format.ts';
import { editPiece, movePiece, type Piece } from './pieces.ts';
import { TrimStrip } from './trim-strip.tsx';

/** One piece of a re-cut: its place, the stretch that is kept, and the new seconds before it. */
export function PieceForm({
  pieces,
  index,
  onChange,
}: {
  pieces: readonly Piece[];
  index: number;
  onChange: (pieces: readonly Piece[]) => void;
}) {
  const t = useText();
  const words = t.tools.recut;
  const piece = pieces[index];
  if (piece === undefined) return null;
  return (
    <li className="piece">
      <div className="piece-head">
        <h2>{words.piece(index + 1)}</h2>
        <span className="quiet small numbers">{words.kept(short(piece.to - piece.from))}</span>
        <IconButton
          icon="back"
          size={16}
          label={words.earlier}
          disabled={index === 0}
          onClick={() => onChange(movePiece(pieces, index, -1))}
        />
        <IconButton
          icon="on"
          size={16}
          label={words.later}
          disabled={index === pieces.length - 1}
          onClick={() => onChange(movePiece(pieces, index, 1))}
        />
        <IconButton
          icon="close"
          size={16}
          label={words.remove}
          disabled={pieces.length === 1}
          onClick={() => onChange(pieces.filter((_, i) => i !== index))}
        />
      </div>
      <TrimStrip piece={piece} onChange={(kept) => onChange(editPiece(pieces, index, kept))} />
      <Range
        label={index === 0 ? words.before : words.gap}
        min={0}
        max={10}
        step={0.5}
        value={piece.gap}
        format={t.shell.units.seconds}
        onChange={(gap) => onChange(editPiece(pieces, index, { gap }))}
      />
    </li>
  );
}
