import type { SpriteIndex } from '@akezora/contract/api';
import { type CSSProperties, type PointerEvent, useState } from 'react';
import { useText } from '../i18n/index.ts';
import { spriteAt } from '../timeline/geometry.ts';
import { clock } from '../util/format.ts';
import { frameAt, type PlayRange } from '../util/play-range.ts';

/** Style of an element whose background is picture `index` of a sprite sheet. */
export function spriteStyle(src: string, sprites: SpriteIndex, index: number): CSSProperties {
  const column = index % sprites.columns;
  const row = Math.floor(index / sprites.columns);
  const along = (at: number, of: number) => (of < 2 ? '0%' : `${(100 * at) / (of - 1)}%`);
  return {
    backgroundImage: `url("${src}")`,
    backgroundSize: `${sprites.columns * 100}% ${sprites.rows * 100}%`,
    backgroundPosition: `${along(column, sprites.columns)} ${along(row, sprites.rows)}`,
  };
}

/** The line under a player: press or drag to seek; hovering shows the picture, time and frame there. */
export function Scrub({
  time,
  length,
  fps,
  frames,
  range,
  sprites,
  spriteSrc,
  onSeek,
}: {
  time: number;
  length: number;
  fps: number;
  frames: number;
  range: PlayRange;
  sprites: SpriteIndex | null;
  spriteSrc: string | null;
  onSeek: (time: number) => void;
}) {
  const t = useText().library.player;
  const units = useText().shell.units;
  const [hover, setHover] = useState<number | null>(null);
  const at = (event: PointerEvent<HTMLElement>) => {
    const area = event.currentTarget.getBoundingClientRect();
    return (Math.min(Math.max(0, event.clientX - area.left), area.width) / Math.max(1, area.width)) * length;
  };
  const along = (seconds: number) => `${(100 * seconds) / length}%`;
  const name = (seconds: number) =>
    units.list([clock(seconds, true), t.frame(Math.min(frames, frameAt(seconds, fps) + 1), frames)]);
  return (
    <div
      className="scrub"
      role="slider"
      tabIndex={0}
      aria-label={t.seek}
      aria-valuemin={0}
      aria-valuemax={length}
      aria-valuenow={time}
      aria-valuetext={name(time)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        onSeek(at(event));
      }}
      onPointerMove={(event) => {
        setHover(at(event));
        if (event.buttons === 1) onSeek(at(event));
      }}
      onPointerLeave={() => setHover(null)}
    >
      {(range.from !== undefined || range.to !== undefined) && (
        <span
          className="scrub-range"
          style={{ left: along(range.from ?? 0), right: `calc(100% - ${along(range.to ?? length)})` }}
        />
      )}
      <span className="scrub-done" style={{ width: along(time) }} />
      <span className="scrub-knob" style={{ left: along(time) }} />
      {hover !== null && (
        <span className="scrub-preview" style={{ left: `clamp(5rem, ${along(hover)}, calc(100% - 5rem))` }}>
          {sprites !== null && spriteSrc !== null && (
            <span
              className="scrub-picture"
              style={{
                aspectRatio: sprites.width / sprites.height,
                ...spriteStyle(spriteSrc, sprites, spriteAt(sprites, hover)),
              }}
            />
          )}
          <span className="scrub-time numbers">{name(hover)}</span>
        </span>
      )}
    </div>
  );
}
