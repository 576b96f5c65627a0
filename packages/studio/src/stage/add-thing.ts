/** Things put onto the stage: art of the model, and the user's own actors. */
import type { ArtPiece, ModelArt, Scene } from '@akezora/contract';
import type { Actor } from '@akezora/contract/api';
import { clamp, round, type Thing, withThing } from './geometry.ts';
import { projectionAt } from './layers.ts';
import type { Spot } from './view.ts';

/** What can be put onto the stage. */
export type Addable = { readonly piece: ArtPiece } | { readonly actor: Actor };

/** A scene with one more thing, and that thing; undefined where a scene holds no more of its kind. */
export function addThing(
  scene: Scene,
  added: Addable,
  art: ModelArt,
  spot: Spot | undefined,
  t: number,
): ReturnType<typeof withThing> {
  const next =
    'actor' in added ? actorSubject(scene, added.actor, art, spot) : pieceThing(scene, added.piece, art, spot, t);
  return withThing(scene, next.kind, next.one);
}

interface Added {
  readonly kind: Thing['kind'];
  readonly one: object;
}

/** Where what is added without a place stands: near the middle, in the front third of the ground. */
const usualSpot = ({ horizon, subjects, props }: Scene): Spot => ({
  x: round(((subjects.length + props.length) % 5) * 0.12 - 0.24),
  y: round(horizon + 0.6 * (1 - horizon)),
});

/** How near the front something stands, 0 at the horizon and 1 at the lower edge. */
const nearness = ({ horizon }: Scene, y: number) => clamp((y - horizon) / Math.max(0.05, 1 - horizon), 0.1, 1);
const sizeAt = (scene: Scene, y: number, scale: number) =>
  round(Math.min(0.9, 0.34 * scale * (0.5 + 0.75 * nearness(scene, y))));

function pieceThing(scene: Scene, piece: ArtPiece, art: ModelArt, spot: Spot | undefined, t: number): Added {
  if (piece.shelf !== 'things' || piece.kind === 'subject') {
    const own = piece.standIn === piece.name;
    const one = { faces: piece.faces, feet: 1, life: piece.drawings === 1 };
    const standing = standingAt(scene, art, piece.standIn, spot, piece.scale);
    return {
      kind: 'subjects',
      one: { ...standing, ...(own ? {} : { actor: piece.name, ...one }) },
    };
  }
  if (spot !== undefined && spot.y < scene.horizon - 0.04) {
    const to = projectionAt(scene, t, 0.08);
    const at = (value: number, zero: number) => round((value - zero) / to.scale);
    return { kind: 'sky', one: { name: piece.name, x: at(spot.x, to.x(0)), y: at(spot.y, to.y(0)), size: 0.18 } };
  }
  const { x, y } = spot ?? usualSpot(scene);
  return { kind: 'props', one: { name: piece.name, x, y: round(y), size: sizeAt(scene, y, 0.75), flip: false } };
}

function actorSubject(scene: Scene, actor: Actor, art: ModelArt, spot: Spot | undefined): Added {
  const kind = actor.kind ?? 'ground';
  const gait = { ground: 'walk', fly: 'fly', sea: 'swim', under: 'swim' }[kind];
  const standIn =
    art.subjects.find((one) => one.kind === kind && one.gait === gait) ?? art.subjects.find((one) => one.kind === kind);
  return {
    kind: 'subjects',
    one: {
      ...standingAt(scene, art, standIn?.name ?? art.subjects[0]?.name ?? '', spot, actor.scale ?? 1),
      actor: actor.name,
      ...(actor.faces === null ? {} : { faces: actor.faces }),
      feet: actor.feet ?? 1,
      life: true,
    },
  };
}

/** Somebody who stands still: on the ground under a spot, or, if it flies, in the air there. */
function standingAt(scene: Scene, art: ModelArt, name: string, spot: Spot | undefined, scale: number) {
  const kind = art.subjects.find((one) => one.name === name)?.kind ?? 'ground';
  const place = art.places.find((one) => one.name === scene.place);
  const usual = usualSpot(scene);
  const { x, y } = spot ?? (kind === 'fly' ? { x: usual.x, y: 0.3 } : usual);
  const floats = kind === 'fly' || place?.ground === null || place?.name === 'underwater';
  const least = scene.horizon + 0.12 * (1 - scene.horizon);
  const ground = round(floats ? Math.max(y, scene.horizon + 0.5 * (1 - scene.horizon)) : Math.max(y, least));
  const lift = round(floats ? Math.max(0, ground - y) : 0);
  return {
    name,
    motion: 'still' as const,
    flip: false,
    phase: 0,
    path: [{ at: 0, x: round(x), y: ground, size: sizeAt(scene, ground, scale), lift }],
  };
}
