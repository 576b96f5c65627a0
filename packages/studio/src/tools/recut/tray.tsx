import type { Clip } from '@akezora/contract/api';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { api } from '../../api/client.ts';
import { clipChoiceQuery } from '../../api/queries.ts';
import { dragClip } from '../../components/drag-clip.ts';
import { useText } from '../../i18n/index.ts';
import { clock } from '../../util/format.ts';
import { languageOfText } from '../../util/text-language.ts';
import type { StripProps } from '../tool.ts';
import type { RecutSettings } from './compile.ts';
import { addClip } from './pieces.ts';
import './tray.css';

/** Clips of the library beside a cut: a press adds one as its last piece, and each can be dragged to its place in the cut. */
export function Tray({ settings: { pieces }, onChange }: StripProps<RecutSettings>) {
  const { library, tools } = useText();
  const words = tools.recut;
  const [text, setText] = useState('');
  const clips = useQuery(clipChoiceQuery(useDeferredValue(text.trim()))).data?.data;
  const nameOf = (clip: Clip) => clip.title || clip.prompt || library.clip.untitled;
  return (
    <section className="clip-tray" aria-label={words.tray}>
      <input
        type="search"
        aria-label={library.search}
        placeholder={words.find}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {clips?.length === 0 && <p className="small quiet">{library.none.title}</p>}
      <ul>
        {clips?.map((clip) => (
          <li key={clip.id}>
            <button
              type="button"
              aria-label={words.addThis(nameOf(clip), clock(clip.seconds))}
              title={nameOf(clip)}
              draggable
              onDragStart={(event) => dragClip(event, clip)}
              onClick={() => onChange({ pieces: addClip(pieces, clip) })}
            >
              <img src={api.url(clip.urls.thumbnail)} alt="" loading="lazy" draggable={false} />
              <span className="clip-tray-words" lang={languageOfText(nameOf(clip))}>
                {nameOf(clip)}
              </span>
              <span className="clip-tray-length numbers">{clock(clip.seconds)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
