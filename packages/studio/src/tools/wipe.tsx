import type { Clip } from '@akezora/contract/api';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { api } from '../api/client.ts';
import { IconButton, Range } from '../components/controls.tsx';
import { useText } from '../i18n/index.ts';

/** A source and its result in one frame, left and right of a line that is moved, played in step within a frame. */
export function Wipe({ source, result }: { source: Clip; result: Clip }) {
  const t = useText();
  const words = t.library.player;
  const [at, setAt] = useState(0.5);
  const [playing, setPlaying] = useState(true);
  const left = useRef<HTMLVideoElement>(null);
  const right = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const [first, second] = [left.current, right.current];
    if (first === null || second === null) return undefined;
    for (const video of [first, second]) {
      if (playing) void video.play().catch(() => undefined);
      else video.pause();
    }
    let handle = requestAnimationFrame(function follow() {
      const most = 0.5 / Math.max(source.fps, result.fps);
      const to = Math.min(first.currentTime, Math.max(0, result.seconds - most));
      if (!second.seeking && Math.abs(second.currentTime - to) > most) second.currentTime = to;
      if (playing && second.paused && !second.ended) void second.play().catch(() => undefined);
      handle = requestAnimationFrame(follow);
    });
    return () => cancelAnimationFrame(handle);
  }, [playing, source, result]);
  const video = (clip: Clip) => ({ src: api.url(clip.urls.video), poster: api.url(clip.urls.thumbnail) });
  return (
    <div className="wipe">
      <div className="player-picture wipe-picture" style={{ '--shape': source.width / source.height } as CSSProperties}>
        <video ref={left} {...video(source)} playsInline loop muted aria-label={t.tools.before} />
        <video
          ref={right}
          {...video(result)}
          playsInline
          loop
          muted
          aria-label={t.tools.after}
          style={{ clipPath: `inset(0 0 0 ${100 * at}%)` }}
        />
        <span className="wipe-line" style={{ left: `${100 * at}%` }} />
      </div>
      <div className="wipe-controls">
        <IconButton
          icon={playing ? 'pause' : 'play'}
          label={playing ? words.pause : words.play}
          filled={!playing}
          onClick={() => setPlaying(!playing)}
        />
        <Range
          label={t.tools.wipeAt}
          min={0}
          max={1}
          step={0.01}
          value={at}
          format={(value) => t.shell.units.percent(Math.round(100 * value))}
          onChange={setAt}
        />
      </div>
    </div>
  );
}
