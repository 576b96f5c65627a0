import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Brief, type Scene, sceneSchema } from '@akezora/contract';
import { beforeAll, describe, expect, test } from 'vitest';
import { openArt } from '../../../../src/models/akezora/art/art.ts';
import type { Art } from '../../../../src/models/akezora/art/shelf.ts';
import { briefSubject, emptyBrief } from '../../../../src/models/akezora/prompt/brief.ts';
import { readChange } from '../../../../src/models/akezora/prompt/changes/read-change.ts';
import { nearestNames } from '../../../../src/models/akezora/prompt/nearest.ts';
import { vocabularyOf } from '../../../../src/models/akezora/prompt/vocabulary.ts';
import { changedScene } from '../../../../src/models/akezora/scene/changed/changed-scene.ts';
import { presentIn } from '../../../../src/models/akezora/scene/changed/context.ts';
import { cameraAt, subjectAt } from '../../../../src/models/akezora/scene/motion.ts';
import { stage } from '../../../../src/models/akezora/scene/stage.ts';
import { readWorld } from '../../../../src/models/akezora/scene/world.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const world = readWorld(JSON.parse(readFileSync(at('../../../../../../models/akezora-2/world.json'), 'utf8')));

/** A brown dog that walks to the right on a meadow by day, with trees and a rock: what every change below is made to. */
const brief: Brief = {
  ...emptyBrief,
  place: 'meadow',
  time: 'day',
  weather: 'clear',
  subjects: [{ ...briefSubject('dog'), count: 1, action: 'walk', motion: 'right' }],
};
let base: Scene;
let art: Art;

beforeAll(async () => {
  art = await openArt(at('../../../../../../models/akezora-2/art'));
  const staged = stage(world, brief, 5, 6, '16:9');
  const prop = (name: string, x: number) => ({ name, x, y: 0.7, size: 0.2, flip: false });
  base = { ...staged, props: [prop('deciduous tree', -0.7), prop('evergreen tree', 0.7), prop('rock', 0.4)] };
});

