import { readFileSync } from 'node:fs';
import {
  actions,
  aspects,
  type Brief,
  type BriefSubject,
  briefSchema,
  type Scene,
  sceneSchema,
} from '@akezora/contract';
import { describe, expect, test } from 'vitest';
import { briefSubject, emptyBrief } from '../../../../src/models/akezora/prompt/brief.ts';
import { layersAt } from '../../../../src/models/akezora/scene/layers.ts';
import { cameraAt, subjectAt } from '../../../../src/models/akezora/scene/motion.ts';
import { stage } from '../../../../src/models/akezora/scene/stage.ts';
import { aspectRatios, readWorld } from '../../../../src/models/akezora/scene/world.ts';

const world = readWorld(
  JSON.parse(readFileSync(new URL('../../../../../../models/akezora-2/world.json', import.meta.url), 'utf8')),
);
const seeds = Array.from({ length: 12 }, (_, seed) => seed);

type Said = Partial<Omit<BriefSubject, 'relation'>> & { name: string; relation?: [string, string] };

const brief = (subjects: Said[], rest: Omit<Partial<Brief>, 'things'> & { things?: unknown[] } = {}): Brief =>
  briefSchema.parse({
    ...emptyBrief,
    place: 'meadow',
    weather: 'clear',
    time: 'day',
    ...rest,
    subjects: subjects.map(({ relation, ...subject }) => ({
      ...briefSubject(subject.name),
      ...subject,
      relation: relation === undefined ? null : { kind: relation[0], to: relation[1] },
    })),
  });

const staged = (said: Brief, seed = 1, seconds = 4, aspect: Scene['aspect'] = '16:9') =>
  stage(world, said, seed, seconds, aspect);
type Stood = ReturnType<typeof subjectAt>;
const times = (seconds: number, step = 0.1) =>
  Array.from({ length: Math.floor(seconds / step) + 1 }, (_, i) => i * step);
/** A subject in the frame: middle and feet from the middle of the frame, in frame heights. */
const inFrame = (scene: Scene, index: number, t: number) => {
  const camera = cameraAt(scene, t);
  const { x, y, size, lift } = subjectAt(scene.subjects[index]!, t);
  const feet = 0.5 + (y - lift - 0.5 - camera.y) * camera.zoom;
  return { x: (x - camera.x) * camera.zoom, feet, top: feet - size * camera.zoom, size: size * camera.zoom };
};
const speedOf = (scene: Scene, index: number, t: number) =>
  (subjectAt(scene.subjects[index]!, t + 0.1).x - subjectAt(scene.subjects[index]!, t - 0.1).x) / 0.2;

describe('strips of ground', () => {
  const strip = (scene: Scene, name: string) => scene.props.find((prop) => prop.name === name);

  test('who drives along a road has its wheels on it, and nothing grows there', () => {
    for (const seed of seeds) {
      const scene = staged(brief([{ name: 'taxi', action: 'drive' }], { things: [{ name: 'road' }] }), seed);
      const road = strip(scene, 'road')!;
      const { y } = subjectAt(scene.subjects[0]!, 0);
      expect(y).toBeGreaterThan(road.y - road.size);
      expect(y).toBeLessThan(road.y);
      for (const prop of scene.props.filter((one) => one !== road && one.y < 1))
        expect(prop.y > road.y || prop.y < road.y - road.size, prop.name).toBe(true);
    }
  });

  test('a road leads to the horizon where somebody goes away on it', () => {
    const scene = staged(brief([{ name: 'taxi', motion: 'away' }], { things: [{ name: 'road' }] }));
    const road = strip(scene, 'road away')!;
    expect(strip(scene, 'road')).toBeUndefined();
    expect(road.y - road.size).toBeCloseTo(scene.horizon, 3);
    expect(road.x).toBeCloseTo(subjectAt(scene.subjects[0]!, 0).x, 3);
  });

  test('a city has its own road', () => {
    const scene = staged(brief([{ name: 'taxi', action: 'drive' }], { place: 'city', things: [{ name: 'road' }] }));
    expect(scene.props.filter(({ name }) => name.startsWith('road'))).toEqual([]);
  });

  test('who crosses a bridge is on its deck all the way, above a river', () => {
    for (const seed of seeds) {
      const on: Said = { name: 'bus', action: 'drive', relation: ['on', 'bridge'] };
      const crossing = brief([on], { place: null, things: [{ name: 'bridge' }] });
      const scene = staged(crossing, seed);
      const [bridge, river] = [strip(scene, 'bridge')!, strip(scene, 'river')!];
      const deck = bridge.y - world.staging.strips.bridge!.deck! * bridge.size;
      for (const t of times(4)) {
        const { y, lift } = subjectAt(scene.subjects[0]!, t);
        expect(y - lift).toBeCloseTo(deck, 2);
      }
      expect(speedOf(scene, 0, 2)).not.toBe(0);
      expect(river.y).toBeGreaterThan(deck);
      const layers = layersAt(world, scene, 1).map(({ texture }) => texture);
      expect(layers.indexOf('bridge')).toBeLessThan(layers.indexOf('bus'));
    }
  });
});

