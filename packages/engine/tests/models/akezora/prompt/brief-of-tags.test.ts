import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openArt } from '../../../../src/models/akezora/art/art.ts';
import { briefOfTags } from '../../../../src/models/akezora/prompt/brief-of-tags.ts';
import { type Nearest, nearestNames } from '../../../../src/models/akezora/prompt/nearest.ts';
import { notUnderstood } from '../../../../src/models/akezora/prompt/not-understood.ts';
import { shotsOfPrompt } from '../../../../src/models/akezora/prompt/shots-of-prompt.ts';
import { tagPrompt } from '../../../../src/models/akezora/prompt/tag-prompt.ts';
import { type Vocabulary, vocabularyOf } from '../../../../src/models/akezora/prompt/vocabulary.ts';
import { readWorld } from '../../../../src/models/akezora/scene/world.ts';

const weights = fileURLToPath(new URL('../../../../../../models/akezora-2', import.meta.url));
let vocabulary: Vocabulary;
let nearest: Nearest;

beforeAll(async () => {
  const world = readWorld(JSON.parse(readFileSync(`${weights}/world.json`, 'utf8')));
  const art = await openArt(`${weights}/art`);
  vocabulary = vocabularyOf(art, world);
  nearest = nearestNames(art, world);
});

const tags = (prompt: string) => tagPrompt(prompt, vocabulary);
const read = (prompt: string) => briefOfTags(tags(prompt));
const subjects = (prompt: string) => read(prompt).brief.subjects;
const unused = (prompt: string) => read(prompt).unused.map(({ word }) => word);
const unknown = (prompt: string) =>
  tags(prompt)
    .filter(({ sense }) => sense.tag === 'unknown')
    .map(({ word }) => word);

describe('subjects', () => {
  test.each([
    ['a puppy and three kittens', ['dog', 'cat']],
    ['wolves, geese and sheep', ['wolf', 'goose', 'ewe']],
    ['子犬と黒猫とライオン', ['dog', 'black cat', 'lion']],
    ['a cat and a dog and a rabbit in a meadow', ['cat', 'dog', 'rabbit']],
    ['ペンギンとアザラシ', ['penguin', 'seal']],
    ['しかし、犬が走る', ['dog']],
    ['a corgi meets a zebra', ['dog', 'zebra']],
    ['a raccoon dressed in blue', ['raccoon']],
    ['朝日の中を羊の群れが歩く', ['ewe']],
  ])('are all in the brief: %s', (prompt, names) => {
    expect(subjects(prompt).map(({ name }) => name)).toEqual(names);
  });

  test.each([
    ['five penguins walking in a line', 5, []],
    ['a litter of puppies', 5, []],
    ['a dozen penguins', 5, ['a dozen']],
    ['3匹の猫', 3, []],
    ['二羽の鳥', 2, []],
    ['犬が四匹', 4, []],
    ['a wolf', null, []],
  ])('are counted, up to five, and more is said: %s', (prompt, count, limited) => {
    expect(subjects(prompt)[0]!.count).toBe(count);
    expect(read(prompt).limited.map(({ word }) => word)).toEqual(limited);
  });

  test('have their own colours and sizes', () => {
    expect(subjects('a small red bird above a large black horse')).toMatchObject([
      { name: 'bird', colour: 'red', size: 'small', relation: { kind: 'above', to: 'horse' } },
      { name: 'horse', colour: 'black', size: 'large' },
    ]);
    expect(subjects('白い猫と黒い馬')).toMatchObject([
      { name: 'cat', colour: 'white' },
      { name: 'horse', colour: 'black' },
    ]);
    // The face is red, not the monkey.
    expect(subjects('a red-faced monkey')[0]).toMatchObject({ name: 'monkey', colour: null });
  });
});

describe('deeds', () => {
  test.each([
    ['the fox runs while the owl sleeps', { fox: 'run', owl: 'sleep' }],
    ['a sleeping cat and a dog', { cat: 'sleep', dog: null }],
    ['左に走る馬と右に泳ぐ犬', { horse: 'run', dog: 'swim' }],
    ['犬は寝ていて、猫は踊っている', { dog: 'sleep', cat: 'dance' }],
    ['a car drives past a standing man', { automobile: 'drive', 'man standing': 'stand' }],
    ['車が走る', { automobile: 'drive' }],
  ])('belong to who does them: %s', (prompt, expected) => {
    expect(Object.fromEntries(subjects(prompt).map(({ name, action }) => [name, action]))).toEqual(expected);
  });

  test.each([
    'a woman walks down the street',
    'a close-up of a cat',
    'a dragon breathing fire',
    '雨上がりの街を走るタクシー',
    '昔々、犬がいた',
    'a red balloon in a hot spring',
  ])('come from no other sense of a word: %s', (prompt) => {
    for (const { motion } of subjects(prompt)) expect(['up', 'down', 'jump']).not.toContain(motion);
    expect(read(prompt).brief.style).toBeNull();
  });

  test('go to their own sides', () => {
    expect(subjects('an owl flying to the left and a rabbit hopping to the right').map(({ motion }) => motion)).toEqual(
      ['left', 'right'],
    );
    expect(subjects('左に走る馬と右に走る犬').map(({ motion }) => motion)).toEqual(['left', 'right']);
  });
});

