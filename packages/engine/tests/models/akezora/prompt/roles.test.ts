import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GenerationPlan, type GenerationRequestInput, problemsOf, type Scene } from '@akezora/contract';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { subjectsInFrame } from '../../../../src/models/akezora/actors/cast.ts';
import { namesCalled } from '../../../../src/models/akezora/prompt/read-prompt.ts';
import { openModel } from '../../../../src/models/index.ts';
import { planRequest } from '../../../../src/plan.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(at(path), 'utf8'));
const weights = at('../../../../../../models/akezora-2');
/** A horse on a beach at sunset, and its scene. */
const render = at('../../../fixtures/akezora/rendered.png');
const drawn: Scene = json('../../../fixtures/akezora/rendered.json');

const folder = mkdtempSync(join(tmpdir(), 'akezora-roles-'));
/** A drawing with a transparent ground, one on paper, and one that fills its picture. */
const [sticker, onPaper, busy] = ['my cat.png', 'paper.png', 'busy.png'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const shapes =
    '<ellipse cx="80" cy="80" rx="50" ry="30" fill="teal"/><circle cx="125" cy="50" r="20" fill="teal"/><circle cx="132" cy="46" r="4" fill="black"/>';
  const svg = (inside: string) =>
    sharp(Buffer.from(`<svg width="160" height="120" xmlns="http://www.w3.org/2000/svg">${inside}</svg>`));
  await svg(shapes).png().toFile(sticker);
  await svg(shapes).flatten({ background: 'white' }).png().toFile(onPaper);
  const stripes = Array.from(
    { length: 40 },
    (_, i) => `<rect x="${i * 4}" y="0" width="2" height="120" fill="hsl(${i * 37},80%,50%)"/>`,
  );
  await svg(stripes.join('')).flatten({ background: 'khaki' }).png().toFile(busy);
});

async function planOf(request: GenerationRequestInput): Promise<GenerationPlan> {
  const { plan } = await planRequest({ seed: 5, seconds: 2, ...request }, await openModel(weights));
  return plan;
}

const subjects = (plan: GenerationPlan) => plan.scene?.subjects.map(({ name, actor }) => actor ?? name);
const codes = (plan: GenerationPlan) => plan.notices.map(({ code }) => code);

