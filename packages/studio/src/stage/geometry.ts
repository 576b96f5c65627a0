import { type Aspect, mostInScene, type PathPoint, type Scene, type SceneSubject } from '@akezora/contract';

/** Width of a frame in frame heights. */
export const aspectRatios: Readonly<Record<Aspect, number>> = { '16:9': 16 / 9, '9:16': 9 / 16, '1:1': 1 };

type Point = Readonly<Partial<Record<string, number | boolean>>> & {
  readonly at: number;
  readonly cut?: boolean | undefined;
};

/**
 * Values of a path at a time: Catmull–Rom through its points (uniform, ends held), as the painter samples it. A point with `cut`
 * begins a piece of its own.
 */
export function along(path: readonly Point[], keys: readonly string[], t: number): number[] {
  const value = (point: Point | undefined, key: string) => Number(point?.[key] ?? 0);
  const first = path[0];
  const last = path.at(-1);
  if (first === undefined || last === undefined) return keys.map(() => 0);
  if (path.length === 1 || t <= first.at) return keys.map((key) => value(first, key));
  if (t >= last.at) return keys.map((key) => value(last, key));
  let i = 0;
  while ((path[i + 1]?.at ?? Number.POSITIVE_INFINITY) <= t) i += 1;
  const [b, c] = [path[i], path[i + 1]];
  if (c?.cut === true) return keys.map((key) => value(b, key));
  const a = b?.cut === true ? b : path[Math.max(i - 1, 0)];
  const after = path[Math.min(i + 2, path.length - 1)];
  const d = after?.cut === true ? c : after;
  const u = (t - (b?.at ?? 0)) / ((c?.at ?? 1) - (b?.at ?? 0));
  return keys.map((key) => {
    const [p, q, r, s] = [value(a, key), value(b, key), value(c, key), value(d, key)];
    return q + 0.5 * u * (r - p + u * (2 * p - 5 * q + 4 * r - s + u * (3 * (q - r) + s - p)));
  });
}

/** A box on the stage, in frame heights: `x` of its middle, `y` of its feet, its height, and how far it is lifted. */
export interface Stand {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly lift: number;
}

/** Where a subject is at a time. */
export function subjectAt(subject: SceneSubject, t: number): Stand {
  const [x = 0, y = 0, size = 0, lift = 0] = along(subject.path, ['x', 'y', 'size', 'lift'], t);
  return { x, y, size, lift: Math.max(0, lift) };
}

/** Where the camera is at a time: the middle of its frame, and how near it is. */
export function cameraAt(
  { camera }: Scene,
  t: number,
): { readonly x: number; readonly y: number; readonly zoom: number } {
  const [x = 0, y = 0, zoom = 1] = along(camera.path, ['x', 'y', 'zoom'], t);
  return { x, y, zoom };
}

/** The part of the scene that the camera sees at a time, in frame heights. */
export function cameraFrame(scene: Scene, t: number): { x: number; y: number; width: number; height: number } {
  const { x, y, zoom } = cameraAt(scene, t);
  const width = aspectRatios[scene.aspect] / zoom;
  const height = 1 / zoom;
  return { x: x - width / 2, y: 0.5 + y - height / 2, width, height };
}

/** A thing on the stage, by its list and its index in it. */
export interface Thing {
  readonly kind: 'subjects' | 'props' | 'sky';
  readonly index: number;
}

/** A number of a scene, as it is written there. */
export const round = (value: number, digits = 4) => Math.round(value * 10 ** digits) / 10 ** digits;
/** A number, or the nearest one between two others. */
export const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
/** The height of a thing, as small and as large as the stage makes them. */
export const sizeOf = (value: number) => round(clamp(value, 0.03, 2));

function change(scene: Scene, { kind, index }: Thing, by: (thing: never) => object): Scene {
  return {
    ...scene,
    [kind]: (scene[kind] as readonly object[]).map((thing, i) => (i === index ? by(thing as never) : thing)),
  };
}

/** Moves a thing: a subject with its whole path. */
export function moveThing(scene: Scene, thing: Thing, dx: number, dy: number): Scene {
  return thing.kind === 'subjects'
    ? change(scene, thing, (subject: SceneSubject) => ({
        ...subject,
        path: subject.path.map((point) => ({ ...point, x: round(point.x + dx), y: round(point.y + dy) })),
      }))
    : change(scene, thing, (one: { x: number; y: number }) => ({ ...one, x: round(one.x + dx), y: round(one.y + dy) }));
}

/** Makes a thing larger or smaller: a subject along its whole path. */
export function scaleThing(scene: Scene, thing: Thing, factor: number): Scene {
  return thing.kind === 'subjects'
    ? change(scene, thing, (subject: SceneSubject) => ({
        ...subject,
        path: subject.path.map((point) => ({ ...point, size: sizeOf(point.size * factor) })),
      }))
    : change(scene, thing, (one: { size: number }) => ({ ...one, size: sizeOf(one.size * factor) }));
}

/** Mirrors a thing; a subject's path is mirrored about its middle. */
export function flipThing(scene: Scene, thing: Thing): Scene {
  return change(scene, thing, (one: { flip?: boolean; path?: readonly PathPoint[] }) => {
    if (one.path === undefined) return { ...one, flip: one.flip !== true };
    const middle = one.path.reduce((sum, point) => sum + point.x, 0) / one.path.length;
    return {
      ...one,
      flip: one.flip !== true,
      path: one.path.map((point) => ({ ...point, x: round(2 * middle - point.x) })),
    };
  });
}

