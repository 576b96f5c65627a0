import { type RefObject, useLayoutEffect, useState } from 'react';
import { Icon } from '../components/icon.tsx';
import { useText } from '../i18n/index.ts';
import './nearest-menu.css';
import type { UnknownMark } from './unknown-word.ts';

/** Names that the model has in place of an unknown word, over that word; a press puts the name in. Typing goes on below it. */
export function NearestMenu({
  mark,
  mirror,
  onPick,
  onAll,
  onClose,
}: {
  mark: UnknownMark;
  /** The text behind the prompt's field, in which the word is marked. */
  mirror: RefObject<HTMLElement | null>;
  onPick: (name: string) => void;
  /** Shows all that the model knows. Default: there is no such list. */
  onAll: ((mark: UnknownMark) => void) | undefined;
  onClose: () => void;
}) {
  const { compose, knows: words } = useText();
  const t = compose.nearest;
  const nearest = mark.nearest ?? [];
  const title = nearest.length > 0 ? t.title(mark.word) : t.none(mark.word);
  const [place, setPlace] = useState<{ left: number; bottom: number }>();
  useLayoutEffect(() => {
    const box = mirror.current?.parentElement?.getBoundingClientRect();
    const word = mirror.current?.querySelector(`mark[data-at="${mark.start}"]`)?.getBoundingClientRect();
    if (box === undefined || word === undefined) return;
    setPlace({ left: Math.max(0, Math.min(word.left - box.left, box.width - 240)), bottom: box.bottom - word.top + 4 });
  }, [mark, mirror]);
  if (place === undefined) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what the buttons inside are part of
    <div
      className="nearest"
      style={place}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <fieldset aria-label={title}>
        <span className="small quiet" aria-hidden="true">
          {title}
        </span>
        {nearest.map((name) => (
          <button key={name} type="button" className="chip" onClick={() => onPick(name)}>
            {name}
          </button>
        ))}
        {onAll !== undefined && (
          <button
            type="button"
            className="chip"
            onClick={() => {
              onClose();
              onAll(mark);
            }}
          >
            <Icon name="grid" size={15} />
            {words.all}
          </button>
        )}
      </fieldset>
    </div>
  );
}