/** The change as said, and what it has to come to, written down before it was tried: kind, whom, from what, to what. */
type Right = readonly [kind: string, of: string | null, from: string | null, to: string | null];
const pairs: readonly (readonly [string, ...Right[]])[] = [
  ['make it night', ['time', null, 'day', 'night']],
  ['at sunset', ['time', null, 'day', 'sunset']],
  ['in the rain', ['weather', null, 'clear', 'rain']],
  ['make it snow', ['weather', null, 'clear', 'snow']],
  ['make it foggy', ['weather', null, 'clear', 'fog']],
  ['replace the dog with a cat', ['replace', null, 'dog', 'cat']],
  ['change the dog to a cat', ['replace', null, 'dog', 'cat']],
  ['turn the dog into a fox', ['replace', null, 'dog', 'fox']],
  ['swap the dog for a rabbit', ['replace', null, 'dog', 'rabbit']],
  ['instead of a dog, a cat', ['replace', null, 'dog', 'cat']],
  ['a cat instead of the dog', ['replace', null, 'dog', 'cat']],
  ['add a second dog', ['add', null, null, 'dog']],
  ['add a fox', ['add', null, null, 'fox']],
  ['add two birds', ['add', null, null, 'bird']],
  ['put a tent in the background', ['add', null, null, 'tent']],
  ['remove the trees', ['remove', null, 'deciduous tree', null]],
  ['get rid of the rock', ['remove', null, 'rock', null]],
  ['without the dog', ['remove', null, 'dog', null]],
  ['make the dog red', ['colour', 'dog', null, 'red']],
  ['a blue dog', ['colour', 'dog', null, 'blue']],
  ['three dogs', ['count', 'dog', '1', '3']],
  ['make the dog bigger', ['size', 'dog', null, 'larger']],
  ['a smaller dog', ['size', 'dog', null, 'smaller']],
  ['slower', ['pace', null, null, 'slower']],
  ['make it faster', ['pace', null, null, 'faster']],
  ['zoom in', ['camera', null, '*', 'zoom-in']],
  ['pan to the left', ['camera', null, '*', 'pan-left']],
  ['close-up', ['framing', null, null, 'close']],
  ['on a beach', ['place', null, 'meadow', 'beach']],
  ['move it to the city', ['place', null, 'meadow', 'city']],
  ['in the style of papercraft', ['style', null, 'none', 'papercraft']],
  ['the dog jumps', ['action', 'dog', 'walk', 'jump jump']],
  ['let the dog sleep', ['action', 'dog', 'walk', 'sleep still']],
  ['make it night and add an owl', ['time', null, 'day', 'night'], ['add', null, null, 'owl']],
  [
    'make it sunset, in the snow, and add a snowman',
    ['time', null, 'day', 'sunset'],
    ['weather', null, 'clear', 'snow'],
    ['add', null, null, 'snowman'],
  ],
  ['犬を猫に', ['replace', null, 'dog', 'cat']],
  ['犬を猫に変えて', ['replace', null, 'dog', 'cat']],
  ['犬を猫に置き換えて', ['replace', null, 'dog', 'cat']],
  ['犬の代わりにキツネ', ['replace', null, 'dog', 'fox']],
  ['犬じゃなくて猫にして', ['replace', null, 'dog', 'cat']],
  ['夜にして', ['time', null, 'day', 'night']],
  ['夕方に', ['time', null, 'day', 'sunset']],
  ['雪を降らせて', ['weather', null, 'clear', 'snow']],
  ['雨にしてください', ['weather', null, 'clear', 'rain']],
  ['霧を出して', ['weather', null, 'clear', 'fog']],
  ['木を消して', ['remove', null, 'deciduous tree', null]],
  ['岩を取り除いて', ['remove', null, 'rock', null]],
  ['木はいらない', ['remove', null, 'deciduous tree', null]],
  ['キツネを足して', ['add', null, null, 'fox']],
  ['犬をもう一匹', ['add', null, null, 'dog']],
  ['もう一匹', ['add', null, null, 'dog']],
  ['鳥を二羽追加して', ['add', null, null, 'bird']],
  ['犬を赤くして', ['colour', 'dog', null, 'red']],
  ['犬を青に', ['colour', 'dog', null, 'blue']],
  ['犬を三匹にして', ['count', 'dog', '1', '3']],
  ['犬を大きくして', ['size', 'dog', null, 'larger']],
  ['犬をもっと小さく', ['size', 'dog', null, 'smaller']],
  ['もっとゆっくり', ['pace', null, null, 'slower']],
  ['もっと速く', ['pace', null, null, 'faster']],
  ['ズームインして', ['camera', null, '*', 'zoom-in']],
  ['左にパンして', ['camera', null, '*', 'pan-left']],
  ['場所を森に', ['place', null, 'meadow', 'forest']],
  ['浜辺に変えて', ['place', null, 'meadow', 'beach']],
  ['ペーパークラフト風に', ['style', null, 'none', 'papercraft']],
  ['犬がジャンプする', ['action', 'dog', 'walk', 'jump jump']],
  ['犬を眠らせて', ['action', 'dog', 'walk', 'sleep still']],
  ['朝にしてフクロウを足して', ['time', null, 'day', 'dawn'], ['add', null, null, 'owl']],
];

const how = () => ({ world, art, cast: [] });

function change(text: string, scene = base) {
  const vocabulary = vocabularyOf(art, world);
  const read = readChange(text, { vocabulary, nearest: nearestNames(art, world), present: presentIn(scene) });
  return { ...read, ...changedScene(scene, read.edits, how()) };
}

/** What no change of a kind may touch. */
const kept: Readonly<Record<string, readonly (keyof Scene)[]>> = {
  time: ['place', 'weather', 'style', 'horizon', 'camera', 'subjects', 'props', 'panorama'],
  weather: ['place', 'time', 'style', 'horizon', 'camera', 'subjects', 'props', 'panorama'],
  style: ['place', 'time', 'weather', 'horizon', 'camera', 'subjects', 'props', 'sky'],
  place: ['time', 'weather', 'style', 'seed', 'camera'],
  camera: ['place', 'time', 'weather', 'style', 'subjects', 'props', 'sky'],
  framing: ['place', 'time', 'weather', 'style', 'subjects', 'props', 'sky'],
  pace: ['place', 'time', 'weather', 'style', 'props', 'sky', 'seconds'],
  replace: ['place', 'time', 'weather', 'style', 'camera', 'props', 'sky'],
  add: ['place', 'time', 'weather', 'style', 'camera'],
  remove: ['place', 'time', 'weather', 'style', 'camera', 'sky'],
  colour: ['place', 'time', 'weather', 'style', 'camera', 'props', 'sky'],
  count: ['place', 'time', 'weather', 'style', 'camera', 'props', 'sky'],
  size: ['place', 'time', 'weather', 'style', 'camera', 'props', 'sky'],
  action: ['place', 'time', 'weather', 'style', 'props', 'sky'],
};

