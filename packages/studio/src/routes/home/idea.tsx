import { useEffect, useRef, useState } from 'react';
import { base } from '../../api/base.ts';
import { Button } from '../../components/controls.tsx';
import { useLanguage, useText } from '../../i18n/index.ts';
import { type IdeaEntry, remixIdea, takeWords } from './ideas-list.ts';

/** A clip of the model in the box with the words it came from. It plays in its turn, and whenever somebody looks at it. */
export function Idea({
  idea,
  turn,
  visible,
  open,
  onOpen,
}: {
  idea: IdeaEntry;
  /** Whether it is its turn to play. */
  turn: boolean;
  /** Whether the page is in sight. */
  visible: boolean;
  /** Whether its words stay on show. */
  open: boolean;
  onOpen: () => void;
}) {
  const t = useText().compose.ideas;
  const words = idea[useLanguage()];
  const [looked, setLooked] = useState(false);
  const file = `${base}/ideas/${idea.name}`;
  return (
    <li
      className={open ? 'idea open' : 'idea'}
      onMouseEnter={() => setLooked(true)}
      onMouseLeave={() => setLooked(false)}
      onFocus={() => setLooked(true)}
      onBlur={() => setLooked(false)}
      data-idea={idea.name}
    >
      <button type="button" className="idea-picture" aria-label={words} aria-expanded={open} onClick={onOpen}>
        <img src={`${file}.webp`} alt="" width={320} height={180} decoding="async" />
        <Moving src={`${file}.mp4`} playing={visible && (turn || looked || open)} repeat={looked || open} />
      </button>
      <div className="idea-words">
        <p>{words}</p>
        <div className="idea-do">
          <Button kind="strong" onClick={() => takeWords(idea)}>
            {t.use}
          </Button>
          <Button onClick={() => void remixIdea(idea)}>{t.remix}</Button>
        </div>
      </div>
    </li>
  );
}

/** The clip over its still: loaded at its first turn, seen while it plays. */
function Moving({ src, playing, repeat }: { src: string; playing: boolean; repeat: boolean }) {
  const video = useRef<HTMLVideoElement>(null);
  const [wanted, setWanted] = useState(false);
  const [shown, setShown] = useState(false);
  if (playing && !wanted) setWanted(true);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    if (!playing) {
      setShown(false);
      element.pause();
      return;
    }
    element.currentTime = 0;
    // Refused where the browser lets nothing play by itself: the still stays.
    element.play().catch(() => undefined);
  }, [playing]);
  if (!wanted) return null;
  return (
    <video
      ref={video}
      className={shown ? 'shown' : ''}
      src={src}
      muted
      loop={repeat}
      playsInline
      preload="auto"
      tabIndex={-1}
      aria-hidden="true"
      onPlaying={() => setShown(playing)}
      onEnded={() => setShown(false)}
    />
  );
}