describe('over, up, and slowly', () => {
  test('who jumps over a thing takes off on one side of it, is above it, and lands on the other', () => {
    for (const seed of seeds) {
      const jump: Said = { name: 'cat', action: 'jump', relation: ['above', 'log'] };
      const scene = staged(brief([jump], { things: [{ name: 'log' }] }), seed);
      const at = times(4, 0.05).map((t) => subjectAt(scene.subjects[0]!, t));
      const [first, last] = [at[0]!, at.at(-1)!];
      expect(first.lift).toBeCloseTo(0, 2);
      expect(last.lift).toBeCloseTo(0, 2);
      const target = scene.props.find(({ name, x }) => name === 'log' && (first.x - x) * (last.x - x) < 0)!;
      expect(target).toBeDefined();
      const over = at.filter(({ x }) => Math.abs(x - target.x) < 0.3 * target.size);
      for (const { lift } of over) expect(lift).toBeGreaterThan(0.6 * target.size);
    }
  });

  test('who climbs a tree begins at its foot and ends in it', () => {
    const climb: Said = { name: 'cat', action: 'walk', motion: 'up', relation: ['on', 'deciduous tree'] };
    const scene = staged(brief([climb], { things: [{ name: 'deciduous tree' }] }));
    expect(subjectAt(scene.subjects[0]!, 0).lift).toBeCloseTo(0, 2);
    expect(subjectAt(scene.subjects[0]!, 4).lift).toBeGreaterThan(0.3);
  });

  test('slow motion takes 2.5 times as long', () => {
    const usual = staged(brief([{ name: 'horse', action: 'run' }]));
    const slow = staged(brief([{ name: 'horse', action: 'run' }], { pace: 'slow' }));
    expect(slow.seconds).toBe(usual.seconds);
    expect(Math.abs(speedOf(slow, 0, 2))).toBeCloseTo(0.4 * Math.abs(speedOf(usual, 0, 2)), 1);
  });

  test('a large thing is larger than a small one', () => {
    const rock = (size: string) =>
      staged(brief([{ name: 'cat' }], { place: 'park', things: [{ name: 'rock', size }] })).props.find(
        ({ name }) => name === 'rock',
      )!;
    expect(rock('large').size).toBeGreaterThan(1.3 * rock('small').size);
  });
});

describe('a room', () => {
  test('has snow behind its windows, and none before its wall', () => {
    const scene = staged(brief([{ name: 'cat', action: 'sleep' }], { place: 'room', weather: 'snow' }));
    const layers = layersAt(world, scene, 0).map(({ texture }) => texture);
    expect(layers.indexOf('snow near')).toBeLessThan(layers.indexOf('room/far'));
    expect(layers.filter((texture) => texture.startsWith('snow'))).toHaveLength(2);
  });
});

