import { useCallback, useEffect, useRef, useState } from 'react';
import { middle } from '../../timeline/film-player.ts';
import { pictureStyle } from '../../timeline/filmstrip.tsx';
import type { Film } from '../../timeline/piece.ts';
import { frameAt } from '../../util/play-range.ts';

/** Seconds by which a playing film may be off before it is set right. */
const drift = 0.15;

/** A film at a moment that something else keeps: it follows, and its small picture stands in while a frame is looked for. */
export function FilmView({
  film,
  time,
  playing,
  opacity,
}: {
  film: Film;
  time: number;
  playing: boolean;
  opacity: number;
}) {
  const ref = useRef<HTMLVideoElement>(null);
  const [frame, setFrame] = useState(-1);
  const wanted = frameAt(time, film.fps);
  const follow = useCallback(() => {
    const video = ref.current;
    if (video === null || video.seeking || video.readyState < 1) return;
    const shown = frameAt(video.currentTime, film.fps);
    if (video.readyState >= 2) setFrame(shown);
    if (playing) {
      if (video.paused && !video.ended) void video.play().catch(() => undefined);
      if (Math.abs(video.currentTime - time) > drift) video.currentTime = time;
    } else {
      video.pause();
      if (shown !== wanted) video.currentTime = middle(film, time);
    }
  }, [film, time, playing, wanted]);
  useEffect(follow, [follow]);
  return (
    <span className="film-view" style={{ opacity }}>
      <video
        ref={ref}
        src={film.video}
        muted
        playsInline
        preload="auto"
        tabIndex={-1}
        aria-hidden="true"
        onSeeked={follow}
        onLoadedData={follow}
      />
      <span
        className="screen-stand-in"
        hidden={frame >= 0 && (playing || frame === wanted)}
        style={pictureStyle(film, time)}
      />
    </span>
  );
}
