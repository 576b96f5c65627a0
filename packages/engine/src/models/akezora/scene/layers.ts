/**
 * Layers: the box of every texture of a scene in the frame, back to front, in fractions of the frame. The same geometry as
 * `training/world/layers.py`, whose fixtures check it.
 */
import type { Scene } from '@akezora/contract';
import { cameraAt, headingRight, subjectAt } from './motion.ts';
import { aspectRatios, placeOf, type SubjectKind, type World } from './world.ts';

/** One layer of a frame: a texture in a box, in fractions of the frame. */
export interface Quad {
  readonly texture: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly flip: boolean;
  /** Time in the animation loop, 0 to 1. */
  readonly phase: number;
  readonly alpha: number;
}

const spriteMargin = 1 / 24;
const loopSeconds = 3;
const panoramaPeriod = 3;
const far = { top: 0.42, height: 0.6 };
const ground = { top: 0.05, height: 0.75 };
const bob: Readonly<Partial<Record<SubjectKind, { height: number; period: number }>>> = {
  fly: { height: 0.012, period: 2.6 },
  sea: { height: 0.008, period: 2.2 },
  under: { height: 0.012, period: 3.1 },
};

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Projection by the camera at one time: from the world (in frame heights) to fractions of the frame, by parallax depth. */
interface View {
  readonly aspect: number;
  readonly zoom: number;
  down(y: number, depth: number): number;
  box(left: number, top: number, width: number, height: number, depth: number): Box;
}

function viewOf(scene: Scene, t: number): View {
  const aspect = aspectRatios[scene.aspect];
  const camera = cameraAt(scene, t);
  const scale = (depth: number) => 1 + (camera.zoom - 1) * (0.3 + 0.7 * depth);
  const across = (x: number, depth: number) => 0.5 + ((x - camera.x * depth) * scale(depth)) / aspect;
  const down = (y: number, depth: number) => 0.5 + (y - 0.5 - camera.y * (0.35 + 0.65 * depth)) * scale(depth);
  return {
    aspect,
    zoom: camera.zoom,
    down,
    box: (left, top, width, height, depth) => ({
      x: across(left, depth),
      y: down(top, depth),
      width: (width * scale(depth)) / aspect,
      height: height * scale(depth),
    }),
  };
}

function spriteBox(view: View, x: number, bottom: number, size: number, depth: number): Box {
  const margin = size * spriteMargin;
  return view.box(x - size / 2 - margin, bottom - size - margin, size + 2 * margin, size + 2 * margin, depth);
}

const still = { flip: false, phase: 0, alpha: 1 };

/** Drawings a loop in the art that the textures were trained on. */
const drawingsPerLoop = 24;

/** The layers of a scene with animation in whole drawings, as the textures were trained. */
export function steppedLayersAt(world: World, scene: Scene, t: number): Quad[] {
  return layersAt(world, scene, t).map((quad) => ({
    ...quad,
    phase: Math.floor(quad.phase * drawingsPerLoop + 1e-6) / drawingsPerLoop,
  }));
}

/** All layers of a scene at `t` seconds, back to front. */
export function layersAt(world: World, scene: Scene, t: number): Quad[] {
  const view = viewOf(scene, t);
  const place = placeOf(world, scene);
  const quads: Quad[] = [];
  const starry =
    scene.time === 'night' && scene.place !== 'underwater' && (scene.weather === 'clear' || scene.weather === 'snow');
  if (scene.place === 'space' || starry) {
    quads.push({ texture: 'stars', ...view.box(scene.panorama.offset, 0, 1.25, 1.25, 0.03), ...still });
  }
  for (const thing of scene.sky) {
    const x = thing.x + (thing.name === 'cloud' ? 0.008 * t : 0);
    quads.push({ texture: thing.name, ...spriteBox(view, x, thing.y + thing.size / 2, thing.size, 0.08), ...still });
  }
  const left = (scene.panorama.offset - 0.5) * panoramaPeriod;
  if (place.far !== null) {
    const box = view.box(left, scene.horizon - far.top, panoramaPeriod, far.height, 0.3);
    quads.push({ texture: `${place.name}/far`, ...box, ...still });
  }
  if (place.ground !== null) {
    const box = view.box(left * 0.7, scene.horizon - ground.top, panoramaPeriod, ground.height, 1);
    quads.push({ texture: `${place.name}/ground`, ...box, ...still });
    if (place.ground.kind === 'water') {
      quads.push({
        texture: 'waves',
        ...view.box(left + 0.05 * t, scene.horizon + 0.02, 1.5, 0.5, 1),
        ...still,
        alpha: 0.8,
      });
    }
  }
  quads.push(...standingThings(world, scene, view, t));
  if (scene.place === 'underwater') {
    quads.push({ texture: 'bubbles', ...field(view, 0.9, 0.02 * Math.sin(t), -0.16 * t), ...still, alpha: 0.8 });
  }
  quads.push(...weatherFields(scene.weather, view, t));
  return quads;
}

