import type { Clip } from '@akezora/contract/api';
import type { ReactNode } from 'react';
import { api } from '../api/client.ts';
import { Player, type PlayerClip, type PlayerState } from './player.tsx';

/** The player of a clip of the library, or of a published one. `over`: what lies over its picture; `below`: what stands below its controls. */
export function ClipPlayer({
  clip,
  over,
  below,
}: {
  clip: PlayerClip & Pick<Clip, 'urls' | 'sprites'>;
  over?: ReactNode;
  below?: (state: PlayerState) => ReactNode;
}) {
  return (
    <Player
      clip={clip}
      video={api.url(clip.urls.video)}
      poster={api.url(clip.urls.thumbnail)}
      sprites={clip.sprites}
      spriteSrc={clip.urls.sprites === null ? null : api.url(clip.urls.sprites)}
      over={over}
      below={below}
    />
  );
}
