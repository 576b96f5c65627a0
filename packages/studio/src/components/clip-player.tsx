import type { Clip } from '@akezora/contract/api';
import { api } from '../api/client.ts';
import { Player, type PlayerClip } from './player.tsx';

/** The player of a clip of the library, or of a published one. */
export function ClipPlayer({ clip }: { clip: PlayerClip & Pick<Clip, 'urls' | 'sprites'> }) {
  return (
    <Player
      clip={clip}
      video={api.url(clip.urls.video)}
      poster={api.url(clip.urls.thumbnail)}
      sprites={clip.sprites}
      spriteSrc={clip.urls.sprites === null ? null : api.url(clip.urls.sprites)}
    />
  );
}
