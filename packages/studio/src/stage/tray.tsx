import { type ArtPiece, type ArtShelf, artShelves, type ModelArt } from '@akezora/contract';
import type { Actor } from '@akezora/contract/api';
import { memo, type PointerEvent, useDeferredValue, useRef, useState } from 'react';
import { Select } from '../components/controls.tsx';
import { useLanguage, useText } from '../i18n/index.ts';
import type { Addable } from './add-thing.ts';
import { actorUrl, thumbnailUrl } from './picture-urls.ts';
import { foundOnShelf, nameOfPiece } from './shelf.ts';

/** Pixels that a pointer moves before something is pulled out of the tray. */
const leastDrag = 6;

/** Puts something onto the stage: into the middle, or where it was left on the screen. */
export type AddToStage = (added: Addable, at?: { readonly clientX: number; readonly clientY: number }) => void;

interface Props {
  readonly model: string;
  readonly art: ModelArt;
  readonly actors: readonly Actor[];
  /** Whether pictures may be loaded: those on the stage go first. */
  readonly ready: boolean;
  readonly onAdd: AddToStage;
}

/** Pictures to be dragged onto the stage; a press puts one in the middle. */
export const Tray = memo(function Tray({ model, art, actors, ready: readyNow, onAdd }: Props) {
  const t = useText().tools.stage;
  const language = useLanguage();
  const [shelf, setShelf] = useState<ArtShelf | 'own'>('animals');
  const [text, setText] = useState('');
  const asked = useDeferredValue(text);
  const [ready, setReady] = useState(readyNow);
  if (readyNow && !ready) setReady(true);
  const pieces =
    shelf === 'own' && asked === '' ? [] : foundOnShelf(art.pieces, asked, shelf === 'own' ? undefined : shelf);
  const own = actors.filter(
    ({ name, picture }) => picture !== null && (asked === '' ? shelf === 'own' : name.includes(asked.trim())),
  );
  return (
    <section className="tray" aria-label={t.tray}>
      <input
        type="search"
        className="tray-search"
        aria-label={t.traySearch}
        placeholder={t.traySearch}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Select
        label={t.tray}
        hideLabel
        value={shelf}
        options={[...artShelves, 'own' as const].map((value) => ({ value, text: t.shelves[value] }))}
        onChange={setShelf}
      />
      <ul className="tray-list">
        {own.map((actor) => (
          <TrayItem
            key={actor.id}
            name={actor.name}
            src={ready ? actorUrl(actor.name, actors) : undefined}
            onAdd={(at) => onAdd({ actor }, at)}
          />
        ))}
        {pieces.map((piece: ArtPiece) => (
          <TrayItem
            key={piece.name}
            name={nameOfPiece(piece, language)}
            src={ready ? thumbnailUrl(model, piece) : undefined}
            onAdd={(at) => onAdd({ piece }, at)}
          />
        ))}
      </ul>
      {own.length + pieces.length === 0 && (
        <p className="hint">{shelf === 'own' && asked === '' ? t.noOwn : t.nothingFound}</p>
      )}
    </section>
  );
});

function TrayItem({
  name,
  src,
  onAdd,
}: {
  readonly name: string;
  readonly src: string | undefined;
  readonly onAdd: (at?: { readonly clientX: number; readonly clientY: number }) => void;
}) {
  const t = useText().tools.stage;
  const from = useRef<readonly [number, number] | null>(null);
  const pulled = useRef(false);
  const [at, setAt] = useState<readonly [number, number] | null>(null);
  const end = () => {
    from.current = null;
    setAt(null);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (from.current === null) return;
    const far = Math.hypot(event.clientX - from.current[0], event.clientY - from.current[1]) >= leastDrag;
    if (!pulled.current && !far) return;
    pulled.current = true;
    setAt([event.clientX, event.clientY]);
  };
  return (
    <li>
      <button
        type="button"
        className="tray-item"
        aria-label={t.put(name)}
        title={name}
        onPointerDown={(event) => {
          pulled.current = false;
          if (event.button !== 0) return;
          from.current = [event.clientX, event.clientY];
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={onPointerMove}
        onPointerUp={(event) => {
          if (pulled.current) onAdd(event);
          end();
        }}
        onPointerCancel={() => {
          pulled.current = false;
          end();
        }}
        // What was pulled out has been put down already.
        onClick={() => (pulled.current ? undefined : onAdd())}
      >
        <span className="tray-picture">
          {src !== undefined && <img src={src} alt="" loading="lazy" width={44} height={44} draggable={false} />}
        </span>
        <span className="tray-name">{name}</span>
      </button>
      {at !== null && src !== undefined && (
        <img className="tray-drag" src={src} alt="" style={{ transform: `translate(${at[0]}px, ${at[1]}px)` }} />
      )}
    </li>
  );
}
