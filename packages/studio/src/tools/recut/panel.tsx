import { Field } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import type { PanelProps } from '../tool.tsx';
import type { RecutSettings } from './compile.ts';

/** What happens in the new seconds. */
export function RecutPanel({ clip, settings: { words }, onChange }: PanelProps<RecutSettings>) {
  const t = useText().tools.recut;
  return (
    <>
      <p className="hint">{t.hint}</p>
      <Field label={t.what}>
        <textarea
          className="area"
          value={words}
          placeholder={clip.prompt}
          onChange={(event) => onChange({ words: event.target.value })}
        />
      </Field>
    </>
  );
}
