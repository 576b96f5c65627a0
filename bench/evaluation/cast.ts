/** Who and what is on a stage, and where it is at a time: measured from the scene, by the camera's own projection. */
import type { Scene, SceneSubject } from '@akezora/contract';
import { cameraAt, subjectAt } from '../../packages/engine/src/models/akezora/scene/motion.ts';
import { viewOf } from '../../packages/engine/src/models/akezora/scene/view.ts';
import type { PlannedShot, Stock } from './planned.ts';

/** Where somebody is: feet at (x, y − lift), all in frame heights; `seen` is the share of its box inside the frame, `tall` the box against the frame's height. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly lift: number;
  readonly size: number;
  readonly seen: number;
  readonly tall: number;
}

/** Somebody or something on the stage of a shot. */
export interface Player {
  /** Its name among the art. */
  readonly name: string;
  readonly as: 'subject' | 'prop' | 'sky';
  readonly shot: PlannedShot;
  readonly colour: Scene['props'][number]['colour'];
  /** The subject itself, if it is one. */
  readonly subject: SceneSubject | undefined;
  /** Whether it is a road or the like, which goes on across the frame: where in it others are says nothing. Default: no. */
  readonly across?: true;
  /** At evenly spaced times of the shot. */
  readonly places: readonly Place[];
}

/** Times at which a shot is looked at: more than four a second, so that a hop is not missed. */
const looks = 48;

/** Everybody on the stage of a shot. */
export function playersOf(shot: PlannedShot, stock: Stock): Player[] {
  const { scene, seconds } = shot;
  const times = Array.from({ length: looks + 1 }, (_, i) => (i * seconds) / looks);
  const views = times.map((t) => viewOf(scene, t));
  const at = (places: (t: number) => Pick<Place, 'x' | 'y' | 'lift' | 'size'>, depth: number): Place[] =>
    times.map((t, i) => {
      const { x, y, lift, size } = places(t);
      const box = views[i]!.box(x - size / 2, y - lift - size, size, size, depth);
      const inside = (from: number, length: number) =>
        Math.max(0, Math.min(from + length, 1) - Math.max(from, 0)) / length;
      return { x, y, lift, size, seen: inside(box.x, box.width) * inside(box.y, box.height), tall: box.height };
    });
  return [
    ...scene.subjects.map(
      (subject): Player => ({
        name: stock.nameOf(subject.actor ?? subject.name),
        as: 'subject',
        shot,
        colour: subject.colour,
        subject,
        places: at((t) => subjectAt(subject, t), 1),
      }),
    ),
    ...scene.props.map(
      ({ name, x, y, size, colour }): Player => ({
        // A house with snow on it is a house.
        ...{ name: stock.nameOf(name).replace(/^snowy /, ''), as: 'prop', shot, colour, subject: undefined },
        ...(stock.world.staging.strips[name] === undefined ? {} : { across: true as const }),
        places: at(() => ({ x, y, size, lift: 0 }), 1),
      }),
    ),
    ...scene.sky.map(
      ({ name, x, y, size }): Player => ({
        ...{ name: stock.nameOf(name), as: 'sky', shot, colour: undefined, subject: undefined },
        places: at(() => ({ x, y: y + size / 2, size, lift: 0 }), 0.08),
      }),
    ),
  ];
}

/** Whether a name is one of those asked: `woman*` stands for every name with that word. */
export function isNamed(name: string, names: readonly string[]): boolean {
  const words = name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return names.some((asked) =>
    asked.endsWith('*') ? words.includes(asked.slice(0, -1).toLowerCase()) : asked.toLowerCase() === name.toLowerCase(),
  );
}

/** How the camera goes in a shot: from its first to its last look. */
export function cameraGoes({ scene, seconds }: PlannedShot): { x: number; y: number; zoom: number } {
  const [from, to] = [cameraAt(scene, 0), cameraAt(scene, seconds)];
  return { x: to.x - from.x, y: to.y - from.y, zoom: to.zoom / from.zoom };
}
