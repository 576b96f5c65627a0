import { useText } from '../../i18n/index.ts';
import { ChoiceChip } from '../choice-chip.tsx';
import type { ToolProps } from '../tool.ts';
import { type LoopSettings, seamLengths } from './compile.ts';

/** How long the seam is. */
export function LoopChips({ settings: { length }, onChange }: ToolProps<LoopSettings>) {
  const t = useText().tools.loop;
  return (
    <ChoiceChip
      label={t.length}
      name={t.seamName}
      value={length}
      options={seamLengths.map((value) => ({ value, text: t.lengths[value] }))}
      hint={t.hints[length]}
      onChange={(value) => onChange({ length: value })}
    />
  );
}