describe('an action', () => {
  test('run: the camera goes along, the set goes by, and the runner keeps its place with room before it', () => {
    for (const seed of seeds) {
      const scene = staged(brief([{ name: 'horse', action: 'run' }]), seed);
      const way = scene.subjects[0]!.motion === 'right' ? 1 : -1;
      expect(scene.subjects[0]!.action).toBe('run');
      expect(scene.camera.move).toBe('follow');
      const places = times(4).map((t) => inFrame(scene, 0, t).x);
      expect(Math.max(...places) - Math.min(...places)).toBeLessThan(0.1);
      expect(Math.max(...places.map((x) => x * way))).toBeLessThan(0);
      expect(Math.abs(cameraAt(scene, 4).x - cameraAt(scene, 0).x)).toBeGreaterThan(1.5);
    }
  });

  test('run is faster than walk, and race faster than run', () => {
    const pace = (action: 'walk' | 'run' | 'race') =>
      Math.abs(speedOf(staged(brief([{ name: 'rabbit', action }])), 0, 2));
    expect(pace('run')).toBeGreaterThan(1.8 * pace('walk'));
    expect(pace('race')).toBeGreaterThan(pace('run'));
  });

  test.each(['stand', 'sit', 'lie', 'sleep', 'eat', 'drink', 'wave', 'look', 'spin'] as const)(
    '%s stays in its place',
    (action) => {
      for (const seed of seeds) {
        const scene = staged(brief([{ name: 'cat', action }]), seed);
        const at = times(4).map((t) => subjectAt(scene.subjects[0]!, t));
        for (const { x, y, lift } of at) expect([x, y, lift]).toEqual([at[0]!.x, at[0]!.y, 0]);
      }
    },
  );

  test('a subject told to stand still does not move, whatever its action', () => {
    const [horse] = staged(brief([{ name: 'horse', action: 'stand', motion: 'still' }])).subjects;
    expect(horse!.path).toHaveLength(1);
  });

  test('fly keeps above the ground in arcs', () => {
    const scene = staged(brief([{ name: 'eagle', action: 'fly' }]));
    const lifts = times(4).map((t) => subjectAt(scene.subjects[0]!, t).lift);
    expect(Math.min(...lifts)).toBeGreaterThan(0.15);
    expect(Math.max(...lifts) - Math.min(...lifts)).toBeGreaterThan(0.04);
  });

  test('leap is an arc from the line of the water up and back, onwards', () => {
    for (const seed of seeds) {
      const scene = staged(brief([{ name: 'dolphin', action: 'leap' }], { place: null }), seed);
      expect(scene.place).toBe('sea');
      const lifts = times(2.6, 0.05).map((t) => subjectAt(scene.subjects[0]!, t).lift);
      const highest = lifts.indexOf(Math.max(...lifts));
      expect(lifts[highest]).toBeGreaterThan(0.2);
      expect(Math.min(...lifts.slice(0, highest + 1))).toBeLessThan(0.02);
      expect(Math.min(...lifts.slice(highest))).toBeLessThan(0.02);
      expect(Math.abs(speedOf(scene, 0, 2))).toBeGreaterThan(0.1);
    }
  });

  test('jump leaves the ground and lands on it again and again', () => {
    const scene = staged(brief([{ name: 'rabbit', action: 'jump' }]));
    const lifts = times(4, 0.05).map((t) => subjectAt(scene.subjects[0]!, t).lift);
    const landings = lifts.filter(
      (lift, i) => i > 0 && i < lifts.length - 1 && lift < 0.02 && lift <= lifts[i - 1]! && lift <= lifts[i + 1]!,
    );
    expect(landings.length).toBeGreaterThanOrEqual(4);
    expect(Math.max(...lifts)).toBeGreaterThan(0.1);
  });

  test('dance moves all the time and stays in its place', () => {
    const scene = staged(brief([{ name: 'pig', action: 'dance' }]));
    const at = times(4, 0.05).map((t) => subjectAt(scene.subjects[0]!, t));
    expect(Math.max(...at.map(({ x }) => x)) - Math.min(...at.map(({ x }) => x))).toBeLessThan(0.3 * at[0]!.size);
    for (let i = 0; i + 12 < at.length; i += 12) {
      const lifts = at.slice(i, i + 12).map(({ lift }) => lift);
      expect(Math.max(...lifts) - Math.min(...lifts)).toBeGreaterThan(0.01);
    }
  });

  test('play dashes to both sides', () => {
    const scene = staged(brief([{ name: 'dog', action: 'play' }]));
    const speeds = times(3.8).map((t) => speedOf(scene, 0, t + 0.1));
    expect(Math.max(...speeds)).toBeGreaterThan(0.15);
    expect(Math.min(...speeds)).toBeLessThan(-0.15);
  });

  test('fall goes down ever faster and ends on the ground', () => {
    const scene = staged(brief([{ name: 'person walking', action: 'fall' }]));
    const lift = (t: number) => subjectAt(scene.subjects[0]!, t).lift;
    expect(lift(0)).toBeGreaterThan(0.15);
    expect(lift(4)).toBe(0);
    const landed = times(4, 0.05).find((t) => lift(t) < 0.01)!;
    expect(landed).toBeLessThan(2);
    // Half the time, a quarter of the way: as a stone.
    const begin = times(2, 0.05).find((t) => lift(t) < lift(0) - 0.005)!;
    expect(1 - lift((begin + landed) / 2) / lift(0)).toBeLessThan(0.4);
  });

  test('who climbs on wheels goes up the hill, away from us, and never into the air', () => {
    for (const seed of seeds) {
      const scene = staged(brief([{ name: 'bus', action: 'drive', motion: 'up' }]), seed);
      const [first, last] = [0, 4].map((t) => subjectAt(scene.subjects[0]!, t)) as [Stood, Stood];
      expect(last.size).toBeLessThan(first.size);
      for (const t of times(4)) expect(subjectAt(scene.subjects[0]!, t).lift).toBe(0);
    }
  });

  test('hide is covered by the thing, and looks out', () => {
    const scene = staged(
      brief([{ name: 'cat', action: 'hide', relation: ['behind', 'rock'] }], { things: [{ name: 'rock' }] }),
    );
    const rock = scene.props.find(({ name, size }) => name === 'rock' && size > 0.2)!;
    const away = times(4).map((t) => Math.abs(subjectAt(scene.subjects[0]!, t).x - rock.x) / rock.size);
    expect(subjectAt(scene.subjects[0]!, 0).y).toBeLessThan(rock.y);
    expect(Math.min(...away)).toBeLessThan(0.25);
    expect(Math.max(...away)).toBeGreaterThan(0.35);
  });

  test('what is said is on the scene, what is not is left out', () => {
    const [fox] = staged(brief([{ name: 'fox', action: 'sleep', colour: 'blue' }])).subjects;
    expect(fox).toMatchObject({ action: 'sleep', colour: 'blue' });
    const [cat] = staged(brief([{ name: 'cat' }])).subjects;
    expect(cat).not.toHaveProperty('action');
    expect(cat).not.toHaveProperty('colour');
  });

  test('a runner passes before one who sleeps, not through it', () => {
    for (const seed of seeds) {
      for (const order of [
        ['cat', 'dog'],
        ['dog', 'cat'],
      ]) {
        const said = order.map((name): Said => ({ name, action: name === 'cat' ? 'sleep' : 'run' }));
        const { subjects } = staged(brief(said), seed);
        const feet = (name: string) => subjectAt(subjects.find((one) => one.name === name)!, 2).y;
        expect(feet('dog') - feet('cat')).toBeGreaterThan(0.03);
      }
    }
  });

  test('a bus drives past one who walks', () => {
    const scene = staged(
      brief(
        [
          { name: 'bus', action: 'drive' },
          { name: 'person walking', action: 'walk' },
        ],
        { place: 'city' },
      ),
    );
    expect(Math.abs(speedOf(scene, 0, 2))).toBeGreaterThan(1.5 * Math.abs(speedOf(scene, 1, 2)));
  });

  test('two subjects each do their own', () => {
    for (const seed of seeds) {
      const scene = staged(
        brief([
          { name: 'cat', action: 'sleep' },
          { name: 'dog', action: 'run' },
        ]),
        seed,
      );
      expect(subjectAt(scene.subjects[0]!, 4).x).toBe(subjectAt(scene.subjects[0]!, 0).x);
      expect(Math.abs(subjectAt(scene.subjects[1]!, 4).x - subjectAt(scene.subjects[1]!, 0).x)).toBeGreaterThan(0.5);
    }
  });
});

