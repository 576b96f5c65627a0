import type { Aspect, Scene } from '@akezora/contract';

/** A subject of the world: an animal, a vehicle, a person. */
export interface WorldSubject {
  readonly name: string;
  readonly ja: string;
  readonly kind: SubjectKind;
  /** Its own motion; `stand`: none. */
  readonly gait: 'run' | 'walk' | 'fly' | 'drive' | 'sail' | 'swim' | 'roll' | 'stand';
  readonly scale: number;
  /** Direction of its drawing. */
  readonly faces: 'left' | 'right' | 'front';
  /** Its usual places. */
  readonly homes: readonly string[];
}

/** Medium of a subject: on the ground, in the air, on water, under water. */
export type SubjectKind = 'ground' | 'fly' | 'sea' | 'under';

/** A prop of a place: its name, its size in frame heights, and its odds. */
type PlacedThing = readonly [name: string, size: number, weight: number];

/** A place of the world. */
export interface WorldPlace {
  readonly name: string;
  readonly ja: string;
  readonly kinds: readonly SubjectKind[];
  readonly horizon: readonly [number, number];
  readonly props: readonly PlacedThing[];
  readonly far: { readonly kind: string } | null;
  readonly ground: { readonly kind: string } | null;
  readonly skyProps?: readonly PlacedThing[];
  readonly floatProps?: boolean;
}

/** Subjects, places and props of scenes, from world.json. */
export interface World {
  readonly subjects: ReadonlyMap<string, WorldSubject>;
  readonly places: ReadonlyMap<string, WorldPlace>;
  readonly props: ReadonlySet<string>;
}

/** Reads world.json. */
export function readWorld(file: {
  readonly subjects: readonly WorldSubject[];
  readonly places: readonly WorldPlace[];
  readonly props: readonly { readonly name: string }[];
}): World {
  return {
    subjects: new Map(file.subjects.map((subject) => [subject.name, subject])),
    places: new Map(file.places.map((place) => [place.name, place])),
    props: new Set(file.props.map((prop) => prop.name)),
  };
}

/** Width of a frame in frame heights. */
export const aspectRatios: Readonly<Record<Aspect, number>> = { '16:9': 16 / 9, '9:16': 9 / 16, '1:1': 1 };

/** The place of a scene; `checkScene` has checked that it exists. */
export function placeOf(world: World, scene: Scene): WorldPlace {
  return world.places.get(scene.place)!;
}
