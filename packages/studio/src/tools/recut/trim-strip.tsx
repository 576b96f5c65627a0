import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { api } from '../../api/client.ts';
import { spriteStyle } from '../../components/player.tsx';
import { useText } from '../../i18n/index.ts';
import { short } from '../../util/format.ts';
import { type Piece, trimTo } from './pieces.ts';

/** A clip as a strip of frames; two ends, dragged or moved by keys, say which stretch is kept. */
export function TrimStrip({ piece, onChange }: { piece: Piece; onChange: (kept: Pick<Piece, 'from' | 'to'>) => void }) {
  const t = useText().tools.recut;
  const units = useText().shell.units;
  const box = useRef<HTMLDivElement>(null);
  const { clip, from, to } = piece;
  const { sprites } = clip;
  const src = clip.urls.sprites === null ? null : api.url(clip.urls.sprites);
  const cells = 10;
  const move = (end: 'from' | 'to', at: number) =>
    onChange(trimTo(end, Math.round(at * clip.fps) / clip.fps, piece, clip.seconds));
  const onMove = (event: PointerEvent<HTMLButtonElement>, end: 'from' | 'to') => {
    const area = box.current?.getBoundingClientRect();
    if (area === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    move(end, ((event.clientX - area.left) / area.width) * clip.seconds);
  };
  const onKey = (event: KeyboardEvent, end: 'from' | 'to') => {
    const step =
      (event.shiftKey ? 1 : 1 / clip.fps) * (event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0);
    if (step === 0) return;
    event.preventDefault();
    move(end, (end === 'from' ? from : to) + step);
  };
  const at = (value: number) => `${(100 * value) / clip.seconds}%`;
  return (
    <div className="strip" ref={box}>
      <div className="strip-frames" aria-hidden="true">
        {Array.from({ length: cells }, (_, index) => {
          const time = ((index + 0.5) / cells) * clip.seconds;
          return (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: cells never move
              key={index}
              style={
                sprites === null || src === null
                  ? { backgroundImage: `url("${api.url(clip.urls.thumbnail)}")`, backgroundSize: 'cover' }
                  : spriteStyle(src, sprites, Math.min(sprites.count - 1, Math.floor(time / sprites.everySeconds)))
              }
            />
          );
        })}
      </div>
      <span className="strip-out" style={{ left: 0, width: at(from) }} />
      <span className="strip-out" style={{ left: at(to), right: 0 }} />
      <span className="strip-kept" style={{ left: at(from), width: at(to - from) }} />
      {(['from', 'to'] as const).map((end) => (
        <button
          key={end}
          type="button"
          role="slider"
          className={`strip-end strip-${end}`}
          style={{ left: at(end === 'from' ? from : to) }}
          aria-label={end === 'from' ? t.start : t.end}
          aria-valuemin={0}
          aria-valuemax={clip.seconds}
          aria-valuenow={end === 'from' ? from : to}
          aria-valuetext={units.seconds(Number(short(end === 'from' ? from : to)))}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={(event) => onMove(event, end)}
          onKeyDown={(event) => onKey(event, end)}
        />
      ))}
    </div>
  );
}