describe('a relation', () => {
  const pair = (kind: string, seed: number, own: Partial<Said> = {}, other: Partial<Said> = {}) => {
    const scene = staged(
      brief([
        { name: 'cat', relation: [kind, 'dog'], ...own },
        { name: 'dog', ...other },
      ]),
      seed,
    );
    const at = (t: number) => [subjectAt(scene.subjects[0]!, t), subjectAt(scene.subjects[1]!, t)] as const;
    return { scene, at };
  };

  test.each(['chasing', 'following'])('%s: one way, one behind the other, and never through it', (kind) => {
    for (const seed of seeds) {
      const { scene, at } = pair(kind, seed);
      const way = Math.sign(speedOf(scene, 1, 2));
      expect(way).not.toBe(0);
      expect(Math.sign(speedOf(scene, 0, 2))).toBe(way);
      const gaps = times(4).map((t) => (at(t)[1].x - at(t)[0].x) * way);
      expect(Math.min(...gaps)).toBeGreaterThan(0.2);
      expect(gaps.at(-1)!).toBeLessThan(gaps[0]!);
    }
  });

  test('with: the same way at the same pace', () => {
    for (const seed of seeds) {
      const { scene, at } = pair('with', seed, { action: 'walk' });
      expect(Math.abs(speedOf(scene, 1, 2))).toBeGreaterThan(0.05);
      expect(at(4)[0].x - at(4)[1].x).toBeCloseTo(at(0)[0].x - at(0)[1].x, 2);
    }
  });

  test('left of and right of', () => {
    for (const seed of seeds) {
      expect(pair('left-of', seed).at(2)[0].x).toBeLessThan(pair('left-of', seed).at(2)[1].x);
      expect(pair('right-of', seed).at(2)[0].x).toBeGreaterThan(pair('right-of', seed).at(2)[1].x);
    }
  });

  test('next to: within a size, and looking at each other where they stand', () => {
    for (const seed of seeds) {
      const { scene, at } = pair('next-to', seed, { action: 'sit' }, { action: 'sit' });
      const [cat, dog] = at(0);
      const apart = Math.abs(cat.x - dog.x);
      expect(apart).toBeGreaterThan((cat.size + dog.size) * 0.45);
      expect(apart).toBeLessThan((cat.size + dog.size) * 0.8);
      expect([scene.subjects[0]!.flip, scene.subjects[1]!.flip]).toEqual([dog.x > cat.x, cat.x > dog.x]);
    }
  });

  test('meeting: both come, and stop beside each other', () => {
    for (const seed of seeds) {
      const { at } = pair('meeting', seed);
      const apart = (t: number) => Math.abs(at(t)[0].x - at(t)[1].x);
      const size = (at(4)[0].size + at(4)[1].size) / 2;
      expect(apart(0)).toBeGreaterThan(apart(4) + 0.15);
      expect(apart(4)).toBeGreaterThan(0.9 * size);
      expect(apart(4)).toBeLessThan(1.7 * size);
      expect(Math.abs(at(0)[0].x - at(4)[0].x)).toBeGreaterThan(0.05);
      expect(Math.abs(at(0)[1].x - at(4)[1].x)).toBeGreaterThan(0.05);
    }
  });

  test('meeting: also when both are said to walk', () => {
    for (const seed of seeds) {
      const { at } = pair('meeting', seed, { action: 'walk' }, { action: 'walk' });
      expect(Math.sign(at(4)[0].x - at(0)[0].x)).toBe(-Math.sign(at(4)[1].x - at(0)[1].x));
      expect(Math.abs(at(4)[0].x - at(4)[1].x)).toBeLessThan(Math.abs(at(0)[0].x - at(0)[1].x) - 0.15);
    }
  });

  test('chasing: both run', () => {
    const { scene } = pair('chasing', 1);
    expect(scene.subjects.map(({ action }) => action)).toEqual(['run', 'run']);
  });

  test('towards comes nearer to one who stays; away from goes', () => {
    for (const seed of seeds) {
      const apart = (kind: string, t: number) => {
        const [cat, dog] = pair(kind, seed).at(t);
        return Math.abs(cat.x - dog.x);
      };
      expect(apart('towards', 4)).toBeLessThan(apart('towards', 0) - 0.1);
      expect(apart('away-from', 4)).toBeGreaterThan(apart('away-from', 0) + 0.1);
      expect(pair('towards', seed).at(0)[1].x).toBe(pair('towards', seed).at(4)[1].x);
    }
  });

  test('on: a rider keeps its seat while its mount goes', () => {
    for (const seed of seeds) {
      const said = brief([
        { name: 'cat', relation: ['on', 'horse'] },
        { name: 'horse', action: 'walk' },
      ]);
      const scene = staged(said, seed);
      for (const t of times(4, 0.5)) {
        const [cat, horse] = scene.subjects.map((subject) => subjectAt(subject, t)) as [
          ReturnType<typeof subjectAt>,
          ReturnType<typeof subjectAt>,
        ];
        expect(cat.x).toBeCloseTo(horse.x, 1);
        expect(cat.lift - horse.lift).toBeGreaterThan(0.3 * horse.size);
        expect(cat.y).toBeGreaterThan(horse.y);
      }
    }
  });

  test('on a house: in the frame with the house, and above its middle', () => {
    for (const seed of seeds) {
      const scene = staged(
        brief([{ name: 'cat', action: 'sit', relation: ['on', 'house'] }], {
          place: 'town',
          things: [{ name: 'house' }],
        }),
        seed,
      );
      const { top, feet, size } = inFrame(scene, 0, 0);
      const cat = subjectAt(scene.subjects[0]!, 0);
      const house = scene.props.find((prop) => prop.name === 'house' && Math.abs(prop.x - cat.x) < 0.01)!;
      expect(top).toBeGreaterThan(0);
      expect(house.size).toBeGreaterThan(size / 1.2);
      expect(feet).toBeLessThan(house.y - house.size / 2);
    }
  });

  test('in a boat: seen on it, all the way', () => {
    for (const seed of seeds) {
      const said = brief(
        [
          { name: 'dog', relation: ['on', 'sailboat'] },
          { name: 'sailboat', action: 'sail' },
        ],
        { place: 'sea' },
      );
      const scene = staged(said, seed);
      const order = layersAt(world, scene, 2).flatMap(({ texture, group }) => (group === 'subject' ? [texture] : []));
      expect(order).toEqual(['sailboat', 'dog']);
    }
  });

  test('under a tree: at its foot, and the tree is higher', () => {
    for (const seed of seeds) {
      const tree = 'deciduous tree';
      const scene = staged(
        brief([{ name: 'cow', action: 'lie', relation: ['under', tree] }], { things: [{ name: tree }] }),
        seed,
      );
      const cow = subjectAt(scene.subjects[0]!, 0);
      const over = scene.props.filter(({ name, x, size }) => name === tree && Math.abs(x - cow.x) < size / 2);
      expect(over.some(({ size, y }) => size > 1.5 * cow.size && y < cow.y && cow.y - y < 0.1)).toBe(true);
    }
  });

  test('behind and in front of: farther and nearer, and both to be seen', () => {
    for (const seed of seeds) {
      const [back, dog] = pair('behind', seed).at(0);
      expect(back.y).toBeLessThan(dog.y);
      expect(Math.abs(back.x - dog.x)).toBeGreaterThan(0.3 * dog.size);
      const [front, other] = pair('in-front-of', seed).at(0);
      expect(front.y).toBeGreaterThan(other.y);
    }
  });

  test('around: to both sides of the thing, before it and behind it', () => {
    const scene = staged(
      brief([{ name: 'dog', action: 'run', relation: ['around', 'fountain'] }], { things: [{ name: 'fountain' }] }),
      3,
      6,
    );
    const thing = scene.props.find(({ name }) => name === 'fountain')!;
    const at = times(6).map((t) => subjectAt(scene.subjects[0]!, t));
    expect(Math.max(...at.map(({ x }) => x))).toBeGreaterThan(thing.x + thing.size / 3);
    expect(Math.min(...at.map(({ x }) => x))).toBeLessThan(thing.x - thing.size / 3);
    expect(at.some(({ y }) => y > thing.y)).toBe(true);
    expect(at.some(({ y }) => y < thing.y)).toBe(true);
  });

  test('to a name that the brief lacks is no relation', () => {
    expect(staged(brief([{ name: 'cat', relation: ['chasing', 'mouse'] }])).subjects).toHaveLength(1);
  });
});

