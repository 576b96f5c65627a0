import { type RefObject, useEffect, useId } from 'react';
import { createStore, useStore } from '../../util/store.ts';
import { useMedia } from '../../util/use-media.ts';
import { usePageVisible } from '../../util/use-page-visible.ts';
import { useSeen } from '../../util/use-seen.ts';
import { useRunning } from './use-running.ts';

/** The one tile of the feed that plays by itself. */
const soloStore = createStore<{ readonly tile: string | null }>({ tile: null });

/** Whether this tile is the one of all that want it: the last to want it, and where that one has gone, any other. */
function useSolo(wants: boolean): boolean {
  const id = useId();
  const { tile } = useStore(soloStore);
  useEffect(() => {
    if (!wants) return;
    soloStore.set({ tile: id });
    return () => soloStore.set((now) => (now.tile === id ? { tile: null } : now));
  }, [wants, id]);
  useEffect(() => {
    if (wants && tile === null) soloStore.set({ tile: id });
  }, [wants, tile, id]);
  return wants && tile === id;
}

/**
 * How a clip of the feed plays by itself: one at a time, in view, and where no less motion is wished for. While another clip is being
 * made, only one that has just been made plays, once.
 * @param why `made`: it was made before the eyes of who looks; `first`: it stands first on the page; null: it does not
 */
export function useSelfPlay(tile: RefObject<Element | null>, why: 'made' | 'first' | null): 'not' | 'once' | 'again' {
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const busy = useRunning();
  const visible = usePageVisible();
  const seen = useSeen(tile, true);
  const wants = why === 'made' || (why === 'first' && !busy);
  const solo = useSolo(wants && visible && seen && !still);
  if (!solo) return 'not';
  return busy ? 'once' : 'again';
}
