/** Scenes before a backdrop: what a prompt leaves open is not drawn by the seed, and the place sets nothing of its own. */
import type { Brief, Scene } from '@akezora/contract';
import type { Backdrop } from '../backdrop/read-backdrop.ts';
import { fitBackdrop } from './backdrop-layers.ts';
import { placeOf, type SubjectKind, type World } from './world.ts';

/** The plainest place of each kind of subject. */
const places: Readonly<Record<SubjectKind, string>> = {
  ground: 'meadow',
  fly: 'meadow',
  sea: 'sea',
  under: 'sea',
};

/** A brief whose open values show a picture as it is: by day, in clear weather, on the ground or the water of its subject. */
export function briefOnBackdrop(brief: Brief, world: World): Brief {
  const [first] = brief.subjects;
  const kind = first === undefined ? 'ground' : (world.subjects.get(first.name)?.kind ?? 'ground');
  return {
    ...brief,
    place: brief.place ?? places[kind],
    time: brief.time ?? 'day',
    weather: brief.weather ?? 'clear',
  };
}

/** The world with the picture's horizon in every place that has ground, and without the props of places. */
export function worldOnBackdrop(world: World, backdrop: Backdrop, aspect: Scene['aspect']): World {
  const { horizon } = fitBackdrop(backdrop, aspect);
  const bare = [...world.places.values()].map((place) => ({
    ...place,
    props: [],
    skyProps: [],
    ...(place.ground === null ? {} : { horizon: [horizon, horizon] as const }),
  }));
  return { ...world, places: new Map(bare.map((place) => [place.name, place])) };
}

/** A scene before a backdrop, whose horizon comes as near to the scene's own as it can. */
export function sceneOnBackdrop(scene: Scene, backdrop: Backdrop, world: World): Scene {
  const wanted = placeOf(world, scene).ground === null ? undefined : scene.horizon;
  return { ...scene, backdrop: fitBackdrop(backdrop, scene.aspect, wanted).backdrop };
}

/** A given scene before a backdrop: where somebody has put the same picture stays, unless the request says its horizon. */
export function sceneKeepingBackdrop(scene: Scene, backdrop: Backdrop, world: World, aspect: Scene['aspect']): Scene {
  const { backdrop: placed } = scene;
  const same = placed !== undefined && Math.abs(placed.ratio - backdrop.ratio) < 0.001 && scene.aspect === aspect;
  if (same && backdrop.horizonFrom === 'picture') return scene;
  return sceneOnBackdrop({ ...scene, aspect }, backdrop, world);
}

/** A scene with the panoramas of its place. */
export function withoutBackdrop({ backdrop: _backdrop, ...scene }: Scene): Scene {
  return scene;
}
