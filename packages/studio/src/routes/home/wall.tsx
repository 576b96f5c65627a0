import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { movingStore, setMoving } from '../../preferences/moving.ts';
import { useStore } from '../../util/store.ts';
import { useMedia } from '../../util/use-media.ts';
import { usePageVisible } from '../../util/use-page-visible.ts';
import { Idea } from './idea.tsx';
import { ideas } from './ideas-list.ts';
import { useTurns } from './use-turns.ts';
import './wall.css';

/**
 * Clips that the model in the box made, playing in turn: as many ideas to begin with.
 * @param busy Whether a clip is being made: then they play only for who looks at them. Default false.
 * @param children What stands in the middle of the wall. Default: nothing, and the clips close up.
 */
export function Wall({ busy = false, children }: { busy?: boolean; children?: ReactNode }) {
  const t = useText().compose.ideas;
  const [open, setOpen] = useState<string | null>(null);
  const { moving } = useStore(movingStore);
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const box = useRef<HTMLDivElement>(null);
  const seen = useSeen(box);
  const visible = usePageVisible();
  const turns = useTurns(ideas.length, moving && !still && !busy && seen && visible && open === null);
  return (
    <div className={children === undefined ? 'wall' : 'wall wall-hero'} ref={box}>
      {children !== undefined && <div className="wall-middle">{children}</div>}
      <ul className="wall-tiles" aria-label={t.title}>
        {ideas.map((idea, index) => (
          <Idea
            key={idea.name}
            idea={idea}
            turn={turns.includes(index)}
            visible={visible}
            open={open === idea.name}
            onOpen={() => setOpen(open === idea.name ? null : idea.name)}
          />
        ))}
      </ul>
      {!still && !busy && (
        <Button kind="plain" className="wall-still" icon={moving ? 'pause' : 'play'} onClick={() => setMoving(!moving)}>
          {moving ? t.stop : t.go}
        </Button>
      )}
    </div>
  );
}

/** Whether an element is in view. */
function useSeen(element: { readonly current: Element | null }): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver(([entry]) => setSeen(entry?.isIntersecting === true));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return seen;
}