test.each([
  ['a fox chasing a rabbit', 'fox', 'chasing', 'rabbit'],
  ['ウサギを追いかけるキツネ', 'fox', 'chasing', 'rabbit'],
  ['a cat sleeping under a tree', 'cat', 'under', 'deciduous tree'],
  ['木の下で眠る猫', 'cat', 'under', 'deciduous tree'],
  ['a dolphin jumps while a sailboat passes behind it', 'sailboat', 'behind', 'dolphin'],
  ['雪だるまの隣で跳ねるウサギ', 'rabbit', 'next-to', 'snowman'],
  ['フクロウが木にとまっている', 'owl', 'on', 'deciduous tree'],
  ['an astronaut riding a horse', 'astronaut', 'on', 'horse'],
  ['the zebra on the left of a giraffe', 'zebra', 'left-of', 'giraffe'],
])('relations have their target: %s', (prompt, name, kind, to) => {
  expect(subjects(prompt).find((one) => one.name === name)?.relation).toEqual({ kind, to });
});

test.each([
  ['mid afternoon light over a snowy village', { place: 'snowy town', time: 'day', weather: null }],
  ['a fox in the city at night, drone shot', { place: 'city', time: 'night', framing: 'wide' }],
  ['夕暮れの浜辺、霧', { place: 'beach', time: 'sunset', weather: 'fog' }],
  ['the camera slowly and gently pulls back from a horse', { camera: 'zoom-out' }],
  ['claymation of a dog', { style: 'stop-motion' }],
  ['a city submerged under the sea', { place: 'underwater' }],
  ['a fox in the snow', { place: 'snowfield', weather: null }],
  ['カメラが左にゆっくりパンする', { camera: 'pan-left' }],
])('the scene is read from prose: %s', (prompt, expected) => {
  expect(read(prompt).brief).toMatchObject(expected);
});

describe('negation', () => {
  test.each([
    ['no rain, just sunny', { weather: 'clear', subjects: [] }],
    ['雨は降っていない', { weather: 'clear' }],
    ['no snow', { weather: 'clear' }],
    ['a horse without trees', { without: expect.arrayContaining(['deciduous tree', 'evergreen tree']) }],
    ['not a fox but a dog', { without: ['fox'], subjects: [expect.objectContaining({ name: 'dog' })] }],
    ['犬はいない', { without: ['dog'], subjects: [] }],
    ['a fox not moving', { subjects: [expect.objectContaining({ action: 'stand', motion: 'still' })] }],
    ['犬は走らず、寝ている', { subjects: [expect.objectContaining({ action: 'sleep' })] }],
  ])('holds, and no farther than it goes: %s', (prompt, expected) => {
    expect(read(prompt).brief).toMatchObject(expected);
  });
});

describe('what is not understood', () => {
  test('is never a function word', () => {
    expect(unknown('They were running as if it is theirs, with a dog by the side of it')).toEqual([]);
    expect(unknown('犬がいたから、とても楽しそうに走っている')).toEqual([]);
  });

  test('is each content word that the brief lacks', () => {
    expect(unknown('a zeppelin with a gizmo near a dog')).toEqual(['zeppelin', 'gizmo']);
    expect(unknown('a watercolor painting of a cat')).toEqual(['watercolor painting']);
    expect(unused('a fox, night, then a sunny day at noon')).toEqual(['noon']);
  });
});

test('nouns come with what the box has near them, in the language of the word', () => {
  const offers = (prompt: string) => {
    const { unused: left } = read(prompt);
    return notUnderstood(prompt, tags(prompt), left, nearest).map(({ word, nearest: names }) => [word, names]);
  };
  expect(offers('a corgi in the swamp')).toEqual([
    ['corgi', ['dog']],
    ['swamp', ['forest']],
  ]);
  expect(offers('柴犬')).toEqual([['柴犬', ['イヌ']]]);
  expect(offers('a dog on a bench')[0]?.[1]).toContain('chair');
  expect(offers('a dog near a philosophy')).toEqual([['near a philosophy', undefined]]);
});

