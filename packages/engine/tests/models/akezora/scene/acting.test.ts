import { readFileSync } from 'node:fs';
import { actions, type Scene, type SceneSubject, sceneSchema } from '@akezora/contract';
import { describe, expect, test } from 'vitest';
import { carriageAt } from '../../../../src/models/akezora/scene/carriage.ts';
import { layersAt } from '../../../../src/models/akezora/scene/layers.ts';
import { loopAt } from '../../../../src/models/akezora/scene/loops.ts';
import { clockOf, plainClock } from '../../../../src/models/akezora/scene/recurrence.ts';
import { readTextureName, textureName } from '../../../../src/models/akezora/scene/textures.ts';
import { readWorld } from '../../../../src/models/akezora/scene/world.ts';

const world = readWorld(
  JSON.parse(readFileSync(new URL('../../../../../../models/akezora-2/world.json', import.meta.url), 'utf8')),
);
type Action = NonNullable<SceneSubject['action']>;
type Points = readonly (readonly [at: number, x: number, lift?: number])[];
const spot: Points = [[0, 0]];
const steady: Points = [
  [0, -1.2],
  [2, 0],
  [4, 1.2],
];
const arc: Points = [
  [0, -0.4],
  [1, -0.3],
  [1.3, -0.15, 0.24],
  [1.6, 0, 0.3],
  [1.9, 0.15, 0.24],
  [2.2, 0.3],
  [4, 0.5],
];
const acting = (action: Action, points: Points, more: Partial<SceneSubject> = {}): SceneSubject => ({
  name: 'dog',
  motion: 'still',
  action,
  flip: true,
  phase: 0,
  path: points.map(([at, x, lift = 0]) => ({ at, x, y: 0.85, size: 0.3, lift })),
  ...more,
});
const footing = (name: string, afloat = false) => ({ info: world.subjects.get(name)!, afloat });
const held = (subject: SceneSubject, t: number, afloat = false) =>
  carriageAt(subject, t, footing(subject.name, afloat));
const times = Array.from({ length: 96 }, (_, i) => i / 24);
const most = (values: readonly number[]) => Math.max(...values.map(Math.abs));
const scene = (subject: SceneSubject, more: Partial<Scene> = {}): Scene =>
  sceneSchema.parse({ version: 2, place: 'meadow', seconds: 4, subjects: [subject], ...more });
const shown = (of: Scene, t: number) => layersAt(world, of, t).find(({ group }) => group === 'subject')!;

