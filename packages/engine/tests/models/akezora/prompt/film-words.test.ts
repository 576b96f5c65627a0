import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openArt } from '../../../../src/models/akezora/art/art.ts';
import type { Art } from '../../../../src/models/akezora/art/shelf.ts';
import { readPrompt } from '../../../../src/models/akezora/prompt/read-prompt.ts';
import { readWorld, type World } from '../../../../src/models/akezora/scene/world.ts';

const weights = fileURLToPath(new URL('../../../../../../models/akezora-2', import.meta.url));
let world: World;
let art: Art;

beforeAll(async () => {
  world = readWorld(JSON.parse(readFileSync(`${weights}/world.json`, 'utf8')));
  art = await openArt(`${weights}/art`);
});

const read = async (prompt: string) => {
  const reading = await readPrompt(prompt, 'prompt', { world, art: async () => art, cast: [], uncalled: [] });
  const { brief, unknownWords, roles } = reading;
  const nameOf = (key: string) => roles.find((role) => role.key === key)?.name ?? key;
  return {
    brief,
    subjects: brief.subjects.map(({ name }) => nameOf(name)),
    things: brief.things.map(({ name }) => name),
    words: unknownWords.map(({ word }) => word),
    nearest: Object.fromEntries(unknownWords.map(({ word, nearest }) => [word, nearest])),
  };
};

describe('a style that the model lacks', () => {
  test.each([
    ["children's drawing style: a dinosaur dancing in the city", ['T-Rex'], "children's drawing style"],
    ["a child's drawing of a cat", ['cat'], "child's drawing"],
    ["in the style of a children's book, a rabbit eats a carrot", ['rabbit'], "in the style of a children's book"],
    ['a crayon drawing of a horse', ['horse'], 'crayon drawing'],
    ['storybook illustration of a fox', ['fox'], 'storybook illustration'],
    ['pixel art of a dragon flying', ['dragon'], 'pixel art'],
    ['oil painting of a horse on the beach', ['horse'], 'oil painting'],
    ['クレヨンで描いた犬が走る', ['dog'], 'クレヨンで描いた'],
    ['子供の絵のような恐竜が踊る', ['T-Rex'], '子供の絵のような'],
    ['絵本風の森を歩くキツネ', ['fox'], '絵本風の'],
  ])('is named as one phrase, and is nobody: %s', async (prompt, subjects, phrase) => {
    const { subjects: found, words, nearest } = await read(prompt);
    expect(found).toEqual(subjects);
    expect(words).toContain(phrase);
    expect(nearest[phrase]).toBeUndefined();
  });

  test('is drawn where the model has it', async () => {
    expect((await read('a claymation penguin')).brief.style).toBe('stop-motion');
  });

  test('is no word for what the camera cannot do either', async () => {
    const { words, nearest } = await read('three elephants walking through grass, low angle');
    expect(words).toContain('low angle');
    expect(nearest['low angle']).toBeUndefined();
  });
});

describe('snow', () => {
  test.each([
    ['a hot air balloon over snowy mountains', 'snowfield', null],
    ['snow-covered mountains at dawn', 'snowfield', null],
    ['雪山を飛ぶワシ', 'snowfield', null],
    ['a fox in a snowy forest', 'snowy forest', null],
    ['雪の町を走るバス', 'snowy town', null],
    ['a snowy street at night', 'snowy city', null],
    ['it snows in the town', 'town', 'snow'],
    ['in falling snow, a fox walks through the forest', 'forest', 'snow'],
    ['雪の降る町を走るバス', 'town', 'snow'],
  ])('lies or falls as is said: %s', async (prompt, place, weather) => {
    const { brief } = await read(prompt);
    expect([brief.place, brief.weather]).toEqual([place, weather]);
  });
});

describe('what is in the sky', () => {
  test.each([
    ['a wolf on a hill, night, stars', [], 'night'],
    ['a cat under a full moon', ['moon'], 'night'],
    ['clouds drift over the sea', ['cloud'], null],
    ['夜空に花火が上がる', ['fireworks'], 'night'],
  ])('is a thing, and stars are the sky itself: %s', async (prompt, things, time) => {
    const { brief, things: found, subjects } = await read(prompt);
    expect(found).toEqual(things);
    expect(brief.time).toBe(time);
    expect(subjects.filter((name) => things.includes(name as never))).toEqual([]);
  });

  test('says nothing of whoever comes after it', async () => {
    const { brief } = await read('流れ星が流れる夜、丘の上に座る猫');
    expect(brief.subjects.map(({ name, action }) => [name, action])).toEqual([['cat', 'sit']]);
  });

  test('is no place of what stands on the ground', async () => {
    expect((await read('a castle under a blue sky')).brief.place).toBeNull();
    expect((await read('an eagle in a blue sky')).brief.place).toBe('sky');
  });

  test('does what is said there, or that is named', async () => {
    expect((await read('clouds drift over the sea')).words).toEqual([]);
    expect((await read('the moon jumps over the sea')).words).toContain('jumps');
  });
});

describe('work that no drawing does', () => {
  test.each([
    ['a small robot watering flowers', 'watering can', 'watering'],
    ['a bear painting in the forest', 'paintbrush', 'painting'],
    ['a panda cooking in the forest', 'shallow pan of food', 'cooking'],
  ])('gives the tool into the hand, and is named: %s', async (prompt, tool, verb) => {
    const { subjects, brief, words } = await read(prompt);
    expect(subjects).toContain(tool);
    expect(brief.subjects.at(-1)!.relation?.kind).toBe('with');
    expect(words).toContain(verb);
  });
});

test('a verb of what the box lacks is neither part of its name nor unknown', async () => {
  expect((await read('a zeppelin drifting over the sea')).words).toEqual(['zeppelin']);
});

test('a verb in the name of what somebody lies on is named with it', async () => {
  const { words } = await read('a sloth in pink sunglasses is lying on a doughnut-shaped swim ring');
  expect(words.join(' ')).toContain('swim');
});

test.each([
  ['a girl in a park', 'girl'],
  ['公園の女の子', '女の子'],
])('a child is a small grown-up, which is said: %s', async (prompt, word) => {
  const { brief, words } = await read(prompt);
  expect(brief.subjects[0]!.size).toBe('small');
  expect(words).toContain(word);
});

test.each([
  ['山', { place: 'mountains' }],
  ['海', { place: 'sea' }],
  ['森', { place: 'forest' }],
  ['犬', { subjects: ['dog'] }],
  ['猫', { subjects: ['cat'] }],
  ['島', { things: ['island'] }],
  ['夜', { time: 'night' }],
  // The thing stands in a scene that is elsewhere.
  ['海と山', { place: 'sea', things: ['mountain'] }],
])('one kanji is a prompt: %s', async (prompt, seen) => {
  const { brief, subjects, things, words } = await read(prompt);
  expect({ place: brief.place, time: brief.time, subjects, things, words }).toEqual({
    ...{ place: null, time: null, subjects: [], things: [], words: [] },
    ...seen,
  });
});
