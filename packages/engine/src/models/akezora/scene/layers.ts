/**
 * Layers: the box of every picture of a scene in the frame, back to front, in fractions of the frame. The same geometry as
 * `training/world/layers.py`, whose fixtures check it.
 */
import type { Scene, SceneSubject } from '@akezora/contract';
import { restPose } from '../actors/life.ts';
import { backdropLayers } from './backdrop-layers.ts';
import { carriageAt } from './carriage.ts';
import { dreamLayers, splashLayers, sunk, waterLayers } from './effects.ts';
import { loopAt, showsFirstOnly } from './loops.ts';
import { subjectAt } from './motion.ts';
import { panoramas, waves } from './panoramas.ts';
import { puppetMoment, puppetShake } from './puppets.ts';
import { type Clock, clockOf } from './recurrence.ts';
import { inSky } from './sky-effects.ts';
import { inItsElement } from './staging/element.ts';
import { stripLayers } from './strips.ts';
import { actorTexture, materialOf, postureOf, type TextureName, textureName } from './textures.ts';
import { type Box, type Quad, type View, viewOf } from './view.ts';
import { placeOf, type SubjectKind, type World, type WorldSubject } from './world.ts';

const spriteMargin = 1 / 24;
const tau = 2 * Math.PI;
/** How high a balloon hovers over where it would stand, in its sizes. */
const balloonHover = 0.02;
const bob: Readonly<Partial<Record<SubjectKind, { height: number; period: number }>>> = {
  fly: { height: 0.012, period: 2.6 },
  sea: { height: 0.008, period: 2.2 },
  under: { height: 0.012, period: 3.1 },
};

/** What holds a sprite about its feet: its pose, and where in the drawing its feet are (0 top, 1 bottom). */
interface Held {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly feet: number;
}

/** Box of a square sprite whose feet are at (x, y), margins included. */
function spriteBox(
  view: View,
  x: number,
  y: number,
  size: number,
  depth: number,
  { scaleX, scaleY, feet }: Held = { ...restPose, feet: 1 },
): Box {
  const margin = size * spriteMargin;
  const [width, height] = [(size + 2 * margin) * scaleX, (size + 2 * margin) * scaleY];
  return view.box(x - width / 2, y - (feet * size + margin) * scaleY, width, height, depth);
}

const still = { flip: false, phase: 0, alpha: 1, turn: 0 };

/** All layers of a scene at `t` seconds, back to front. */
export function layersAt(world: World, scene: Scene, t: number): Quad[] {
  const view = viewOf(scene, t);
  const place = placeOf(world, scene);
  const clock = clockOf(scene);
  const quads: Quad[] = [];
  const starry =
    scene.time === 'night' && scene.place !== 'underwater' && (scene.weather === 'clear' || scene.weather === 'snow');
  if (scene.place === 'space' || starry) {
    quads.push({ texture: 'stars', group: 'sky', ...view.box(scene.panorama.offset, 0, 1.25, 1.25, 0.03), ...still });
  }
  for (const thing of scene.sky) {
    const { x, y, size, alpha } = inSky(thing, t, clock);
    quads.push({
      // The sun is light, whatever else is made of card.
      texture: thing.name === 'sun' ? thing.name : madeOf(scene, thing.name),
      group: 'sky',
      ...spriteBox(view, x, y + size / 2, size, 0.08),
      ...still,
      alpha,
    });
  }
  const weather = weatherFields(scene.weather, view, t, clock);
  const outside = place.indoor === true && scene.backdrop === undefined;
  if (outside) quads.push(...weather);
  if (scene.backdrop === undefined)
    quads.push(...panoramas(scene, place, view, clock.drift(t, waves.speed, waves.width)));
  else quads.push(...backdropLayers(scene.backdrop, view, place.ground !== null));
  quads.push(...stripLayers(world, scene, view), ...standingThings(world, scene, view, t));
  if (scene.place === 'underwater') {
    quads.push({
      texture: 'bubbles',
      group: 'field',
      ...field(view, 0.9, 0.02 * Math.sin(clock.recurring(t, tau)), clock.drift(t, -0.16, 0.9)),
      ...still,
      alpha: 0.8,
    });
  }
  return outside ? quads : [...quads, ...weather];
}