/** Shadows first, then props and subjects from far to near. */
function standingThings(world: World, scene: Scene, view: View, t: number): Quad[] {
  const at = scene.style === 'stop-motion' ? Math.floor(t * 6 + 1e-6) / 6 : t;
  const place = placeOf(world, scene);
  const grounded = place.ground !== null && place.ground.kind !== 'water';
  const things: { y: number; quad: Quad }[] = [];
  const shadows: Quad[] = [];
  for (const { name, x, y, size, flip } of scene.props) {
    things.push({ y, quad: { texture: name, ...spriteBox(view, x, y, size, 1), ...still, flip } });
    if (grounded) shadows.push(shadow(view, x, y, size, 0));
  }
  for (const subject of scene.subjects) {
    const info = world.subjects.get(subject.name);
    if (info === undefined) continue;
    const { x, y, size, lift } = subjectAt(subject, at);
    const floats = lift === 0 || !place.kinds.includes('ground') ? bob[info.kind] : undefined;
    const sway =
      floats === undefined ? 0 : floats.height * Math.sin(2 * Math.PI * (at / floats.period + subject.phase));
    const raised = lift + sway;
    if (grounded) shadows.push(shadow(view, x, y, size, Math.max(raised, 0)));
    const flip = headingRight(subject, at) !== (info.faces === 'right');
    const phase = (subject.phase + at / loopSeconds) % 1;
    things.push({
      y,
      quad: { texture: subject.name, ...spriteBox(view, x, y - raised, size, 1), flip, phase, alpha: 1 },
    });
  }
  // Both this sort and Python's are stable: things at the same y stay in the scene's order.
  return [...shadows, ...things.sort((a, b) => a.y - b.y).map((thing) => thing.quad)];
}

/** A soft ellipse on the ground, smaller and fainter the higher the thing is. */
function shadow(view: View, x: number, y: number, size: number, lift: number): Quad {
  const width = size * (0.9 - 0.5 * Math.min(lift, 0.6));
  const alpha = Math.max(0.42 * (1 - 1.6 * lift), 0.1);
  return { texture: 'shadow', ...view.box(x - width / 2, y - width * 0.1, width, width * 0.2, 1), ...still, alpha };
}

/** Box of one tile of a texture that repeats over the whole frame and does not move with the camera. */
const field = (view: View, period: number, x: number, y: number): Box => ({
  x: x / view.aspect,
  y,
  width: period / view.aspect,
  height: period,
});

function weatherFields(weather: Scene['weather'], view: View, t: number): Quad[] {
  if (weather === 'rain') {
    return [
      { texture: 'rain far', ...field(view, 0.6, -0.1 * t, 1.1 * t), ...still, alpha: 0.6 },
      { texture: 'rain near', ...field(view, 1, -0.17 * t, 1.8 * t), ...still, alpha: 0.75 },
    ];
  }
  if (weather === 'snow') {
    const sway = 0.03 * Math.sin(1.1 * t);
    return [
      { texture: 'snow far', ...field(view, 0.6, 0.6 * sway, 0.13 * t), ...still, alpha: 0.85 },
      { texture: 'snow near', ...field(view, 1, sway, 0.22 * t), ...still },
    ];
  }
  return [];
}

/** Height of the horizon in the frame (0 top, 1 bottom), and the camera's zoom. */
export function horizonInFrame(scene: Scene, t: number): { horizon: number; zoom: number } {
  const view = viewOf(scene, t);
  return { horizon: view.down(scene.horizon, 1), zoom: view.zoom };
}
