import type { ClipDetail } from '@akezora/contract/api';
import { useState } from 'react';
import { IconButton } from '../../components/controls.tsx';
import { Ask } from '../../components/dialog.tsx';
import { PromptText } from '../../components/prompt-text.tsx';
import { useText } from '../../i18n/index.ts';
import { languageOfText } from '../../util/text-language.ts';
import { useClipPatch } from './use-clip-patch.ts';

/** The clip's title; a clip without one is called by its prompt. */
export function Title({ clip, fixed }: { clip: ClipDetail /** The title cannot be changed here. */; fixed: boolean }) {
  const t = useText();
  const words = t.library.clip;
  const patch = useClipPatch(clip);
  const [naming, setNaming] = useState(false);
  const shown = clip.title || clip.prompt || words.untitled;
  return (
    <div className="clip-title">
      <div className="clip-title-row">
        <h1 lang={languageOfText(shown)} className={shown.length > 100 ? 'long' : undefined}>
          <PromptText text={shown} />
        </h1>
        {!fixed && <IconButton icon="pencil" size={17} label={words.rename} onClick={() => setNaming(true)} />}
      </div>
      {clip.title !== '' && clip.prompt !== '' && (
        <p className="clip-prompt" lang={languageOfText(clip.prompt)}>
          <PromptText text={clip.prompt} />
        </p>
      )}
      {naming && (
        <Ask
          title={words.rename}
          label={words.title}
          hint={words.titleHint}
          value={clip.title}
          required={false}
          action={t.shell.save}
          onDone={(title) => patch.mutate({ title })}
          onClose={() => setNaming(false)}
        />
      )}
    </div>
  );
}