describe('an actor', () => {
  test.each([
    ['@momo runs to the left through a snowy forest', 'snowy forest'],
    ['雪の森で、@momoが左に走る', 'snowy forest'],
  ])('plays under its own name (%s)', async (prompt, place) => {
    const plan = await planOf({ prompt, actors: [{ name: 'momo', image: sticker }] });
    expect(subjects(plan)).toEqual(['momo']);
    expect(plan.scene?.subjects[0]).toMatchObject({ name: 'fox', motion: 'left', faces: 'right', life: true });
    expect(plan.scene).toMatchObject({ place });
    expect(plan.unknownWords).toEqual([]);
    expect(codes(plan)).toEqual([]);
  });

  test('is told in the plan by the hash of its picture, not by its file', async () => {
    const { actors } = await planOf({ prompt: '@momo', actors: [{ name: 'momo', image: sticker, scale: 1.5 }] });
    expect(actors).toEqual([
      { name: 'momo', sha256: expect.stringMatching(/^[0-9a-f]{64}$/), faces: 'right', feet: 1, scale: 1.5 },
    ]);
    expect(JSON.stringify(actors)).not.toContain(folder);
  });

  test('is cut from a plain ground', async () => {
    const plan = await planOf({ prompt: '@momo walks', actors: [{ name: 'momo', image: onPaper }] });
    expect(subjects(plan)).toEqual(['momo']);
  });

  test('looks and moves as its options say', async () => {
    const look = { faces: 'left', feet: 0.8, scale: 0.5, kind: 'under' } as const;
    const plan = await planOf({ prompt: '@momo in the sea', actors: [{ name: 'momo', image: sticker, ...look }] });
    expect(plan.scene?.subjects[0]).toMatchObject({ name: 'dolphin', actor: 'momo', faces: 'left', feet: 0.8 });
    const usual = await planOf({
      prompt: '@momo in the sea',
      actors: [{ name: 'momo', image: sticker, ...look, scale: 1 }],
    });
    const size = (one: GenerationPlan) => one.scene!.subjects[0]!.path[0]!.size;
    expect(size(usual) / size(plan)).toBeCloseTo(2, 1);
  });

  test.each([
    ['@momo flies over the mountains', 'eagle'],
    ['@momoが山の上を飛ぶ', 'eagle'],
    ['@momo walks in the park', 'cat'],
  ])('goes as the words after its name say (%s)', async (prompt, standIn) => {
    const plan = await planOf({ prompt, actors: [{ name: 'momo', image: sticker }] });
    expect(plan.scene?.subjects[0]?.name).toBe(standIn);
  });

  test('acts beside others, and with subjects of the world', async () => {
    const actors = ['a', 'b', 'c'].map((name) => ({ name, image: sticker }));
    const three = await planOf({ prompt: '@a, @b and @c walk in the park', actors });
    expect(subjects(three)?.sort()).toEqual(['a', 'b', 'c']);
    const xs = three.scene!.subjects.map(({ path }) => path[0]!.x);
    expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(0.4);
    const pair = await planOf({ prompt: '@a and a horse run in the meadow', actors: actors.slice(0, 1) });
    expect(subjects(pair)?.sort()).toEqual(['a', 'horse']);
  });

  test('whom the prompt does not call is on the stage, and does what the prompt says', async () => {
    const actors = [{ name: 'momo', image: sticker }];
    const alone = await planOf({ prompt: 'runs to the right in a desert', actors });
    expect(alone.scene?.subjects).toMatchObject([{ actor: 'momo', motion: 'right' }]);
    expect(alone.unknownWords).toEqual([]);
    const beside = await planOf({ prompt: 'a dog in the park', actors });
    expect(subjects(beside)?.sort()).toEqual(['dog', 'momo']);
    expect(subjects(await planOf({ prompt: '', actors }))).toEqual(['momo']);
  });

  test('appears in the cards that call it, and one that none calls in every card', async () => {
    const storyboard = [
      { at: 0, prompt: '@a walks in the park' },
      { at: 2, prompt: 'a dog on the beach' },
    ];
    const request = { prompt: '', seconds: 4, storyboard, actors: [{ name: 'a', image: sticker }] };
    expect(subjects(await planOf(request))).toEqual(['a']);
    const second = [
      { at: 0, prompt: 'a dog on the beach' },
      { at: 2, prompt: '@a walks' },
    ];
    expect(subjects(await planOf({ ...request, storyboard: second }))).toEqual(['dog']);
  });

  test('leaves unknown words at their place in the prompt as written', async () => {
    const prompt = '@momo meets a zeppelin';
    const plan = await planOf({ prompt, actors: [{ name: 'momo', image: sticker }] });
    const unknown = plan.unknownWords.find(({ word }) => word === 'zeppelin');
    expect(prompt.slice(unknown?.start, unknown?.end)).toBe('zeppelin');
  });

  test('whose picture shows a frame of the world is the subject in it', async () => {
    const plan = await planOf({ prompt: '@momo runs to the left', actors: [{ name: 'momo', image: render }] });
    expect(subjects(plan)).toEqual(['horse']);
    expect(plan.actors).toBeUndefined();
  });

  test('that cannot be cut out, or is not there, is refused with the field at fault', async () => {
    const uncut = planOf({ prompt: '@momo runs', actors: [{ name: 'momo', image: busy }] });
    await expect(uncut).rejects.toMatchObject({ code: 'input_unreadable', field: 'actors.0' });
    const away = planOf({ prompt: '@momo runs', actors: [{ name: 'momo', image: join(folder, 'no.png') }] });
    await expect(away).rejects.toMatchObject({ code: 'input_missing', field: 'actors.0' });
    const unnamed = planOf({ prompt: '@momo runs', actors: [{ name: 'momo' }] });
    await expect(unnamed).rejects.toMatchObject({ code: 'option_unsupported', field: 'actors.0.name' });
  });

  test('of an earlier scene needs its picture again, or a stand-in plays its part and says so', async () => {
    const actors = [{ name: 'momo', image: sticker }];
    const { scene } = await planOf({ prompt: '@momo walks', actors });
    const again = await planOf({ prompt: '', scene: scene!, actors });
    expect(again.scene?.subjects).toEqual(scene?.subjects);
    const without = await planOf({ prompt: '', scene: scene! });
    expect(subjects(without)).toEqual(['cat']);
    expect(codes(without)).toContain('actor_missing');
  });
});

