import type { ClipDetail } from '@akezora/contract/api';
import { useState } from 'react';
import { Field, Range, Segmented } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { extend } from '../compile.ts';
import { SourcePlayer, useToolModel, Workbench } from '../workbench.tsx';

/** What happens next, or happened before. */
export function Extend({ clip }: { clip: ClipDetail }) {
  const t = useText();
  const words = t.tools.extend;
  const tool = useToolModel('extend', clip.model);
  const [direction, setDirection] = useState<'after' | 'before'>('after');
  const [by, setBy] = useState(4);
  const [prompt, setPrompt] = useState(clip.prompt);
  const most = Math.max(1, Math.floor((tool.model?.seconds.max ?? 60) - clip.seconds));
  return (
    <Workbench
      before={<SourcePlayer clip={clip} />}
      origin="extend"
      tool={tool}
      request={prompt.trim() === '' ? undefined : extend(clip, Math.min(by, most), direction, prompt.trim())}
    >
      <Segmented
        showLabel
        label={words.direction}
        value={direction}
        options={[
          { value: 'after', text: words.after },
          { value: 'before', text: words.before },
        ]}
        onChange={setDirection}
      />
      <Range
        label={words.by}
        min={1}
        max={Math.min(20, most)}
        step={0.5}
        value={Math.min(by, most)}
        format={t.shell.units.seconds}
        onChange={setBy}
      />
      <Field label={words.what}>
        <textarea className="area" value={prompt} onChange={(event) => setPrompt(event.target.value)} />
      </Field>
    </Workbench>
  );
}
