import type { Actor } from '@akezora/contract/api';
import { api } from '../api/client.ts';
import { useText } from '../i18n/index.ts';
import './actor-stage.css';
import { HeightStage } from './height-stage.tsx';

/** The cut-out of an actor on a checkerboard, with the line that it stands on. */
export function ActorStage({ actor, feet, onFeet }: { actor: Actor; feet: number; onFeet: (feet: number) => void }) {
  const t = useText().compose.cast;
  const units = useText().shell.units;
  return (
    <HeightStage
      className="actor-square"
      value={feet}
      label={t.feet}
      text={t.feetAt(units.percent(Math.round(100 * feet)))}
      describedBy="feet-hint"
      onChange={onFeet}
    >
      {actor.picture !== null && <img src={api.url(actor.picture)} alt={t.cutOut(actor.name)} draggable={false} />}
    </HeightStage>
  );
}
