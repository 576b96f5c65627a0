import type { Actor } from '@akezora/contract/api';
import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { actorsQuery } from '../api/queries.ts';
import { Confirm } from '../components/dialog.tsx';
import { toastError } from '../components/error-toast.ts';
import { useText } from '../i18n/index.ts';
import { languageOfText } from '../util/text-language.ts';
import { useCast } from './cast.ts';
import { castUsesQuery } from './cast-uses.ts';

/** How many of the clips are named. */
const named = 5;

/** Asks whether to delete an actor, and says in which clips it plays. */
export function RemoveActor({ actor }: { actor: Actor }) {
  const t = useText();
  const words = t.compose.cast;
  const cast = useCast();
  const { data: actors = [] } = useQuery(actorsQuery);
  const { data: clips = [] } = useQuery(
    castUsesQuery(
      actor.name,
      actors.map(({ name }) => name),
    ),
  );
  return (
    <Confirm
      title={words.removeTitle(actor.name)}
      text={words.removeText}
      action={words.removeAction}
      onConfirm={() => void cast.remove(actor).catch(toastError)}
      onClose={cast.close}
    >
      {clips.length > 0 && (
        <div className="cast-remove-uses">
          <p className="label">{words.usedIn(t.shell.units.clips(clips.length))}</p>
          <ul>
            {clips.slice(0, named).map((clip) => (
              <li key={clip.id}>
                <img src={api.url(clip.urls.thumbnail)} alt="" width={48} height={27} />
                <span lang={languageOfText(clip.title || clip.prompt)}>{clip.title || clip.prompt}</span>
              </li>
            ))}
          </ul>
          {clips.length > named && <p className="hint">{words.andMore(clips.length - named)}</p>}
        </div>
      )}
    </Confirm>
  );
}
