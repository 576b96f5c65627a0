import { Field } from '../../components/controls.tsx';
import { Panel } from '../../components/menu.tsx';
import { useText } from '../../i18n/index.ts';
import { ChoiceChip } from '../choice-chip.tsx';
import type { ToolProps } from '../tool.ts';
import type { RemixSettings } from './compile.ts';
import { ReadyChanges } from './ready-changes.tsx';

/** How strongly the clip changes, the prompt that is changed, and ready changes to press. */
export function RemixChips({ clip, settings: { prompt, strength }, model, onChange }: ToolProps<RemixSettings>) {
  const { remix: t, prompt: promptLabel } = useText().tools;
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
      <ReadyChanges clip={clip} className="ready-changes" onChoose={(words) => onChange({ words })} />
    </>
  );
}