test('a known name of a long prompt is in its brief, or is unused', () => {
  const names = ['fox', 'cat', 'dog', 'horse', 'rabbit', 'penguin', 'tiger', 'cow', 'pig'];
  const { brief, unused: left } = read(names.map((name) => `a ${name} walks`).join(', '));
  expect(brief.subjects).toHaveLength(6);
  expect([...brief.subjects.map(({ name }) => name), ...left.map(({ word }) => word)].sort()).toEqual(
    [...names].sort(),
  );
});

test.each([
  ['a fox runs, then sleeps', ['a fox runs, ', 'then sleeps']],
  ['犬が走る。次に犬が眠る。', ['犬が走る。', '次に犬が眠る。']],
  ['A dog runs. It is a sunny day.', ['A dog runs. It is a sunny day.']],
  ['a dog and a cat', ['a dog and a cat']],
])('a sequence comes apart into shots: %s', (prompt, parts) => {
  expect(shotsOfPrompt(prompt, tags(prompt)).map(({ start, end }) => prompt.slice(start, end))).toEqual(parts);
});

test('300 words are read in less than 20 ms', () => {
  const prompt =
    'A small white dog runs happily through the snowy forest while two old owls sleep under a tall tree, '.repeat(15);
  expect(prompt.split(' ').length).toBeGreaterThanOrEqual(285);
  read(prompt);
  const times = Array.from({ length: 5 }, () => {
    const before = performance.now();
    read(prompt);
    return performance.now() - before;
  });
  expect(Math.min(...times)).toBeLessThan(20);
});

