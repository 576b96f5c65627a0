import { nameOf, type Scene } from '@akezora/contract';
import { type KeyboardEvent, memo } from 'react';
import { useText } from '../i18n/index.ts';
import type { ThingBox } from './boxes.ts';
import type { Thing } from './geometry.ts';

/**
 * A thing on the canvas: invisible but for its frame and its name, which show when it is pointed at, focused or chosen. Only those
 * that have changed are drawn anew.
 */
export const ThingButton = memo(function ThingButton({
  kind,
  index,
  left,
  top,
  width,
  height,
  name,
  nth,
  chosen,
  onFocus,
  onKeyDown,
}: Thing &
  Omit<ThingBox, 'thing'> & {
    readonly name: string;
    /** The how many-eth of its name it is, from 1. */
    readonly nth: number;
    readonly chosen: boolean;
    readonly onFocus: (thing: Thing) => void;
    readonly onKeyDown: (event: KeyboardEvent, thing: Thing) => void;
  }) {
  const t = useText().tools.stage;
  const label = { subjects: t.subject, props: t.prop, sky: t.sky }[kind](name);
  return (
    <button
      type="button"
      className={chosen ? `thing thing-${kind} chosen` : `thing thing-${kind}`}
      style={{
        transform: `translate(${left.toFixed(1)}px, ${top.toFixed(1)}px)`,
        width: Math.max(4, width),
        height: Math.max(4, height),
      }}
      data-thing={`${kind} ${index}`}
      aria-label={nth > 1 ? `${label} ${nth}` : label}
      aria-pressed={chosen}
      onFocus={() => (chosen ? undefined : onFocus({ kind, index }))}
      onKeyDown={(event) => onKeyDown(event, { kind, index })}
    >
      <span className="thing-name">{name}</span>
      {chosen && <span className="size-handle" data-grip="size" />}
    </button>
  );
});

/** The how many-eth of its kind and name a thing of a scene is, from 1. */
export function nthOfThing(scene: Scene, thing: Thing, language: Parameters<typeof nameOf>[1]): number {
  const name = nameOfThing(scene, thing, language);
  let nth = 1;
  for (let index = 0; index < thing.index; index++)
    if (nameOfThing(scene, { kind: thing.kind, index }, language) === name) nth += 1;
  return nth;
}

/** What a thing of a scene is called: an actor by its own name. */
export function nameOfThing(scene: Scene, thing: Thing, language: Parameters<typeof nameOf>[1]): string {
  const subject = thing.kind === 'subjects' ? scene.subjects[thing.index] : undefined;
  const name =
    subject?.actor ?? subject?.name ?? (thing.kind === 'subjects' ? '' : (scene[thing.kind][thing.index]?.name ?? ''));
  return nameOf(name, language);
}
