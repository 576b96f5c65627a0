import { useEffect, useRef, useState } from 'react';
import { base } from '../../api/base.ts';
import { Button } from '../../components/controls.tsx';
import { useLanguage, useText } from '../../i18n/index.ts';
import { useSeen } from '../../util/use-seen.ts';
import { type IdeaEntry, remixIdea, takeWords } from './ideas-list.ts';

/** A clip of the model in the box with the words it came from. It plays where it is told to and in view. */
export function Idea({
  idea,
  playing,
  chosen,
  open,
  onOpen,
  onLook,
}: {
  idea: IdeaEntry;
  playing: boolean;
  /** Whether somebody looks at it: then it plays again and again. */
  chosen: boolean;
  /** Whether its words stay on show. */
  open: boolean;
  onOpen: () => void;
  /** Somebody begins or ends to look at it. */
  onLook: (looks: boolean) => void;
}) {
  const t = useText().compose.ideas;
  const words = idea[useLanguage()];
  const tile = useRef<HTMLLIElement>(null);
  const seen = useSeen(tile);
  const file = `${base}/ideas/${idea.name}`;
  return (
    <li
      className={open ? 'idea open' : 'idea'}
      ref={tile}
      onMouseEnter={() => onLook(true)}
      onMouseLeave={() => onLook(false)}
      onFocus={() => onLook(true)}
      onBlur={() => onLook(false)}
      data-idea={idea.name}
    >
      <button type="button" className="idea-picture" aria-label={words} aria-expanded={open} onClick={onOpen}>
        <img src={`${file}.webp`} alt="" width={320} height={180} decoding="async" />
        <Moving src={`${file}.mp4`} playing={playing && seen} repeat={chosen} />
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