describe('a picture with a transparent ground, given as an image', () => {
  test('is an actor named after its file, not a frame', async () => {
    const conditions = [{ source: { kind: 'image', file: sticker } } as const];
    const plan = await planOf({ prompt: 'walks in the park', conditions });
    expect(subjects(plan)).toEqual(['my-cat']);
    expect(codes(plan)).toEqual(['sticker_actor']);
  });

  test('stays a frame without one', async () => {
    const plan = await planOf({ prompt: 'a dog', conditions: [{ source: { kind: 'image', file: onPaper } }] });
    expect(subjects(plan)).toEqual(['dog']);
    expect(codes(plan)).toEqual(['foreign_picture', 'input_cut']);
  });
});

describe('art of the box', () => {
  test.each([
    ['an otter in the river', ['otter']],
    ['two otters swim in the sea', ['otter', 'otter']],
    ['a teddy bear in the park', ['teddy bear']],
    ['a unicorn walks to the left in the snow', ['unicorn']],
    ['a birthday cake on the beach', ['birthday cake']],
    ['cake', ['shortcake']],
    ['a black cat in the town at night', ['black cat']],
    ['a hedgehog and a snail in the forest', ['hedgehog', 'snail']],
    ['a sheep and a dog on the farm', ['dog', 'ewe']],
    ['a ghost flies through the town at night', ['ghost']],
    ['a robot walks in the desert', ['robot']],
    ['an otter at the beach', ['otter']],
    ['カワウソが海を泳ぐ', ['otter']],
    ['公園のテディベア', ['teddy bear']],
    ['雪の中のユニコーン', ['unicorn']],
    ['浜辺にケーキがある', ['shortcake']],
    ['電車が街を走る', ['tram car']],
    ['パンダが森を歩く', ['panda']],
    ['ハリネズミとカタツムリが森にいる', ['hedgehog', 'snail']],
    ['夜の街をパトカーが走る', ['police car']],
    ['ロボットが砂漠を歩く', ['robot']],
    ['おばけが夜の街を飛ぶ', ['ghost']],
  ])('is on the stage: %s', async (prompt, expected) => {
    const plan = await planOf({ prompt });
    expect(subjects(plan)?.sort()).toEqual([...expected].sort());
    expect(codes(plan)).not.toContain('no_subject');
  });

  test.each(['a hand on the window', 'the camera pans over a mountain station', '窓の外の山と駅'])(
    'is not meant by every word: %s',
    async (prompt) => {
      expect(subjects(await planOf({ prompt }))).toEqual([]);
    },
  );

  test('keeps the motion that the prompt gives it, and stands still where it has none', async () => {
    const { scene } = await planOf({ prompt: 'a unicorn runs to the left in the snow' });
    expect(scene?.subjects[0]).toMatchObject({ motion: 'left', life: true });
    expect((await planOf({ prompt: 'a birthday cake on the beach' })).scene?.subjects[0]?.motion).toBe('still');
    expect((await planOf({ prompt: 'an otter in the sea' })).scene?.subjects[0]?.life).toBe(false);
  });
});

test('subjects of a scene are in the frame where the renderer draws them', () => {
  const [horse] = subjectsInFrame(drawn);
  expect(horse?.name).toBe('horse');
  expect(horse?.x).toBeGreaterThan(0);
  expect(horse?.x).toBeLessThan(1);
});

test('@names match whole: a longer name is not cut, and part of a word is not a name', () => {
  const cast = [
    { name: 'mo', subject: 'fox' },
    { name: 'momo', subject: 'horse' },
  ];
  const read = (prompt: string) =>
    namesCalled(prompt, cast).map(({ start, end, name }) => [prompt.slice(start, end), name]);
  expect(read('@momo and @mo')).toEqual([
    ['@momo', 'horse'],
    ['@mo', 'fox'],
  ]);
  expect(read('@monday')).toEqual([]);
});

test('a request with an actor may have no prompt', async () => {
  const { capabilities } = await openModel(weights);
  const request = { model: weights, prompt: '', actors: [{ name: 'a', image: 'a.png' }] };
  expect(problemsOf(request, capabilities)).toEqual([]);
});
