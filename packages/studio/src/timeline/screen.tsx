import { useText } from '../i18n/index.ts';
import { short } from '../util/format.ts';
import { pictureStyle } from './filmstrip.tsx';
import { pieceAt } from './geometry.ts';
import type { LinePiece } from './piece.ts';
import { ScreenFrame } from './screen-frame.tsx';
import { useFilms } from './use-films.ts';
import type { Line } from './use-line.ts';

/**
 * The picture of a line at its playhead, and while it plays: from the clips themselves, before anything is made. While a frame is
 * looked for in a clip its small picture stands in for it; new seconds are a card with their words.
 */
export function Screen({
  pieces,
  line,
  width,
  height,
  words,
}: {
  pieces: readonly LinePiece[];
  line: Line;
  /** The shape of the picture. */
  width: number;
  height: number;
  /** What happens in new seconds. Default: only that they are new. */
  words?: string;
}) {
  const t = useText().tools.line;
  const { refs, front, exact } = useFilms(pieces, line);
  const place = pieceAt(pieces, line.time);
  const piece = place?.piece;
  const clip = piece?.kind === 'clip' ? piece : undefined;
  return (
    <ScreenFrame width={width} height={height}>
      {refs.map((ref, index) => (
        <video
          // biome-ignore lint/suspicious/noArrayIndexKey: there are always two
          key={index}
          ref={ref}
          className={clip !== undefined && front === index ? 'front' : ''}
          muted
          playsInline
          preload="auto"
          tabIndex={-1}
          aria-hidden="true"
        />
      ))}
      {clip !== undefined && place !== undefined && (
        <span
          className="screen-stand-in"
          hidden={exact}
          style={pictureStyle(clip.film, clip.from + line.time - place.at)}
        />
      )}
      {piece?.kind === 'still' && <img src={piece.picture} alt="" />}
      {piece?.kind === 'words' && piece.picture !== undefined && <img src={piece.picture} alt="" />}
      {piece?.kind === 'new' && (
        <span className="screen-new">
          <span className="screen-new-words">{piece.words ?? words}</span>
          <span className="small numbers">{t.fresh(short(piece.seconds))}</span>
        </span>
      )}
      {piece !== undefined && piece.kind !== 'new' && piece.words !== undefined && piece.words !== '' && (
        <span
          // Other words than those that filled the screen: they do not jump when their picture arrives.
          key={piece.kind === 'words' && piece.picture === undefined ? 'large' : 'below'}
          className={piece.kind === 'words' && piece.picture === undefined ? 'screen-words large' : 'screen-words'}
        >
          {piece.words}
        </span>
      )}
    </ScreenFrame>
  );
}
