import type { Scene, SceneSubject } from '@akezora/contract';

/** A point of a subject's path, or of the camera's. */
type Point = Readonly<Partial<Record<string, number | boolean>>> & {
  readonly at: number;
  readonly cut?: boolean | undefined;
};

/**
 * Values of a path at `t` seconds: a uniform Catmull–Rom spline through its points, constant before and after. A point with `cut`
 * begins a spline of its own.
 */
export function along(path: readonly Point[], keys: readonly string[], t: number): number[] {
  const value = (point: Point, key: string) => Number(point[key] ?? 0);
  const first = path[0]!;
  const last = path.at(-1)!;
  if (path.length === 1 || t <= first.at) return keys.map((key) => value(first, key));
  if (t >= last.at) return keys.map((key) => value(last, key));
  let i = 0;
  while (path[i + 1]!.at <= t) i += 1;
  const [b, c] = [path[i]!, path[i + 1]!];
  if (c.cut === true) return keys.map((key) => value(b, key));
  const a = b.cut === true ? b : path[Math.max(i - 1, 0)]!;
  const after = path[Math.min(i + 2, path.length - 1)]!;
  const d = after.cut === true ? c : after;
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
  // Where a new piece of the path begins, the way along it counts, not the way to it.
  const cut = subject.path.find((point) => point.cut === true && Math.abs(point.at - t) <= 0.05);
  const now = cut === undefined ? t : cut.at + 0.05;
  const speed = (along(subject.path, ['x'], now + 0.05)[0]! - along(subject.path, ['x'], now - 0.05)[0]!) / 0.1;
  return Math.abs(speed) > 0.03 ? speed > 0 : subject.flip;
}

/** The camera at `t` seconds. */
export function cameraAt(scene: Scene, t: number): { x: number; y: number; zoom: number } {
  const [x, y, zoom] = along(scene.camera.path, ['x', 'y', 'zoom'], t) as [number, number, number];
  return { x, y, zoom };
}
