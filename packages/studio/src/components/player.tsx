import type { SpriteIndex } from '@akezora/contract/api';
import { type CSSProperties, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useText } from '../i18n/index.ts';
import { clock } from '../util/format.ts';
import { isTextField } from '../util/text-field.ts';
import { IconButton } from './controls.tsx';
import './player.css';

/** What a player needs to know of a clip. */
export interface PlayerClip {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly seconds: number;
  readonly frames: number;
  readonly prompt: string;
}

/** What the player reads of a key press. */
type PlayerKey = Pick<globalThis.KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target' | 'preventDefault'>;

const speeds = [0.25, 0.5, 1, 1.5, 2];

const isControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement;

/** Whether keys belong to an open dialog or menu, or to a control that moves by them. */
const inWidget = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('dialog, [role=menu], [role=dialog], [role=slider], [role=radiogroup]') !== null;

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

/** Plays a clip, in a loop, frame by frame or at another speed. Hovering the time line shows pictures of the sprite sheet. */
export function Player({
  clip,
  video,
  poster,
  sprites,
  spriteSrc,
}: {
  clip: PlayerClip;
  video: string;
  poster: string;
  sprites: SpriteIndex | null;
  spriteSrc: string | null;
}) {
  const t = useText().library.player;
  const units = useText().shell.units;
  const ref = useRef<HTMLVideoElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [playing, setPlaying] = useState(false);
  const [time, setTime] = useState(0);
  const [loop, setLoop] = useState(true);
  const [muted, setMuted] = useState(true);
  const [speed, setSpeed] = useState(1);
  const [failed, setFailed] = useState(false);
  const [hover, setHover] = useState<number | null>(null);
  const length = clip.seconds;

  useEffect(() => {
    let handle = 0;
    const tick = () => {
      if (ref.current) setTime(ref.current.currentTime);
      handle = requestAnimationFrame(tick);
    };
    if (playing) handle = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(handle);
  }, [playing]);

  const seek = (to: number) => {
    const media = ref.current;
    if (media === null) return;
    media.currentTime = Math.min(Math.max(0, to), Math.max(0, length - 0.5 / clip.fps));
    setTime(media.currentTime);
  };
  const toggle = () => {
    const media = ref.current;
    if (media === null) return;
    if (media.paused) void media.play().catch(() => undefined);
    else media.pause();
  };
  const fullScreen = () => {
    void (document.fullscreenElement ? document.exitFullscreen() : box.current?.requestFullscreen());
  };
  const step = (by: number) => {
    ref.current?.pause();
    // Half a frame in, so that rounding never lands on the frame before.
    seek((Math.floor(time * clip.fps + 0.01) + by + 0.5) / clip.fps);
  };
  const onKeyDown = (event: PlayerKey) => {
    const keys = new Map<string, () => void>([
      [' ', toggle],
      ['k', toggle],
      ['j', () => seek(time - 1)],
      ['l', () => seek(time + 1)],
      ['m', () => setMuted(!muted)],
      ['f', fullScreen],
      [',', () => step(-1)],
      ['.', () => step(1)],
      ['ArrowLeft', () => seek(time - 1)],
      ['ArrowRight', () => seek(time + 1)],
      ['Home', () => seek(0)],
      ['End', () => seek(length)],
    ]);
    const run = keys.get(event.key);
    if (run === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isControl(event.target) && event.key === ' ') return;
    event.preventDefault();
    run();
  };
  const pageKey = useRef(onKeyDown);
  pageKey.current = onKeyDown;
  useEffect(() => {
    const onPageKey = (event: globalThis.KeyboardEvent) => {
      const elsewhere = isTextField(event.target) || isControl(event.target) || inWidget(event.target);
      // Its own keys come by themselves; of several players on a page the first takes those of the page.
      if (event.defaultPrevented || elsewhere || box.current?.contains(event.target as Node)) return;
      if (document.querySelector('.player') === box.current) pageKey.current(event);
    };
    document.addEventListener('keydown', onPageKey);
    return () => document.removeEventListener('keydown', onPageKey);
  }, []);
  const at = (event: PointerEvent<HTMLElement>) => {
    const area = event.currentTarget.getBoundingClientRect();
    return (Math.min(Math.max(0, event.clientX - area.left), area.width) / Math.max(1, area.width)) * length;
  };
  const frame = Math.min(clip.frames, Math.floor(time * clip.fps + 0.01) + 1);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div role="group" className="player" aria-label={`${t.label}: ${clip.prompt}`} onKeyDown={onKeyDown} ref={box}>
      <div className="player-picture" style={{ aspectRatio: clip.width / clip.height }}>
        {/* biome-ignore lint/a11y/useMediaCaption: clips hold no speech */}
        <video
          ref={ref}
          src={video}
          poster={poster}
          playsInline
          autoPlay
          loop={loop}
          muted={muted}
          aria-label={clip.prompt}
          onClick={toggle}
          onPlay={() => setPlaying(true)}
          onPause={() => setPlaying(false)}
          onSeeked={(event) => setTime(event.currentTarget.currentTime)}
          onError={() => setFailed(true)}
        />
        {failed && <p className="player-failed">{t.failed}</p>}
      </div>
      <div
        className="scrub"
        role="slider"
        tabIndex={0}
        aria-label={t.seek}
        aria-valuemin={0}
        aria-valuemax={length}
        aria-valuenow={time}
        aria-valuetext={units.list([clock(time, true), t.frame(frame, clip.frames)])}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          ref.current?.pause();
          seek(at(event));
        }}
        onPointerMove={(event) => {
          setHover(at(event));
          if (event.buttons === 1) seek(at(event));
        }}
        onPointerLeave={() => setHover(null)}
      >
        <span className="scrub-done" style={{ width: `${(100 * time) / length}%` }} />
        <span className="scrub-knob" style={{ left: `${(100 * time) / length}%` }} />
        {hover !== null && sprites !== null && spriteSrc !== null && (
          <span
            className="scrub-picture"
            style={{
              left: `clamp(5rem, ${(100 * hover) / length}%, calc(100% - 5rem))`,
              aspectRatio: sprites.width / sprites.height,
              ...spriteStyle(spriteSrc, sprites, Math.min(sprites.count - 1, Math.floor(hover / sprites.everySeconds))),
            }}
          />
        )}
      </div>
      <div className="player-controls">
        <IconButton
          icon={playing ? 'pause' : 'play'}
          label={playing ? t.pause : t.play}
          filled={!playing}
          onClick={toggle}
        />
        <IconButton icon="stepBack" label={t.stepBack} onClick={() => step(-1)} />
        <IconButton icon="stepOn" label={t.stepOn} onClick={() => step(1)} />
        <span className="numbers player-time">
          {clock(time, true)} <span className="quiet">/ {clock(length, true)}</span>
        </span>
        <span className="player-gap" />
        <IconButton icon="repeat" label={t.loop} aria-pressed={loop} onClick={() => setLoop(!loop)} />
        <select
          aria-label={t.speed}
          className="player-speed numbers"
          value={speed}
          onChange={(event) => {
            const next = Number(event.target.value);
            setSpeed(next);
            if (ref.current) ref.current.playbackRate = next;
          }}
        >
          {speeds.map((value) => (
            <option key={value} value={value}>
              {value}×
            </option>
          ))}
        </select>
        <IconButton
          icon={muted ? 'mute' : 'sound'}
          label={muted ? t.unmute : t.mute}
          onClick={() => setMuted(!muted)}
        />
        <IconButton icon="full" label={t.full} onClick={fullScreen} />
      </div>
    </div>
  );
}
