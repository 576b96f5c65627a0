import type { BackdropFact } from '@akezora/contract';
import { api } from '../api/client.ts';
import { Button, IconButton } from '../components/controls.tsx';
import { Panel } from '../components/menu.tsx';
import { useText } from '../i18n/index.ts';
import './backdrop-chip.css';
import { type BackdropChoice, editDraft } from './draft.ts';
import { HeightStage } from './height-stage.tsx';

/** Where the line is until a plan has found the horizon. */
const usualHorizon = 0.6;

/**
 * The picture in place of the scenery, with its horizon: as it was found, or where a person has dragged it.
 * @param found the backdrop of the plan; undefined while there is none
 */
export function BackdropChip({ backdrop, found }: { backdrop: BackdropChoice; found: BackdropFact | undefined }) {
  const t = useText().compose;
  const units = useText().shell.units;
  const { upload, horizon } = backdrop;
  const shown = horizon ?? found?.horizon ?? usualHorizon;
  const percent = units.percent(Math.round(100 * shown));
  return (
    <span className="chip-large">
      <img src={api.url(upload.urls.thumbnail)} alt="" width={44} height={28} />
      <Panel
        label={t.backdrop.horizon}
        trigger={
          <button type="button" className="chip-words">
            {t.backdrop.chosen(upload.name)}
          </button>
        }
      >
        <HeightStage
          className="backdrop-picture"
          value={shown}
          label={t.backdrop.horizon}
          text={t.cast.feetAt(percent)}
          describedBy="horizon-hint"
          onChange={(value) => editDraft({ backdrop: { upload, horizon: value } })}
        >
          <img src={api.url(upload.urls.thumbnail)} alt={upload.name} draggable={false} />
        </HeightStage>
        <p className="hint" id="horizon-hint">
          {t.backdrop.hint}
        </p>
        <Button disabled={horizon === undefined} onClick={() => editDraft({ backdrop: { upload } })}>
          {t.backdrop.find}
        </Button>
      </Panel>
      <IconButton
        icon="close"
        size={15}
        label={t.remove(upload.name)}
        onClick={() => editDraft({ backdrop: undefined })}
      />
    </span>
  );
}
