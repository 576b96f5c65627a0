import type { Scene, SceneSubject } from '@akezora/contract';

type Point = { readonly at: number } & Readonly<Record<string, number>>;

/** Values of a path at `t` seconds: a uniform Catmull–Rom spline through its points, constant before and after. */
export function along(path: readonly Point[], keys: readonly string[], t: number): number[] {
  const value = (point: Point, key: string) => point[key] ?? 0;
  const first = path[0]!;
  const last = path.at(-1)!;
  if (path.length === 1 || t <= first.at) return keys.map((key) => value(first, key));
  if (t >= last.at) return keys.map((key) => value(last, key));
  let i = 0;
  while (path[i + 1]!.at <= t) i += 1;
  const [a, b, c, d] = [path[Math.max(i - 1, 0)]!, path[i]!, path[i + 1]!, path[Math.min(i + 2, path.length - 1)]!];
  const u = (t - b.at) / (c.at - b.at);
  return keys.map((key) => {
    const [p, q, r, s] = [value(a, key), value(b, key), value(c, key), value(d, key)];
    return q + 0.5 * u * (r - p + u * (2 * p - 5 * q + 4 * r - s + u * (3 * (q - r) + s - p)));
  });
}

/** A subject at `t` seconds: its feet at (x, y), the size of its box, and its height above the ground, at least 0. */
export function subjectAt(subject: SceneSubject, t: number): { x: number; y: number; size: number; lift: number } {
  const [x, y, size, lift] = along(subject.path, ['x', 'y', 'size', 'lift'], t) as [number, number, number, number];
  return { x, y, size, lift: Math.max(lift, 0) };
}

/** Whether a subject faces right: in the direction of its path, or by `flip` where it hardly moves sideways. */
export function headingRight(subject: SceneSubject, t: number): boolean {
  const speed = (along(subject.path, ['x'], t + 0.05)[0]! - along(subject.path, ['x'], t - 0.05)[0]!) / 0.1;
  return Math.abs(speed) > 0.03 ? speed > 0 : subject.flip;
}

/** The camera at `t` seconds. */
export function cameraAt(scene: Scene, t: number): { x: number; y: number; zoom: number } {
  const [x, y, zoom] = along(scene.camera.path, ['x', 'y', 'zoom'], t) as [number, number, number];
  return { x, y, zoom };
}
