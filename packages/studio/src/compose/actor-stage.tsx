import type { Actor } from '@akezora/contract/api';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { api } from '../api/client.ts';
import { useText } from '../i18n/index.ts';
import './actor-stage.css';

const inside = (value: number) => Math.min(1, Math.max(0, Math.round(value * 100) / 100));

/** The cut-out of an actor on a checkerboard, with the line that it stands on: dragged by pointer, or moved by arrow keys. */
export function ActorStage({ actor, feet, onFeet }: { actor: Actor; feet: number; onFeet: (feet: number) => void }) {
  const t = useText().compose.cast;
  const units = useText().shell.units;
  const box = useRef<HTMLDivElement>(null);
  const held = useRef(false);
  const place = (event: PointerEvent) => {
    const { top, height } = box.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    onFeet(inside((event.clientY - top) / height));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const places: Record<string, number> = {
      ArrowUp: feet - 0.01,
      ArrowDown: feet + 0.01,
      ArrowLeft: feet - 0.01,
      ArrowRight: feet + 0.01,
      PageUp: feet - 0.1,
      PageDown: feet + 0.1,
      Home: 0,
      End: 1,
    };
    const next = places[event.key];
    if (next === undefined) return;
    event.preventDefault();
    onFeet(inside(next));
  };
  return (
    <div
      className="actor-stage"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = true;
        place(event);
      }}
      onPointerMove={(event) => held.current && place(event)}
      onPointerUp={() => {
        held.current = false;
      }}
      onPointerCancel={() => {
        held.current = false;
      }}
    >
      <div className="actor-square" ref={box}>
        {actor.picture !== null && <img src={api.url(actor.picture)} alt={t.cutOut(actor.name)} draggable={false} />}
        <div
          className="feet-line"
          style={{ top: `${100 * feet}%` }}
          role="slider"
          tabIndex={0}
          aria-label={t.feet}
          aria-orientation="vertical"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(100 * feet)}
          aria-valuetext={t.feetAt(units.percent(Math.round(100 * feet)))}
          aria-describedby="feet-hint"
          onKeyDown={onKeyDown}
        >
          <span aria-hidden="true">{t.feet}</span>
        </div>
      </div>
    </div>
  );
}
