import type { StoryboardData } from '@akezora/contract/api';
import { useRef } from 'react';
import { useText } from '../../i18n/index.ts';
import { short } from '../../util/format.ts';
import { CardPicture } from './card-picture.tsx';
import { endOf, inOrder, moveCard } from './cards.ts';

/** The cards on a time line, where they are selected, and dragged (or moved by arrow keys) in time; Delete takes one out. */
export function Timeline({
  data,
  time,
  chosen,
  onChoose,
  onChange,
  onRemove,
}: {
  data: StoryboardData;
  time: number;
  chosen: string | null;
  onChoose: (id: string) => void;
  onChange: (data: StoryboardData) => void;
  onRemove: (id: string) => void;
}) {
  const t = useText().tools.board;
  const box = useRef<HTMLDivElement>(null);
  const drag = useRef<{ x: number; at: number; data: StoryboardData } | null>(null);
  const at = (seconds: number) => `${(100 * seconds) / data.seconds}%`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div className="timeline" ref={box} role="group" aria-label={t.timeline}>
      {inOrder(data.cards).map((card, index) => (
        <button
          key={card.id}
          type="button"
          className={card.id === chosen ? 'timeline-card chosen' : 'timeline-card'}
          style={{ left: at(card.at), width: `calc(${at(endOf(data, card.id) - card.at)} - 4px)` }}
          aria-label={t.card(index + 1, short(card.at))}
          aria-pressed={card.id === chosen}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            drag.current = { x: event.clientX, at: card.at, data };
          }}
          onPointerMove={(event) => {
            const start = drag.current;
            const width = box.current?.clientWidth ?? 0;
            if (start === null || width === 0 || Math.abs(event.clientX - start.x) < 3) return;
            onChange(moveCard(start.data, card.id, start.at + ((event.clientX - start.x) / width) * data.seconds));
          }}
          onPointerUp={() => {
            drag.current = null;
          }}
          onClick={() => onChoose(card.id)}
          onFocus={() => onChoose(card.id)}
          onKeyDown={(event) => {
            if (event.key === 'Delete' || event.key === 'Backspace') {
              event.preventDefault();
              onRemove(card.id);
              return;
            }
            const by = event.key === 'ArrowLeft' ? -0.5 : event.key === 'ArrowRight' ? 0.5 : 0;
            if (by === 0) return;
            event.preventDefault();
            onChange(moveCard(data, card.id, card.at + by));
          }}
        >
          <CardPicture card={card} />
          <span className="timeline-at numbers">{short(card.at)}</span>
        </button>
      ))}
      <span className="timeline-now" style={{ left: at(Math.min(time, data.seconds)) }} aria-hidden="true" />
    </div>
  );
}
