import { nameOf } from '@akezora/contract';
import { Field } from '../../components/controls.tsx';
import { Panel } from '../../components/menu.tsx';
import { useLanguage, useText } from '../../i18n/index.ts';
import { ChoiceChip } from '../choice-chip.tsx';
import type { ToolProps } from '../tool.ts';
import type { RemixSettings } from './compile.ts';

/** How strongly the clip changes, the prompt that is changed, and ready changes to press. */
export function RemixChips({ clip, settings: { prompt, strength }, model, onChange }: ToolProps<RemixSettings>) {
  const { remix: t, prompt: promptLabel } = useText().tools;
  const language = useLanguage();
  const first = clip.facts?.scene?.subjects[0]?.name;
  return (
    <>
      <ChoiceChip
        label={t.strength}
        name={t.strengthName}
        value={strength}
        options={(['subtle', 'mild', 'strong'] as const).map((value) => ({ value, text: t.strengths[value] }))}
        hint={
          <>
            {t.hints[strength]}
            {model !== undefined && !model.controls.scene && ` ${t.asPrompt(model.name)}`}
          </>
        }
        onChange={(value) => onChange({ strength: value })}
      />
      <Panel
        label={promptLabel}
        trigger={
          <button type="button" className="chip">
            {promptLabel}
          </button>
        }
      >
        <Field label={promptLabel}>
          <textarea className="area" value={prompt} onChange={(event) => onChange({ prompt: event.target.value })} />
        </Field>
      </Panel>
      <fieldset className="ready-changes" aria-label={t.ready.label}>
        {t.ready.changes(first === undefined ? null : nameOf(first, language)).map((words) => (
          <button key={words} type="button" className="chip" onClick={() => onChange({ words })}>
            {words}
          </button>
        ))}
      </fieldset>
    </>
  );
}
