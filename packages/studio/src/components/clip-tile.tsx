import type { Clip } from '@akezora/contract/api';
import { Link } from '@tanstack/react-router';
import { type CSSProperties, type ReactNode, useRef, useState } from 'react';
import { api } from '../api/client.ts';
import { useText } from '../i18n/index.ts';
import { clock } from '../util/format.ts';
import './clip-tile.css';
import { dragClip } from './drag-clip.ts';

/** A clip's thumbnail with a link to its page. It plays on hover and focus, or at once with `autoPlay`. */
export function ClipTile({
  clip,
  autoPlay = false,
  fixed = false,
  children,
}: {
  clip: Clip;
  autoPlay?: boolean;
  /** Fill the surrounding box instead of taking the clip's aspect ratio. Default false. */
  fixed?: boolean;
  children?: ReactNode;
}) {
  const t = useText().library;
  const [playing, setPlaying] = useState(autoPlay);
  const [ready, setReady] = useState(false);
  const video = useRef<HTMLVideoElement>(null);
  const start = () => setPlaying(true);
  const stop = () => {
    if (autoPlay) return;
    setPlaying(false);
    setReady(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only previews; the link inside is the control
    <article
      className={fixed ? 'clip-tile fixed' : 'clip-tile'}
      style={fixed ? undefined : ({ aspectRatio: clip.width / clip.height } as CSSProperties)}
      onMouseEnter={start}
      onMouseLeave={stop}
      onFocus={start}
      onBlur={stop}
      draggable
      onDragStart={(event) => dragClip(event, clip)}
      data-clip={clip.id}
    >
      <img
        className="clip-still"
        src={api.url(clip.urls.thumbnail)}
        alt=""
        loading="lazy"
        decoding="async"
        draggable={false}
      />
      {playing && (
        <video
          ref={video}
          className={ready ? 'clip-motion ready' : 'clip-motion'}
          src={api.url(clip.urls.video)}
          muted
          loop
          autoPlay
          playsInline
          preload="auto"
          tabIndex={-1}
          aria-hidden="true"
          onPlaying={() => setReady(true)}
        />
      )}
      <Link
        className="clip-link"
        to="/clips/$id"
        params={{ id: clip.id }}
        aria-label={t.tile(
          clip.title || clip.prompt || t.clip.untitled,
          Math.round(clip.seconds * 10) / 10,
          clip.width,
          clip.height,
        )}
        draggable={false}
      />
      <span className="clip-length numbers" aria-hidden="true">
        {clock(clip.seconds)}
      </span>
      {children}
    </article>
  );
}