describe('an action', () => {
  test.each(actions)(
    '%s is held without a jerk from frame to frame, and mirrored only where it is narrow',
    (action) => {
      for (const points of [spot, steady, arc]) {
        const poses = times.map((t) => held(acting(action, points), t));
        for (const [i, now] of poses.entries()) {
          const before = poses[Math.max(i - 1, 0)]!;
          expect(Number.isFinite(now.turn + now.lift + now.scaleX + now.scaleY)).toBe(true);
          expect(Math.abs(now.scaleY - before.scaleY)).toBeLessThan(0.15);
          expect(Math.abs(now.lift - before.lift)).toBeLessThan(0.2);
          // A ball may roll as fast as it goes.
          if (action !== 'roll') expect(Math.abs(now.turn - before.turn)).toBeLessThan(0.35);
          if (now.flip !== before.flip) expect(Math.min(now.scaleX, before.scaleX)).toBeLessThan(0.35);
        }
      }
    },
  );

  test('of running leaves the ground higher than one of walking, again and again', () => {
    const lifts = (action: Action) => times.map((t) => held(acting(action, steady), t).lift);
    expect(most(lifts('run'))).toBeGreaterThan(2 * most(lifts('walk')));
    const landings = lifts('run').filter((lift, i, all) => i > 0 && lift < 0.01 && all[i - 1]! >= 0.01);
    expect(landings.length).toBeGreaterThan(6);
  });

  test('of sleeping and lying is low and slow, and letters rise only over who sleeps', () => {
    const lying = scene(acting('lie', spot));
    const sleeping = scene(acting('sleep', spot));
    expect(readTextureName(shown(lying, 1).texture).posture).toEqual({ posture: 'lie', faces: 'left' });
    const letters = (of: Scene, t: number) => layersAt(world, of, t).filter(({ texture }) => texture === 'letter z');
    expect(letters(lying, 1)).toHaveLength(0);
    expect(letters(sleeping, 1)).toHaveLength(3);
    const rising = (t: number) => letters(sleeping, t)[0]!;
    expect(rising(1).y).toBeLessThan(rising(0.5).y);
    expect(rising(1).width).toBeGreaterThan(rising(0.5).width);
    const breaths = times.map((t) => held(acting('sleep', spot), t).scaleY);
    expect(Math.max(...breaths) - Math.min(...breaths)).toBeGreaterThan(0.02);
    expect(most(breaths.map((one, i) => one - breaths[Math.max(i - 1, 0)]!))).toBeLessThan(0.004);
  });

  test('of lying lays people on their backs', () => {
    const person = acting('sleep', spot, { name: 'person walking' });
    expect(Math.abs(held(person, 1).turn)).toBeGreaterThan(1.3);
    expect(Math.abs(held(acting('sleep', spot), 1).turn)).toBeLessThan(0.1);
  });

  test('of leaping points the nose up as it rises and down as it dives', () => {
    const dolphin = acting('leap', arc, { name: 'dolphin' });
    expect(held(dolphin, 1.2, true).turn).toBeLessThan(-0.3);
    expect(Math.abs(held(dolphin, 1.6, true).turn)).toBeLessThan(0.15);
    expect(held(dolphin, 2, true).turn).toBeGreaterThan(0.3);
  });

  test('of spinning shows every side in turn', () => {
    const poses = times.map((t) => held(acting('spin', spot), t));
    expect(new Set(poses.map(({ flip }) => flip)).size).toBe(2);
    expect(Math.min(...poses.map(({ scaleX }) => scaleX))).toBeLessThan(0.2);
  });

  test('of rolling turns a ball about its middle as far as it has come', () => {
    const ball = acting('roll', steady, { name: 'dog', flip: true });
    const { turn, shift = 0, lift } = held(ball, 2);
    // Half way: 1.2 frame heights, 4 of its own sizes, 8 radians.
    expect(turn).toBeCloseTo(8, 1);
    // Its middle, half its size above its feet before it was turned, is where it was.
    expect(shift + 0.5 * Math.sin(turn)).toBeCloseTo(0, 6);
    expect(lift + 0.5 * Math.cos(turn)).toBeCloseTo(0.5, 6);
  });

  test('of dancing goes with its beat, and turns nobody round', () => {
    const sway: Points = times.map((t) => [t, 0.05 * Math.sin(6 * t)]);
    const poses = times.map((t) => held(acting('dance', sway), t));
    expect(new Set(poses.map(({ flip }) => flip)).size).toBe(1);
    expect(most(poses.map(({ turn }) => turn))).toBeGreaterThan(0.12);
    expect(held(acting('dance', spot), 0.25).turn).toBeCloseTo(-held(acting('dance', spot), 0.75).turn, 6);
  });
});

