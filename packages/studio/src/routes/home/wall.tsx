import { type ReactNode, useRef, useState } from 'react';
import { useText } from '../../i18n/index.ts';
import { movingStore } from '../../preferences/moving.ts';
import { useStore } from '../../util/store.ts';
import { useMedia } from '../../util/use-media.ts';
import { usePageVisible } from '../../util/use-page-visible.ts';
import { Idea } from './idea.tsx';
import { ideas } from './ideas-list.ts';
import { useRunning } from './use-running.ts';
import { useTurn } from './use-turn.ts';
import './wall.css';

/**
 * Clips that the model in the box made, one playing after another: as many ideas to begin with. While a clip is being made they play only
 * for who looks at them.
 * @param children What stands in the middle of the wall. Default: nothing, and the clips close up.
 */
export function Wall({ children }: { children?: ReactNode }) {
  const t = useText().compose.ideas;
  const [open, setOpen] = useState<string | null>(null);
  const [looked, setLooked] = useState<string | null>(null);
  const { moving } = useStore(movingStore);
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const busy = useRunning();
  const visible = usePageVisible();
  const list = useRef<HTMLUListElement>(null);
  const chosen = open ?? looked;
  const turn = useTurn(ideas.length, moving && !still && !busy && visible && chosen === null, (tile) =>
    isInView(list.current?.children[tile]),
  );
  return (
    <div className={children === undefined ? 'wall' : 'wall wall-hero'}>
      {children !== undefined && <div className="wall-middle">{children}</div>}
      <ul className="wall-tiles" aria-label={t.title} ref={list}>
        {ideas.map((idea, index) => (
          <Idea
            key={idea.name}
            idea={idea}
            playing={visible && (chosen === null ? turn === index : chosen === idea.name)}
            chosen={chosen === idea.name}
            open={open === idea.name}
            onOpen={() => setOpen(open === idea.name ? null : idea.name)}
            onLook={(looks) => setLooked((now) => (looks ? idea.name : now === idea.name ? null : now))}
          />
        ))}
      </ul>
    </div>
  );
}

/** Whether any of an element is inside the window. */
function isInView(element: Element | undefined): boolean {
  if (element === undefined) return false;
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
