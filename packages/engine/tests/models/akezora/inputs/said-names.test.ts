/** Pictures whose name the prompt says without `@` play that word, and nobody of the box plays it beside them. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GenerationPlan, GenerationRequestInput } from '@akezora/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openModel } from '../../../../src/models/index.ts';
import { planRequest } from '../../../../src/plan.ts';
import { fish, raw } from '../actors/pictures.ts';

const weights = fileURLToPath(new URL('../../../../../../models/akezora-2', import.meta.url));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'akezora-said-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function drawing(name: string): Promise<string> {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await raw(fish(), 96, 64).png().toFile(file);
  return file;
}

const planOf = async (request: GenerationRequestInput): Promise<GenerationPlan> =>
  (await planRequest({ seed: 5, seconds: 2, ...request }, await openModel(weights))).plan;
const stickerPlan = async (name: string, prompt: string) =>
  planOf({ prompt, conditions: [{ source: { kind: 'image', file: await drawing(name) } }] });
const subjects = ({ scene }: GenerationPlan) => scene?.subjects.map(({ name, actor }) => actor ?? name).sort();

test.each([
  ['uni.png', 'the unicorn walks', ['uni']],
  ['unicorn.png', 'the unicorn walks in the park', ['unicorn']],
  ['my unicorn (2).png', 'A Unicorn walks on the beach', ['my-unicorn-2']],
  ['unicorn.png', 'ユニコーンが公園を歩く', ['unicorn']],
  ['ユニコーン.png', 'the unicorn walks', ['ユニコーン']],
  ['cat.png', 'a cat and a dog in the park', ['cat', 'dog']],
  ['dog.png', '犬が走る', ['dog']],
])('%s plays its word in “%s”', async (name, prompt, expected) => {
  const plan = await stickerPlan(name, prompt);
  expect(subjects(plan)).toEqual(expected);
  expect(plan.scene?.subjects.filter(({ actor }) => actor !== undefined)).toHaveLength(1);
  expect(plan.actors).toMatchObject([{ name: plan.scene?.subjects.find(({ actor }) => actor !== undefined)?.actor }]);
});

test.each([
  ['momo.png', 'a dog in the park', ['dog', 'momo']],
  // A name that is a word of its own stands for no longer one.
  ['bus.png', 'a business man walking', ['bus', 'man walking']],
])('%s is on the stage beside others in “%s”', async (name, prompt, expected) => {
  expect(subjects(await stickerPlan(name, prompt))).toEqual(expected);
});

test('an actor by option plays its word, too, and not where another is called so', async () => {
  const actors = [{ name: 'unicorn', image: await drawing('a.png') }];
  expect(subjects(await planOf({ prompt: 'the unicorn walks', actors }))).toEqual(['unicorn']);
  expect(subjects(await planOf({ prompt: '@unicorn and a dog walk', actors }))).toEqual(['dog', 'unicorn']);
});

test('unknown words stay at their place in the prompt as written', async () => {
  const prompt = 'the unicorn meets a zeppelin';
  const plan = await stickerPlan('unicorn.png', prompt);
  const unknown = plan.unknownWords.find(({ word }) => word === 'zeppelin');
  expect(prompt.slice(unknown?.start, unknown?.end)).toBe('zeppelin');
});

test('each card of a storyboard has the picture where it says its word', async () => {
  const storyboard = [
    { at: 0, prompt: 'a dog in the park' },
    { at: 2, prompt: 'the unicorn walks' },
  ];
  const conditions = [{ source: { kind: 'image', file: await drawing('unicorn.png') } as const }];
  expect(subjects(await planOf({ prompt: '', seconds: 4, storyboard, conditions }))).toEqual(['dog']);
});
