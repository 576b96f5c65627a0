import { nameOf } from '@akezora/contract';
import { Field, Segmented } from '../../components/controls.tsx';
import { useLanguage, useText } from '../../i18n/index.ts';
import type { PanelProps } from '../tool.tsx';
import type { RemixSettings } from './compile.ts';

/** What changes, with ready changes to press, how strongly, and the whole prompt. */
export function RemixPanel({
  clip,
  settings: { prompt, change, strength },
  model,
  onChange,
}: PanelProps<RemixSettings>) {
  const { remix: t, prompt: promptLabel } = useText().tools;
  const language = useLanguage();
  const first = clip.facts?.scene?.subjects[0]?.name;
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
      <fieldset className="row bare-fieldset" aria-label={t.ready.label}>
        {t.ready.changes(first === undefined ? null : nameOf(first, language)).map((words) => (
          <button key={words} type="button" className="chip" onClick={() => onChange({ change: words })}>
            {words}
          </button>
        ))}
      </fieldset>
      {model !== undefined && !model.controls.scene && <p className="hint">{t.asPrompt(model.name)}</p>}
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
