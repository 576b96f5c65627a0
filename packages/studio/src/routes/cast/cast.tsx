import type { Actor, Clip } from '@akezora/contract/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { actorsQuery } from '../../api/queries.ts';
import { ClipChooser } from '../../components/clip-chooser.tsx';
import { Button, IconButton } from '../../components/controls.tsx';
import { Empty, ErrorNote, Waiting } from '../../components/states.tsx';
import { useDropZone } from '../../components/use-drop-zone.ts';
import { castPictures, useCast } from '../../compose/cast.ts';
import { castUsesQuery } from '../../compose/cast-uses.ts';
import { callInPrompt } from '../../compose/prompt-focus.ts';
import { useText } from '../../i18n/index.ts';
import { chooseFile } from '../../util/choose-file.ts';
import { languageOfText } from '../../util/text-language.ts';
import { AddActor } from '../clip/actors.tsx';
import './cast.css';

/** Every actor with its picture, and the clips in which it plays. */
export function CastPage() {
  const words = useText().compose.cast;
  const cast = useCast();
  const actors = useQuery(actorsQuery);
  const [choosing, setChoosing] = useState(false);
  const [clip, setClip] = useState<Clip>();
  const drop = useDropZone(['files', 'clip'], ({ files, clip: id }) => {
    const [file] = files;
    if (file !== undefined) void cast.add(file);
    else if (id !== null) void api.call('clip', { params: { id } }).then(setClip);
  });
  const ways = (
    <div className="cast-make">
      <Button kind="strong" icon="image" onClick={() => chooseFile(castPictures, (file) => void cast.add(file))}>
        {words.choose}
      </Button>
      <Button icon="film" onClick={() => setChoosing(true)}>
        {words.fromClip}
      </Button>
    </div>
  );
  const list = actors.data ?? [];
  const names = list.map(({ name }) => name);
  return (
    <div className={`page cast-page${drop.mark}`} {...drop.zone}>
      <header className="page-head">
        <div>
          <h1>{words.title}</h1>
          <p>{words.lead}</p>
        </div>
        {list.length > 0 && ways}
      </header>
      {drop.shown && <p className="drop-note">{words.dropHere}</p>}
      {actors.isPending && <Waiting />}
      {actors.isError && <ErrorNote error={actors.error} onRetry={() => void actors.refetch()} />}
      {actors.data?.length === 0 && (
        <Empty title={words.none} text={words.noneText}>
          {ways}
        </Empty>
      )}
      <ul className="cast-cards">
        {list.map((actor) => (
          <ActorCard key={actor.id} actor={actor} names={names} />
        ))}
      </ul>
      {choosing && (
        <ClipChooser
          title={words.fromClip}
          onChoose={(chosen) => {
            setChoosing(false);
            setClip(chosen);
          }}
          onClose={() => setChoosing(false)}
        />
      )}
      {clip !== undefined && <AddActor clip={clip} onClose={() => setClip(undefined)} />}
    </div>
  );
}

/** How many of the clips are shown. */
const shown = 4;

function ActorCard({ actor, names }: { actor: Actor; names: readonly string[] }) {
  const t = useText();
  const words = t.compose.cast;
  const cast = useCast();
  const navigate = useNavigate();
  const uses = useQuery(castUsesQuery(actor.name, names));
  const picture = actor.picture ?? actor.thumbnail;
  const clips = uses.data ?? [];
  return (
    <li className="cast-card">
      <span className={actor.picture === null ? 'cast-picture' : 'cast-picture checkerboard'}>
        {picture !== null && <img src={api.url(picture)} alt="" loading="lazy" draggable={false} />}
      </span>
      <div className="cast-card-body">
        <h2 lang={languageOfText(actor.name)}>@{actor.name}</h2>
        <p className="quiet small">
          {uses.isPending ? (
            ' '
          ) : clips.length === 0 ? (
            words.unused
          ) : (
            <Link to="/library" search={{ q: `@${actor.name}` }}>
              {words.usedIn(t.shell.units.clips(clips.length))}
            </Link>
          )}
        </p>
        <div className="cast-uses">
          {clips.slice(0, shown).map((clip) => (
            <Link
              key={clip.id}
              to="/clips/$id"
              params={{ id: clip.id }}
              aria-label={t.library.openClip(clip.title || clip.prompt)}
              title={clip.title || clip.prompt}
            >
              <img src={api.url(clip.urls.thumbnail)} alt="" loading="lazy" />
            </Link>
          ))}
        </div>
        <div className="cast-card-foot">
          <Button
            icon="pencil"
            onClick={() =>
              void navigate({ to: '/' }).then(() => {
                callInPrompt(actor.name);
              })
            }
          >
            {words.use}
          </Button>
          <IconButton icon="gear" label={words.edit(actor.name)} onClick={() => cast.edit(actor)} />
          <IconButton icon="bin" label={words.remove(actor.name)} onClick={() => cast.askToRemove(actor)} />
        </div>
      </div>
    </li>
  );
}
