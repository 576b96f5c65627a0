import type { ModelCapabilities } from '@akezora/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { presetsQuery } from '../api/queries.ts';
import { refresh } from '../api/refresh.ts';
import { Button, IconButton } from '../components/controls.tsx';
import { Ask } from '../components/dialog.tsx';
import { toastError } from '../components/error-toast.ts';
import { toast } from '../components/toast.tsx';
import { useLanguage, useText } from '../i18n/index.ts';
import { pick } from '../util/compact.ts';
import { choicesIn, type Draft, editDraft, presetChoices } from './draft.ts';
import { PresetPicture } from './preset-picture.tsx';

/** The model's styles, and the account's own presets: saved sets of choices. */
export function Presets({ draft, model }: { draft: Draft; model: ModelCapabilities }) {
  const t = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const own = useQuery(presetsQuery);
  const [asking, setAsking] = useState(false);
  const styles = [
    { id: undefined, name: t.compose.noPreset },
    ...model.presets.map(({ id, name }) => ({ id, name: name[language] })),
  ];
  const save = async (name: string) => {
    await api.call('createPreset', { body: { name, request: { ...pick(draft, presetChoices), model: model.id } } });
    toast(t.shell.saved);
    await refresh(client, 'presets');
  };
  const remove = async (id: string) => {
    await api.call('deletePreset', { params: { id } });
    await refresh(client, 'presets');
  };
  return (
    <>
      <fieldset className="looks">
        <legend className="label">{t.compose.preset}</legend>
        {styles.map(({ id, name }) => (
          <label key={name} className="look">
            <input type="radio" name="look" checked={draft.preset === id} onChange={() => editDraft({ preset: id })} />
            <PresetPicture id={id ?? 'none'} />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      {own.data !== undefined && own.data.length > 0 && (
        <div className="own-presets">
          <span className="label">{t.compose.ownPresets}</span>
          {own.data.map((preset) => (
            <div key={preset.id} className="own-preset">
              <Button kind="plain" onClick={() => editDraft(choicesIn(preset.request))}>
                {preset.name}
              </Button>
              <IconButton
                icon="close"
                size={15}
                label={t.compose.remove(preset.name)}
                onClick={() => void remove(preset.id).catch(toastError)}
              />
            </div>
          ))}
        </div>
      )}
      <Button kind="plain" icon="plus" onClick={() => setAsking(true)}>
        {t.compose.keepPreset}
      </Button>
      {asking && (
        <Ask
          title={t.compose.keepPreset}
          label={t.compose.presetName}
          action={t.shell.save}
          onClose={() => setAsking(false)}
          onDone={(name) => void save(name).catch(toastError)}
        />
      )}
    </>
  );
}
