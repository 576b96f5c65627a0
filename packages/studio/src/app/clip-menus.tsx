import type { GenerationRequestInput } from '@akezora/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { usePermissions } from '../api/permissions.ts';
import { clipQuery, foldersQuery } from '../api/queries.ts';
import { bulk, downloadClip, restoreClips, trashClips } from '../components/clip-actions.ts';
import { clipMenuStore, type OpenClipMenu } from '../components/clip-menu.tsx';
import { Confirm } from '../components/dialog.tsx';
import { toastError } from '../components/error-toast.ts';
import { MenuAt, type MenuItem } from '../components/menu.tsx';
import { toast } from '../components/toast.tsx';
import { editDraft } from '../compose/draft.ts';
import { anotherTake, startFrom, startsFrom } from '../compose/earlier-request.ts';
import { focusPrompt, startDraft } from '../compose/prompt-focus.ts';
import { useSend } from '../compose/submit.ts';
import { useText } from '../i18n/index.ts';
import { useAbleTools } from '../tools/use-able-tools.ts';
import { randomId } from '../util/random-id.ts';
import { useStore } from '../util/store.ts';

/** The menu of the clip that was asked for, and the question before a clip is deleted for good. Stays on the page: it waits for answers. */
export function ClipMenus() {
  const t = useText().library;
  const client = useQueryClient();
  const { open } = useStore(clipMenuStore);
  const sending = useSend();
  const [deleting, setDeleting] = useState<string>();
  return (
    <>
      {open !== undefined && (
        <ClipMenu
          key={`${open.clip.id} ${open.at.x} ${open.at.y}`}
          open={open}
          sending={sending}
          onDelete={() => setDeleting(open.clip.id)}
        />
      )}
      {deleting !== undefined && (
        <Confirm
          title={t.deleteSure(1)}
          text={t.deleteText}
          action={t.deleteForever}
          onConfirm={() => void bulk(client, { action: 'delete', ids: [deleting] })}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </>
  );
}

interface ClipMenuProps {
  readonly open: OpenClipMenu;
  readonly sending: ReturnType<typeof useSend>;
  /** Asks before the clip is deleted for good. */
  readonly onDelete: () => void;
}

function ClipMenu(props: ClipMenuProps) {
  const t = useText().library;
  const { open } = props;
  return (
    <MenuAt
      at={open.at}
      label={t.menu.of(open.clip.title || open.clip.prompt || t.clip.untitled)}
      items={useEntries(props)}
      returnTo={open.from}
      onClose={() => clipMenuStore.set((now) => (now.open === open ? {} : now))}
    />
  );
}

/** What can be done with a clip, from wherever it is shown. */
function useEntries({ open: { clip, onSelect }, sending, onDelete }: ClipMenuProps): readonly (MenuItem | 'line')[] {
  const t = useText();
  const words = t.library;
  const client = useQueryClient();
  const navigate = useNavigate();
  const { make } = usePermissions();
  const { data: detail } = useQuery(clipQuery(clip.id));
  const { data: folders = [] } = useQuery(foldersQuery);
  const tools = useAbleTools();
  const { id } = clip;
  const inBin = clip.deletedAt !== null;
  const request = detail?.facts?.request as GenerationRequestInput | undefined;
  const patch = (change: { favourite?: boolean; folderId?: string | null }) =>
    void bulk(client, { action: 'patch', ids: [id], patch: change });
  const toPrompt = () => {
    void navigate({ to: '/' }).then(focusPrompt);
  };
  const select: MenuItem[] =
    onSelect === undefined ? [] : [{ text: words.select, icon: 'check', keyId: 'select', run: onSelect }];
  const copy: MenuItem = {
    text: words.menu.copyWords,
    icon: 'copy',
    disabled: clip.prompt === '',
    run: () => void navigator.clipboard.writeText(clip.prompt).then(() => toast(t.shell.copied)),
  };
  const save: MenuItem = {
    text: words.clip.download,
    icon: 'down',
    run: () => downloadClip(clip),
  };
  const open: MenuItem = {
    text: t.shell.open,
    icon: 'play',
    run: () => void navigate({ to: '/clips/$id', params: { id } }),
  };
  if (!make) return [open, copy, save];
  if (inBin)
    return [
      open,
      ...select,
      'line',
      { text: words.restore, icon: 'undo', run: () => void restoreClips(client, [id]) },
      { text: words.deleteForever, icon: 'bin', kind: 'danger', run: onDelete },
    ];
  return [
    open,
    ...select,
    'line',
    {
      text: words.menu.useWords,
      icon: 'pencil',
      disabled: clip.prompt === '',
      run: () => {
        if (request === undefined) startDraft({ prompt: clip.prompt });
        else void startFrom(request, { prompt: clip.prompt, seed: undefined });
        toPrompt();
      },
    },
    {
      text: words.menu.startFrom,
      icon: 'film',
      run: () => {
        editDraft({ conditions: [startsFrom(id)] });
        toPrompt();
      },
    },
    {
      text: words.clip.again,
      icon: 'repeat',
      disabled: request === undefined,
      run: () => {
        if (request === undefined) return;
        sending
          .mutateAsync(
            { request: anotherTake(request), origin: 'prompt', key: randomId() },
            { onSuccess: () => void navigate({ to: '/' }) },
          )
          .catch(toastError);
      },
    },
    'line',
    ...tools.map((tool) => ({
      text: tool.name(t),
      icon: tool.icon,
      run: () => void navigate({ to: '/clips/$id/$tool', params: { id, tool: tool.id } }),
    })),
    'line',
    {
      text: clip.favourite ? words.unfavourite : words.favourite,
      icon: 'heart',
      run: () => patch({ favourite: !clip.favourite }),
    },
    {
      text: words.move,
      icon: 'folder',
      items: [
        { text: words.noFolder, checked: clip.folderId === null, run: () => patch({ folderId: null }) },
        ...folders.map((folder) => ({
          text: folder.name,
          icon: 'folder' as const,
          checked: clip.folderId === folder.id,
          run: () => patch({ folderId: folder.id }),
        })),
      ],
    },
    copy,
    save,
    'line',
    { text: words.trash, icon: 'bin', kind: 'danger', keyId: 'bin', run: () => void trashClips(client, [id]) },
  ];
}
