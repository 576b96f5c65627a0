/** The judge of plans and scenes, tried on scenes that were written by hand: it must see every fault that is put into one. */
import { type SceneInput, sceneSchema } from '@akezora/contract';
import { describe, expect, it } from 'vitest';
import { type AskedPrompt, contentWords, lists, readAsked, unasked, type Wish } from '../bench/evaluation/asked.ts';
import { judge } from '../bench/evaluation/judge.ts';
import { openPlanner, type Planned, type Stock } from '../bench/evaluation/planned.ts';
import { failures, figuresOf } from '../bench/evaluation/report.ts';

const { stock } = await openPlanner();

type SubjectInput = NonNullable<SceneInput['subjects']>[number];

const seconds = 10;

/** Somebody who goes from one x to another, on the ground. */
const walker = (name: string, from: number, to: number, more: Partial<SubjectInput> = {}): SubjectInput => ({
  name,
  path: [
    { at: 0, x: from, y: 0.86, size: 0.3 },
    { at: seconds, x: to, y: 0.86, size: 0.3 },
  ],
  ...more,
});

function planned(scene: Partial<SceneInput>, named: readonly string[] = []): Planned {
  const whole = sceneSchema.parse({ version: 2, place: 'meadow', seconds, subjects: [], ...scene });
  return { shots: [{ scene: whole, seconds }], named, notices: [] };
}

function asked(prompt: string, asks: readonly Wish[]): AskedPrompt {
  return { id: 'test-01', source: 'test', language: 'en', prompt, asks };
}

const chase = asked('a red fox chasing a rabbit to the left at night', [
  { kind: 'subject', key: 'fox', names: ['fox'], words: ['fox'] },
  { kind: 'count', of: 'fox', from: 1, to: 1, words: [] },
  { kind: 'colour', of: 'fox', is: ['red'], words: ['red'] },
  { kind: 'subject', key: 'rabbit', names: ['rabbit'], words: ['rabbit'] },
  { kind: 'relation', of: 'fox', is: ['chasing'], to: 'rabbit', words: ['chasing'] },
  { kind: 'motion', of: 'rabbit', is: ['left'], words: ['left'] },
  { kind: 'time', is: ['night'], words: ['night'] },
]);
const fox = walker('fox', 0.5, -0.1, { colour: 'red', action: 'run' });
const rabbit = walker('rabbit', 0.1, -0.5, { action: 'run' });
const good: Partial<SceneInput> = { time: 'night', subjects: [fox, rabbit] };

const verdict = (prompt: AskedPrompt, scene: Partial<SceneInput>, named: readonly string[] = []) =>
  judge(prompt, planned(scene, named), stock);

describe('what is no fault', () => {
  const reasons = (prompt: AskedPrompt, scene: Partial<SceneInput>) => verdict(prompt, scene).reasons;
  const umbrella = (x: number): SubjectInput => ({
    name: 'snowman',
    actor: 'umbrella',
    path: [{ at: 0, x, y: 0.863, size: 0.2, lift: 0.2 }],
  });
  const holding = asked('a person with an umbrella', [
    { kind: 'subject', key: 'person', names: ['person*'], words: ['person'] },
    { kind: 'thing', key: 'umbrella', names: ['umbrella'], words: ['umbrella'] },
  ]);
  const person: SubjectInput = { name: 'person walking', path: [{ at: 0, x: 0, y: 0.86, size: 0.36 }] };

  it('is an umbrella over its holder; one in the air by itself rises', () => {
    expect(reasons(holding, { subjects: [person, umbrella(0.04)] })).toEqual([]);
    expect(reasons(holding, { subjects: [person, umbrella(0.4)] })).toEqual(['umbrella rises into the air']);
  });

  it('is an astronaut in space; a person there is one', () => {
    const floating = (name: string) =>
      asked('one who floats', [{ kind: 'subject', key: 'one', names: [name], words: ['one'] }]);
    const inSpace = (more: Partial<SubjectInput>): Partial<SceneInput> => ({
      place: 'space',
      subjects: [{ ...person, ...more }],
    });
    expect(reasons(floating('astronaut'), inSpace({ actor: 'astronaut' }))).toEqual([]);
    expect(reasons(floating('person walking'), inSpace({}))).toEqual(['person walking is in space']);
  });

  it('is 背景, as `background` is; the noun before it asks for something', () => {
    expect(contentWords('夕日を背景に')).toEqual(['夕日']);
  });
});

