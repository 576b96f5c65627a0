/**
 * Loops: which drawing of its art a subject shows. Steps go by the way that is covered, so that feet do not slide; most art only
 * idles (a dog wags), and shows one calm drawing while it goes. The same as `training/world/loops.py`.
 */
import type { SceneSubject } from '@akezora/contract';
import type { Act } from './acting.ts';
import { meanSpeed, speedAt, wayAt } from './pace.ts';
import type { Clock } from './recurrence.ts';

/** Seconds of a loop that goes by time. */
const loopSeconds = 3;

/** A cycle among the drawings of a picture. */
interface Cycle {
  /** The drawings from `from` up to `to`, of `of`. Default: all. */
  readonly from?: number;
  readonly to?: number;
  readonly of?: number;
  /** The way of one cycle, in sizes of the subject. */
  readonly stride: number;
}

/** What the drawings of a picture show. */
interface Loops {
  readonly walk?: Cycle;
  readonly run?: Cycle;
  readonly stand?: Omit<Cycle, 'stride'>;
  /** The moment of the loop that is shown on the spot, 0 to 1, where the drawings have no stand of their own. */
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

/** The name of the art that a subject shows. */
const artOf = ({ name, actor }: SceneSubject): string => actor ?? name;

const calm: ReadonlySet<Act> = new Set(['walk', 'run', 'race', 'leap', 'jump', 'lie', 'sleep', 'sit', 'eat', 'drink']);
/** Art whose loop is a somersault: it shows one drawing whatever it does. */
const tumbling: ReadonlySet<string> = new Set(['dolphin']);
const quick: ReadonlySet<Act> = new Set(['dance', 'play', 'fly', 'wave']);

/** The number of the drawing in which art of a name stands still. */
export function restingDrawing(name: string, drawings: number): number {
  const loops = gaits[name];
  const { from = 0, of = 1 } = loops?.stand ?? {};
  return Math.floor((loops?.rest ?? from / of) * drawings + 1e-6);
}

/** The cycle of a gait that a subject's drawings have. */
function cycleOf(subject: SceneSubject, action: Act): Cycle | undefined {
  const loops = gaits[artOf(subject)];
  if (action === 'walk') return loops?.walk;
  return action === 'run' || action === 'race' || action === 'drive' || action === 'leap' ? loops?.run : undefined;
}

/** Whether the drawings of a subject make its steps. */
export const stridesIn = (subject: SceneSubject, action: Act): boolean => cycleOf(subject, action) !== undefined;

const isCalm = (subject: SceneSubject, action: Act) => calm.has(action) || tumbling.has(artOf(subject));

/** Whether a subject shows the first drawing of its art all the time, so that no other is needed. */
export function showsFirstOnly(subject: SceneSubject): boolean {
  const { action } = subject;
  return action !== undefined && gaits[artOf(subject)] === undefined && isCalm(subject, action);
}

/** Speed in sizes a second below which somebody stands, and above which one runs whose action is not said. */
const speeds = { stands: 0.05, runs: 0.8 } as const;

/** What a subject does whose action is not said, as far as its drawings show it. */
function impliedAct(subject: SceneSubject, t: number): Act {
  if (subject.motion === 'jump') return 'leap';
  if (subject.path.length === 1 || speedAt(subject, t) < speeds.stands) return 'stand';
  return meanSpeed(subject) > speeds.runs ? 'run' : 'walk';
}

/** Where in its loop a subject is, from 0 to 1, `t` seconds into a scene. */
export function loopAt(subject: SceneSubject, t: number, clock: Clock): number {
  const loops = gaits[artOf(subject)];
  const { action } = subject;
  const cycles = (seconds: number) => subject.phase + clock.recurring(t, seconds) / seconds;
  if (action === undefined && loops?.stand === undefined) return cycles(loopSeconds) % 1;
  const act = action ?? impliedAct(subject, t);
  const cycle = cycleOf(subject, act);
  if (cycle !== undefined && meanSpeed(subject) > speeds.stands)
    return within(cycle, subject.phase + wayAt(subject, t, clock) / cycle.stride);
  if (cycle !== undefined) return within(cycle, cycles(act === 'walk' ? 1 : 0.55));
  if (loops?.stand !== undefined) return within(loops.stand, cycles(loopSeconds));
  if (loops?.rest !== undefined) return loops.rest;
  if (isCalm(subject, act)) return 0;
  return cycles(quick.has(act) ? loopSeconds / 1.6 : loopSeconds) % 1;
}

/** The place of a cycle's moment among all drawings. */
function within({ from = 0, to = 1, of = 1 }: Omit<Cycle, 'stride'>, cycles: number): number {
  return (from + (cycles - Math.floor(cycles)) * (to - from)) / of;
}
