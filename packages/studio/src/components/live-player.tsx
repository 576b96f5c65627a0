import type { Job } from '@akezora/contract/api';
import { useLayoutEffect, useRef, useState } from 'react';
import { api } from '../api/client.ts';
import { useText } from '../i18n/index.ts';
import { dropLiveEnd, keepLiveEnd, liveEndOf } from './live-ends.ts';
import { playLive, playsLive } from './live-source.ts';
import './live-player.css';

/** Whether a person has asked for little motion: then previews alone tell how far a clip is. */
const wantsStillness = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * Plays what is finished of a running job's clip, over its previews. It shows nothing in browsers that cannot play such streams, and
 * for models that show no frames while they work.
 */
export function LivePlayer({ job }: { job: Job }) {
  const [isPossible] = useState(() => playsLive() && !wantsStillness());
  if (!isPossible || job.state !== 'running') return null;
  // Another attempt is another stream.
  return <LiveVideo key={job.attempt} job={job.id} />;
}

function LiveVideo({ job }: { job: string }) {
  const t = useText().compose.job;
  const ref = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'waiting' | 'shown' | 'failed'>('waiting');
  // Its end is kept before what takes its place is painted.
  useLayoutEffect(() => {
    const video = ref.current;
    if (video === null) return;
    const open = (signal: AbortSignal) =>
      api.call('jobLive', { params: { id: job }, query: { format: 'mp4' }, signal });
    const stop = playLive(video, { open, onFail: () => setState('failed') });
    return () => {
      if (video.videoWidth > 0 && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) keepLiveEnd(job, video);
      stop();
      video.removeAttribute('src');
      video.load();
    };
  }, [job]);
  if (state === 'failed') return null;
  return (
    <video
      ref={ref}
      className={state === 'shown' ? 'live-video shown' : 'live-video'}
      muted
      playsInline
      tabIndex={-1}
      aria-label={t.live}
      aria-hidden={state !== 'shown'}
      onLoadedData={() => setState('shown')}
    />
  );
}

/** Milliseconds after which a clip that does not play shows anyway. */
const longestMs = 6000;

/**
 * Covers a clip with the last live picture of its job until the clip itself plays, from the same moment on. It stands beside the
 * clip's video in a box with a position of its own.
 */
export function LiveEnd({ job }: { job: string }) {
  const ref = useRef<HTMLDivElement>(null);
  const [isOver, setOver] = useState(false);
  useLayoutEffect(() => {
    const cover = ref.current;
    const box = cover?.parentElement;
    if (isOver || cover === null || !box) return;
    // Kept while the live stream was taken off the page, which is after this was rendered.
    const end = liveEndOf(job);
    if (end === undefined) {
      setOver(true);
      return;
    }
    cover.append(end.picture);
    const done = new AbortController();
    const { signal } = done;
    const finish = () => {
      dropLiveEnd(job);
      setOver(true);
    };
    // Events of media do not bubble, but are seen on the way down.
    const listen = (type: string, on: (video: HTMLVideoElement) => void) =>
      box.addEventListener(type, ({ target }) => target instanceof HTMLVideoElement && on(target), {
        capture: true,
        signal,
      });
    listen('loadedmetadata', (video) => {
      if (end.at < video.duration - 0.5) video.currentTime = end.at;
    });
    listen('playing', (video) => video.requestVideoFrameCallback(finish));
    const timer = setTimeout(finish, longestMs);
    return () => {
      clearTimeout(timer);
      done.abort();
    };
  }, [job, isOver]);
  return isOver ? null : <div ref={ref} className="live-end" aria-hidden="true" />;
}
