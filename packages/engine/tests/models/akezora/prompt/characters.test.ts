import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GenerationPlan, GenerationRequestInput, Scene } from '@akezora/contract';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { resolveNames, subjectsInFrame } from '../../../../src/models/akezora/prompt/characters.ts';
import { readWorld } from '../../../../src/models/akezora/scene/world.ts';
import { openModel } from '../../../../src/models/index.ts';
import { planRequest } from '../../../../src/plan.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(at(path), 'utf8'));
const world = readWorld(json('../../../../../../models/akezora-1/world.json'));
/** A horse on a beach at sunset, and its scene. */
const render = at('../../../fixtures/akezora/rendered.png');
const drawn: Scene = json('../../../fixtures/akezora/rendered.json');

async function planOf(request: GenerationRequestInput): Promise<GenerationPlan> {
  const { plan } = await planRequest({ seed: 5, seconds: 2, ...request }, await openModel('akezora-1'));
  return plan;
}

const names = (plan: GenerationPlan) => plan.scene?.subjects.map(({ name }) => name);

describe('a character', () => {
  test('is the subject in its picture, and prompts name it in either language', async () => {
    const characters = [{ name: 'momo', image: render }];
    const english = await planOf({ prompt: '@momo runs to the left through a snowy forest', characters });
    expect(names(english)).toEqual(['horse']);
    expect(english.unknownWords).toEqual([]);
    const named = [{ name: 'モモ', image: render }];
    const japanese = await planOf({ prompt: '@モモが森を走る', characters: named });
    expect(names(japanese)).toEqual(['horse']);
    expect(japanese.scene?.place).toBe('forest');
  });

  test('leaves unknown words at their place in the prompt as written', async () => {
    const prompt = '@momo meets a zeppelin';
    const plan = await planOf({ prompt, characters: [{ name: 'momo', image: render }] });
    const unknown = plan.unknownWords.find(({ word }) => word === 'zeppelin');
    expect(prompt.slice(unknown?.start, unknown?.end)).toBe('zeppelin');
  });

  test('whose picture shows no known subject is refused, with the field at fault', async () => {
    const drawing = join(mkdtempSync(join(tmpdir(), 'akezora-characters-')), 'drawing.png');
    const circles =
      '<circle cx="90" cy="50" r="30" fill="red"/><rect x="20" y="20" width="50" height="60" fill="teal"/>';
    await sharp(Buffer.from(`<svg width="160" height="90" xmlns="http://www.w3.org/2000/svg">${circles}</svg>`))
      .flatten({ background: 'khaki' })
      .toFile(drawing);
    const characters = [{ name: 'momo', image: drawing }];
    await expect(planOf({ prompt: '@momo runs', characters })).rejects.toMatchObject({ code: 'input_unreadable' });
    const unnamed = planOf({ prompt: '@momo runs', characters: [{ name: 'momo' }] });
    await expect(unnamed).rejects.toMatchObject({ code: 'option_unsupported', field: 'characters.0.name' });
  });
});

test('subjects of a scene are in the frame where the renderer draws them', () => {
  const [horse] = subjectsInFrame(drawn);
  expect(horse?.name).toBe('horse');
  expect(horse?.x).toBeGreaterThan(0);
  expect(horse?.x).toBeLessThan(1);
});

test('@names match whole: a longer name is not cut, and part of a word is not a name', () => {
  const characters = [
    { name: 'mo', subject: 'fox' },
    { name: 'momo', subject: 'horse' },
  ];
  expect(resolveNames('@momo and @mo', characters, world).text).toBe('horse and fox');
  expect(resolveNames('@monday', characters, world).text).toBe('@monday');
  const { text, originalOffset } = resolveNames('@momo is here', characters, world);
  expect(originalOffset(text.indexOf('here'))).toBe('@momo is here'.indexOf('here'));
});