describe('sizes', () => {
  test('are in the order of the world, and a small one is to be seen beside a large one', () => {
    const names = ['rabbit', 'dog', 'horse', 'elephant', 'bus'];
    for (const [i, small] of names.entries()) {
      for (const large of names.slice(i + 1)) {
        const scene = staged(
          brief([
            { name: small, action: 'stand' },
            { name: large, action: 'stand' },
          ]),
        );
        const [a, b] = scene.subjects.map((subject) => subjectAt(subject, 0).size) as [number, number];
        expect(a, `${small} ${large}`).toBeLessThan(b);
        expect(a).toBeGreaterThan(0.08);
      }
    }
  });

  test('all art that moves has a size of its own in the table', () => {
    const index = JSON.parse(
      readFileSync(new URL('../../../../../../models/akezora-2/art/index.json', import.meta.url), 'utf8'),
    );
    const entries = index.entries as { name: string; kind: string }[];
    const lacking = entries.filter(
      ({ name, kind }) => (kind === 'subject' || kind === 'prop') && world.staging.metres[name] === undefined,
    );
    expect(lacking).toEqual([]);
  });
});

describe('a shot', () => {
  const casts: Said[][] = [
    [{ name: 'horse' }],
    [{ name: 'cat', count: 3 }],
    [{ name: 'elephant', count: 5, action: 'walk' }],
    [{ name: 'fox', action: 'run', relation: ['chasing', 'rabbit'] }, { name: 'rabbit' }],
    [
      { name: 'dog', motion: 'left' },
      { name: 'horse', motion: 'right' },
    ],
    [
      { name: 'eagle', action: 'fly' },
      { name: 'cow', action: 'eat' },
    ],
    [{ name: 'giraffe', relation: ['meeting', 'elephant'] }, { name: 'elephant' }],
    [{ name: 'owl', motion: 'down' }],
    [{ name: 'bus', motion: 'towards' }],
    ...actions.map((action): Said[] => [{ name: 'dog', action }]),
  ];
  const moves = [
    null,
    'static',
    'follow',
    'pan-left',
    'pan-right',
    'zoom-in',
    'zoom-out',
    'tilt-up',
    'orbit',
    'crane-up',
    'crane-down',
  ] as const;

  test.each(aspects)('keeps everybody in the frame all the time (%s)', (aspect) => {
    let seed = 0;
    for (const cast of casts) {
      for (const camera of moves) {
        for (const framing of [null, 'wide', 'close'] as const) {
          seed += 1;
          const seconds = seed % 7 === 0 ? 24 : 4;
          const scene = staged(brief(cast, { camera, framing }), seed, seconds, aspect);
          expect(sceneSchema.safeParse(scene).success).toBe(true);
          for (const [index, { name }] of scene.subjects.entries()) {
            for (const t of times(seconds, 0.4)) {
              const { x, feet, top, size } = inFrame(scene, index, t);
              const said = `${name} ${cast[0]!.action} ${camera} ${framing} seed ${seed} at ${t}`;
              expect(Math.abs(x) + size * 0.45, said).toBeLessThan(aspectRatios[aspect] / 2 + 0.01);
              expect(feet, said).toBeLessThan(1.01);
              expect(top, said).toBeGreaterThan(-0.03);
            }
          }
        }
      }
    }
  });

  test('five stand side by side and cover nobody', () => {
    for (const seed of seeds) {
      const { subjects } = staged(brief([{ name: 'penguin', count: 5 }]), seed);
      const at = subjects.map((subject) => subjectAt(subject, 0)).sort((a, b) => a.x - b.x);
      expect(at).toHaveLength(5);
      for (const [i, one] of at.slice(1).entries()) expect(one.x - at[i]!.x).toBeGreaterThan(0.9 * one.size);
    }
  });

  test('five in a narrow frame stand in two rows, each as large as three would be', () => {
    for (const seed of seeds) {
      const of = (count: number) =>
        staged(brief([{ name: 'penguin', count, action: 'stand' }]), seed, 4, '9:16').subjects.map((one) =>
          subjectAt(one, 0),
        );
      const front = of(5).filter(({ y }) => y > of(5)[4]!.y + 0.02);
      expect(front).toHaveLength(3);
      expect(front[0]!.size).toBeGreaterThan(0.85 * of(3)[0]!.size);
    }
  });

  test('a rider is drawn on its mount while another sleeps beside', () => {
    for (const seed of seeds) {
      const said = brief([
        { name: 'dog', action: 'sleep' },
        { name: 'horse', action: 'run' },
        { name: 'cat', relation: ['on', 'horse'] },
      ]);
      const { subjects } = staged(said, seed);
      const [, horse, cat] = subjects.map((one) => subjectAt(one, 2));
      expect(cat!.y - horse!.y).toBeCloseTo(0.002, 3);
      expect(cat!.x).toBeCloseTo(horse!.x, 2);
    }
  });

  test('close is larger than medium, and medium larger than wide', () => {
    for (const seed of seeds) {
      const size = (framing: Brief['framing']) =>
        inFrame(staged(brief([{ name: 'fox', action: 'sit' }], { framing }), seed), 0, 2).size;
      expect(size('close')).toBeGreaterThan(1.3 * size('medium'));
      expect(size('medium')).toBeGreaterThan(1.3 * size('wide'));
    }
  });

  test('moves slowly when no camera is asked for, and not at all when it shall be static', () => {
    for (const seed of seeds) {
      const moved = staged(brief([{ name: 'cat', action: 'sit' }]), seed);
      const [a, b] = [cameraAt(moved, 0), cameraAt(moved, 4)];
      const change = Math.hypot(a.x - b.x, a.y - b.y, a.zoom - b.zoom);
      expect(change).toBeGreaterThan(0.01);
      expect(change).toBeLessThan(0.3);
      expect(staged(brief([{ name: 'cat' }], { camera: 'static' }), seed).camera.path).toHaveLength(1);
    }
  });

  test('of a long clip turns nobody round when the camera can go along', () => {
    const scene = staged(brief([{ name: 'horse', action: 'run' }]), 5, 60);
    const ways = times(59, 0.5).map((t) => Math.sign(speedOf(scene, 0, t + 0.2)));
    expect(new Set(ways).size).toBe(1);
  });

  test('has no prop before a subject at the start', () => {
    for (const seed of seeds) {
      const scene = staged(brief([{ name: 'rabbit', action: 'sit' }], { place: 'forest' }), seed);
      const quads = layersAt(world, scene, 0);
      const own = quads.findIndex(({ group }) => group === 'subject');
      const before = quads.slice(own + 1).filter(({ group }) => group === 'prop');
      const { x, y, width, height } = quads[own]!;
      const covering = before.filter(
        (quad) => quad.x < x + width * 0.9 && quad.x + quad.width > x + width * 0.1 && quad.y < y + height * 0.9,
      );
      expect(covering).toEqual([]);
    }
  });
});