describe('drawings', () => {
  test('of a gait advance with the way: twice the speed, twice the steps, and none on the spot', () => {
    const fox = (points: Points) => acting('run', points, { name: 'fox' });
    const slow: Points = [
      [0, -0.6],
      [4, 0.6],
    ];
    /** Of the 12 drawings of the gallop among 36. */
    const steps = (points: Points, t: number) => loopAt(fox(points), t, plainClock) * 3;
    const gone = (points: Points) =>
      times.slice(1).reduce((sum, t, i) => sum + ((steps(points, t) - steps(points, times[i]!) + 1) % 1), 0);
    expect(gone(steady) / gone(slow)).toBeCloseTo(2, 1);
    for (const t of times) expect(loopAt(fox(steady), t, plainClock)).toBeLessThan(12 / 36 + 1e-9);
    const standing = acting('stand', spot, { name: 'fox' });
    for (const t of times) expect(loopAt(standing, t, plainClock)).toBeGreaterThanOrEqual(24 / 36);
  });

  test('of art that only idles stay calm while it goes', () => {
    for (const t of times) expect(loopAt(acting('run', steady), t, plainClock)).toBe(0);
    expect(new Set(times.map((t) => loopAt(acting('stand', spot), t, plainClock))).size).toBeGreaterThan(20);
  });

  test('and poses of a scene that loops are at its end as at its start', () => {
    const clock = clockOf({ loop: 0, seconds: 4 });
    for (const action of ['run', 'walk', 'dance', 'eat', 'sleep', 'swim', 'spin'] as const) {
      const subject = acting(action, spot, { name: 'fox' });
      expect(loopAt(subject, 4, clock)).toBeCloseTo(loopAt(subject, 0, clock), 6);
      const [start, end] = [0, 4].map((t) => carriageAt(subject, t, { ...footing('fox'), clock }));
      expect(end!.turn).toBeCloseTo(start!.turn, 6);
      expect(end!.scaleY).toBeCloseTo(start!.scaleY, 6);
    }
  });
});

describe('who leaps out of water', () => {
  const at = scene(acting('leap', arc, { name: 'whale' }), { place: 'sea', horizon: 0.62 });
  const layers = (t: number) => layersAt(world, at, t);

  test('lies in it before, clears it at the top, and the water is drawn over it from its line down', () => {
    const bottom = (t: number) => shown(at, t).y + shown(at, t).height;
    const water = layers(0.5).find(({ texture }) => texture.startsWith('sea/ground|below'))!;
    expect(bottom(0.5)).toBeGreaterThan(water.y + 0.1);
    expect(bottom(1.6)).toBeLessThan(water.y);
    const order = layers(0.5);
    expect(order.findIndex(({ texture }) => texture === water.texture)).toBeGreaterThan(
      order.findIndex(({ group }) => group === 'subject'),
    );
  });

  test('leaps, too, if its scene says that it jumps', () => {
    const jumping = { ...at, subjects: [{ ...at.subjects[0]!, action: 'jump' as const }] };
    expect(layersAt(world, jumping, 1.2)).toEqual(layers(1.2));
  });

  test('splashes as it leaves the water and as it comes back, and at no other time', () => {
    const wet = (t: number) =>
      layers(t).some(({ texture, alpha }) => (texture === 'ripple' || texture === 'drop') && alpha > 0.1);
    expect([0.5, 1.2, 2.4, 3.5].map(wet)).toEqual([false, true, true, false]);
    // The same layers at all times: their pictures are made before the clip begins.
    expect(layers(0).map(({ texture }) => texture)).toEqual(layers(1.3).map(({ texture }) => texture));
  });
});

test('a texture says its posture, colour and material, and is read as it was written', () => {
  const name = {
    base: 'actor:my|cat',
    posture: { posture: 'sit', faces: 'right' },
    colour: 'black',
    material: 'papercraft',
  } as const;
  expect(readTextureName(textureName(name))).toEqual(name);
  expect(readTextureName('sea/ground|below 0.2500')).toEqual({ base: 'sea/ground', from: 0.25 });
});

test('puppets of stop motion are set anew twelve times a second, a little off', () => {
  const puppets = scene(acting('walk', steady), { style: 'stop-motion' });
  const boxes = times.map((t) => shown(puppets, t).x);
  expect(new Set(boxes).size).toBe(48);
  for (let i = 0; i < 96; i += 2) expect(boxes[i]).toBe(boxes[i + 1]);
  const still = scene(acting('stand', spot), { style: 'stop-motion' });
  const turns = times.map((t) => shown(still, t).turn);
  expect(most(turns)).toBeGreaterThan(0.005);
  expect(most(turns)).toBeLessThan(0.03);
});
