/**
 * What a scene shows at a moment, back to front, as the painter lays it (`scene/layers.ts` of the engine; a test compares them), but on
 * the stage: lengths are in frame heights, x = 0 is the middle of the frame at rest, and y = 0 its top. What is far away is laid
 * where the camera will see it.
 */
import type { ArtPicture, ModelArt, Scene, SceneSubject } from '@akezora/contract';
import { facesRight, phaseAt } from './gait.ts';
import { cameraAt, cameraFrame, subjectAt, type Thing } from './geometry.ts';
import type { Group } from './look.ts';
import { pieceCalled } from './shelf.ts';

/** A picture and what is done to it; `actor` is one of the user's own. */
export interface PictureKey extends Omit<ArtPicture, 'still'> {
  readonly actor?: true;
}

/** One picture on the stage. */
export interface Layer {
  readonly picture: PictureKey;
  readonly group: Group;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly flip: boolean;
  readonly alpha: number;
  /** Radians, clockwise, about the middle of its foot. */
  readonly turn: number;
  /** Moment of its loop, 0 to 1. */
  readonly phase: number;
  /** Axes along which it repeats. */
  readonly repeats?: 'x' | 'both';
  /** Whether its box has the empty margin of sprites. */
  readonly margin?: true;
  /** Nothing of it shows below this line: it is in water. */
  readonly waterline?: number;
  /** What of the scene it is. */
  readonly thing?: Thing;
}

/** Share of a sprite's height that is empty on each side of its box. */
export const spriteMargin = 1 / 24;
const panoramaPeriod = 3;
const ground = { top: 0.05, height: 0.75 } as const;
const waves = { top: 0.02, width: 1.5, height: 0.5, alpha: 0.8, speed: 0.05 } as const;
const far = { top: 0.42, height: 0.6, depth: 0.3, along: 1 } as const;
const wall = { top: 0.95, height: 1, depth: 1, along: 0.7 } as const;
const skyDepth = 0.08;

/** Lays what has a parallax depth (1 on the ground, 0 infinitely far) on the stage. */
export interface Projection {
  readonly scale: number;
  x(value: number): number;
  y(value: number): number;
}

/** The projection of a depth at a moment. */
export function projectionAt(scene: Scene, t: number, depth: number): Projection {
  const { x: cx, y: cy, zoom } = cameraAt(scene, t);
  const scale = (1 + (zoom - 1) * (0.3 + 0.7 * depth)) / zoom;
  return {
    scale,
    x: (value) => cx + (value - cx * depth) * scale,
    y: (value) => 0.5 + cy + (value - 0.5 - cy * (0.35 + 0.65 * depth)) * scale,
  };
}

/** The parallax depth of a thing. */
export const depthOf = ({ kind }: Thing): number => (kind === 'sky' ? skyDepth : 1);

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const laid = (to: Projection, x: number, y: number, width: number, height: number): Box => ({
  ...{ x: to.x(x), y: to.y(y) },
  ...{ width: width * to.scale, height: height * to.scale },
});

const still = { flip: false, alpha: 1, turn: 0, phase: 0 } as const;

/** A square sprite whose feet are at (x, y). */
function sprite(to: Projection, x: number, y: number, size: number, feet = 1): Box & { readonly margin: true } {
  const edge = size * spriteMargin;
  const side = size + 2 * edge;
  return { ...laid(to, x - side / 2, y - feet * size - edge, side, side), margin: true };
}

/**
 * Everything that a scene shows at `t` seconds, back to front.
 * @param own names of the user's own actors, which go before the art. Default: none
 */