describe('a set', () => {
  test('is the same for the same words and seed, another for another seed, and another for other words', () => {
    const said = brief([{ name: 'cat' }]);
    expect(staged(said)).toEqual(staged(said));
    const skies = [staged(said), staged(said, 2), staged(brief([{ name: 'dog' }]))].map(({ sky }) =>
      JSON.stringify(sky),
    );
    expect(new Set(skies).size).toBe(3);
  });

  test('stays when only the hour changes', () => {
    const at = (time: Brief['time']) => staged(brief([{ name: 'cat' }], { time }));
    expect(at('night').props).toEqual(at('day').props);
    expect(at('night').subjects).toEqual(at('day').subjects);
  });

  test('lacks what must not be seen', () => {
    for (const seed of seeds) {
      const scene = staged(brief([{ name: 'cat' }], { place: 'forest', without: ['trees', 'clouds', 'sun'] }), seed);
      expect([...scene.props, ...scene.sky].filter(({ name }) => /tree|cloud|sun/.test(name))).toEqual([]);
      expect(
        staged(brief([{ name: 'cat' }], { place: 'forest' }), seed).props.some(({ name }) => /tree/.test(name)),
      ).toBe(true);
    }
  });

  test('has the things that are named, in their number and colour', () => {
    for (const seed of seeds) {
      const scene = staged(
        brief([{ name: 'dog', action: 'run' }], {
          things: [{ name: 'castle', colour: 'red' }, { name: 'guitar', count: 2 }, { name: 'rainbow' }],
        }),
        seed,
      );
      expect(scene.props.filter(({ name }) => name === 'castle')).toMatchObject([{ colour: 'red' }]);
      expect(scene.props.filter(({ name }) => name === 'guitar')).toHaveLength(2);
      expect(scene.sky.map(({ name }) => name)).toContain('rainbow');
    }
  });

  test.each(['rain', 'snow', 'fog', 'cloudy'] as const)(
    'has no sun and no moon in %s, unless the brief says one',
    (weather) => {
      const lamps = (said: Brief) =>
        seeds.flatMap((seed) => staged(said, seed).sky.filter(({ name }) => /\b(sun|moon)\b/.test(name)));
      for (const time of ['day', 'sunset', 'night'] as const)
        expect(lamps(brief([{ name: 'fox' }], { weather, time }))).toEqual([]);
      const moon = { name: 'moon' };
      expect(lamps(brief([{ name: 'fox' }], { weather, time: 'night', things: [moon] }))).toHaveLength(seeds.length);
    },
  );

  test('that goes by has not the same thing twice in a row near the camera, where its place has others', () => {
    for (const seed of seeds) {
      const scene = staged(brief([{ name: 'fox', action: 'run' }], { place: 'snowfield', weather: 'snow' }), seed, 10);
      const near = scene.props.filter(({ y }) => y > 1.02).sort((a, b) => a.x - b.x);
      expect(near.length).toBeGreaterThan(1);
      for (const [i, { name }] of near.entries()) expect(name).not.toBe(near[i + 1]?.name);
    }
  });

  test('has one moon, where the brief says so', () => {
    for (const seed of seeds) {
      const scene = staged(brief([{ name: 'fox' }], { time: 'night', things: [{ name: 'moon' }] }), seed);
      expect(scene.sky.filter(({ name }) => name === 'moon')).toHaveLength(1);
    }
  });

  test('suits who plays in it: swimmers are in water, and who lands has a ground to land on', () => {
    for (const seed of seeds) {
      for (const name of ['dog', 'turtle', 'penguin'])
        expect(staged(brief([{ name }], { place: 'sea' }), seed).place).toBe('sea');
      const airplane = staged(brief([{ name: 'airplane', action: 'fly', motion: 'down' }], { place: null }), seed);
      expect(world.places.get(airplane.place)!.ground).not.toBe(null);
      expect(staged(brief([{ name: 'locomotive' }], { place: null }), seed).place).not.toBe('desert');
      expect(['sea', 'underwater', 'park']).toContain(
        staged(brief([{ name: 'turtle', action: 'swim' }], { place: null }), seed).place,
      );
      expect(staged(brief([{ name: 'turtle' }], { place: null }), seed).place).not.toBe('space');
    }
  });
});

