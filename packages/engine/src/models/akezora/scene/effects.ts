/**
 * Effects: small pictures that go with what a subject does, and the water in front of what is in it. The same as
 * `training/world/effects.py`.
 */
import type { Scene, SceneSubject } from '@akezora/contract';
import { along } from './motion.ts';
import { keepsRight } from './pace.ts';
import { ground, panoramaPeriod, waves } from './panoramas.ts';
import type { Clock } from './recurrence.ts';
import { textureName } from './textures.ts';
import type { Box, Quad, View } from './view.ts';
import type { WorldPlace, WorldSubject } from './world.ts';

const still = { flip: false, phase: 0, turn: 0 };
const tau = 2 * Math.PI;

/** Box of a small picture whose middle is at (x, y). */
const small = (view: View, x: number, y: number, width: number, height = width): Box =>
  view.box(x - width / 2, y - height / 2, width, height, 1);

/** Seconds that a letter rises. */
const dreamSeconds = 3.3;

/** Three letters that rise from the head of who sleeps, one after the other. */
export function dreamLayers(
  subject: SceneSubject,
  t: number,
  view: View,
  { x, y, size, clock }: { readonly x: number; readonly y: number; readonly size: number; readonly clock: Clock },
): Quad[] {
  const side = keepsRight(subject) ? 1 : -1;
  return [0, 1, 2].map((i) => {
    const age = (clock.recurring(t, dreamSeconds) / dreamSeconds + subject.phase + i / 3) % 1;
    const across = x + side * size * (0.34 + 0.12 * age + 0.05 * Math.sin(tau * (age + i / 3)));
    const letter = size * (0.1 + 0.11 * age);
    const box = small(view, across, y - size * (0.62 + 0.5 * age), letter);
    return { texture: 'letter z', group: 'prop', ...box, ...still, alpha: Math.sin(Math.PI * age) ** 0.7 };
  });
}

/** How deep who is in water lies in it, as a share of its size: less, the higher it leaps. */
export function sunk(subject: SceneSubject, lift: number, size: number, kind: WorldSubject['kind']): number {
  if (kind === 'fly') return 0;
  const depths = { leap: kind === 'under' ? 0.62 : 0.4, swim: kind === 'under' ? 0.4 : kind === 'ground' ? 0.42 : 0.1 };
  const depth = subject.action === 'leap' ? depths.leap : subject.action === 'swim' ? depths.swim : 0;
  return depth * Math.max(0, 1 - Math.max(lift, 0) / (0.3 * size)) * size;
}

/** The water from a line down, over what is sunk in it. @param drifted how far the waves have come */
export function waterLayers(scene: Scene, place: WorldPlace, line: number, drifted: number, view: View): Quad[] {
  const left = (scene.panorama.offset - 0.5) * panoramaPeriod;
  const from = inRows(Math.max((line - scene.horizon + ground.top) / ground.height, 0), 540);
  const top = scene.horizon - ground.top + from * ground.height;
  const box = view.box(left * 0.7, top, panoramaPeriod, (1 - from) * ground.height, 1);
  const layers: Quad[] = [
    { texture: textureName({ base: `${place.name}/ground`, from }), group: 'ground', ...box, ...still, alpha: 1 },
  ];
  const wavesFrom = inRows((top - scene.horizon - waves.top) / waves.height, 360);
  if (wavesFrom <= 0) return layers;
  const above = scene.horizon + waves.top + wavesFrom * waves.height;
  const wavesBox = view.box(left + drifted, above, waves.width, (1 - wavesFrom) * waves.height, 1);
  const texture = textureName({ base: 'waves', from: wavesFrom });
  return [...layers, { texture, group: 'ground', ...wavesBox, ...still, alpha: waves.alpha }];
}

/** A share of a panorama that is whole rows of it. */
const inRows = (share: number, rows: number) => Math.floor(Math.min(share, 0.97) * rows + 0.5) / rows;

/** Seconds that a splash lasts. */
const splashSeconds = 0.9;
const drops = 7;

/** Rings and drops where a leap goes through the line of the water; unseen at other times. */
export function splashLayers(subject: SceneSubject, t: number, view: View): Quad[] {
  const crossing = lastCrossing(subject, t);
  const age = crossing === undefined ? 1 : (t - crossing) / splashSeconds;
  const [x, y, size] = along(subject.path, ['x', 'y', 'size'], crossing ?? t) as [number, number, number];
  const ring = (delay: number): Quad => {
    const u = Math.min(Math.max((age - delay) / (1 - delay), 0), 1);
    const width = size * (0.35 + 1.15 * u);
    const alpha = age < delay ? 0 : 0.85 * (1 - u);
    return { texture: 'ripple', group: 'prop', ...small(view, x, y, width, width * 0.24), ...still, alpha };
  };
  const spray = Array.from({ length: drops }, (_, i): Quad => {
    const aside = (i / (drops - 1) - 0.5) * 2;
    const high = 0.5 - 0.28 * Math.abs(aside) + 0.08 * Math.sin(5 * i);
    const u = Math.min(age, 1);
    const rise = high * 4 * u * (1 - u);
    const own = size * (0.12 + 0.035 * Math.sin(3 * i));
    const box = small(view, x + aside * size * (0.12 + 0.5 * u), y - rise * size, own);
    return { texture: 'drop', group: 'prop', ...box, ...still, alpha: age < 1 ? Math.min(1, 4 * (1 - age)) : 0 };
  });
  return [ring(0), ring(0.22), ...spray];
}

/** When a path last left the ground or came back to it, at most a splash's time before `t`; undefined: not lately. */
function lastCrossing({ path }: SceneSubject, t: number): number | undefined {
  let found: number | undefined;
  for (const [i, point] of path.entries()) {
    const next = path[i + 1];
    if (next === undefined) break;
    if (point.lift <= 0.002 && next.lift > 0.002) found = point.at <= t ? point.at : found;
    if (point.lift > 0.002 && next.lift <= 0.002) found = next.at <= t ? next.at : found;
  }
  return found !== undefined && t - found < splashSeconds ? found : undefined;
}
