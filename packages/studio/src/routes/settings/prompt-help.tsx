import { Button, Field } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { Part } from './settings.tsx';

/** Where prompts are sent when a person asks for help with words. */
export function PromptHelpSettings({
  value,
  onSave,
}: {
  value: { url: string; model: string } | null;
  onSave: (value: { url: string; model: string; key?: string } | null) => void;
}) {
  const t = useText();
  const words = t.house.settings;
  return (
    <Part title={words.promptHelp} text={words.promptHelpText}>
      <form
        className="setting-form"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const [url, model, key] = ['url', 'model', 'key'].map((name) => String(form.get(name) ?? '').trim());
          onSave(url ? { url, model: model ?? '', ...(key ? { key } : {}) } : null);
        }}
      >
        <Field label={words.url}>
          <input type="url" name="url" placeholder="http://127.0.0.1:11434/v1" defaultValue={value?.url ?? ''} />
        </Field>
        <Field label={words.chatModel}>
          <input type="text" name="model" defaultValue={value?.model ?? ''} />
        </Field>
        <Field label={words.chatKey}>
          <input type="password" name="key" autoComplete="off" />
        </Field>
        <Button type="submit">{t.shell.save}</Button>
      </form>
    </Part>
  );
}
