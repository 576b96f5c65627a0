import { transitions } from '@akezora/contract';
import { useState } from 'react';
import { ClipChooser } from '../../components/clip-chooser.tsx';
import { Range, Select } from '../../components/controls.tsx';
import { Panel } from '../../components/menu.tsx';
import { useText } from '../../i18n/index.ts';
import { short } from '../../util/format.ts';
import { ChoiceChip } from '../choice-chip.tsx';
import type { ToolProps } from '../tool.ts';
import { type BlendSettings, longestBlend, transitionOn, withSecond, withSeconds } from './compile.ts';
import { curveOf, shapeNames, shapeOf } from './curve.ts';

/** The second clip, how the first gives way to it, and the length. */
export function BlendChips({ clip, settings, onChange, model }: ToolProps<BlendSettings>) {
  const t = useText();
  const words = t.tools.blend;
  const [choosing, setChoosing] = useState(false);
  const { second, seconds, curve } = settings;
  const transition = transitionOn(model, settings);
  const shape = shapeOf(curve, seconds);
  return (
    <>
      <button type="button" className="chip" onClick={() => setChoosing(true)}>
        {second === null ? words.choose : words.chooseOther}
      </button>
      {model?.controls.transition !== false && (
        <Panel
          label={words.transition}
          trigger={
            <button type="button" className="chip" aria-label={`${words.transition}: ${words.transitions[transition]}`}>
              {words.transitions[transition]}
            </button>
          }
        >
          <Select
            label={words.transition}
            value={transition}
            options={[...transitions, 'curve' as const].map((value) => ({ value, text: words.transitions[value] }))}
            onChange={(next) => onChange({ transition: next })}
          />
          {transition !== 'curve' && <p className="hint">{words.transitionHints[transition]}</p>}
        </Panel>
      )}
      {transition === 'curve' && (
        <ChoiceChip
          label={words.curve}
          value={shape ?? 'drawn'}
          options={[
            ...shapeNames.map((value) => ({ value, text: words.shapes[value] })),
            ...(shape === undefined ? [{ value: 'drawn' as const, text: words.transitions.curve }] : []),
          ]}
          hint={words.curveHint}
          onChange={(next) => next !== 'drawn' && onChange({ curve: curveOf(next, seconds) })}
        />
      )}
      <Panel
        label={t.tools.seconds}
        trigger={
          <button type="button" className="chip numbers" aria-label={`${t.tools.seconds}: ${short(seconds)}`}>
            {t.shell.units.seconds(Number(short(seconds)))}
          </button>
        }
      >
        <Range
          label={t.tools.seconds}
          min={2}
          max={longestBlend(model)}
          step={0.5}
          value={seconds}
          format={(n) => t.shell.units.seconds(Number(short(n)))}
          onChange={(next) => onChange(withSeconds(settings, next))}
        />
        {second !== null && seconds > clip.seconds + second.seconds && <p className="hint">{words.between}</p>}
      </Panel>
      {choosing && (
        <ClipChooser
          title={words.second}
          onClose={() => setChoosing(false)}
          onChoose={(chosen) => {
            onChange(withSecond(settings, clip, chosen, model));
            setChoosing(false);
          }}
        />
      )}
    </>
  );
}
