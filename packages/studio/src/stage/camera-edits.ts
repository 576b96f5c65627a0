/** What dragging the camera's frame does to its path. */
import type { Scene } from '@akezora/contract';
import { clamp, round } from './geometry.ts';

/** An end of the camera's move. */
export type CameraEnd = 'start' | 'end';

type CameraPoint = Scene['camera']['path'][number];

/** How far the frame's middle goes by hand (one that follows somebody may be further out), and how near and far the camera comes. */
const limits = { across: 1.2, down: 0.6, nearest: 4, farthest: 0.8 } as const;
const within = (value: number, before: number, limit: number) =>
  clamp(value, -Math.max(limit, Math.abs(before)), Math.max(limit, Math.abs(before)));

/** The moment of an end, in seconds of the scene. */
export const timeOf = (end: CameraEnd, { seconds }: Scene): number => (end === 'start' ? 0 : seconds);

/**
 * The camera moved or zoomed at one end; the other end stays where it is. A camera that stands still is moved as a whole at its start,
 * and begins to move when its end is moved.
 */
export function moveCamera(
  scene: Scene,
  end: CameraEnd,
  { dx = 0, dy = 0, zoom = 1 }: { readonly dx?: number; readonly dy?: number; readonly zoom?: number },
): Scene {
  const { path } = scene.camera;
  const first = path[0];
  if (first === undefined) return scene;
  const moving: readonly CameraPoint[] =
    path.length === 1 && end === 'end' ? [first, { ...first, at: scene.seconds }] : path;
  const [from, to] = [moving[0]?.at ?? 0, moving.at(-1)?.at ?? 1];
  const share = (at: number) => {
    if (moving.length === 1) return 1;
    const u = clamp((at - from) / Math.max(0.01, to - from), 0, 1);
    return end === 'start' ? 1 - u : u;
  };
  const changed = moving.map((point) => {
    const by = share(point.at);
    return {
      ...point,
      x: round(within(point.x + dx * by, point.x, limits.across)),
      y: round(within(point.y + dy * by, point.y, limits.down)),
      zoom: round(clamp(point.zoom * zoom ** by, limits.farthest, limits.nearest)),
    };
  });
  const camera = { ...scene.camera, path: changed };
  return { ...scene, camera: { ...camera, move: path.length > 2 ? camera.move : moveOf(changed) } };
}

/** The name of what a camera does from its first point to its last. */
function moveOf(path: readonly CameraPoint[]): Scene['camera']['move'] {
  const [a, b] = [path[0], path.at(-1)];
  if (a === undefined || b === undefined || path.length === 1) return 'static';
  const [dx, dy, zoom] = [b.x - a.x, b.y - a.y, Math.log(b.zoom / a.zoom)];
  const most = Math.max(Math.abs(dx), Math.abs(dy), Math.abs(zoom));
  if (most < 0.01) return 'static';
  if (most === Math.abs(zoom)) return zoom > 0 ? 'zoom-in' : 'zoom-out';
  if (most === Math.abs(dx)) return dx > 0 ? 'pan-right' : 'pan-left';
  return dy > 0 ? 'tilt-down' : 'tilt-up';
}
