/** The scenes that pictures are measured in: made by rule, so that nobody chose what comes out well. */
import { createHash } from 'node:crypto';
import type { SceneInput } from '../../packages/contract/src/index.ts';
import type { Art } from '../../packages/engine/src/models/akezora/art/shelf.ts';
import type { World } from '../../packages/engine/src/models/akezora/scene/world.ts';

type SubjectInput = NonNullable<SceneInput['subjects']>[number];

/** Somebody who is measured. */
export interface Sitter {
  readonly name: string;
  /** Whether training saw its picture. */
  readonly trained: boolean;
}

/** Whether training never saw an emoji, by its code: the same as `held_out` of `training/world/build_pictures.py`. */
export const heldOut = (code: string): boolean => createHash('sha256').update(code).digest()[0]! < 13;

/**
 * Evenly chosen: subjects of the world, which training saw, and stills of the art that it did not. Only emoji of one code point
 * without a variation selector count as unseen, for files of the others have two names.
 */
export function sitters(world: World, art: Art, trained: number, unseen: number): Sitter[] {
  const evenly = (names: readonly string[], count: number) =>
    Array.from({ length: count }, (_, i) => names[Math.floor((i * names.length) / count)]!);
  const kept = art.entries.filter(({ kind, emoji = '' }) => {
    const code = emoji.codePointAt(0)?.toString(16) ?? '';
    return kind === 'still' && /^\p{Emoji_Presentation}$/u.test(emoji) && heldOut(code);
  });
  const known = evenly([...world.subjects.keys()], trained).map((name) => ({ name, trained: true }));
  const strange = evenly(
    kept.map(({ name }) => name),
    unseen,
  ).map((name) => ({ name, trained: false }));
  return [...known, ...strange];
}

const subjectOf = ({ name, trained }: Sitter, path: SubjectInput['path']): SubjectInput =>
  // The stand-in moves; one drawing breathes.
  trained ? { name, path } : { name: 'dog', actor: name, life: true, path };

/** A meadow without anything in it, before a camera that never moves. */
const empty = (time: SceneInput['time'], subjects: SubjectInput[]): SceneInput => ({
  ...{ version: 2, place: 'meadow', time, weather: 'clear', seconds: 2, seed: 1, horizon: 0.62, subjects },
});

/** Up to three sitters side by side, half as high as the frame, standing. */
export const portrait = (time: SceneInput['time'], three: readonly Sitter[]): SceneInput =>
  empty(
    time,
    three.map((one, i) => subjectOf(one, [{ at: 0, x: [0, -0.58, 0.58][i]!, y: 0.88, size: 0.5 }])),
  );

/** One who walks in the lower part, below an empty sky. */
export const underSky = (time: SceneInput['time']): SceneInput =>
  empty(time, [
    subjectOf({ name: 'dog', trained: true }, [
      { at: 0, x: -0.4, y: 0.9, size: 0.32 },
      { at: 2, x: 0.2, y: 0.9, size: 0.32 },
    ]),
  ]);

/** Three who run across the frame: 0.45 frame heights a second. */
export const race = (): SceneInput =>
  empty(
    'day',
    ['horse', 'person running', 'rabbit'].map((name, i) =>
      subjectOf({ name, trained: true }, [
        { at: 0, x: -0.95 + 0.5 * i, y: 0.88, size: 0.42 },
        { at: 2, x: -0.05 + 0.5 * i, y: 0.88, size: 0.42 },
      ]),
    ),
  );
