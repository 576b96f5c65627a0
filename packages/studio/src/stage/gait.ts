/** Which way a subject looks, and which of its drawings it shows: as the painter has it (`scene/loops.ts` and `scene/pace.ts` of the engine). */
import type { SceneSubject } from '@akezora/contract';
import { along } from './geometry.ts';

const step = 0.05;

/** The time nearest to `t` at which a path still moves. */
function within({ path }: SceneSubject, t: number): number {
  const first = (path[0]?.at ?? 0) + step;
  return Math.min(Math.max(t, first), Math.max(first, (path.at(-1)?.at ?? 0) - step));
}

type Action = NonNullable<SceneSubject['action']>;

const keepingSide: ReadonlySet<Action> = new Set([
  ...(['stand', 'sit', 'lie', 'sleep', 'dance', 'eat', 'drink', 'fall'] as const),
  ...(['hide', 'wave', 'look', 'float', 'jump', 'spin', 'roll'] as const),
]);

/** Whether a subject looks to the right: where it goes, or by `flip` where it hardly moves. */
export function facesRight(subject: SceneSubject, t: number, faces: 'left' | 'right' | 'front'): boolean {
  if (faces === 'front') return subject.flip;
  if (subject.action !== undefined && keepingSide.has(subject.action)) {
    const led = (subject.path.at(-1)?.x ?? 0) - (subject.path[0]?.x ?? 0);
    return Math.abs(led) > 0.25 ? led > 0 : subject.flip;
  }
  const now = within(subject, t);
  const cut = subject.path.find((point) => point.cut === true && Math.abs(point.at - now) <= step);
  const at = cut === undefined ? now : cut.at + step;
  const x = (seconds: number) => along(subject.path, ['x'], seconds)[0] ?? 0;
  const speed = (x(at + step) - x(at - step)) / (2 * step);
  return Math.abs(speed) > 0.03 ? speed > 0 : subject.flip;
}

interface Cycle {
  readonly from?: number;
  readonly to?: number;
  readonly of?: number;
  readonly stride: number;
}

interface Loops {
  readonly walk: Cycle;
  readonly run: Cycle;
  readonly stand?: Omit<Cycle, 'stride'>;
  readonly rest?: number;
}

/** Art whose drawings go through the steps of a gait. */
const gaits: Readonly<Record<string, Loops>> = {
  fox: {
    run: { from: 0, to: 12, of: 36, stride: 0.9 },
    walk: { from: 12, to: 24, of: 36, stride: 0.34 },
    stand: { from: 24, to: 36, of: 36 },
  },
  'person running': { run: { stride: 4.8 }, walk: { stride: 3.2 }, rest: 0.29 },
  'person walking': { run: { stride: 2.2 }, walk: { stride: 1.7 }, rest: 0.44 },
  'person biking': { run: { stride: 4 }, walk: { stride: 4 }, rest: 0 },
  kangaroo: { run: { stride: 3.6 }, walk: { stride: 2.8 }, rest: 0.29 },
};
const calm: ReadonlySet<Action> = new Set([
  ...(['walk', 'run', 'race', 'leap', 'jump', 'lie', 'sleep', 'sit', 'eat', 'drink'] as const),
]);
const quick: ReadonlySet<Action> = new Set(['dance', 'play', 'fly', 'wave']);
const running: ReadonlySet<Action> = new Set(['run', 'race', 'drive', 'leap']);
const loopSeconds = 3;

const way = (a: readonly number[], b: readonly number[]) =>
  Math.hypot((b[0] ?? 0) - (a[0] ?? 0), (b[1] ?? 0) - (a[1] ?? 0), 1.5 * ((b[2] ?? 0) - (a[2] ?? 0)));

/** The way from its start to `t` seconds, and the mean speed on the whole, in the subject's own sizes. */
function pace({ path }: SceneSubject, t: number): { readonly gone: number; readonly mean: number } {
  let [gone, length, size] = [0, 0, 0];
  for (const [i, point] of path.entries()) {
    size += point.size / path.length;
    const last = path[i - 1];
    if (last === undefined || point.cut === true) continue;
    const from = [last.x, last.y, last.size];
    length += way(from, [point.x, point.y, point.size]);
    if (last.at >= t) continue;
    const end = point.at <= t ? [point.x, point.y, point.size] : along(path, ['x', 'y', 'size'], t);
    gone += way(from, end) / ((last.size + (end[2] ?? 0)) / 2);
  }
  const seconds = Math.max((path.at(-1)?.at ?? 0) - (path[0]?.at ?? 0), 0.1);
  return { gone, mean: length / seconds / Math.max(size, 0.01) };
}

const inCycle = ({ from = 0, to = 1, of = 1 }: Omit<Cycle, 'stride'>, cycles: number) =>
  (from + (cycles - Math.floor(cycles)) * (to - from)) / of;

/** Where in its loop a subject is, 0 to 1, `t` seconds into its scene. */
export function phaseAt(subject: SceneSubject, t: number): number {
  const { action, phase } = subject;
  const name = subject.actor ?? subject.name;
  const loops = gaits[name];
  const cycles = (seconds: number) => phase + t / seconds;
  if (action === undefined && loops?.stand === undefined) return cycles(loopSeconds) % 1;
  const { gone, mean } = pace(subject, t);
  const at = within(subject, t);
  const now = (seconds: number) => along(subject.path, ['x', 'y', 'size'], seconds);
  const speed = way(now(at - step), now(at + step)) / (2 * step) / Math.max(now(at)[2] ?? 1, 0.01);
  const implied: Action =
    subject.motion === 'jump'
      ? 'leap'
      : subject.path.length === 1 || speed < 0.05
        ? 'stand'
        : mean > 0.8
          ? 'run'
          : 'walk';
  const act = action ?? implied;
  const cycle = act === 'walk' ? loops?.walk : running.has(act) ? loops?.run : undefined;
  if (cycle !== undefined && mean > 0.05) return inCycle(cycle, phase + (gone - pace(subject, 0).gone) / cycle.stride);
  if (cycle !== undefined) return inCycle(cycle, cycles(act === 'walk' ? 1 : 0.55));
  if (loops?.stand !== undefined) return inCycle(loops.stand, cycles(loopSeconds));
  if (loops?.rest !== undefined) return loops.rest;
  if (calm.has(act) || name === 'dolphin') return 0;
  return cycles(quick.has(act) ? loopSeconds / 1.6 : loopSeconds) % 1;
}
