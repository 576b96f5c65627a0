import { type CSSProperties, memo } from 'react';
import { spriteStyle } from '../components/scrub.tsx';
import { cells, spriteAt } from './geometry.ts';
import type { Film } from './piece.ts';

/** Style that shows the picture of a film at a time: from its sprite sheet, or its poster where it has none. */
export const pictureStyle = ({ sheet, poster }: Film, time: number): CSSProperties =>
  sheet === undefined
    ? { backgroundImage: `url("${poster}")`, backgroundSize: 'cover', backgroundPosition: 'center' }
    : spriteStyle(sheet.src, sheet.index, spriteAt(sheet.index, time));

/** Some seconds of a film as pictures of its true shape, side by side. */
export const Filmstrip = memo(function Filmstrip({
  film,
  from,
  seconds,
  perSecond,
  height,
}: {
  film: Film;
  from: number;
  seconds: number;
  /** Pixels a second. */
  perSecond: number;
  /** Height of the strip in pixels. */
  height: number;
}) {
  const { width, cells: pictures } = cells(film, { from, seconds }, perSecond, height);
  return (
    <span className="film" aria-hidden="true">
      {pictures.map(({ number, left, time }) => (
        <span key={number} style={{ left, width: width + 0.5, ...pictureStyle(film, time) }} />
      ))}
    </span>
  );
});