export function layersAt(
  scene: Scene,
  t: number,
  art: ModelArt,
  own: ReadonlySet<string> = new Set(),
): readonly Layer[] {
  const place = art.places.find(({ name }) => name === scene.place);
  const projection = (depth: number) => projectionAt(scene, t, depth);
  const made = (name: string, more: Omit<PictureKey, 'name'> = {}): PictureKey => ({
    name,
    ...more,
    ...(scene.style === 'none' ? {} : { style: scene.style }),
  });
  const layers: Layer[] = [];
  const starry =
    scene.time === 'night' && scene.place !== 'underwater' && (scene.weather === 'clear' || scene.weather === 'snow');
  if (scene.place === 'space' || starry) {
    const box = laid(projection(0.03), scene.panorama.offset, 0, 1.25, 1.25);
    layers.push({ picture: { name: 'stars' }, group: 'sky', ...box, ...still, repeats: 'both' });
  }
  for (const [index, { name, x, y, size }] of scene.sky.entries()) {
    const box = sprite(projection(skyDepth), x, y + size / 2, size);
    const picture = name === 'sun' ? { name } : made(name);
    layers.push({ picture, group: 'sky', ...box, ...still, thing: { kind: 'sky', index } });
  }
  const outside = place?.indoor === true && scene.backdrop === undefined;
  const weather = weatherLayers(scene, t);
  if (outside) layers.push(...weather);
  if (place !== undefined && scene.backdrop === undefined) layers.push(...panoramas(scene, t, place, projection));
  layers.push(...strips(scene, art, projection(1)), ...standing(scene, t, art, { made, own, to: projection(1) }));
  if (scene.place === 'underwater')
    layers.push({ ...field(scene, t, 0.9, 0, -0.16), picture: { name: 'bubbles' }, alpha: 0.8 });
  if (!outside) layers.push(...weather);
  return layers;
}

function panoramas(
  scene: Scene,
  t: number,
  place: ModelArt['places'][number],
  projection: (depth: number) => Projection,
): Layer[] {
  const left = (scene.panorama.offset - 0.5) * panoramaPeriod;
  const style = scene.style === 'papercraft' ? { style: scene.style } : {};
  const layers: Layer[] = [];
  if (place.far) {
    const { top, height, depth, along: by } = place.indoor ? wall : far;
    const box = laid(projection(depth), left * by, scene.horizon - top, panoramaPeriod, height);
    layers.push({ picture: { name: `${place.name}/far`, ...style }, group: 'far', ...box, ...still, repeats: 'x' });
  }
  if (place.ground === null) return layers;
  const to = projection(1);
  const box = laid(to, left * 0.7, scene.horizon - ground.top, panoramaPeriod, ground.height);
  layers.push({ picture: { name: `${place.name}/ground`, ...style }, group: 'ground', ...box, ...still, repeats: 'x' });
  if (place.ground === 'water') {
    const on = laid(to, left + waves.speed * t, scene.horizon + waves.top, waves.width, waves.height);
    layers.push({ picture: { name: 'waves' }, group: 'ground', ...on, ...still, alpha: waves.alpha, repeats: 'x' });
  }
  return layers;
}

function strips(scene: Scene, art: ModelArt, to: Projection): Layer[] {
  const style = scene.style === 'papercraft' ? { style: scene.style } : {};
  return scene.props
    .flatMap((prop, index) => {
      const strip = art.strips.find(({ name }) => name === prop.name);
      return strip === undefined ? [] : [{ prop, index, strip }];
    })
    .sort((a, b) => Number(a.strip.bridge) - Number(b.strip.bridge) || a.prop.y - b.prop.y)
    .map(({ prop: { name, x, y, size, colour }, index, strip: { ratio, across, bridge } }) => ({
      picture: { name, ...(colour === undefined ? {} : { colour }), ...style },
      group: bridge ? ('prop' as const) : ('ground' as const),
      ...laid(to, x - (ratio * size) / 2, y - size, ratio * size, size),
      ...still,
      ...(across ? { repeats: 'x' as const } : {}),
      thing: { kind: 'props' as const, index },
    }));
}

type Made = (name: string, more?: Omit<PictureKey, 'name'>) => PictureKey;