/** Removes a thing from the scene. */
export const removeThing = (scene: Scene, { kind, index }: Thing): Scene => ({
  ...scene,
  [kind]: (scene[kind] as readonly object[]).filter((_, i) => i !== index),
});

/** A scene with one more thing, the last of its kind, and that thing; undefined where a scene holds no more of its kind. */
export function withThing(
  scene: Scene,
  kind: Thing['kind'],
  one: object,
): { readonly scene: Scene; readonly thing: Thing } | undefined {
  const list = scene[kind];
  if (list.length >= mostInScene[kind]) return undefined;
  return { scene: { ...scene, [kind]: [...list, one] }, thing: { kind, index: list.length } };
}

/** Adds a copy of a thing at its very place; undefined where a scene holds no more of its kind. */
export function copyThing(scene: Scene, { kind, index }: Thing): ReturnType<typeof withThing> {
  const one = scene[kind][index];
  return one && withThing(scene, kind, one);
}

/** Changes one point of a subject's path; its time stays between its neighbours. */
export function editPoint(scene: Scene, index: number, at: number, by: Partial<PathPoint>): Scene {
  return change(scene, { kind: 'subjects', index }, (subject: SceneSubject) => {
    const low = subject.path[at - 1]?.at;
    const high = subject.path[at + 1]?.at;
    return {
      ...subject,
      path: subject.path.map((point, i) => {
        if (i !== at) return point;
        const next = { ...point, ...by };
        return {
          at: round(
            clamp(next.at, low === undefined ? 0 : low + 0.1, high === undefined ? scene.seconds : high - 0.1),
            3,
          ),
          x: round(next.x),
          y: round(next.y),
          size: sizeOf(next.size),
          lift: round(next.lift),
        };
      }),
    };
  });
}

/** Adds a point to a subject's path at a time, where the subject then is. */
export function insertPoint(scene: Scene, index: number, t: number): Scene {
  return change(scene, { kind: 'subjects', index }, (subject: SceneSubject) => {
    if (subject.path.some((point) => Math.abs(point.at - t) < 0.1)) return subject;
    const { x, y, size, lift } = subjectAt(subject, t);
    const point = { at: round(t, 3), x: round(x), y: round(y), size: sizeOf(size), lift: round(lift) };
    return { ...subject, path: [...subject.path, point].sort((a, b) => a.at - b.at) };
  });
}

/** Removes a point from a subject's path, unless it is the only one. */
export const removePoint = (scene: Scene, index: number, at: number): Scene =>
  change(scene, { kind: 'subjects', index }, (subject: SceneSubject) =>
    subject.path.length < 2 ? subject : { ...subject, path: subject.path.filter((_, i) => i !== at) },
  );

/**
 * A scene moved to another place: ground, props and sky are those of `there`; the subjects stay as far from the horizon,
 * relative to the depth of the ground.
 */
export function inPlace(scene: Scene, there: Scene): Scene {
  const depth = (1 - there.horizon) / Math.max(0.01, 1 - scene.horizon);
  const ground = (y: number) => round(y < scene.horizon ? y : there.horizon + (y - scene.horizon) * depth);
  return {
    ...scene,
    place: there.place,
    horizon: there.horizon,
    panorama: there.panorama,
    props: there.props,
    sky: there.sky,
    subjects: scene.subjects.map((subject) => ({
      ...subject,
      path: subject.path.map((point) => ({ ...point, y: ground(point.y) })),
    })),
  };
}

/** A scene whose camera makes a move over the whole length. */
export function withCamera(scene: Scene, move: Scene['camera']['move']): Scene {
  const span = Math.min(0.055 * scene.seconds, 0.5);
  const ends: Readonly<Record<typeof move, readonly [number, number, number, number, number, number]>> = {
    static: [0, 0, 1.04, 0, 0, 1.04],
    'pan-left': [span / 2, 0, 1.04, -span / 2, 0, 1.04],
    'pan-right': [-span / 2, 0, 1.04, span / 2, 0, 1.04],
    'zoom-in': [0, 0, 1, 0, 0.02, 1.3],
    'zoom-out': [0, 0.02, 1.3, 0, 0, 1],
    'tilt-up': [0, 0.04, 1.06, 0, -0.11, 1.06],
    'tilt-down': [0, -0.11, 1.06, 0, 0.04, 1.06],
    follow: [0, 0, 1.04, 0, 0, 1.04],
    orbit: [-span, 0, 1.08, span, 0, 1.08],
    'crane-up': [0, 0.05, 1.08, 0, -0.12, 1.04],
    'crane-down': [0, -0.12, 1.04, 0, 0.05, 1.08],
  };
  const [x, y, zoom, x2, y2, zoom2] = ends[move].map((value) => round(value)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    ...scene,
    camera: {
      move,
      path:
        move === 'static'
          ? [{ at: 0, x, y, zoom }]
          : [
              { at: 0, x, y, zoom },
              { at: scene.seconds, x: x2, y: y2, zoom: zoom2 },
            ],
    },
  };
}
