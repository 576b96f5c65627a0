import type { Actor } from '@akezora/contract/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { actorsQuery } from '../api/queries.ts';
import { Button, IconButton } from '../components/controls.tsx';
import { Icon } from '../components/icon.tsx';
import { Panel } from '../components/menu.tsx';
import { useText } from '../i18n/index.ts';
import { chooseFile } from '../util/choose-file.ts';
import { castPictures, useCast } from './cast.ts';
import './cast-panel.css';
import { callInPrompt } from './prompt-focus.ts';

/** A chip that opens the cast: its actors, each a tap from the prompt, and a place to drop a picture. */
export function CastChip() {
  const t = useText().compose;
  return (
    <Panel
      label={t.actors}
      trigger={
        <button type="button" className="chip">
          <Icon name="user" size={15} />
          <span>{t.actors}</span>
        </button>
      }
    >
      <CastList />
    </Panel>
  );
}

function CastList() {
  const t = useText().compose;
  const cast = useCast();
  const actors = useQuery(actorsQuery);
  const [over, setOver] = useState(false);
  return (
    <section
      className={over ? 'cast over' : 'cast'}
      aria-label={t.actors}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        void cast.add(file);
      }}
    >
      <p className="label">{t.actors}</p>
      <p className="hint">{actors.data?.length === 0 ? t.cast.empty : t.cast.text}</p>
      <div className="cast-ways">
        <Button icon="plus" onClick={() => chooseFile(castPictures, (file) => void cast.add(file))}>
          {t.cast.choose}
        </Button>
        <Link to="/cast">{t.cast.all}</Link>
      </div>
      {actors.data !== undefined && actors.data.length > 0 && (
        <ul className="cast-list">
          {actors.data.map((actor) => (
            <CastTile key={actor.id} actor={actor} />
          ))}
        </ul>
      )}
    </section>
  );
}

function CastTile({ actor }: { actor: Actor }) {
  const t = useText().compose.cast;
  const cast = useCast();
  const picture = actor.picture ?? actor.thumbnail;
  return (
    <li className="cast-tile">
      <button
        type="button"
        className="cast-call"
        title={t.call(actor.name)}
        onClick={() => callInPrompt(actor.name, { focus: false })}
      >
        <span className={actor.picture === null ? 'cast-picture' : 'cast-picture checkerboard'}>
          {picture !== null && <img src={api.url(picture)} alt="" loading="lazy" draggable={false} />}
        </span>
        <span className="cast-name">@{actor.name}</span>
      </button>
      <span className="cast-tools">
        <IconButton icon="pencil" size={15} label={t.edit(actor.name)} onClick={() => cast.edit(actor)} />
        <IconButton icon="bin" size={15} label={t.remove(actor.name)} onClick={() => cast.askToRemove(actor)} />
      </span>
    </li>
  );
}
