/**
 * The scene of a loop: after its length everything is where it was, at the same speed, and nothing has turned back. Who goes
 * sideways leaves the frame and comes in again on the other side; who rises does so through its upper and lower edge; who comes
 * nearer passes the camera and comes from afar again. Hops and rounds come out whole. The camera alone goes out and comes back.
 */
import type { PathPoint, Scene, SceneSubject } from '@akezora/contract';
import { periodOf } from './lengthened.ts';
import { subjectAt } from './motion.ts';
import { pointAt, type Timed, valuesAt } from './path-times.ts';
import { round } from './paths.ts';
import { aspectRatios } from './world.ts';

/** Seconds between the points of a path, at most: of a straight one, and of one with hops. */
const [plainStep, hopStep] = [0.5, 1 / 16];
/** How far beyond the edge of the frame somebody goes who leaves it, in frame heights: out of sight with its shadow. */
const beyond = 0.12;
/** Way over the whole path from which something is on its way, in frame heights. */
const leastWay = 0.08;
/** Sizes at which somebody is not seen yet, and has passed the camera. */
const [tiny, huge] = [0.012, 0.7];
/** Share of a path that a camera goes before it comes back. */
const cameraShare = 0.6;

/** What is seen of the world, in frame heights, and the size of the largest subject: all go round in the same time. */
interface Frame {
  readonly centre: number;
  readonly half: number;
  readonly widest: number;
  readonly horizon: number;
}

/** The scene of a loop of `seconds`. */
export function loopedScene(scene: Scene, seconds: number): Scene {
  const camera = loopedCamera(scene.camera, seconds);
  const centre = camera.path[0]!.x;
  const swing = Math.max(...camera.path.map(({ x }) => Math.abs(x - centre)));
  const zoom = Math.min(...camera.path.map((point) => point.zoom));
  const frame: Frame = {
    centre,
    half: aspectRatios[scene.aspect] / 2 / zoom + swing,
    widest: Math.max(0, ...scene.subjects.map((subject) => subjectAt(subject, 0).size)),
    horizon: scene.horizon,
  };
  const subjects = scene.subjects.map((one) => ({ ...one, path: loopedPath(one, seconds, frame) }));
  return { ...scene, seconds, loop: 0, camera, subjects };
}

function loopedPath(subject: SceneSubject, seconds: number, frame: Frame): PathPoint[] {
  const { path } = subject;
  if (path.length < 2) return path;
  const period = periodOf(path);
  if (period !== undefined) return wholeTurns(path, period, seconds);
  const [from, to] = [subjectAt(subject, 0), subjectAt(subject, path.at(-1)!.at)];
  const [across, up, nearer] = [to.x - from.x, to.lift - from.lift, Math.log(to.size / from.size)];
  if (Math.abs(up) > Math.max(leastWay, Math.abs(across))) return rising(subject, Math.sign(up), seconds);
  if (Math.abs(nearer) > 0.25 && Math.abs(across) < 0.5) return nearing(subject, Math.sign(nearer), seconds, frame);
  if (Math.abs(across) > leastWay) return passing(subject, Math.sign(across), seconds, frame);
  return returning(path, path.at(-1)!.at, seconds);
}

/** A path that repeats by itself, a little quicker or slower, so that whole repetitions fill the loop. */
function wholeTurns<P extends Timed>(path: readonly P[], period: number, seconds: number): P[] {
  const pace = seconds / (Math.max(1, Math.round(seconds / period)) * period);
  const end = path.at(-1)!.at;
  const cycle = path.filter(({ at }) => at > end - period + 1e-3);
  const points: P[] = [];
  const first = Math.floor((-2 * period - cycle[0]!.at) / period);
  for (let turn = first; ; turn += 1) {
    for (const point of cycle) {
      const at = (point.at + turn * period) * pace;
      if (at > -period * pace) points.push({ ...point, at: round(at, 3) });
      if (at > seconds + period * pace) return points;
    }
  }
}

/**
 * A way that begins out of sight and ends out of sight, and takes the whole loop.
 * @param share how far along it somebody is at 0, from 0 to 1
 * @param pointOf its points, by how far along they are and by their time
 */
function crossing(
  share: number,
  seconds: number,
  most: number,
  pointOf: (share: number, at: number) => PathPoint,
): PathPoint[] {
  // A piece of a path is slow at its ends, so these must be out of sight.
  const count = Math.max(24, Math.ceil(seconds / most));
  const points: PathPoint[] = [];
  for (const turn of [0, 1]) {
    const begin = (turn - share) * seconds;
    for (let i = 0; i <= count; i += 1) {
      const again = turn === 1 && i === 0;
      const at = round(begin + (i * seconds) / count + (again ? 0.001 : 0), 3);
      points.push({ ...pointOf(i / count, at), at, ...(again ? { cut: true } : {}) });
    }
  }
  return points;
}

