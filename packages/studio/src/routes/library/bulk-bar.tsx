import type { Clip } from '@akezora/contract/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { foldersQuery } from '../../api/queries.ts';
import { bulk, exportClips, restoreClips, trashClips } from '../../components/clip-actions.ts';
import { Button, IconButton } from '../../components/controls.tsx';
import { Ask, Confirm } from '../../components/dialog.tsx';
import { bulkHeight } from '../../components/height-of.ts';
import { Menu } from '../../components/menu.tsx';
import { useText } from '../../i18n/index.ts';
import { splitTags } from '../../util/tags.ts';

/** Actions on the selected clips. */
export function BulkBar({
  ids,
  clips,
  trash,
  onAll,
  onClear,
}: {
  ids: string[];
  clips: readonly Clip[];
  trash: boolean;
  onAll: () => void;
  onClear: () => void;
}) {
  const t = useText().library;
  const client = useQueryClient();
  const folders = useQuery(foldersQuery);
  const [asking, setAsking] = useState<'tags' | 'delete' | null>(null);
  const allKept = ids.every((id) => clips.find((clip) => clip.id === id)?.favourite ?? false);
  const patch = (change: { favourite?: boolean; folderId?: string | null }) =>
    void bulk(client, { action: 'patch', ids, patch: change });
  return (
    <div className="bulk" ref={bulkHeight} role="toolbar" aria-label={t.selected(ids.length)}>
      <strong className="numbers">{t.selected(ids.length)}</strong>
      <Button kind="plain" onClick={onAll}>
        {t.selectAll}
      </Button>
      <span className="bulk-gap" />
      {trash ? (
        <>
          <Button icon="undo" onClick={() => void restoreClips(client, ids).then(onClear)}>
            {t.restore}
          </Button>
          <Button kind="danger" icon="bin" onClick={() => setAsking('delete')}>
            {t.deleteForever}
          </Button>
        </>
      ) : (
        <>
          <IconButton
            icon="heart"
            filled={allKept}
            label={allKept ? t.unfavourite : t.favourite}
            onClick={() => patch({ favourite: !allKept })}
          />
          <Menu
            label={t.move}
            trigger={<IconButton icon="folder" label={t.move} />}
            items={[
              { text: t.noFolder, run: () => patch({ folderId: null }) },
              ...(folders.data ?? []).map(({ id, name }) => ({
                text: name,
                icon: 'folder' as const,
                run: () => patch({ folderId: id }),
              })),
            ]}
          />
          <IconButton icon="tag" label={t.addTags} onClick={() => setAsking('tags')} />
          <IconButton icon="down" label={t.exportSet} onClick={() => void exportClips(ids)} />
          <IconButton
            icon="bin"
            label={t.trash}
            keyId="bin"
            onClick={() => void trashClips(client, ids).then(onClear)}
          />
        </>
      )}
      <IconButton icon="close" label={t.clearSelection} keyId="selectNone" onClick={onClear} />
      {asking === 'tags' && (
        <Ask
          title={t.addTags}
          label={t.tags}
          hint={t.tagHint}
          action={t.addTags}
          onDone={(text) => {
            void bulk(client, { action: 'tag', ids, add: splitTags(text), remove: [] });
          }}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === 'delete' && (
        <Confirm
          title={t.deleteSure(ids.length)}
          text={t.deleteText}
          action={t.deleteForever}
          onConfirm={() => void bulk(client, { action: 'delete', ids }).then(onClear)}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}
