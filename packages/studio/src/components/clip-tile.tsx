import type { Clip } from '@akezora/contract/api';
import { Link } from '@tanstack/react-router';
import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from 'react';
import { api } from '../api/client.ts';
import { useText } from '../i18n/index.ts';
import { clock } from '../util/format.ts';
import './clip-tile.css';
import { dragClip } from './drag-clip.ts';
import { OriginMark } from './origin-mark.tsx';
import { PromptText } from './prompt-text.tsx';

/** A clip's thumbnail with a link to its page. On hover and focus it plays and tells its words, its seed and the tool it comes from. */
export function ClipTile({
  clip,
  selfPlay = 'not',
  fixed = false,
  children,
}: {
  clip: Clip;
  /** How it plays while nobody looks at it. Default: not at all. */
  selfPlay?: 'not' | 'once' | 'again';
  /** Fill the surrounding box instead of taking the clip's aspect ratio. Default false. */
  fixed?: boolean;
  children?: ReactNode;
}) {
  const { library: t, compose } = useText();
  const [looked, setLooked] = useState(false);
  const start = () => setLooked(true);
  const stop = () => setLooked(false);
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
      {/* A tall or square clip is shown whole, before itself out of focus. */}
      {fixed && clip.width < 1.5 * clip.height && (
        <img className="clip-around" src={api.url(clip.urls.thumbnail)} alt="" loading="lazy" draggable={false} />
      )}
      <img
        className="clip-still"
        src={api.url(clip.urls.thumbnail)}
        alt=""
        loading="lazy"
        decoding="async"
        draggable={false}
      />
      {(looked || selfPlay !== 'not') && <Motion clip={clip} repeat={looked || selfPlay === 'again'} />}
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
      <span className="clip-over" aria-hidden="true">
        <span className="clip-words">
          <PromptText text={clip.title || clip.prompt} />
        </span>
        <span className="clip-facts numbers">
          <OriginMark origin={clip.origin} />
          {clip.seed !== null && <span>{compose.seedIs(clip.seed)}</span>}
        </span>
      </span>
      <span className="clip-length numbers" aria-hidden="true">
        {clock(clip.seconds)}
      </span>
      {children}
    </article>
  );
}

/** The clip over its still, seen once it plays. */
function Motion({ clip, repeat }: { clip: Clip; repeat: boolean }) {
  const video = useRef<HTMLVideoElement>(null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    if (repeat && video.current?.ended) video.current.play().catch(() => undefined);
  }, [repeat]);
  return (
    <video
      ref={video}
      className={ready ? 'clip-motion ready' : 'clip-motion'}
      src={api.url(clip.urls.video)}
      muted
      loop={repeat}
      autoPlay
      playsInline
      preload="auto"
      tabIndex={-1}
      aria-hidden="true"
      onPlaying={() => setReady(true)}
    />
  );
}
