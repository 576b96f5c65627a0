import type { Brief, Scene, SceneSubject } from '@akezora/contract';
import type { Found } from '../reader/decode.ts';
import { cameraAt, subjectAt } from './motion.ts';
import { aspectRatios } from './world.ts';

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
