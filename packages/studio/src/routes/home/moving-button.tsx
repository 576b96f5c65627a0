import { Button } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { movingStore, setMoving } from '../../preferences/moving.ts';
import { useStore } from '../../util/store.ts';
import { useMedia } from '../../util/use-media.ts';
import { useRunning } from './use-running.ts';

/** Stops the clips of the wall, or lets them move; not shown where they stand still anyway. */
export function MovingButton() {
  const t = useText().compose.ideas;
  const { moving } = useStore(movingStore);
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const busy = useRunning();
  if (still || busy) return null;
  return (
    <Button kind="plain" className="moving-button" icon={moving ? 'pause' : 'play'} onClick={() => setMoving(!moving)}>
      {moving ? t.stop : t.go}
    </Button>
  );
}
