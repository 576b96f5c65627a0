import type { ClipDetail } from '@akezora/contract/api';
import { Link } from '@tanstack/react-router';
import { usePermissions } from '../../api/permissions.ts';
import { downloadClip } from '../../components/clip-actions.ts';
import { ClipMenuButton } from '../../components/clip-menu.tsx';
import { IconButton } from '../../components/controls.tsx';
import { Icon } from '../../components/icon.tsx';
import { useText } from '../../i18n/index.ts';
import { useClipPatch } from '../clip/use-clip-patch.ts';

/** What is done most with a clip of the feed, on its tile: keep, save, remix; the rest is in its menu. */
export function TileActions({ clip }: { clip: ClipDetail }) {
  const { library: t, tools } = useText();
  const { make } = usePermissions();
  const patch = useClipPatch(clip);
  return (
    <span className="tile-actions">
      {make && (
        <IconButton
          icon="heart"
          size={17}
          filled={clip.favourite}
          aria-pressed={clip.favourite}
          label={clip.favourite ? t.unfavourite : t.favourite}
          onClick={() => patch.mutate({ favourite: !clip.favourite })}
        />
      )}
      <IconButton icon="down" size={17} label={t.clip.download} onClick={() => downloadClip(clip)} />
      {make && (
        <Link
          className="icon-button"
          to="/clips/$id/$tool"
          params={{ id: clip.id, tool: 'remix' }}
          aria-label={tools.names.remix}
          title={tools.names.remix}
          draggable={false}
        >
          <Icon name="wand" size={17} />
        </Link>
      )}
      <ClipMenuButton clip={clip} />
    </span>
  );
}
