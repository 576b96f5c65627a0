import { Hint } from '../../components/hint.tsx';
import { draftStore } from '../../compose/draft.ts';
import { useText } from '../../i18n/index.ts';
import { tourStore } from '../../preferences/tour.ts';
import { useStore } from '../../util/store.ts';
import { MovingButton } from './moving-button.tsx';
import { Wall } from './wall.tsx';

/** The welcome where nothing has been made yet: the greeting inside a wall of clips. */
export function Hero() {
  const { hero: t, hints } = useText().compose;
  const { prompt } = useStore(draftStore);
  const { wanted } = useStore(tourStore);
  return (
    <Wall>
      <div className="hero">
        <div className="hero-sun" aria-hidden="true" />
        <h1>{t.title}</h1>
        <p className="quiet">{t.text}</p>
        {/* Only one of them, so that little moves when the hint comes. */}
        {prompt !== '' && wanted ? <Hint text={hints.here} /> : <MovingButton />}
      </div>
    </Wall>
  );
}
