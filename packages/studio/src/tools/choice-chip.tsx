import type { ReactNode } from 'react';
import { Segmented } from '../components/controls.tsx';
import { Panel } from '../components/menu.tsx';

/** A chip that says what is chosen, and opens the choice of one of a few. */
export function ChoiceChip<T extends string>({
  label,
  name,
  value,
  options,
  hint,
  onChange,
}: {
  label: string;
  /** Written before what is chosen, where that does not speak for itself. Default none. */
  name?: string;
  value: T;
  options: readonly { readonly value: T; readonly text: string }[];
  /** What the chosen one does. Default none. */
  hint?: ReactNode;
  onChange: (value: T) => void;
}) {
  const text = options.find((option) => option.value === value)?.text ?? '';
  return (
    <Panel
      label={label}
      trigger={
        <button type="button" className="chip" aria-label={`${label}: ${text}`}>
          {name !== undefined && <span className="quiet">{name}</span>} {text}
        </button>
      }
    >
      <Segmented showLabel label={label} value={value} options={options} onChange={onChange} />
      {hint !== undefined && <p className="hint">{hint}</p>}
    </Panel>
  );
}
