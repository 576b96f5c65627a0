import type { ClipDetail } from '@akezora/contract/api';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { foldersQuery } from '../../api/queries.ts';
import { IconButton, Select } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import { splitTags } from '../../util/tags.ts';
import { useClipPatch } from './use-clip-patch.ts';

/** The clip's folder and tags. */
export function Organise({ clip }: { clip: ClipDetail }) {
  const t = useText();
  const folders = useQuery(foldersQuery);
  const patch = useClipPatch(clip);
  const [text, setText] = useState('');
  const add = () => {
    const fresh = splitTags(text);
    if (fresh.length > 0) patch.mutate({ tags: [...new Set([...clip.tags, ...fresh])] });
    setText('');
  };
  return (
    <div className="organise">
      {folders.data !== undefined && folders.data.length > 0 && (
        <Select
          label={t.library.folders}
          value={clip.folderId ?? ''}
          options={[
            { value: '', text: t.library.noFolder },
            ...folders.data.map(({ id, name }) => ({ value: id, text: name })),
          ]}
          onChange={(folderId) => patch.mutate({ folderId: folderId === '' ? null : folderId })}
        />
      )}
      <label className="field">
        <span className="label">{t.library.tags}</span>
        <input
          type="text"
          value={text}
          placeholder={t.library.addTags}
          onChange={(event) => setText(event.target.value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) add();
          }}
        />
      </label>
      {clip.tags.length > 0 && (
        <ul className="tags">
          {clip.tags.map((tag) => (
            <li key={tag} className="tag">
              {tag}
              <IconButton
                icon="close"
                size={13}
                label={t.compose.remove(tag)}
                onClick={() => patch.mutate({ tags: clip.tags.filter((other) => other !== tag) })}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
