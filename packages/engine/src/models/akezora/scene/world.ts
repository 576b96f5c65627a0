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
  /** The art whose size in the world it has. Default: that of its name. */
  readonly likeness?: string;
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
  /** How many more props it has than others. Default 1. */
  readonly dense?: number;
  /** Whether it is in a house: its far view is a wall, through whose windows sky and weather are seen. Default: false. */
  readonly indoor?: boolean;
  /** The place by whose light the nets, which have not learnt this one, light it. */
  readonly like?: string;
  readonly far: { readonly kind: string } | null;
  readonly ground: { readonly kind: string } | null;
  readonly skyProps?: readonly PlacedThing[];
  readonly floatProps?: boolean;
}

/** A strip of ground, of which scenes have any length. */
export interface Strip {
  /** Width of its picture against its height. */
  readonly ratio: number;
  /** The strip that it is when it leads away from the camera. Default: none, it runs across. */
  readonly of?: string;
  /** Of a bridge: how high its deck is, as a share of its height. */
  readonly deck?: number;
}

/** What staging knows of things besides their pictures: `staging` of world.json, which the training recipe reads too. */
export interface Staging {
  /** How long the longer side of a drawing is in the world, in metres, by the name of the art. */
  readonly metres: Readonly<Record<string, number>>;
  /** How far an action goes in a second, in sizes of who does it. */
  readonly paces: Readonly<Record<string, number>>;
  /** How high one sits or stands on something, in its sizes. */
  readonly seats: Readonly<Record<string, number>>;
  /** Names of the art that a general word means: `tree`, `flower`. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
  /** Things that hang in the sky when nothing else is said of them. */
  readonly sky: readonly string[];
  /** Props that are low enough for the foreground. */
  readonly near: readonly string[];
  /** Roads, rivers, rails and bridges. */
  readonly strips: Readonly<Record<string, Strip>>;
}

/** Subjects, places and props of scenes, from world.json. */
export interface World {
  readonly subjects: ReadonlyMap<string, WorldSubject>;
  readonly places: ReadonlyMap<string, WorldPlace>;
  readonly props: ReadonlySet<string>;
  readonly staging: Staging;
}

/** Of a world.json that was written before staging had a table: all things are of one size, and go at one pace. */
const noStaging: Staging = {
  ...{ metres: {}, paces: {}, seats: {}, kinds: {}, strips: {} },
  ...{ sky: ['sun', 'moon', 'cloud'], near: [] },
};

/** Reads world.json. */
export function readWorld(file: {
  readonly subjects: readonly WorldSubject[];
  readonly places: readonly WorldPlace[];
  readonly props: readonly { readonly name: string }[];
  readonly staging?: Partial<Staging>;
}): World {
  return {
    subjects: new Map(file.subjects.map((subject) => [subject.name, subject])),
    places: new Map(file.places.map((place) => [place.name, place])),
    props: new Set(file.props.map((prop) => prop.name)),
    staging: { ...noStaging, ...file.staging },
  };
}

/** Width of a frame in frame heights. */
export const aspectRatios: Readonly<Record<Aspect, number>> = { '16:9': 16 / 9, '9:16': 9 / 16, '1:1': 1 };

/** The place of a scene; `checkScene` has checked that it exists. */
export function placeOf(world: World, scene: Scene): WorldPlace {
  return world.places.get(scene.place)!;
}

/** The place whose light a scene has: its own, or the one that it is like, if the nets have not learnt it. */
export const learntPlace = (world: World, scene: Pick<Scene, 'place'>): string =>
  world.places.get(scene.place)?.like ?? scene.place;