/** Shadows first, then props and subjects from far to near. */
function standingThings(world: World, scene: Scene, view: View, t: number): Quad[] {
  const at = puppetMoment(scene, t);
  const place = placeOf(world, scene);
  const wet = place.ground?.kind === 'water';
  const grounded = place.ground !== null && !wet;
  const clock = clockOf(scene);
  const things: { y: number; quads: Quad[] }[] = [];
  const shadows: Quad[] = [];
  for (const { name, x, y, size, flip, turn, colour } of scene.props) {
    if (world.staging.strips[name] !== undefined) continue;
    const box = spriteBox(view, x, y, size, 1);
    const texture = madeOf(scene, name, colour === undefined ? {} : { colour });
    things.push({ y, quads: [{ texture, group: 'prop', ...box, ...still, flip, turn: turn ?? 0 }] });
    if (grounded) shadows.push(shadow(view, x, y, size, 0));
  }
  for (const [index, staged] of scene.subjects.entries()) {
    const info = world.subjects.get(staged.name);
    if (info === undefined) continue;
    const subject = inItsElement(staged, info, wet);
    const { x, y, size, lift } = subjectAt(subject, at);
    const floats = lift === 0 || !place.kinds.includes('ground') ? bob[info.kind] : undefined;
    const sway =
      floats === undefined
        ? 0
        : floats.height * Math.sin(tau * (clock.recurring(at, floats.period) / floats.period + subject.phase));
    const afloat = info.kind !== 'ground' || lift > 0.02 || !place.kinds.includes('ground');
    const held = carriageAt(subject, at, { info, afloat, clock });
    const shake = puppetShake(scene, index, t);
    const hovering =
      scene.style === 'balloon' && lift === 0
        ? balloonHover * (1 + Math.sin(tau * (clock.recurring(at, 2.9) / 2.9 + subject.phase))) * size
        : 0;
    const inWater = wet && scene.backdrop === undefined;
    const raised = lift + sway + hovering + held.lift * size - (inWater ? sunk(subject, lift, size, info.kind) : 0);
    if (grounded) shadows.push(shadow(view, x, y, size, Math.max(raised, 0)));
    const across = x + ((held.shift ?? 0) + shake.x) * size;
    const box = spriteBox(view, across, y - raised, size, 1, { ...held, feet: subject.feet ?? 1 });
    const texture = textureOf(scene, subject, info);
    const turn = held.turn + shake.turn;
    const phase = loopAt(subject, at, clock);
    const quads: Quad[] = [{ texture, group: 'subject', ...box, flip: held.flip, phase, alpha: 1, turn }];
    if (subject.action === 'sleep') quads.push(...dreamLayers(subject, at, view, { x, y: y - raised, size, clock }));
    // Which layers there are must not depend on the time: as deep as it ever lies.
    if (inWater && sunk(subject, 0, size, info.kind) > 0) {
      quads.push(...waterLayers(scene, place, waterLine(subject), clock.drift(t, waves.speed, waves.width), view));
      if (subject.action === 'leap') quads.push(...splashLayers(subject, at, view));
    }
    things.push({ y, quads });
  }
  // Both this sort and Python's are stable: things at the same y stay in the scene's order.
  return [...shadows, ...things.sort((a, b) => a.y - b.y).flatMap((thing) => thing.quads)];
}

/** The line of the water round a subject: where it begins, so that one picture of the water serves its whole clip. */
const waterLine = ({ path }: SceneSubject): number => path[0]!.y;

/** A picture in the colour and of the material that it has in a scene. */
function madeOf(scene: Scene, base: string, more: Omit<TextureName, 'base' | 'material'> = {}): string {
  const material = materialOf(scene);
  return textureName({ base, ...more, ...(material === undefined ? {} : { material }) });
}

/** The picture of a subject: an actor's own, or the subject's, as it is held and coloured. */
function textureOf(scene: Scene, subject: SceneSubject, info: WorldSubject): string {
  const { name, actor, action, colour } = subject;
  const posture = postureOf(action, info.name);
  return madeOf(scene, actor === undefined ? name : `${actorTexture}${actor}`, {
    ...(showsFirstOnly(subject) ? { first: true as const } : {}),
    ...(posture === undefined ? {} : { posture: { posture, faces: subject.faces ?? info.faces } }),
    ...(colour === undefined ? {} : { colour }),
  });
}

/** A soft ellipse on the ground, smaller and fainter the higher the thing is. */
function shadow(view: View, x: number, y: number, size: number, lift: number): Quad {
  const width = size * (0.9 - 0.5 * Math.min(lift, 0.6));
  const alpha = Math.max(0.42 * (1 - 1.6 * lift), 0.1);
  return {
    texture: 'shadow',
    group: 'shadow',
    ...view.box(x - width / 2, y - width * 0.1, width, width * 0.2, 1),
    ...still,
    alpha,
  };
}

/** Box of one tile of a texture that repeats over the whole frame and does not move with the camera. */
const field = (view: View, period: number, x: number, y: number): Box => ({
  x: x / view.aspect,
  y,
  width: period / view.aspect,
  height: period,
});

function weatherFields(weather: Scene['weather'], view: View, t: number, clock: Clock): Quad[] {
  const falling = (period: number, x: number, down: number) => field(view, period, x, clock.drift(t, down, period));
  if (weather === 'rain') {
    const [far, near] = [clock.drift(t, -0.1, 0.6), clock.drift(t, -0.17, 1)];
    return [
      { texture: 'rain far', group: 'field', ...falling(0.6, far, 1.1), ...still, alpha: 0.6 },
      { texture: 'rain near', group: 'field', ...falling(1, near, 1.8), ...still, alpha: 0.75 },
    ];
  }
  if (weather === 'snow') {
    const sway = 0.03 * Math.sin(1.1 * clock.recurring(t, tau / 1.1));
    return [
      { texture: 'snow far', group: 'field', ...falling(0.6, 0.6 * sway, 0.13), ...still, alpha: 0.85 },
      { texture: 'snow near', group: 'field', ...falling(1, sway, 0.22), ...still },
    ];
  }
  return [];
}

/** Height of the horizon in the frame (0 top, 1 bottom), and the camera's zoom. */
export function horizonInFrame(scene: Scene, t: number): { horizon: number; zoom: number } {
  const view = viewOf(scene, t);
  return { horizon: view.down(scene.horizon, 1), zoom: view.zoom };
}
