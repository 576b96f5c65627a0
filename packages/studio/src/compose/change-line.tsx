import type { ClipDetail } from '@akezora/contract/api';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useState } from 'react';
import { useText } from '../i18n/index.ts';
import { keptSettings } from '../tools/kept-settings.ts';
import type { RemixSettings } from '../tools/remix/compile.ts';
import { ReadyChanges } from '../tools/remix/ready-changes.tsx';
import './change-line.css';
import { ComposerFrame, MakeButton } from './composer-frame.tsx';
import { borrowPromptField } from './prompt-focus.ts';
import { useComposing } from './use-composing.ts';

/** The line of a clip's page: it describes a change to that clip, and goes to Remix with the words. */
export function ChangeLine({ clip }: { clip: ClipDetail }) {
  const t = useText();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const composing = useComposing();
  const remix = (words: string) => {
    const change = words.trim();
    if (change === '') return;
    const kept = keptSettings<RemixSettings>('remix', clip.id);
    kept.set({ ...kept.get(), words: change });
    void navigate({ to: '/clips/$id/$tool', params: { id: clip.id, tool: 'remix' } });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (composing.takes(event)) return;
    if (event.key !== 'Enter' || event.shiftKey || event.altKey) return;
    event.preventDefault();
    remix(text);
  };
  return (
    <ComposerFrame label={t.library.clip.changeThis} onSubmit={() => remix(text)}>
      <div className="composer-line">
        <textarea
          ref={borrowPromptField}
          className="change-box"
          rows={1}
          value={text}
          aria-label={t.library.clip.changeThis}
          placeholder={t.library.clip.changeThis}
          enterKeyHint="go"
          onChange={(event) => setText(event.target.value)}
          {...composing.handlers}
          onKeyDown={onKeyDown}
        />
        <MakeButton icon="wand" label={t.tools.names.remix} title={t.tools.names.remix} disabled={text.trim() === ''} />
      </div>
      <ReadyChanges clip={clip} className="change-ready" onChoose={remix} />
    </ComposerFrame>
  );
}
