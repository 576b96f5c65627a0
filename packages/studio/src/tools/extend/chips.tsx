import { Range } from '../../components/controls.tsx';
import { Panel } from '../../components/menu.tsx';
import { useText } from '../../i18n/index.ts';
import { short } from '../../util/format.ts';
import { ChoiceChip } from '../choice-chip.tsx';
import type { ToolProps } from '../tool.ts';
import { type ExtendSettings, extensionRange, mostSeconds } from './compile.ts';

/** Where the new seconds go, and how many. */
export function ExtendChips({ clip, settings: { place, seconds }, onChange, model }: ToolProps<ExtendSettings>) {
  const t = useText();
  const words = t.tools.extend;
  const most = mostSeconds(clip, model);
  const added = Math.min(seconds, most);
  return (
    <>
      <ChoiceChip
        label={words.direction}
        value={place}
        options={(['after', 'before'] as const).map((value) => ({ value, text: words[value] }))}
        onChange={(next) => onChange({ place: next })}
      />
      <Panel
        label={words.by}
        trigger={
          <button type="button" className="chip numbers" aria-label={`${words.by}: ${short(added)}`}>
            +{t.shell.units.seconds(Number(short(added)))}
          </button>
        }
      >
        <Range
          label={words.by}
          min={extensionRange.min}
          max={most}
          step={0.5}
          value={added}
          format={(n) => t.shell.units.seconds(Number(short(n)))}
          onChange={(next) => onChange({ seconds: next })}
        />
      </Panel>
    </>
  );
}