describe('the judge', () => {
  it('calls a scene right that shows everything asked', () => {
    expect(verdict(chase, good)).toMatchObject({ verdict: 'right', reasons: [], dropped: [], empty: false });
  });

  it.each<[string, Partial<SceneInput>, string]>([
    ['a subject is missing', { ...good, subjects: [fox] }, 'subject rabbit: wrong'],
    ['a colour is another', { ...good, subjects: [{ ...fox, colour: 'blue' }, rabbit] }, 'colour red: wrong'],
    [
      'a direction is the opposite',
      { ...good, subjects: [walker('fox', -0.5, 0.1, { colour: 'red' }), walker('rabbit', -0.1, 0.5)] },
      'motion left: wrong',
    ],
    ['the stage is empty', { ...good, subjects: [] }, 'empty stage'],
    [
      'somebody came whom nobody asked',
      { ...good, subjects: [fox, rabbit, walker('bus', 0.6, 0.6)] },
      'bus was not asked for',
    ],
    [
      'somebody is out of the frame',
      { ...good, subjects: [fox, walker('rabbit', -1.6, -2.4)] },
      'rabbit is out of the frame',
    ],
    [
      'somebody of the ground is up in the air',
      {
        ...good,
        subjects: [{ ...fox, path: fox.path.map((point) => ({ ...point, lift: 0.4 })) }, rabbit],
      },
      'fox rises into the air',
    ],
    ['an animal of the ground is in space', { ...good, place: 'space' }, 'fox is in space'],
  ])('calls it wrong when %s', (_, scene, reason) => {
    const judged = verdict(chase, scene);
    expect(judged.verdict).toBe('wrong');
    expect(judged.reasons).toContain(reason);
  });

  it('sees a chase in which the fox runs ahead, and names the word that was dropped', () => {
    const judged = verdict(chase, {
      ...good,
      subjects: [walker('fox', 0.1, -0.5, { colour: 'red' }), walker('rabbit', 0.5, -0.1)],
    });
    expect(judged).toMatchObject({ verdict: 'partly', dropped: ['chasing'] });
  });

  it('counts a word that the plan names as no silent drop, yet not as right', () => {
    expect(verdict(chase, { ...good, time: 'day' }, ['night'])).toMatchObject({ verdict: 'partly', dropped: [] });
    expect(verdict(chase, { ...good, time: 'day' })).toMatchObject({ verdict: 'partly', dropped: ['night'] });
  });

  it('calls a known subject that is missing wrong even if it is named', () => {
    expect(verdict(chase, { ...good, subjects: [fox] }, ['rabbit', 'chasing', 'left']).verdict).toBe('wrong');
  });

  it('counts: three foxes are not one', () => {
    const foxes = [0.5, 0.8, 0.2].map((x) => walker('fox', x, x - 0.6, { colour: 'red' }));
    expect(verdict(chase, { ...good, subjects: [...foxes, rabbit] }).verdict).toBe('partly');
  });

  it('calls it wrong when what must not be seen is seen', () => {
    const bare = asked('a horse, no trees', [
      { kind: 'subject', key: 'horse', names: ['horse'], words: ['horse'] },
      { kind: 'without', names: ['deciduous tree'], words: ['trees'] },
    ]);
    const horse = walker('horse', 0, 0.4);
    expect(verdict(bare, { subjects: [horse] }).verdict).toBe('right');
    const props = [{ name: 'deciduous tree', x: 0.5, y: 0.8, size: 0.4 }];
    expect(verdict(bare, { subjects: [horse], props }).verdict).toBe('wrong');
  });

  it('takes a stand-in for half, and for a silent drop unless it is said', () => {
    const corgi = asked('a corgi', [
      { kind: 'subject', key: 'corgi', names: ['corgi'], near: ['dog'], words: ['corgi'] },
    ]);
    const subjects = [walker('dog', 0, 0.4)];
    expect(verdict(corgi, { subjects }, ['corgi'])).toMatchObject({ verdict: 'partly', dropped: [] });
    expect(verdict(corgi, { subjects })).toMatchObject({ verdict: 'partly', dropped: ['corgi'] });
  });
});

