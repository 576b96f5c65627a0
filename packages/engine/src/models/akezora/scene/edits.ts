import type { Brief, Scene, SceneSubject } from '@akezora/contract';
import type { Found } from '../reader/decode.ts';
import { along, cameraAt, subjectAt } from './motion.ts';
import { aspectRatios } from './world.ts';

type Timed = { readonly at: number } & Readonly<Record<string, number>>;

/** A path from `start` seconds on, which becomes its time 0. */
function shifted<P extends Timed>(path: readonly P[], start: number): P[] {
  const first = path[0]!;
  const keys = Object.keys(first).filter((key) => key !== 'at');
  const now = along(path, keys, start);
  const begin = { ...first, at: 0, ...Object.fromEntries(keys.map((key, i) => [key, now[i]!])) };
  const later = path.filter((point) => point.at > start + 0.01);
  return [begin, ...later.map((point) => ({ ...point, at: point.at - start }))];
}

/** A path made longer, to `seconds`, by running it back and forth. */
function prolonged<P extends Timed>(path: readonly P[], seconds: number): P[] {
  const points = [...path];
  const end = points.at(-1)!.at;
  if (points.length < 2 || end <= 0) return points;
  for (let turn = 1; points.at(-1)!.at < seconds; turn += 1) {
    const leg = turn % 2 === 1 ? path.slice(0, -1).reverse() : path.slice(1);
    for (const point of leg) {
      const inLeg = turn % 2 === 1 ? end - point.at : point.at;
      points.push({ ...point, at: turn * end + inLeg });
    }
  }
  return points;
}

/** The scene of an extension: the earlier scene from `start` on, for `seconds`. */
export function continuedScene(scene: Scene, start: number, seconds: number): Scene {
  const longer = <P extends Timed>(path: readonly P[]) => shifted(prolonged(path, start + seconds), start);
  const loopSeconds = 3;
  return {
    ...scene,
    seconds,
    camera: { ...scene.camera, path: longer(scene.camera.path) },
    subjects: scene.subjects.map((subject) => ({
      ...subject,
      phase: (subject.phase + start / loopSeconds) % 1,
      path: longer(subject.path),
    })),
  };
}

/** The scene of a loop: every path goes out in the first half and back to its start in the second. */
export function closedLoop(scene: Scene, seconds: number): Scene {
  const closed = <P extends Timed>(path: readonly P[]): P[] => {
    const out = path.filter((point) => point.at < seconds);
    const last = out.at(-1)!;
    if (path.length < 2) return [...path];
    const middle = path.find((point) => point.at >= seconds) ?? last;
    const half = [...out.map((point) => ({ ...point, at: point.at / 2 })), { ...middle, at: seconds / 2 }];
    const forth = half.filter((point, i) => i === 0 || point.at > half[i - 1]!.at);
    const back = forth.slice(0, -1).reverse();
    return [...forth, ...back.map((point) => ({ ...point, at: seconds - point.at }))];
  };
  return {
    ...scene,
    seconds,
    camera: { ...scene.camera, path: closed(scene.camera.path) },
    subjects: scene.subjects.map((subject) => ({ ...subject, path: closed(subject.path) })),
  };
}

/**
 * A staged scene in the setting of an earlier one. Land and props stay if the place is the same, the camera if the prompt
 * names no move, subjects if it names none.
 * @param prompted brief of the prompt alone
 */
export function sceneInSetting(staged: Scene, earlier: Scene, prompted: Brief): Scene {
  const sameSubjects = prompted.subjects.length === 0;
  if (staged.place !== earlier.place) return staged;
  const sameSky = staged.time === earlier.time && staged.weather === earlier.weather;
  return {
    ...staged,
    horizon: earlier.horizon,
    panorama: earlier.panorama,
    props: earlier.props,
    sky: sameSky ? earlier.sky : staged.sky,
    camera: prompted.camera === null ? earlier.camera : staged.camera,
    subjects: sameSubjects ? earlier.subjects : staged.subjects,
  };
}

const margin = 1 / 12;
/** Largest size of a subject that comes nearer, in frame heights. */
const maxSize = 0.72;

/** Moves the subjects of a scene, with their paths, so that at `t` seconds they are where the boxes of a picture are. */
export function placedIn(scene: Scene, boxes: readonly Found[], t: number): Scene {
  const half = aspectRatios[scene.aspect] / 2;
  const camera = cameraAt(scene, t);
  const left = [...boxes].sort((a, b) => a.x - b.x);
  const order = [...scene.subjects].sort((a, b) => subjectAt(a, t).x - subjectAt(b, t).x);
  const moved = new Map<SceneSubject, SceneSubject>();
  for (const subject of order) {
    const at = left.findIndex((box) => box.name === subject.name);
    if (at < 0) continue;
    const [box] = left.splice(at, 1) as [Found];
    const now = subjectAt(subject, t);
    const size = box.height / (1 + margin) / camera.zoom;
    const x = ((box.x - 0.5) * 2 * half) / camera.zoom + camera.x;
    const feet = 0.5 + (box.y - 0.5) / camera.zoom + camera.y + size / 2;
    const edge = Math.max(half - size * 0.35, Math.abs(x));
    const path = subject.path.map((point) => ({
      ...point,
      x: Math.min(Math.max(point.x + x - now.x, -edge), edge),
      y: point.y + feet + now.lift - now.y,
      size: Math.min(Math.max((point.size * size) / now.size, 0.02), Math.max(size, maxSize)),
    }));
    moved.set(subject, { ...subject, path });
  }
  return { ...scene, subjects: scene.subjects.map((subject) => moved.get(subject) ?? subject) };
}
