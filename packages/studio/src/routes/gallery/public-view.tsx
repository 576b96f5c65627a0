import type { PublicClip } from '@akezora/contract/api';
import { api } from '../../api/client.ts';
import { Player } from '../../components/player.tsx';
import { useText } from '../../i18n/index.ts';
import { short } from '../../util/format.ts';

/** A clip as the public sees it: the picture, and what it was made with. */
export function PublicView({ clip }: { clip: PublicClip }) {
  const t = useText();
  return (
    <div className="public-view">
      <Player
        clip={clip}
        video={api.url(clip.urls.video)}
        poster={api.url(clip.urls.thumbnail)}
        sprites={clip.sprites}
        spriteSrc={clip.urls.sprites === null ? null : api.url(clip.urls.sprites)}
      />
      <p className="public-prompt">{clip.prompt}</p>
      <p className="quiet small numbers">
        {t.library.gallery.with(clip.model)} · {clip.width}×{clip.height} ·{' '}
        {t.shell.units.seconds(Number(short(clip.seconds)))}
        {clip.seed !== null && ` · ${t.library.clip.seed} ${clip.seed}`}
      </p>
    </div>
  );
}
