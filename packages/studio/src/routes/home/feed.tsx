import type { Job } from '@akezora/contract/api';
import { Link } from '@tanstack/react-router';
import { Button } from '../../components/controls.tsx';
import { useText } from '../../i18n/index.ts';
import type { TileSize } from '../../preferences/tile-size.ts';
import './feed.css';
import { Group } from './group.tsx';

/** What was made lately, in rows that fill the page; the variants of one submission stand together. */
export function Feed({
  groups,
  size,
  onMore,
}: {
  groups: readonly (readonly Job[])[];
  size: TileSize;
  /** Loads older ones. Default: there are none. */
  onMore?: () => void;
}) {
  const t = useText();
  return (
    <>
      <div className={`feed rows-${size}`}>
        {groups.map((group, index) => (
          <Group key={group[0]?.groupId ?? group[0]?.id} jobs={group} first={index === 0} />
        ))}
      </div>
      {onMore !== undefined ? (
        <Button className="home-more" onClick={onMore}>
          {t.shell.more}
        </Button>
      ) : (
        <p className="home-end quiet small">
          <Link to="/library">{t.compose.feed.more}</Link>
        </p>
      )}
    </>
  );
}
