import { Segmented } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import type { PanelProps } from '../tool.tsx';
import type { LoopSettings } from './compile.ts';

/** How long the seam is. */
export function LoopPanel({ settings: { length }, onChange }: PanelProps<LoopSettings>) {
  const t = useText().tools.loop;
  return (
    <>
      <Segmented
        showLabel
        label={t.length}
        value={length}
        options={(['short', 'normal', 'long'] as const).map((value) => ({ value, text: t.lengths[value] }))}
        onChange={(value) => onChange({ length: value })}
      />
      <p className="hint">{t.hints[length]}</p>
    </>
  );
}
