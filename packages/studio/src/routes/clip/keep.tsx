import type { ClipDetail } from '@akezora/contract/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { foldersQuery, sessionQuery } from '../../api/queries.ts';
import { download, exportClips, refreshClips, toastError } from '../../components/clip-actions.ts';
import { fileName } from '../../components/clip-tile.tsx';
import { Button, IconButton, Segmented, Select } from '../../components/controls.tsx';
import { Panel } from '../../components/menu.tsx';
import { toast } from '../../components/toast.tsx';
import { codecNames } from '../../compose/advanced.tsx';
import { useText } from '../../i18n/index.ts';

function usePatch(clip: ClipDetail) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { folderId?: string | null; tags?: string[]; visibility?: ClipDetail['visibility'] }) =>
      api.call('patchClip', { params: { id: clip.id }, body }),
    onSuccess: (next) => {
      client.setQueryData(['clip', clip.id], next);
      void refreshClips(client);
    },
    onError: toastError,
  });
}

/** The clip as a file, in the format and height wanted. */
export function Downloads({ clip }: { clip: ClipDetail }) {
  const t = useText().library.clip;
  const set = useText().library.exportSet;
  const [format, setFormat] = useState('');
  const [height, setHeight] = useState('');
  const heights = [360, 480, 540, 720, 1080].filter((h) => h < Math.min(clip.width, clip.height));
  const query = new URLSearchParams({ download: 'true' });
  if (format !== '') query.set('format', format);
  if (height !== '') query.set('height', height);
  return (
    <Panel side="bottom" label={t.download} trigger={<IconButton icon="down" label={t.download} />}>
      <Select
        label={t.format}
        value={format}
        options={[
          { value: '', text: t.asMade },
          ...Object.entries(codecNames).map(([value, text]) => ({ value, text })),
        ]}
        onChange={setFormat}
      />
      <Select
        label={t.height}
        value={height}
        options={[{ value: '', text: t.asMade }, ...heights.map((h) => ({ value: String(h), text: `${h}p` }))]}
        onChange={setHeight}
      />
      <Button
        kind="strong"
        icon="down"
        onClick={() =>
          download(
            api.url(`${clip.urls.video}${clip.urls.video.includes('?') ? '&' : '?'}${query}`),
            format === '' ? fileName(clip) : undefined,
          )
        }
      >
        {t.download}
      </Button>
      <Button kind="plain" onClick={() => void exportClips([clip.id])}>
        {set}
      </Button>
    </Panel>
  );
}

/** Who may see the clip, and its link. */
export function Share({ clip }: { clip: ClipDetail }) {
  const t = useText();
  const session = useQuery(sessionQuery);
  const patch = usePatch(clip);
  const words = t.library.clip;
  const { sharing = false, gallery = false } = session.data?.features ?? {};
  if (!sharing && !gallery) return null;
  const link = clip.shareUrl === null ? null : new URL(api.url(clip.shareUrl), location.href).href;
  const choices = (
    ['private', ...(sharing ? ['link'] : []), ...(gallery ? ['public'] : [])] as ClipDetail['visibility'][]
  ).map((value) => ({
    value,
    text: words.visibility[value],
  }));
  return (
    <Panel
      side="bottom"
      label={words.share}
      trigger={<IconButton icon="share" label={words.share} aria-pressed={clip.visibility !== 'private'} />}
    >
      <Segmented
        showLabel
        label={words.share}
        value={(patch.isPending && patch.variables.visibility) || clip.visibility}
        options={choices}
        onChange={(visibility) => patch.mutate({ visibility })}
      />
      {link !== null && (
        <div className="seed-row">
          <label className="field">
            <span className="label">{words.link}</span>
            <input type="text" readOnly value={link} onFocus={(event) => event.target.select()} />
          </label>
          <IconButton
            icon="copy"
            label={t.shell.copy}
            onClick={() => void navigator.clipboard.writeText(link).then(() => toast(t.shell.copied))}
          />
        </div>
      )}
    </Panel>
  );
}

/** Folder and tags. */
export function Organise({ clip }: { clip: ClipDetail }) {
  const t = useText();
  const folders = useQuery(foldersQuery);
  const patch = usePatch(clip);
  const [text, setText] = useState('');
  const add = () => {
    const fresh = text
      .split(/[,、]/)
      .map((tag) => tag.trim())
      .filter(Boolean);
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
