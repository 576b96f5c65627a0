import type { Clip, ClipDetail } from '@akezora/contract/api';
import { useState } from 'react';
import { ClipChooser } from '../../components/clip-chooser.tsx';
import { Button, Field, Range, Segmented } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { blend, type Curve } from '../compile.ts';
import { SourcePlayer, useToolModel, Workbench } from '../workbench.tsx';
import { CurveEditor } from './curve-editor.tsx';

const shapes = {
  cross: [
    [0, 0],
    [0.25, 0],
    [0.75, 1],
    [1, 1],
  ],
  mix: [
    [0, 0.5],
    [1, 0.5],
  ],
  visit: [
    [0, 0],
    [0.35, 1],
    [0.65, 1],
    [1, 0],
  ],
} as const;
type Shape = keyof typeof shapes;

/** Points of a ready-made shape for a length. */
export const curveOf = (shape: Shape, seconds: number): Curve =>
  shapes[shape].map(([at, value]) => ({ at: at * seconds, value }));

/** One clip turns into another, along a curve one draws. */
export function Blend({ clip }: { clip: ClipDetail }) {
  const t = useText();
  const words = t.tools.blend;
  const tool = useToolModel('blend', clip.model);
  const [second, setSecond] = useState<Clip | null>(null);
  const [choosing, setChoosing] = useState(false);
  const [seconds, setSeconds] = useState(clip.seconds);
  const [curve, setCurve] = useState<Curve>(() => curveOf('cross', clip.seconds));
  const [prompt, setPrompt] = useState(clip.prompt);
  const longest = Math.min(30, tool.model?.seconds.max ?? 30);
  const rescale = (next: number) => {
    setCurve(curve.map(({ at, value }) => ({ at: (at / seconds) * next, value })));
    setSeconds(next);
  };
  return (
    <Workbench
      before={
        <div className="pair">
          <SourcePlayer clip={clip} />
          {second === null ? (
            <div className="after-blank">
              <Button icon="plus" onClick={() => setChoosing(true)}>
                {words.choose}
              </Button>
            </div>
          ) : (
            <div>
              <SourcePlayer key={second.id} clip={second} />
              <Button kind="plain" onClick={() => setChoosing(true)}>
                {words.choose}
              </Button>
            </div>
          )}
        </div>
      }
      origin="blend"
      tool={tool}
      request={second === null ? undefined : blend(clip, second, curve, seconds, prompt.trim())}
    >
      <Segmented
        label={words.curve}
        showLabel
        value={(Object.keys(shapes) as Shape[]).find(
          (shape) => JSON.stringify(curveOf(shape, seconds)) === JSON.stringify(curve),
        )}
        options={(Object.keys(shapes) as Shape[]).map((value) => ({ value, text: words.shapes[value] }))}
        onChange={(shape) => setCurve(curveOf(shape, seconds))}
      />
      <CurveEditor curve={curve} seconds={seconds} low={words.first} high={words.second} onChange={setCurve} />
      <Range
        label={t.tools.seconds}
        min={2}
        max={longest}
        step={0.5}
        value={seconds}
        format={t.shell.units.seconds}
        onChange={rescale}
      />
      {second !== null && seconds > clip.seconds + second.seconds && <p className="hint">{words.between}</p>}
      <Field label={t.tools.prompt}>
        <textarea className="area" value={prompt} onChange={(event) => setPrompt(event.target.value)} />
      </Field>
      {choosing && (
        <ClipChooser
          title={words.second}
          onClose={() => setChoosing(false)}
          onChoose={(chosen) => {
            setSecond(chosen);
            // Long enough for both to be seen whole.
            rescale(Math.min(longest, Math.max(clip.seconds, chosen.seconds)));
            setPrompt(`${clip.prompt} / ${chosen.prompt}`);
            setChoosing(false);
          }}
        />
      )}
    </Workbench>
  );
}
