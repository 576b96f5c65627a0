import type { Clip } from '@akezora/contract/api';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { api } from '../api/client.ts';
import { clipChoiceQuery } from '../api/queries.ts';
import { useText } from '../i18n/index.ts';
import { clock } from '../util/format.ts';
import { languageOfText } from '../util/text-language.ts';
import { Dialog } from './dialog.tsx';
import { Empty } from './states.tsx';

/** A dialog to choose a clip of the library. */
export function ClipChooser({
  title,
  onChoose,
  onClose,
}: {
  title: string;
  onChoose: (clip: Clip) => void;
  onClose: () => void;
}) {
  const t = useText().library;
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const clips = useQuery(clipChoiceQuery(q));
  return (
    <Dialog title={title} size="large" onClose={onClose}>
      <input
        type="search"
        aria-label={t.search}
        placeholder={t.search}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {clips.data?.data.length === 0 && <Empty title={t.none.title} />}
      <ul className="chooser">
        {clips.data?.data.map((clip) => (
          <li key={clip.id}>
            <button type="button" onClick={() => onChoose(clip)}>
              <img src={api.url(clip.urls.thumbnail)} alt="" loading="lazy" />
              <span className="chooser-words" lang={languageOfText(clip.title || clip.prompt)}>
                {clip.title || clip.prompt}
              </span>
              <span className="quiet numbers">{clock(clip.seconds)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
