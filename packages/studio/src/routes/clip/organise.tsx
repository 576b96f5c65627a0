import type { ClipDetail } from '@akezora/contract/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { foldersQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { IconButton, Select } from '../../components/controls.tsx';
import { Ask } from '../../components/dialog.tsx';
import { toastError } from '../../components/error-toast.ts';
import { useText } from '../../i18n/index.ts';
import { splitTags } from '../../util/tags.ts';
import { useClipPatch } from './use-clip-patch.ts';

/** The choice that makes a folder; ids of folders hold no space. */
const newFolder = 'new folder';

/** The clip's folder and tags. */
export function Organise({ clip }: { clip: ClipDetail }) {
  const t = useText();
  const folders = useQuery(foldersQuery);
  const patch = useClipPatch(clip);
  const client = useQueryClient();
  const [naming, setNaming] = useState(false);
  const create = useMutation({
    mutationFn: (name: string) => api.call('createFolder', { body: { name } }),
    onSuccess: ({ id }) => {
      void refresh(client, 'clipLists');
      patch.mutate({ folderId: id });
    },
    onError: toastError,
  });
  const [text, setText] = useState('');
  const add = () => {
    const fresh = splitTags(text);
    if (fresh.length > 0) patch.mutate({ tags: [...new Set([...clip.tags, ...fresh])] });
    setText('');
  };
  return (
    <div className="organise">
      <Select
        label={t.library.clip.folder}
        value={clip.folderId ?? ''}
        options={[
          { value: '', text: t.library.noFolder },
          ...(folders.data ?? []).map(({ id, name }) => ({ value: id, text: name })),
          { value: newFolder, text: t.library.clip.newFolder },
        ]}
        onChange={(folderId) => {
          if (folderId === newFolder) setNaming(true);
          else patch.mutate({ folderId: folderId === '' ? null : folderId });
        }}
      />
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
      {naming && (
        <Ask
          title={t.library.newFolder}
          label={t.library.folderName}
          action={t.shell.create}
          onDone={(name) => create.mutate(name)}
          onClose={() => setNaming(false)}
        />
      )}
    </div>
  );
}
