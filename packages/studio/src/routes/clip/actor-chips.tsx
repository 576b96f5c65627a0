import type { ClipFacts } from '@akezora/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { actorsQuery } from '../../api/queries.ts';
import { thumbnailOf } from '../../api/thumbnails.ts';
import { Icon } from '../../components/icon.tsx';

type Called = NonNullable<ClipFacts['request']['actors']>[number];

/** The actors of a clip, each with its picture: that of the cast, else what its request names. */
export function ActorChips({ actors }: { actors: readonly Called[] }) {
  const cast = useQuery(actorsQuery).data ?? [];
  const pictureOf = ({ name, clip, image }: Called): string | undefined => {
    const upload = image?.startsWith('upload:') ? image.slice('upload:'.length) : undefined;
    const known = cast.find((one) => one.name === name && (one.uploadId ?? one.clipId) === (upload ?? clip));
    const own = known?.picture ?? known?.thumbnail;
    if (own !== undefined && own !== null) return api.url(own);
    return thumbnailOf({ clip, upload });
  };
  return (
    <ul className="actor-row">
      {actors.map((actor) => (
        <li key={actor.name} className="actor-chip">
          <Picture src={pictureOf(actor)} />
          <span>@{actor.name}</span>
        </li>
      ))}
    </ul>
  );
}

function Picture({ src }: { src: string | undefined }) {
  // Its file may be gone.
  const [gone, setGone] = useState(false);
  if (src === undefined || gone) return <Icon name="user" size={28} />;
  return <img src={src} alt="" width={28} height={28} onError={() => setGone(true)} />;
}