describe('a change to a scene', () => {
  test('sixty and more, in both languages, come to what they ask: at least nine of ten, and none to something else', () => {
    const wrong: string[] = [];
    for (const [text, ...right] of pairs) {
      const { changes, scene, isChange } = change(text);
      const got = changes.map(({ kind, of, from, to }) => [kind, of ?? null, from, to]);
      const wanted = right.map(([kind, of, from, to], i) => [kind, of, from === '*' ? got[i]?.[2] : from, to]);
      if (JSON.stringify(got) !== JSON.stringify(wanted) || !isChange) wrong.push(`${text}: ${JSON.stringify(got)}`);
      expect(sceneSchema.safeParse(scene).success, text).toBe(true);
      for (const key of Object.keys(scene) as (keyof Scene)[])
        if (changes.every(({ kind }) => kept[kind]!.includes(key)))
          expect(scene[key], `${text}: ${key}`).toEqual(base[key]);
    }
    expect(pairs.length).toBeGreaterThanOrEqual(60);
    expect(wrong).toEqual([]);
  });

  test('puts somebody else on the same way, as large as it is beside the one before', () => {
    const { scene } = change('replace the dog with an elephant');
    const [was, is] = [base.subjects[0]!, scene.subjects[0]!];
    expect(is.name).toBe('elephant');
    for (const t of [0, 2, 5]) expect(subjectAt(is, t).x).toBeCloseTo(subjectAt(was, t).x, 3);
    expect(subjectAt(is, 0).size).toBeGreaterThan(subjectAt(was, 0).size);
    expect(is).toMatchObject({ action: 'walk', motion: 'right', phase: was.phase });
  });

  test('takes all trees away, and only trees', () => {
    expect(change('remove the trees').scene.props.map(({ name }) => name)).toEqual(['rock']);
    expect(change('remove the dog').scene.subjects).toEqual([]);
  });

  test('leaves who was there where it is, and puts who comes in the frame beside it', () => {
    for (const text of ['add a second dog', 'add a fox', '犬をもう一匹', 'three dogs']) {
      const { scene } = change(text);
      expect(scene.subjects[0]).toEqual(base.subjects[0]);
      const xs = scene.subjects.map((one) => subjectAt(one, 0).x);
      for (const [i, x] of xs.entries()) {
        for (const other of xs.slice(i + 1)) expect(Math.abs(other - x)).toBeGreaterThan(0.15);
        if (i === 0) continue;
        for (const t of [0, 3, 6]) {
          const off = subjectAt(scene.subjects[i]!, t).x - cameraAt(scene, t).x;
          expect([text, t, Math.abs(off) < 16 / 18 + 0.1]).toEqual([text, t, true]);
        }
      }
    }
  });

  test('at night has the moon where the sun was', () => {
    const sunny = {
      ...base,
      sky: [
        { name: 'sun', x: 0.3, y: 0.2, size: 0.34 },
        { name: 'cloud', x: -0.4, y: 0.1, size: 0.2 },
      ],
    };
    const { scene } = change('make it night', sunny);
    expect(scene.sky.find(({ name }) => name === 'moon')?.x).toBe(0.3);
    expect(scene.sky.some(({ name }) => name === 'sun')).toBe(false);
  });

  test('slower goes less far in the same time', () => {
    const way = (scene: Scene) => Math.abs(subjectAt(scene.subjects[0]!, 5).x - subjectAt(scene.subjects[0]!, 0).x);
    expect(way(change('slower').scene)).toBeLessThan(0.8 * way(base));
    expect(way(change('faster').scene)).toBeGreaterThan(1.2 * way(base));
  });

  test('names what it did not understand, at its place in the text', () => {
    const { notUnderstood, changes } = change('make it night and add a zorkblat');
    expect(changes.map(({ kind }) => kind)).toEqual(['time']);
    expect(notUnderstood).toMatchObject([{ word: 'zorkblat', start: 24, end: 32 }]);
    expect(change('replace the unicorn with a cat').changes).toEqual([]);
  });

  test.each([
    'a cat in a city at night',
    'two penguins walk through the snow while the sun sets behind the mountains',
    '夜の街を歩く猫',
    'A red fox runs through a forest in autumn, chased by a wolf. The camera follows.',
  ])('a description of a clip of its own is not one (%s)', (text) => {
    expect(change(text).isChange).toBe(false);
  });
});
