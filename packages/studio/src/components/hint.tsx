import { useText } from '../i18n/index.ts';
import { endTour, tourStore } from '../preferences/tour.ts';
import { useStore } from '../util/store.ts';
import { IconButton } from './controls.tsx';
import './hint.css';

/** A sentence for a first visit, at the place it speaks of; closing it closes all. */
export function Hint({ text }: { text: string }) {
  const t = useText().compose.hints;
  const { wanted } = useStore(tourStore);
  if (!wanted) return null;
  return (
    <p className="hint-note">
      <span>{text}</span>
      <IconButton icon="close" size={15} label={t.close} onClick={endTour} />
    </p>
  );
}
