import { useEffect, useMemo, useRef } from 'react';
import { useText } from '../../i18n/index.ts';
import { filmOf } from '../../timeline/piece.ts';
import { ScreenFrame } from '../../timeline/screen-frame.tsx';
import type { StripProps } from '../tool.ts';
import { type BlendSettings, transitionOn } from './compile.ts';
import { FilmView } from './film-view.tsx';
import { mixAt } from './mix.ts';

/** Both clips over each other, as much of each as the curve says at the playhead; what neither covers is a card. */
export function BlendScreen({ clip, settings, model, line }: StripProps<BlendSettings>) {
  const t = useText().tools;
  const { second, seconds, curve } = settings;
  const films = useMemo(() => ({ first: filmOf(clip), second: second && filmOf(second) }), [clip, second]);
  const latest = useRef(line);
  latest.current = line;
  useEffect(() => {
    if (!line.playing) return undefined;
    let now = latest.current.time;
    let last = performance.now();
    let handle = requestAnimationFrame(function frame(stamp) {
      handle = requestAnimationFrame(frame);
      now = latest.current.tick(now + Math.max(0, stamp - last) / 1000);
      last = stamp;
    });
    return () => cancelAnimationFrame(handle);
  }, [line.playing]);
  const mix = mixAt(line.time, {
    seconds,
    first: clip.seconds,
    second: second?.seconds ?? 0,
    curve: transitionOn(model, settings) === 'curve' ? curve : undefined,
  });
  return (
    <ScreenFrame width={clip.width} height={clip.height}>
      {mix.first !== undefined && <FilmView film={films.first} time={mix.first} playing={line.playing} opacity={1} />}
      {films.second !== null && mix.second !== undefined && (
        <FilmView film={films.second} time={mix.second} playing={line.playing} opacity={mix.share} />
      )}
      {mix.first === undefined && mix.second === undefined && (
        <span className="screen-new">
          <span className="screen-new-words">{settings.words.trim() || t.blend.between}</span>
        </span>
      )}
    </ScreenFrame>
  );
}