describe('relations', () => {
  const at = (name: string, x: number, y: number, size: number, lift = 0): SubjectInput => ({
    name,
    path: [{ at: 0, x, y, size, lift }],
  });
  const two = (kind: string) =>
    asked('a cat and a house', [
      { kind: 'subject', key: 'cat', names: ['cat'], words: ['cat'] },
      { kind: 'thing', key: 'house', names: ['house'], words: ['house'] },
      { kind: 'relation', of: 'cat', is: [kind], to: 'house', words: ['house'] },
    ]);
  const house = [{ name: 'house', x: 0, y: 0.8, size: 0.5 }];

  it.each<[string, SubjectInput, SubjectInput]>([
    ['on', at('cat', 0, 0.8, 0.15, 0.45), at('cat', 0.7, 0.8, 0.15, 0.45)],
    ['next-to', at('cat', 0.4, 0.82, 0.15), at('cat', 0.8, 0.82, 0.15)],
    ['left-of', at('cat', -0.5, 0.82, 0.15), at('cat', 0.5, 0.82, 0.15)],
    ['behind', at('cat', 0.2, 0.75, 0.15), at('cat', 0.2, 0.9, 0.15)],
    ['in-front-of', at('cat', 0.2, 0.9, 0.15), at('cat', 0.2, 0.75, 0.15)],
  ])('%s is measured', (kind, so, not) => {
    const of = (cat: SubjectInput) => verdict(two(kind), { subjects: [cat], props: house }).wishes[2]!.verdict;
    expect(of(so)).toBe('right');
    expect(of(not)).not.toBe('right');
  });
});

describe('the lists of prompts', () => {
  it.each(lists)('%s writes down every content word of its prompts, under names that differ', async (list) => {
    const prompts = await readAsked(list);
    expect(prompts.flatMap((prompt) => unasked(prompt).map((word) => `${prompt.id}: ${word}`))).toEqual([]);
    expect(new Set(prompts.map(({ id }) => id)).size).toBe(prompts.length);
  });

  it.each(lists)('%s speaks of nobody whom it does not introduce', async (list) => {
    for (const { id, asks } of await readAsked(list)) {
      const keys = asks.flatMap((wish) => ('key' in wish ? [wish.key] : []));
      for (const wish of asks) {
        if ('of' in wish && wish.of !== undefined) expect(keys, id).toContain(wish.of);
        if ('to' in wish && wish.kind === 'relation') expect(keys, id).toContain(wish.to);
      }
    }
  });

  it('share no prompt', async () => {
    const [real, held] = await Promise.all(lists.map(readAsked));
    const texts = new Set(real!.map(({ prompt }) => prompt));
    expect(held!.filter(({ prompt }) => texts.has(prompt))).toEqual([]);
  });
});

describe('figures', () => {
  it('fail beneath every limit, and pass at them', () => {
    const one = (scene: Partial<SceneInput>) => judge(chase, planned(scene), stock satisfies Stock);
    expect(failures(figuresOf([one(good)]))).toEqual([]);
    const bad = failures(figuresOf([one({ ...good, subjects: [] })]));
    expect(bad.join()).toMatch(/right 0 %.*wrong 100 %.*dropped in silence.*empty stages/);
  });
});
