import { Field, Segmented } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import type { PanelProps } from '../tool.tsx';
import type { RemixSettings } from './compile.ts';

/** What changes, how strongly, and the whole prompt. */
export function RemixPanel({ settings: { prompt, change, strength }, onChange }: PanelProps<RemixSettings>) {
  const { remix: t, prompt: promptLabel } = useText().tools;
  return (
    <>
      <Field label={t.change}>
        <textarea
          className="area"
          value={change}
          placeholder={t.placeholder}
          onChange={(event) => onChange({ change: event.target.value })}
        />
      </Field>
      <Segmented
        showLabel
        label={t.strength}
        value={strength}
        options={(['subtle', 'mild', 'strong'] as const).map((value) => ({ value, text: t.strengths[value] }))}
        onChange={(value) => onChange({ strength: value })}
      />
      <p className="hint">{t.hints[strength]}</p>
      <Field label={promptLabel}>
        <textarea className="area" value={prompt} onChange={(event) => onChange({ prompt: event.target.value })} />
      </Field>
    </>
  );
}
