import { memo } from 'react';
import { useText } from '../i18n/index.ts';
import { short } from '../util/format.ts';
import { Filmstrip } from './filmstrip.tsx';
import type { LinePiece } from './piece.ts';

/** What a piece looks like on the line: frames of its clip, its picture, its words, or the hatching of seconds yet to be painted. */
export const PieceView = memo(function PieceView({
  piece,
  perSecond,
  height,
}: {
  piece: LinePiece;
  perSecond: number;
  height: number;
}) {
  const words = piece.words !== undefined && piece.words !== '' && <span className="piece-words">{piece.words}</span>;
  switch (piece.kind) {
    case 'clip':
      return (
        <>
          <Filmstrip
            film={piece.film}
            from={piece.from}
            seconds={piece.seconds}
            perSecond={perSecond}
            height={height}
          />
          {words}
        </>
      );
    case 'still':
      return (
        <>
          <span className="piece-still" style={{ backgroundImage: `url("${piece.picture}")` }} />
          {words}
        </>
      );
    case 'words':
      return (
        <>
          {piece.picture !== undefined && (
            <span className="piece-still" style={{ backgroundImage: `url("${piece.picture}")` }} />
          )}
          {words}
        </>
      );
    case 'new':
      return words || <NewSeconds seconds={piece.seconds} />;
  }
});

/** How long new seconds are, written on them. */
function NewSeconds({ seconds }: { seconds: number }) {
  const { units } = useText().shell;
  return <span className="piece-words numbers">+{units.seconds(Number(short(seconds)))}</span>;
}