describe('who passes, lands, or holds something', () => {
  test('passes behind one who stays: farther away, and from one side of it to the other', () => {
    for (const seed of seeds) {
      const scene = staged(
        brief(
          [
            { name: 'dolphin', action: 'leap', motion: 'jump' },
            { name: 'sailboat', action: 'sail', motion: 'right', relation: ['behind', 'dolphin'] },
          ],
          { place: 'sea' },
        ),
        seed,
        10,
      );
      const at = (index: number, t: number) => subjectAt(scene.subjects[index]!, t);
      expect(at(1, 10).x - at(1, 0).x).toBeGreaterThan(0.4);
      expect(at(1, 5).y).toBeLessThan(at(0, 5).y);
    }
  });

  test('lands: comes down on the castle, and stays there', () => {
    for (const seed of seeds) {
      const scene = staged(
        brief([{ name: 'dragon', action: 'fly', motion: 'down', relation: ['on', 'castle'] }], {
          things: [{ name: 'castle' }],
        }),
        seed,
        10,
      );
      const height = (t: number) => subjectAt(scene.subjects[0]!, t).lift;
      expect(height(0) - height(8)).toBeGreaterThan(0.15);
      expect(Math.abs(height(8) - height(10))).toBeLessThan(0.1);
      expect(height(10)).toBeGreaterThan(0.05);
    }
  });

  test('holds an umbrella over its head wherever it goes', () => {
    const held = worldWith('umbrella');
    for (const seed of seeds) {
      const said = brief([
        { name: 'person walking', action: 'walk' },
        { name: 'umbrella', relation: ['with', 'person walking'] },
      ]);
      const scene = stage(held, said, seed, 8, '16:9');
      for (const t of [0, 2, 4, 6, 8]) {
        const [person, umbrella] = [subjectAt(scene.subjects[0]!, t), subjectAt(scene.subjects[1]!, t)];
        expect(Math.abs(umbrella.x - person.x)).toBeLessThan(0.4 * person.size);
        expect(umbrella.lift).toBeGreaterThan(0.4 * person.size);
      }
    }
  });

  test('each of a group holds an umbrella of its own', () => {
    const said = brief([
      { name: 'person walking', action: 'walk', count: 3 },
      { name: 'umbrella', count: 3, relation: ['with', 'person walking'] },
    ]);
    for (const seed of seeds) {
      const at = stage(worldWith('umbrella'), said, seed, 8, '16:9').subjects.map((one) => subjectAt(one, 4));
      for (const i of [0, 1, 2]) expect(Math.abs(at[i + 3]!.x - at[i]!.x)).toBeLessThan(0.3 * at[i]!.size);
    }
  });

  test('the hour that was asked for has weather in which it is seen', () => {
    for (const time of ['dawn', 'sunset', 'night'] as const)
      for (const seed of seeds)
        expect(['clear', 'cloudy']).toContain(staged(brief([{ name: 'fox' }], { time, weather: null }), seed).weather);
  });
});

/** The world with a thing of the box that a brief has as a subject. */
function worldWith(name: string): typeof world {
  const thing = { ...world.subjects.get('snowman')!, name, likeness: name };
  return { ...world, subjects: new Map([...world.subjects, [name, thing]]) };
}
