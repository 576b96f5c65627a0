/** Paths drawn by hand. */
import type { PathPoint, Scene, SceneSubject } from '@akezora/contract';
import { clamp, round, sizeOf, subjectAt } from './geometry.ts';
import type { Spot } from './view.ts';

/** Most points of a path drawn by hand. */
export const mostPoints = 12;

/** How far `p` is from the line from `a` to `b`. */
function off(p: Spot, a: Spot, b: Spot): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const square = dx * dx + dy * dy;
  const u = square === 0 ? 0 : clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0, 1);
  return Math.hypot(p.x - a.x - u * dx, p.y - a.y - u * dy);
}

/** The points of a stroke without which it would be another line (Ramer, Douglas and Peucker). */
function kept(stroke: readonly Spot[], from: number, to: number, tolerance: number): number[] {
  const [a, b] = [stroke[from], stroke[to]];
  if (a === undefined || b === undefined || to - from < 2) return [];
  let [worst, most] = [-1, tolerance];
  for (let i = from + 1; i < to; i += 1) {
    const point = stroke[i];
    const distance = point === undefined ? 0 : off(point, a, b);
    if (distance > most) [worst, most] = [i, distance];
  }
  return worst < 0 ? [] : [...kept(stroke, from, worst, tolerance), worst, ...kept(stroke, worst, to, tolerance)];
}

/** A stroke thinned to at most `most` points; its ends stay. */
export function thinned(stroke: readonly Spot[], most = mostPoints): readonly number[] {
  if (stroke.length <= 2) return stroke.map((_, i) => i);
  const last = stroke.length - 1;
  for (let tolerance = 0.008; ; tolerance *= 1.5) {
    const indices = [0, ...kept(stroke, 0, last, tolerance), last];
    if (indices.length <= most) return indices;
  }
}

/**
 * A subject on the path of a stroke, at an even pace over the whole scene. On the ground it grows as it comes nearer; in the air it
 * stays as high above the ground as it was.
 */
export function onStroke(scene: Scene, subject: SceneSubject, stroke: readonly Spot[]): SceneSubject {
  const start = stroke[0];
  const end = stroke.at(-1);
  if (start === undefined || end === undefined || stroke.length < 2) return subject;
  const lengths = [0];
  for (const [i, point] of stroke.entries()) {
    const before = stroke[i - 1];
    if (before !== undefined) lengths.push((lengths.at(-1) ?? 0) + Math.hypot(point.x - before.x, point.y - before.y));
  }
  const whole = Math.max(lengths.at(-1) ?? 0, 1e-6);
  const first = subjectAt(subject, 0);
  const depth = (y: number) => Math.max(0.05, y - scene.horizon);
  const grounded = first.lift < 0.02 && first.y > scene.horizon;
  const path = thinned(stroke).flatMap((index): PathPoint[] => {
    const point = stroke[index];
    if (point === undefined) return [];
    const grows = grounded ? clamp(depth(point.y) / depth(first.y), 0.5, 2) : 1;
    return [
      {
        at: round((scene.seconds * (lengths[index] ?? 0)) / whole, 3),
        x: round(point.x),
        y: round(point.y + first.lift),
        size: sizeOf(first.size * grows),
        lift: round(first.lift),
      },
    ];
  });
  const times = path.filter((point, i) => i === 0 || point.at > (path[i - 1]?.at ?? 0));
  return { ...subject, motion: end.x >= start.x ? 'right' : 'left', path: times };
}
