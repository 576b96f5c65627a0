import { Field, Range, Segmented } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import type { PanelProps } from '../tool.tsx';
import { type ExtendSettings, mostSeconds } from './compile.ts';

/** Where the new seconds go, how many, and what happens in them. */
export function ExtendPanel({ clip, settings, onChange, model }: PanelProps<ExtendSettings>) {
  const t = useText();
  const words = t.tools.extend;
  const most = mostSeconds(clip, model);
  return (
    <>
      <Segmented
        showLabel
        label={words.direction}
        value={settings.place}
        options={(['after', 'before'] as const).map((value) => ({ value, text: words[value] }))}
        onChange={(place) => onChange({ place })}
      />
      <Range
        label={words.by}
        min={1}
        max={Math.min(20, most)}
        step={0.5}
        value={Math.min(settings.seconds, most)}
        format={t.shell.units.seconds}
        onChange={(seconds) => onChange({ seconds })}
      />
      <Field label={words.what}>
        <textarea
          className="area"
          value={settings.prompt}
          onChange={(event) => onChange({ prompt: event.target.value })}
        />
      </Field>
    </>
  );
}
