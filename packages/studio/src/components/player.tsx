import type { SpriteIndex } from '@akezora/contract/api';
import { type CSSProperties, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { useText } from '../i18n/index.ts';
import { useKeys } from '../keys/registry.ts';
import { clock } from '../util/format.ts';
import { endsOf, frameAt, isWhole, type PlayRange, withIn, withOut } from '../util/play-range.ts';
import { IconButton } from './controls.tsx';
import './player.css';
import { RangeMarks } from './range-marks.tsx';
import { Scrub } from './scrub.tsx';

/** What a player needs to know of a clip. */
export interface PlayerClip {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly seconds: number;
  readonly frames: number;
  readonly prompt: string;
}

/** What is shown below a player reads. */
export interface PlayerState {
  readonly video: RefObject<HTMLVideoElement | null>;
  /** Seconds. */
  readonly time: number;
  /** What was marked by in and out. */
  readonly range: PlayRange;
}

const speeds = [0.25, 0.5, 1, 1.5, 2];

/** Plays a clip or what is marked of it, in a loop, frame by frame or at another speed. */
export function Player({
  clip,
  video,
  poster,
  sprites,
  spriteSrc,
  over,
  below,
}: {
  clip: PlayerClip;
  video: string;
  poster: string;
  sprites: SpriteIndex | null;
  spriteSrc: string | null;
  /** What lies over the picture. Default nothing. */
  over?: ReactNode;
  /** What stands below the controls. Default nothing. */
  below?: ((state: PlayerState) => ReactNode) | undefined;
}) {
  const t = useText().library.player;
  const ref = useRef<HTMLVideoElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [playing, setPlaying] = useState(false);
  const [time, setTime] = useState(0);
  const [loop, setLoop] = useState(true);
  const [muted, setMuted] = useState(true);
  const [speed, setSpeed] = useState(1);
  const [failed, setFailed] = useState(false);
  const [range, setRange] = useState<PlayRange>({});
  const length = clip.seconds;
  const ends = endsOf(range, length);
  // A quarter of a frame in, so that rounding never lands on the frame before.
  const [from, to] = [ends.from + 0.25 / clip.fps, ends.to];
  const whole = isWhole(range);

  useEffect(() => {
    let handle = 0;
    const tick = () => {
      const media = ref.current;
      if (media !== null) {
        if (!whole && (media.currentTime >= to || media.currentTime < from - 1 / clip.fps)) {
          if (!loop && media.currentTime >= to) media.pause();
          else media.currentTime = from;
        }
        // What is drawn changes with the frame, not with the screen.
        setTime((shown) =>
          frameAt(shown, clip.fps) === frameAt(media.currentTime, clip.fps) ? shown : media.currentTime,
        );
      }
      handle = requestAnimationFrame(tick);
    };
    if (playing) handle = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(handle);
  }, [playing, whole, from, to, loop, clip.fps]);

  const seek = (to: number) => {
    const media = ref.current;
    if (media === null) return;
    media.currentTime = Math.min(Math.max(0, to), Math.max(0, length - 0.5 / clip.fps));
    setTime(media.currentTime);
  };
  const toggle = () => {
    const media = ref.current;
    if (media === null) return;
    if (!media.paused) return media.pause();
    if (!whole && media.currentTime >= to) media.currentTime = from;
    void media.play().catch(() => undefined);
  };
  const fullScreen = () => {
    void (document.fullscreenElement ? document.exitFullscreen() : box.current?.requestFullscreen());
  };
  const step = (by: number) => {
    ref.current?.pause();
    // Half a frame in, so that rounding never lands on the frame before.
    seek((frameAt(time, clip.fps) + by + 0.5) / clip.fps);
  };
  const frame = frameAt(time, clip.fps);
  const markIn = () => setRange(withIn(range, frame / clip.fps));
  // What is marked ends after the frame that is shown.
  const markOut = () => setRange(withOut(range, Math.min(length, (frame + 1) / clip.fps)));
  useKeys(
    {
      play: toggle,
      back: () => seek(time - 1),
      on: () => seek(time + 1),
      frameBack: () => step(-1),
      frameOn: () => step(1),
      start: () => seek(0),
      end: () => seek(length),
      full: fullScreen,
      mute: () => setMuted(!muted),
      in: markIn,
      out: markOut,
      noRange: () => {
        if (whole) return false;
        setRange({});
        return true;
      },
    },
    box,
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div role="group" className="player" aria-label={`${t.label}: ${clip.prompt}`} ref={box}>
      <div className="player-picture" style={{ '--shape': clip.width / clip.height } as CSSProperties}>
        <video
          ref={ref}
          src={video}
          poster={poster}
          playsInline
          autoPlay
          loop={loop && whole}
          muted={muted}
          aria-label={clip.prompt}
          onClick={toggle}
          onPlay={() => setPlaying(true)}
          onPause={() => setPlaying(false)}
          onEnded={(event) => {
            if (!loop || whole) return;
            event.currentTarget.currentTime = from;
            void event.currentTarget.play().catch(() => undefined);
          }}
          onSeeked={(event) => setTime(event.currentTarget.currentTime)}
          onError={() => setFailed(true)}
        />
        {over}
        {failed && <p className="player-failed">{t.failed}</p>}
      </div>
      <Scrub
        time={time}
        length={length}
        fps={clip.fps}
        frames={clip.frames}
        range={range}
        sprites={sprites}
        spriteSrc={spriteSrc}
        onSeek={(next) => {
          ref.current?.pause();
          seek(next);
        }}
      />
      <div className="player-controls">
        <IconButton
          icon={playing ? 'pause' : 'play'}
          label={playing ? t.pause : t.play}
          keyId="play"
          filled={!playing}
          onClick={toggle}
        />
        <IconButton icon="stepBack" label={t.stepBack} keyId="frameBack" onClick={() => step(-1)} />
        <IconButton icon="stepOn" label={t.stepOn} keyId="frameOn" onClick={() => step(1)} />
        <span className="numbers player-time">
          {clock(time, true)} <span className="quiet player-length">/ {clock(length, true)}</span>{' '}
          <span className="quiet player-frame">{t.frame(Math.min(clip.frames, frame + 1), clip.frames)}</span>
        </span>
        <span className="player-gap" />
        <RangeMarks range={range} onIn={markIn} onOut={markOut} onUnmark={() => setRange({})} />
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
          keyId="mute"
          onClick={() => setMuted(!muted)}
        />
        <IconButton icon="full" label={t.full} keyId="full" onClick={fullScreen} />
      </div>
      {below?.({ video: ref, time, range })}
    </div>
  );
}
