import type { ModelCapabilities } from '@akezora/contract';
import { Range, Switch } from '../components/controls.tsx';
import { Icon } from '../components/icon.tsx';
import { Panel } from '../components/menu.tsx';
import { useText } from '../i18n/index.ts';
import { type Draft, editDraft, type LoraChoice } from './draft.ts';

/** The LoRAs of a draft after one was chosen, taken off, or given another strength (`null`: taken off). */
export function withLora(chosen: readonly LoraChoice[], id: string, strength: number | null): LoraChoice[] | undefined {
  const others = chosen.filter((lora) => lora.id !== id);
  const place = chosen.findIndex((lora) => lora.id === id);
  if (strength !== null) others.splice(place < 0 ? others.length : place, 0, { id, strength });
  return others.length === 0 ? undefined : others;
}

/** The LoRAs to show: those that fit the model, and chosen ones that were removed since, so that they can be taken off. */
export const shownLoras = ({ loras = [] }: ModelCapabilities, chosen: readonly LoraChoice[]): string[] => [
  ...new Set([...loras.map(({ id }) => id), ...chosen.map(({ id }) => id)]),
];

/** Chooses LoRAs with their strengths, for a model that has any. */
export function LoraChip({ draft, model }: { draft: Draft; model: ModelCapabilities }) {
  const t = useText().compose;
  const units = useText().shell.units;
  const chosen = draft.loras ?? [];
  const shown = shownLoras(model, chosen);
  if (shown.length === 0) return null;
  const names = units.list(chosen.map(({ id }) => id));
  const edit = (id: string, strength: number | null) => editDraft({ loras: withLora(chosen, id, strength) });
  return (
    <Panel
      label={t.loras.label}
      trigger={
        <button
          type="button"
          className="chip"
          aria-pressed={chosen.length > 0}
          aria-label={`${t.loras.label}: ${chosen.length > 0 ? names : t.loras.none}`}
        >
          <Icon name="blend" size={15} />
          <span>{chosen.length > 0 ? names : t.loras.label}</span>
        </button>
      }
    >
      <fieldset className="loras">
        <legend className="label">{t.loras.label}</legend>
        {shown.map((id) => {
          const strength = chosen.find((lora) => lora.id === id)?.strength;
          const isThere = model.loras?.some((lora) => lora.id === id) === true;
          return (
            <div key={id}>
              <Switch
                label={id}
                {...(isThere ? {} : { hint: t.loras.gone })}
                checked={strength !== undefined}
                onChange={(on) => edit(id, on ? 1 : null)}
              />
              {strength !== undefined && (
                <Range
                  label={t.loras.strength(id)}
                  min={-1}
                  max={2}
                  step={0.05}
                  value={strength}
                  onChange={(value) => edit(id, value)}
                />
              )}
            </div>
          );
        })}
        <p className="hint">{t.loras.hint}</p>
      </fieldset>
    </Panel>
  );
}