describe('what is worn, held, or beside the sea', () => {
  test.each([
    ['a rabbit wearing a purple robe', ['wearing', 'robe', 'purple']],
    ['a dog with a hat runs', ['with', 'hat']],
    ['帽子をかぶった男の人が歩く', ['をかぶった', '帽子']],
  ])('worn things are named and not drawn: %s', (prompt, words) => {
    expect(unused(prompt)).toEqual(words);
    expect(read(prompt).brief.things).toEqual([]);
  });

  test.each([
    ['a girl holding a red umbrella', 'umbrella', 'red'],
    ['女の子が赤い傘をさして歩く', 'umbrella', 'red'],
    ['a woman carrying a basket walks', 'basket', null],
  ])('held things go where their holder goes: %s', (prompt, name, colour) => {
    const [holder, held] = subjects(prompt);
    expect(held).toMatchObject({ name, colour, relation: { kind: 'with', to: holder!.name } });
  });

  test.each([
    ['a taxi passing a woman', 'taxi'],
    ['a hedgehog passes a mushroom', 'hedgehog'],
  ])('who passes another crosses before it: %s', (prompt, name) => {
    const passing = subjects(prompt).find((one) => one.name === name);
    expect(passing).toMatchObject({ motion: 'right', relation: { kind: 'in-front-of' } });
  });

  test('roads, rails and bridges are things of the ground, one of each', () => {
    expect(read('a train on the rails').brief.things).toMatchObject([{ name: 'railway', count: null }]);
    expect(unused('a train on the rails')).toEqual([]);
    expect(subjects('a train on the rails')[0]!.relation).toEqual({ kind: 'on', to: 'railway' });
    expect(read('赤い車が道を走る').brief.things).toMatchObject([{ name: 'road', count: null }]);
    expect(read('a winding mountain road').brief).toMatchObject({ place: 'mountains', subjects: [] });
  });

  test('a road that has no land is named', () => {
    expect(read('a road in the sky').brief.things).toEqual([]);
    expect(unused('a road in the sky')).toEqual(['road']);
  });

  test.each([
    ['a bear beside a river', 'meadow', ['river']],
    ['a boat on a river', 'sea', []],
    ['川辺に立つ鹿', 'meadow', ['river']],
  ])('a river runs through the land unless somebody sails on it: %s', (prompt, place, things) => {
    const { brief } = read(prompt);
    expect(brief.place).toBe(place);
    expect(brief.things.map(({ name }) => name)).toEqual(things);
  });

  test.each([
    ['a dog surfing', 'surfboard'],
    ['猫がスケートボードする', 'skateboard'],
  ])('who surfs or skates is on a board: %s', (prompt, board) => {
    expect(subjects(prompt)).toMatchObject([{ relation: { kind: 'on', to: board } }, { name: board }]);
  });

  test('things have sizes, colours of places that lack them are named', () => {
    expect(read('a tiny house on a green hill').brief.things).toMatchObject([{ name: 'house', size: 'small' }]);
    expect(unused('a tiny house on a green hill')).toEqual([]);
    expect(unused('a ship on the purple sea')).toEqual(['purple']);
    expect(unused('紫の森')).toEqual(['紫の']);
    expect(unused('a red sunset')).toEqual([]);
  });

  test.each(['a horse runs in slow motion', 'スローモーションで走る馬'])('slow motion is a pace: %s', (prompt) => {
    expect(read(prompt).brief.pace).toBe('slow');
    expect(unused(prompt)).toEqual([]);
  });

  test.each([
    ['two foxes meet in the snow', 'fox'],
    ['二匹の犬が出会う', 'dog'],
  ])('two of a name that meet are two: %s', (prompt, name) => {
    expect(subjects(prompt)).toMatchObject([
      { name, count: 1, relation: { kind: 'meeting', to: name } },
      { name, count: 1, relation: null },
    ]);
  });

  test('who climbs a mountain goes up it; who rows a boat is in it', () => {
    expect(read('山に登る女の子').brief).toMatchObject({
      place: 'mountains',
      things: [],
      subjects: [{ motion: 'up' }],
    });
    expect(subjects('a man rows a boat')).toMatchObject([{ name: 'man rowing boat', action: 'sail' }]);
  });

  test('a second way to go is named, and not lost', () => {
    expect(unused('a dog walks and runs')).toEqual(['runs']);
    expect(unused('a dog comes running')).toEqual([]);
  });

  test('a city under water is its buildings, and New York its statue', () => {
    const { brief } = read('New York City submerged');
    expect(brief.place).toBe('underwater');
    expect(brief.things).toMatchObject([{ name: 'Statue of Liberty' }, { name: 'office building', count: 4 }]);
    expect(read('a street in Tokyo').brief).toMatchObject({ place: 'city', things: [{ name: 'Tokyo tower' }] });
  });

  test('furniture that one sleeps at in Japanese is what one is on', () => {
    expect(subjects('子犬がソファで寝ている')[0]!.relation).toEqual({ kind: 'on', to: 'couch and lamp' });
  });

  test('a pond in the forest is in the forest, and is named', () => {
    const prompt = 'a deer drinking from a pond in the forest';
    expect(read(prompt).brief.place).toBe('forest');
    expect(unused(prompt)).toEqual(['pond']);
  });

  test.each([
    ['a swan gliding on a lake', 'swim'],
    ['an eagle gliding over a lake', 'fly'],
    ['a surfer on a big wave', null],
    ['a robot waves at us', 'wave'],
  ])('gliding and waves mean what they are said of: %s', (prompt, action) => {
    expect(subjects(prompt)[0]!.action).toBe(action);
  });

  test('who flies a kite stands, with the kite on its string', () => {
    const [child, kite] = subjects('a child flying a kite on the beach');
    expect(child!.action).toBe('stand');
    expect(kite).toMatchObject({ name: 'kite', relation: { kind: 'with', to: child!.name } });
  });

  test.each(['花束を持った女の人が待っている', 'a rose held by nobody, a woman holding a bouquet'])(
    'who holds something goes before it: %s',
    (prompt) => {
      const names = subjects(prompt).map(({ name }) => name);
      expect(names.findIndex((name) => name.startsWith('woman'))).toBe(0);
    },
  );

  test('shooting stars hang in the sky and do not stand on the ground', () => {
    const { brief } = read('shooting stars over mountains');
    expect(brief).toMatchObject({ subjects: [], weather: 'clear', things: [{ name: 'shooting star' }] });
  });

  test('who rides on the back of another is on it', () => {
    const boy = subjects('クジラの背中に乗る男の子').find(({ name }) => name !== 'whale');
    expect(boy!.relation).toEqual({ kind: 'on', to: 'whale' });
  });

  test.each([
    ['a turtle in the sea', 'sea'],
    ['a ship at sea', 'sea'],
    ['a girl walks to the sea', 'beach'],
    ['a boy sitting by the lake', 'beach'],
    ['海で泳ぐカメ', 'sea'],
    ['海を眺める女の子', 'beach'],
  ])('who is in the sea is in it, who is by it is on its shore: %s', (prompt, place) => {
    expect(read(prompt).brief.place).toBe(place);
  });

  test.each([
    ['fish swimming over corals', 3],
    ['a fish swimming over corals', null],
    ['the fish swims', null],
    ['colorful fish in a reef', 3],
    ['two sheep on a hill', 2],
  ])('nouns whose plural is the same are several without an article: %s', (prompt, count) => {
    expect(subjects(prompt)[0]!.count).toBe(count);
  });

  test.each([
    ['an elephant and a giraffe meet', 'giraffe'],
    ['犬と猫が出会う', 'cat'],
  ])('two who meet come to each other: %s', (prompt, to) => {
    expect(subjects(prompt)[0]!.relation).toEqual({ kind: 'meeting', to });
  });

  test.each([
    ['a wolf under the full moon', 'night', 'clear'],
    ['a horse and a rainbow', null, 'clear'],
    ['a wolf under the moon in fog', 'night', 'fog'],
  ])('what is named in the sky is seen: %s', (prompt, time, weather) => {
    expect(read(prompt).brief).toMatchObject({ time, weather });
  });
});
