import type { GenerationRequestInput, ModelCapabilities } from '@akezora/contract';
import type { Defaults, ModelEntry } from '@akezora/contract/api';
import { AspectShape } from '../components/aspect-shape.tsx';
import { IconButton, Range, Segmented } from '../components/controls.tsx';
import { Icon } from '../components/icon.tsx';
import { Panel } from '../components/menu.tsx';
import { useLanguage, useText } from '../i18n/index.ts';
import { short } from '../util/format.ts';
import { Advanced } from './advanced.tsx';
import { CastChip } from './cast-panel.tsx';
import { type Draft, editDraft } from './draft.ts';
import { KnowsChip } from './knows/knows-chip.tsx';
import { LoraChip } from './loras.tsx';
import { Presets } from './presets.tsx';
import { choicesOf } from './request.ts';
import { StageButton } from './stage-chip.tsx';

/** The choices under the prompt: each a chip that opens a panel. */
export function Options({
  draft,
  model,
  models,
  defaults,
  request,
  seed,
  knows,
}: {
  draft: Draft;
  model: ModelCapabilities;
  models: readonly ModelEntry[];
  defaults: Defaults;
  request: GenerationRequestInput | undefined;
  /** Seed of the plan that the composer shows. */
  seed: number | undefined;
  /** Whether what the model can draw can be shown. */
  knows: boolean;
}) {
  const t = useText().compose;
  const units = useText().shell.units;
  const language = useLanguage();
  const { aspect, resolution, seconds } = choicesOf(draft, model, defaults);
  const lengths = [...new Set([2, 5, 8, 10, 15, 20, 30, 60, model.seconds.default])]
    .filter((n) => n >= model.seconds.min && n <= model.seconds.max)
    .sort((a, b) => a - b);
  const preset = model.presets.find(({ id }) => id === draft.preset);
  return (
    <div className="options">
      {models.length > 1 && (
        <Panel
          label={t.model}
          trigger={
            <button type="button" className="chip" aria-label={`${t.model}: ${model.name}`}>
              <Icon name="cube" size={15} />
              <span>{model.name}</span>
            </button>
          }
        >
          <fieldset className="choices">
            <legend className="label">{t.model}</legend>
            {models.map((entry) => (
              <label key={entry.id} className="choice">
                <input
                  type="radio"
                  name="model"
                  checked={entry.id === model.id}
                  onChange={() => editDraft({ model: entry.id })}
                />
                <span>
                  <strong>{entry.capabilities.name}</strong>
                  <span className="hint">{entry.capabilities.summary[language]}</span>
                </span>
              </label>
            ))}
          </fieldset>
        </Panel>
      )}
      <Panel
        label={units.list([t.aspect, t.resolution])}
        trigger={
          <button
            type="button"
            className="chip"
            aria-label={`${units.list([t.aspect, t.resolution])}: ${units.list([aspect, resolution])}`}
          >
            <AspectShape aspect={aspect} />
            <span className="numbers">
              {aspect} <span className="quiet">{resolution}</span>
            </span>
          </button>
        }
      >
        <Segmented
          showLabel
          label={t.aspect}
          value={aspect}
          options={model.aspects.map((value) => ({
            value,
            text: (
              <>
                <AspectShape aspect={value} />
                {value}
              </>
            ),
          }))}
          onChange={(value) => editDraft({ aspect: value, scene: undefined })}
        />
        <Segmented
          showLabel
          label={t.resolution}
          value={resolution}
          options={model.resolutions.map((value) => ({ value, text: value }))}
          onChange={(value) => editDraft({ resolution: value })}
        />
      </Panel>
      <Panel
        label={t.seconds}
        trigger={
          <button type="button" className="chip numbers" aria-label={`${t.seconds}: ${units.seconds(seconds)}`}>
            {units.seconds(Number(short(seconds)))}
          </button>
        }
      >
        <Range
          label={t.seconds}
          min={model.seconds.min}
          max={model.seconds.max}
          step={0.5}
          value={seconds}
          format={(n) => units.seconds(n)}
          onChange={(value) => editDraft({ seconds: value })}
        />
        <Segmented
          label={t.seconds}
          value={String(seconds)}
          options={lengths.map((n) => ({ value: String(n), text: String(n), title: units.seconds(n) }))}
          onChange={(value) => editDraft({ seconds: Number(value) })}
        />
      </Panel>
      <Panel
        label={t.variants}
        trigger={
          <button type="button" className="chip numbers" aria-label={`${t.variants}: ${draft.variants}`}>
            ×{draft.variants}
          </button>
        }
      >
        <Segmented
          showLabel
          label={t.variants}
          value={String(draft.variants)}
          options={['1', '2', '4'].map((value) => ({ value, text: value }))}
          onChange={(value) => editDraft({ variants: Number(value) })}
        />
      </Panel>
      {model.presets.length > 0 && (
        <Panel
          label={t.preset}
          trigger={
            <button
              type="button"
              className="chip"
              aria-pressed={preset !== undefined}
              aria-label={`${t.preset}: ${preset?.name[language] ?? t.noPreset}`}
            >
              <Icon name="wand" size={15} />
              <span>{preset?.name[language] ?? t.preset}</span>
            </button>
          }
        >
          <Presets draft={draft} model={model} />
        </Panel>
      )}
      {knows && <KnowsChip model={model} />}
      {model.controls.loras && <LoraChip draft={draft} model={model} />}
      {model.controls.actors && <CastChip />}
      {model.controls.scene && draft.scene === undefined && request !== undefined && (
        <StageButton request={request} seed={seed} className="chip" />
      )}
      <Panel
        label={t.advanced}
        align="end"
        trigger={<IconButton icon="sliders" size={17} className="chip-icon" label={t.advanced} />}
      >
        <Advanced draft={draft} model={model} />
      </Panel>
    </div>
  );
}
