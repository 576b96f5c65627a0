import type { ClipDetail } from '@akezora/contract/api';
import { useState } from 'react';
import { Field, Segmented } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { remix, type remixKeeps } from '../compile.ts';
import { SourcePlayer, useToolModel, Workbench } from '../workbench.tsx';

type How = keyof typeof remixKeeps;

/** The same clip, changed where one says. */
export function Remix({ clip }: { clip: ClipDetail }) {
  const { remix: t, prompt: promptLabel } = useText().tools;
  const tool = useToolModel('remix', clip.model);
  const [prompt, setPrompt] = useState(clip.prompt);
  const [change, setChange] = useState('');
  const [how, setHow] = useState<How>('mild');
  const ready = change.trim() !== '' || prompt.trim() !== '';
  return (
    <Workbench
      before={<SourcePlayer clip={clip} />}
      origin="remix"
      tool={tool}
      request={ready ? remix(clip, how, prompt, change) : undefined}
    >
      <Field label={t.change}>
        <textarea
          className="area"
          value={change}
          placeholder={t.placeholder}
          onChange={(event) => setChange(event.target.value)}
        />
      </Field>
      <Segmented
        showLabel
        label={t.strength}
        value={how}
        options={(['subtle', 'mild', 'strong'] as const).map((value) => ({ value, text: t.strengths[value] }))}
        onChange={setHow}
      />
      <p className="hint">{t.hints[how]}</p>
      <Field label={promptLabel}>
        <textarea className="area" value={prompt} onChange={(event) => setPrompt(event.target.value)} />
      </Field>
    </Workbench>
  );
}