/** Shadows first, then props and subjects from far to near. */
function standing(
  scene: Scene,
  t: number,
  art: ModelArt,
  { made, to, own }: { readonly made: Made; readonly to: Projection; readonly own: ReadonlySet<string> },
): Layer[] {
  const place = art.places.find(({ name }) => name === scene.place);
  const wet = place?.ground === 'water';
  const grounded = scene.backdrop !== undefined || (place?.ground != null && !wet);
  const shadows: Layer[] = [];
  const things: { readonly y: number; readonly layer: Layer }[] = [];
  for (const [index, { name, x, y, size, flip, turn = 0, colour }] of scene.props.entries()) {
    if (art.strips.some((strip) => strip.name === name)) continue;
    const picture = made(name, colour === undefined ? {} : { colour });
    const layer: Layer = {
      ...{ picture, group: 'prop', ...sprite(to, x, y, size), ...still, flip, turn },
      thing: { kind: 'props', index },
    };
    things.push({ y, layer });
    if (grounded) shadows.push(shadow(to, x, y, size, 0));
  }
  for (const [index, subject] of scene.subjects.entries()) {
    const info = art.subjects.find(({ name }) => name === subject.name);
    const { x, y, size, lift } = subjectAt(subject, t);
    const deep = wet && scene.backdrop === undefined ? sunk(subject, lift, size, info?.kind) : 0;
    const raised = lift - deep;
    if (grounded) shadows.push(shadow(to, x, y, size, Math.max(raised, 0)));
    const faces = subject.faces ?? info?.faces ?? 'front';
    const layer: Layer = {
      picture: pictureOf(subject, { art, own, made }),
      group: 'subject',
      ...sprite(to, x, y - raised, size, subject.feet),
      ...still,
      flip: facesRight(subject, t, faces) !== (faces === 'right'),
      phase: phaseAt(subject, t),
      ...(deep > 0 ? { waterline: to.y(subject.path[0]?.y ?? y) } : {}),
      thing: { kind: 'subjects', index },
    };
    things.push({ y, layer });
  }
  return [...shadows, ...things.sort((a, b) => a.y - b.y).map(({ layer }) => layer)];
}

const folded: ReadonlySet<string> = new Set(['lie', 'sleep', 'sit', 'eat', 'drink']);

/** The picture of a subject: an actor's own, or its own as it is held and coloured. */
function pictureOf(
  { name, actor, action, colour }: SceneSubject,
  { art, own, made }: { readonly art: ModelArt; readonly own: ReadonlySet<string>; readonly made: Made },
): PictureKey {
  const more = {
    ...(colour === undefined ? {} : { colour }),
    ...(action !== undefined && folded.has(action) ? { action } : {}),
  };
  if (actor === undefined) return made(name, more);
  const piece = own.has(actor) ? undefined : pieceCalled(art, actor);
  return piece === undefined ? { name: actor, actor: true } : made(piece.name, more);
}

/** How deep who is in water lies in it. */
function sunk({ action }: SceneSubject, lift: number, size: number, kind: string | undefined): number {
  if (kind === 'fly') return 0;
  const leaping = action === 'leap' || (action === 'jump' && (kind === 'under' || kind === 'sea'));
  const depth = leaping
    ? kind === 'under'
      ? 0.62
      : 0.4
    : action === 'swim'
      ? ({ under: 0.4, ground: 0.42 }[kind ?? ''] ?? 0.1)
      : 0;
  return depth * Math.max(0, 1 - Math.max(lift, 0) / (0.3 * size)) * size;
}

function shadow(to: Projection, x: number, y: number, size: number, lift: number): Layer {
  const width = size * (0.9 - 0.5 * Math.min(lift, 0.6));
  const alpha = Math.max(0.42 * (1 - 1.6 * lift), 0.1);
  const box = laid(to, x - width / 2, y - width * 0.1, width, width * 0.2);
  return { picture: { name: 'shadow' }, group: 'shadow', ...box, ...still, alpha };
}

/** A tile of what repeats over the whole frame and does not move with the camera. */
function field(scene: Scene, t: number, period: number, across: number, down: number) {
  const frame = cameraFrame(scene, t);
  const { zoom } = cameraAt(scene, t);
  return {
    group: 'field' as const,
    ...{ x: frame.x + across / zoom, y: frame.y + ((down * t) % period) / zoom },
    ...{ width: period / zoom, height: period / zoom },
    ...still,
    repeats: 'both' as const,
  };
}

function weatherLayers(scene: Scene, t: number): Layer[] {
  if (scene.weather === 'rain')
    return [
      { ...field(scene, t, 0.6, -0.1 * t, 1.1), picture: { name: 'rain far' }, alpha: 0.6 },
      { ...field(scene, t, 1, -0.17 * t, 1.8), picture: { name: 'rain near' }, alpha: 0.75 },
    ];
  if (scene.weather !== 'snow') return [];
  const sway = 0.03 * Math.sin(1.1 * t);
  return [
    { ...field(scene, t, 0.6, 0.6 * sway, 0.13), picture: { name: 'snow far' }, alpha: 0.85 },
    { ...field(scene, t, 1, sway, 0.22), picture: { name: 'snow near' } },
  ];
}
