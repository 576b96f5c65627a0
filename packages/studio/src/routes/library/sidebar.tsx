import type { Folder } from '@akezora/contract/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.ts';
import { usePermissions } from '../../api/permissions.ts';
import { foldersQuery, tagsQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { bulk } from '../../components/clip-actions.ts';
import { IconButton } from '../../components/controls.tsx';
import { Ask } from '../../components/dialog.tsx';
import { draggedIn, droppedFrom } from '../../components/drag-clip.ts';
import { toastError } from '../../components/error-toast.ts';
import { Icon, type IconName } from '../../components/icon.tsx';
import { Menu } from '../../components/menu.tsx';
import { useText } from '../../i18n/index.ts';
import { Filters } from './filters.tsx';
import type { LibrarySearch, LibrarySearchChange } from './search.ts';

/** What the library shows: all clips, favourites, the bin, a folder, a tag, filters. A clip can be dropped on a folder. */
export function Sidebar({
  search,
  go,
  open,
}: {
  search: LibrarySearch;
  go: (change: LibrarySearchChange) => void;
  /** On narrow screens the sidebar is shown only when opened. */
  open: boolean;
}) {
  const { library: t, shell } = useText();
  const client = useQueryClient();
  const folders = useQuery(foldersQuery);
  const tags = useQuery(tagsQuery);
  const [asking, setAsking] = useState<'new' | Folder | null>(null);
  const may = usePermissions();
  const plain = { favourite: undefined, folder: undefined, tag: undefined, trash: undefined };
  const at = !search.favourite && !search.folder && !search.tag && !search.trash;
  return (
    <aside className={open ? 'sidebar open' : 'sidebar'} aria-label={t.filters}>
      <ul>
        <Place icon="grid" text={t.all} current={at} onClick={() => go(plain)} />
        <Place
          icon="heart"
          text={t.favourites}
          current={search.favourite === true}
          onClick={() => go({ ...plain, favourite: true })}
        />
        <Place icon="bin" text={t.bin} current={search.trash === true} onClick={() => go({ ...plain, trash: true })} />
      </ul>
      <div className="sidebar-head">
        <h2>{t.folders}</h2>
        {may.make && <IconButton icon="plus" size={16} label={t.newFolder} onClick={() => setAsking('new')} />}
      </div>
      <ul>
        {(folders.data ?? []).map((folder) => (
          <Place
            key={folder.id}
            icon="folder"
            text={folder.name}
            count={folder.clips}
            current={search.folder === folder.id}
            onClick={() => go({ ...plain, folder: folder.id })}
            onClip={(id) => void bulk(client, { action: 'patch', ids: [id], patch: { folderId: folder.id } })}
          >
            <FolderMenu
              folder={folder}
              onRename={() => setAsking(folder)}
              onGone={() => search.folder === folder.id && go(plain)}
            />
          </Place>
        ))}
      </ul>
      {tags.data !== undefined && tags.data.length > 0 && (
        <>
          <h2>{t.tags}</h2>
          <div className="tags">
            {tags.data.map(({ name, clips }) => (
              <button
                key={name}
                type="button"
                className="chip"
                aria-pressed={search.tag === name}
                onClick={() => go({ tag: search.tag === name ? undefined : name })}
              >
                {name} <span className="quiet numbers">{clips}</span>
              </button>
            ))}
          </div>
        </>
      )}
      <Filters search={search} go={go} />
      {asking !== null && (
        <Ask
          title={asking === 'new' ? t.newFolder : asking.name}
          label={t.folderName}
          value={asking === 'new' ? '' : asking.name}
          action={asking === 'new' ? shell.create : shell.save}
          onDone={(name) => {
            const done =
              asking === 'new'
                ? api.call('createFolder', { body: { name } })
                : api.call('renameFolder', { params: { id: asking.id }, body: { name } });
            void done.catch(toastError).finally(() => refresh(client, 'clips'));
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </aside>
  );
}

function FolderMenu({ folder, onRename, onGone }: { folder: Folder; onRename: () => void; onGone: () => void }) {
  const t = useText();
  const client = useQueryClient();
  return (
    <Menu
      label={folder.name}
      trigger={<IconButton icon="dots" size={16} label={`${t.shell.nav.more}: ${folder.name}`} />}
      items={[
        { text: t.shell.rename, icon: 'pencil', run: onRename },
        {
          text: t.library.deleteFolder,
          icon: 'bin',
          kind: 'danger',
          run: () => {
            void api
              .call('deleteFolder', { params: { id: folder.id } })
              .then(onGone, toastError)
              .finally(() => refresh(client, 'clips'));
          },
        },
      ]}
    />
  );
}

function Place({
  icon,
  text,
  count,
  current,
  onClick,
  onClip,
  children,
}: {
  icon: IconName;
  text: string;
  count?: number;
  current: boolean;
  onClick: () => void;
  onClip?: (id: string) => void;
  children?: ReactNode;
}) {
  const [over, setOver] = useState(false);
  return (
    <li
      className={over ? 'place over' : 'place'}
      onDragOver={(event) => {
        if (!onClip || draggedIn(event.dataTransfer) !== 'clip') return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const { clip } = droppedFrom(event.dataTransfer);
        if (!onClip || clip === null) return;
        event.preventDefault();
        onClip(clip);
      }}
    >
      <button type="button" aria-current={current ? 'true' : undefined} onClick={onClick}>
        <Icon name={icon} size={17} />
        <span>{text}</span>
        {count !== undefined && <span className="quiet numbers">{count}</span>}
      </button>
      {children}
    </li>
  );
}
