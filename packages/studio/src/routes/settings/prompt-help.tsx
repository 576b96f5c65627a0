import type { Settings, SettingsPatch } from '@akezora/contract/api';
import { Button, Field } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { Part } from './part.tsx';

/** The chat endpoint that expands and translates prompts. */
export function PromptHelpSettings({
  value,
  onSave,
}: {
  value: Settings['promptHelp'];
  onSave: (value: NonNullable<SettingsPatch['promptHelp']> | null) => void;
}) {
  const t = useText();
  const words = t.settings;
  return (
    <Part title={words.promptHelp} anchor="prompt-help" text={words.promptHelpText}>
      <form
        // A new key resets the form after saving, so that the API key does not stay in it.
        key={JSON.stringify(value)}
        className="setting-form"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const text = (name: string) => String(form.get(name) ?? '').trim();
          const key = form.has('removeKey') ? null : text('key');
          onSave(text('url') === '' ? null : { url: text('url'), model: text('model'), key });
        }}
      >
        <Field label={words.url}>
          <input type="url" name="url" placeholder="http://127.0.0.1:11434/v1" defaultValue={value?.url ?? ''} />
        </Field>
        <Field label={words.chatModel}>
          <input type="text" name="model" defaultValue={value?.model ?? ''} />
        </Field>
        <Field label={words.chatKey} hint={value?.hasKey ? words.chatKeyKept : undefined}>
          <input type="password" name="key" autoComplete="off" />
        </Field>
        {value?.hasKey && (
          <label>
            <input type="checkbox" name="removeKey" /> {words.chatKeyRemove}
          </label>
        )}
        <Button type="submit">{t.shell.save}</Button>
      </form>
    </Part>
  );
}
