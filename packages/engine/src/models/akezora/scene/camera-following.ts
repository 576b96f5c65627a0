/** A camera that goes along with whoever would leave the frame. */
import type { Scene } from '@akezora/contract';
import { cameraAt, subjectAt } from './motion.ts';
import { pointAt, speedsAt } from './path-times.ts';
import { aspectRatios } from './world.ts';

/** Seconds between points of its path, and parts of a step in which its way is worked out. */
const [step, parts] = [1 / 8, 6];
/** How quickly the camera comes to where it wants to be, in radians a second. */
const stiffness = 1.6;
/** Share of half the frame that a followed subject may be ahead of its middle, and behind it: it looks into the wider side. */
const [ahead, behind] = [0.05, 0.4];

/**
 * The camera of a scene whose first subject that leaves the frame between `end` and `until` is followed from `end` on, by a
 * critically damped spring, so that it neither jerks nor swings. Unchanged if none leaves.
 */
export function cameraFollowing(
  scene: Pick<Scene, 'aspect' | 'camera' | 'subjects'>,
  end: number,
  until: number,
): Scene['camera'] {
  const { camera } = scene;
  const half = aspectRatios[scene.aspect] / 2;
  const view = (t: number) => cameraAt(scene as Scene, t);
  const leaver = scene.subjects.find((subject) => {
    for (let t = end; t <= until; t += step) {
      const [{ x, size }, { x: centre, zoom }] = [subjectAt(subject, t), view(t)];
      const inside = Math.abs((x - centre) * zoom) <= half - 0.3 * size;
      if (t === end && Math.abs((x - centre) * zoom) > half) return false;
      if (!inside) return true;
    }
    return false;
  });
  if (leaver === undefined) return camera;
  const where = (t: number) => subjectAt(leaver, t).x;
  const way = Math.sign(where(until) - where(end)) || 1;
  const now = view(end);
  const inFrame = way * (where(end) - now.x) * now.zoom;
  const offset = (way * Math.min(Math.max(inFrame, -behind * half), ahead * half)) / now.zoom;
  const kept = camera.path.filter(({ at }) => at <= end);
  const like = camera.path[0]!;
  const before = kept.length > 0 && kept.at(-1)!.at < end - 1e-3 ? [pointAt(like, end, now)] : [];
  const path = [...kept, ...before, { ...pointAt(like, end + 0.001, now), cut: true }];
  let [x, speed] = [now.x, 2 * speedsAt(camera.path, end).x!];
  const small = step / parts;
  for (let at = end; at < until; ) {
    for (let i = 0; i < parts; i += 1) {
      const [target, pace] = [where(at) - offset, (where(at + small) - where(at)) / small];
      speed += small * (stiffness ** 2 * (target - x) + 2 * stiffness * (pace - speed));
      x += small * speed;
      at += small;
    }
    path.push(pointAt(like, at, { ...view(at), x }));
  }
  return { ...camera, path };
}
