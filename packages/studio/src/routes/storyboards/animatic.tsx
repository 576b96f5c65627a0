import type { StoryboardData } from '@akezora/contract/api';
import { type CSSProperties, useEffect, useRef } from 'react';
import { api } from '../../api/client.ts';
import { IconButton } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { clock } from '../../util/format.ts';
import { pictureOf } from './card-picture.tsx';
import { cardAt } from './cards.ts';

/** Plays the cards at their times, before anything is generated: prompts, pictures and clips. */
export function Animatic({
  data,
  time,
  playing,
  onTime,
  onPlay,
}: {
  data: StoryboardData;
  time: number;
  playing: boolean;
  onTime: (time: number) => void;
  onPlay: (playing: boolean) => void;
}) {
  const t = useText().tools.board;
  const now = useRef(time);
  now.current = time;
  useEffect(() => {
    if (!playing) return;
    let last = performance.now();
    let handle = requestAnimationFrame(function tick(stamp) {
      const next = now.current + (stamp - last) / 1000;
      last = stamp;
      if (next >= data.seconds) {
        onTime(0);
        onPlay(false);
        return;
      }
      onTime(next);
      handle = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(handle);
  }, [playing, data.seconds, onTime, onPlay]);
  const card = cardAt(data, time);
  const picture = card ? pictureOf(card) : null;
  const [w = 16, h = 9] = (data.aspect ?? '16:9').split(':').map(Number);
  const video =
    card?.kind === 'video'
      ? card.clip
        ? api.url(`/api/clips/${encodeURIComponent(card.clip)}/video`)
        : card.upload
          ? api.url(`/api/uploads/${encodeURIComponent(card.upload)}/file`)
          : null
      : null;
  return (
    <div className="animatic">
      <div
        className="animatic-frame"
        style={{ aspectRatio: `${w} / ${h}`, '--part': time / data.seconds } as CSSProperties}
        role="img"
        aria-label={card?.prompt || t.animatic}
      >
        {picture !== null && <img src={picture} alt="" />}
        {video !== null && card && (
          <CardVideo
            key={card.id}
            src={api.url(video)}
            at={(card.from ?? 0) + Math.max(0, time - card.at)}
            playing={playing}
          />
        )}
        {card && card.prompt !== '' && (
          <p className={picture === null ? 'animatic-words large' : 'animatic-words'}>{card.prompt}</p>
        )}
      </div>
      <div className="stage-time">
        <IconButton
          icon={playing ? 'pause' : 'play'}
          filled={!playing}
          label={playing ? t.stop : t.play}
          onClick={() => onPlay(!playing)}
        />
        <input
          type="range"
          aria-label={t.animatic}
          min={0}
          max={data.seconds}
          step={0.05}
          value={time}
          onChange={(event) => {
            onPlay(false);
            onTime(event.target.valueAsNumber);
          }}
        />
        <span className="numbers small">
          {clock(time, true)} <span className="quiet">/ {clock(data.seconds)}</span>
        </span>
      </div>
    </div>
  );
}

function CardVideo({ src, at, playing }: { src: string; at: number; playing: boolean }) {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const media = ref.current;
    if (media === null) return;
    if (playing) void media.play().catch(() => undefined);
    else media.pause();
    if (Math.abs(media.currentTime - at) > (playing ? 0.4 : 0.03)) media.currentTime = at;
  }, [at, playing]);
  return <video ref={ref} src={src} muted playsInline preload="auto" tabIndex={-1} aria-hidden="true" />;
}
