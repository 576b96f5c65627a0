import { markRules, type Settings, visibleMarkRules } from '@akezora/contract/api';
import { Select } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { Part } from './part.tsx';

type MarkRules = Pick<Settings, 'markInvisible' | 'markVisible' | 'markCredentials'>;

/** Which marks the clips of this server get. */
export function MarkSettings({
  value,
  onChange,
}: {
  value: MarkRules;
  onChange: (changed: Partial<MarkRules>) => void;
}) {
  const words = useText().settings;
  return (
    <Part title={words.marks} anchor="marks" text={words.marksText}>
      <Select
        label={words.markInvisible}
        value={value.markInvisible}
        options={markRules.map((rule) => ({ value: rule, text: words.markInvisibleRules[rule] }))}
        onChange={(markInvisible) => onChange({ markInvisible })}
      />
      <Select
        label={words.markVisible}
        value={value.markVisible}
        options={visibleMarkRules.map((rule) => ({ value: rule, text: words.markVisibleRules[rule] }))}
        onChange={(markVisible) => onChange({ markVisible })}
      />
      <Select
        label={words.markCredentials}
        value={value.markCredentials}
        options={markRules.map((rule) => ({ value: rule, text: words.markCredentialsRules[rule] }))}
        onChange={(markCredentials) => onChange({ markCredentials })}
      />
    </Part>
  );
}
