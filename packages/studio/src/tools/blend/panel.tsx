import { transitions } from '@akezora/contract';
import { Field, Range, Segmented, Select } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import type { PanelProps } from '../tool.tsx';
import { type BlendSettings, longestBlend, transitionOn, withSeconds } from './compile.ts';
import { curveOf, shapeNames, shapeOf } from './curve.ts';
import { CurveEditor } from './curve-editor.tsx';

/** How the first clip gives way to the second, the length, and the prompt. */
export function BlendPanel({ clip, settings, onChange, model }: PanelProps<BlendSettings>) {
  const t = useText();
  const words = t.tools.blend;
  const { second, seconds, curve, prompt } = settings;
  const transition = transitionOn(model, settings);
  return (
    <>
      {model?.controls.transition !== false && (
        <Select
          label={words.transition}
          value={transition}
          options={[...transitions, 'curve' as const].map((value) => ({ value, text: words.transitions[value] }))}
          onChange={(next) => onChange({ transition: next })}
        />
      )}
      {transition === 'curve' ? (
        <>
          <Segmented
            label={words.curve}
            showLabel
            value={shapeOf(curve, seconds)}
            options={shapeNames.map((value) => ({ value, text: words.shapes[value] }))}
            onChange={(shape) => onChange({ curve: curveOf(shape, seconds) })}
          />
          <CurveEditor
            curve={curve}
            seconds={seconds}
            low={words.first}
            high={words.second}
            onChange={(next) => onChange({ curve: next })}
          />
        </>
      ) : (
        <p className="hint">{words.transitionHints[transition]}</p>
      )}
      <Range
        label={t.tools.seconds}
        min={2}
        max={longestBlend(model)}
        step={0.5}
        value={seconds}
        format={t.shell.units.seconds}
        onChange={(next) => onChange(withSeconds(settings, next))}
      />
      {second !== null && seconds > clip.seconds + second.seconds && <p className="hint">{words.between}</p>}
      <Field label={t.tools.prompt}>
        <textarea className="area" value={prompt} onChange={(event) => onChange({ prompt: event.target.value })} />
      </Field>
    </>
  );
}