/** How far along somebody is who must be in a range. */
const shareOf = (value: number, from: number, to: number) => Math.min(Math.max((value - from) / (to - from), 0), 1);

/** Sideways: out of the frame, and in again on the other side. */
function passing(subject: SceneSubject, way: number, seconds: number, { centre, half, widest }: Frame): PathPoint[] {
  const now = subjectAt(subject, 0);
  const reach = half + widest / 2 + beyond;
  const [from, to] = [centre - way * reach, centre + way * reach];
  const hops = hopsOf(subject.path, seconds);
  return crossing(shareOf(now.x, from, to), seconds, hops === undefined ? plainStep : hopStep, (share, at) =>
    pointAt(subject.path[0]!, at, { ...now, x: from + (to - from) * share, lift: hops?.(at) ?? now.lift }),
  );
}

/** Heights of a path that goes up and down on its way, so that they are the same after a loop; undefined if it does not. */
function hopsOf(path: readonly PathPoint[], seconds: number): ((at: number) => number) | undefined {
  const lifts = path.map(({ at, lift, cut }): Timed & { lift: number } => ({ at, lift, cut }));
  const period = periodOf(lifts);
  if (period === undefined) return undefined;
  const hops = wholeTurns(lifts, period, seconds);
  return (at) => Math.max(valuesAt(hops, ((at % seconds) + seconds) % seconds).lift!, 0);
}

/** Up or down, through the upper and the lower edge of the frame. */
function rising(subject: SceneSubject, way: number, seconds: number): PathPoint[] {
  const now = subjectAt(subject, 0);
  const low = 1 + now.size + beyond;
  const [from, to] = way > 0 ? [low, -beyond] : [-beyond, low];
  return crossing(shareOf(now.y - now.lift, from, to), seconds, plainStep, (share, at) =>
    pointAt(subject.path[0]!, at, { ...now, y: low, lift: low - (from + (to - from) * share) }),
  );
}

/** Nearer, past the camera on the side that is nearer, and from afar again; or the other way. */
function nearing(subject: SceneSubject, way: number, seconds: number, frame: Frame): PathPoint[] {
  const now = subjectAt(subject, 0);
  const side = Math.sign(now.x - frame.centre) || (subject.flip ? 1 : -1);
  const edge = frame.half + huge / 2 + beyond;
  const steps = Math.log(huge / tiny);
  const nearness = shareOf(Math.log(now.size / tiny), 0, steps);
  const feet = (now.y - frame.horizon) / now.size;
  const pointOf = (near: number, at: number) => {
    const size = tiny * Math.exp(steps * near);
    const aside = Math.max(0, (near - 0.8) / 0.2) ** 2;
    const straight = frame.centre + ((now.x - frame.centre) * size) / now.size;
    const x = straight + (frame.centre + side * edge - straight) * aside;
    const y = Math.min(frame.horizon + feet * size, 1.05);
    return pointAt(subject.path[0]!, at, { x, y, size, lift: (now.lift * size) / now.size });
  };
  return way > 0
    ? crossing(nearness, seconds, plainStep / 2, pointOf)
    : crossing(1 - nearness, seconds, plainStep / 2, (share, at) => pointOf(1 - share, at));
}

/** Out along a path and back, slowly at both ends. */
function returning<P extends Timed>(path: readonly P[], length: number, seconds: number): P[] {
  const count = Math.ceil(seconds / plainStep);
  return Array.from({ length: count + 3 }, (_, i) => {
    const at = ((i - 1) * seconds) / count;
    const out = (length / 2) * (1 - Math.cos((2 * Math.PI * at) / seconds));
    return pointAt(path[0]!, at, valuesAt(path, out));
  });
}

/** A camera that comes back; one that follows somebody stands still, for who is followed comes in again. */
function loopedCamera(camera: Scene['camera'], seconds: number): Scene['camera'] {
  const { path, move } = camera;
  const from = valuesAt(path, 0);
  const goesFar = path.some(({ x }) => Math.abs(x - from.x!) > 0.6);
  if (path.length < 2 || move === 'follow' || goesFar) return { ...camera, path: [pointAt(path[0]!, 0, from)] };
  return { ...camera, path: returning(path, cameraShare * Math.min(path.at(-1)!.at, seconds), seconds) };
}
