/**
 * Scenes that go on: what moves keeps its direction, its speed and its way of moving, and the camera goes along with what would
 * leave the frame. Nothing turns back. Extensions of clips use this.
 */
import type { Scene } from '@akezora/contract';
import { cameraFollowing } from './camera-following.ts';
import { lengthened } from './lengthened.ts';
import { reversed, shifted } from './path-times.ts';
import { round } from './paths.ts';

/** What of a scene moves. */
type Moving = Pick<Scene, 'aspect' | 'horizon' | 'camera' | 'subjects'>;

/**
 * The scene from `start` on, for `seconds`. Before 0 and after its own end it goes on as it was moving there.
 * @param start seconds of the scene that become 0; negative for a clip that begins before the scene does
 */
export function continuedScene(scene: Scene, start: number, seconds: number): Scene {
  const { loop, ...rest } = scene;
  const end = Math.max(scene.seconds, start + seconds);
  // At the end of a loop, clouds and steps are where they were at its start.
  const clock = (scene.clock ?? 0) + start - (loop !== undefined ? scene.seconds : 0);
  const same = start === 0 && seconds === scene.seconds;
  if (same) return scene;
  let moving: Moving = onwards(scene, scene.seconds, end);
  if (start < 0) moving = backwards(onwards(backwards(moving, end), end, end - start), end - start);
  return {
    ...rest,
    seconds,
    ...(clock === 0 ? {} : { clock: round(clock, 3) }),
    camera: { ...moving.camera, path: start > 0 ? shifted(moving.camera.path, start) : moving.camera.path },
    subjects: start > 0 ? moving.subjects.map((one) => ({ ...one, path: shifted(one.path, start) })) : moving.subjects,
  };
}

/** What moves, from `end` seconds on until `until`. */
function onwards(moving: Moving, end: number, until: number): Moving {
  if (until <= end + 1e-6) return moving;
  const subjects = moving.subjects.map((subject) => ({
    ...subject,
    path: lengthened(subject.path, end, until, moving.horizon),
  }));
  const camera = { ...moving.camera, path: lengthened(moving.camera.path, end, until, moving.horizon) };
  const { path } = cameraFollowing({ ...moving, subjects, camera }, end, until);
  return { ...moving, subjects, camera: { ...camera, path } };
}

/** What moves, backwards from `end` seconds on. */
const backwards = (moving: Moving, end: number): Moving => ({
  ...moving,
  camera: { ...moving.camera, path: reversed(moving.camera.path, end) },
  subjects: moving.subjects.map((subject) => ({ ...subject, path: reversed(subject.path, end) })),
});
