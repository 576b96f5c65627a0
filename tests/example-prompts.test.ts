import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openModel, planRequest, type VideoModel } from '@akezora/engine';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ja } from '../packages/studio/src/i18n/ja/index.ts';
import { en } from '../packages/studio/src/i18n/messages.ts';
import { ideas } from '../scripts/first-page-ideas.ts';

interface Reading {
  readonly place: string;
  readonly subjects: readonly string[];
}

/** What each example prompt of the product and its guides means. A new example gets its row here. */
const meanings: Readonly<Record<string, Reading>> = {
  'a fox running through falling snow at dusk': { place: 'snowfield', subjects: ['fox'] },
  'a fox runs in the snow': { place: 'snowfield', subjects: ['fox'] },
  雪の中を走るキツネ: { place: 'snowfield', subjects: ['fox'] },
  'a fox in the snow': { place: 'snowfield', subjects: ['fox'] },
  'a fox in a forest': { place: 'forest', subjects: ['fox'] },
  'a fox running through a forest': { place: 'forest', subjects: ['fox'] },
  'a fox standing still in a meadow at night': { place: 'meadow', subjects: ['fox'] },
  'a cat in a meadow': { place: 'meadow', subjects: ['cat'] },
  // Its seed chooses among the places where foxes live.
  'a fox': { place: 'snowfield', subjects: ['fox'] },
  'two penguins walking to the right across a snowfield, light snow, the camera pans right': {
    place: 'snowfield',
    subjects: ['penguin', 'penguin'],
  },
  'a red fire engine rushing through the city at night in the rain': { place: 'city', subjects: ['fire engine'] },
  'a whale jumping out of the sea at sunset': { place: 'sea', subjects: ['whale'] },
  'a cat walks in the park': { place: 'park', subjects: ['cat'] },
  'a cat walks in the park at sunset, pan left': { place: 'park', subjects: ['cat'] },
  公園を猫が歩く: { place: 'park', subjects: ['cat'] },
  '夕暮れの公園を猫が歩く、左へパン': { place: 'park', subjects: ['cat'] },
  夕暮れの雪の中を走るキツネ: { place: 'snowfield', subjects: ['fox'] },
  雪の中のキツネ: { place: 'snowfield', subjects: ['fox'] },
  '雪原を右へ歩く二羽のペンギン、小雪、カメラは右へパン': { place: 'snowfield', subjects: ['penguin', 'penguin'] },
  雨の夜の街を走り抜ける消防車: { place: 'city', subjects: ['fire engine'] },
  夕焼けの海で跳ねるクジラ: { place: 'sea', subjects: ['whale'] },
  森を走るキツネ: { place: 'forest', subjects: ['fox'] },
  夜の草原で休むキツネ: { place: 'meadow', subjects: ['fox'] },
  キツネ: { place: 'snowfield', subjects: ['fox'] },
  'a dog running in a park, zoom in': { place: 'park', subjects: ['dog'] },
  '公園を走る犬、ズームイン': { place: 'park', subjects: ['dog'] },
  '@uni walks in the park': { place: 'park', subjects: ['@uni'] },
  '公園を歩く @uni': { place: 'park', subjects: ['@uni'] },
  '@uniが公園を歩く': { place: 'park', subjects: ['@uni'] },
  '@uni walks to the left in the park': { place: 'park', subjects: ['@uni'] },
  '@uniが公園を左に歩く': { place: 'park', subjects: ['@uni'] },
  '@uni runs through the snow on a winter night': { place: 'snowfield', subjects: ['@uni'] },
  '夜、@uniが雪の中を走る': { place: 'snowfield', subjects: ['@uni'] },
  '@uni jumps in the meadow at noon': { place: 'meadow', subjects: ['@uni'] },
  '昼の草原で@uniが跳ねる': { place: 'meadow', subjects: ['@uni'] },
  '@uni and @kuma walk to the right in the forest in the snow': { place: 'forest', subjects: ['@uni', '@kuma'] },
  '@uniと@kumaが雪の森を右に歩く': { place: 'snowy forest', subjects: ['@uni', '@kuma'] },
};

/** What the ideas of the studio's first page mean, in either language. */
const ideaMeanings: Readonly<Record<string, Reading>> = {
  fox: { place: 'snowfield', subjects: ['fox'] },
  octopus: { place: 'underwater', subjects: ['octopus'] },
  elephant: { place: 'park', subjects: ['elephant'] },
  whale: { place: 'sea', subjects: ['whale'] },
  saucer: { place: 'desert', subjects: ['flying saucer', 'camel', 'camel'] },
  cat: { place: 'kitchen', subjects: ['@black cat'] },
  savanna: { place: 'savanna', subjects: ['giraffe', 'elephant'] },
  rocket: { place: 'space', subjects: ['rocket'] },
  train: { place: 'mountains', subjects: ['locomotive'] },
  engine: { place: 'city', subjects: ['fire engine'] },
  dinosaur: { place: 'jungle', subjects: ['T-Rex'] },
  dragon: { place: 'volcano', subjects: ['dragon'] },
};
const meaningOf = (prompt: string): Reading | undefined =>
  meanings[prompt] ?? ideaMeanings[ideas.find(({ en, ja }) => en === prompt || ja === prompt)?.name ?? ''];

const root = fileURLToPath(new URL('..', import.meta.url));

/** Commands, requests and forms with a prompt in them, as the guides and programs write them. */
const patterns = [
  /akezora generate "([^"]+)"/g,
  /\bprompt['"]?: ?'([^'\n]{2,})'/g,
  /\bprompt['"]?: ?"([^"\n]{2,})"/g,
  /["']?inputs["']?: ?["']([^"'\n]+)["']/g,
  /example_input: '([a-z]+ [^'\n]+)'/g,
];

/** Every example prompt, with the files it is in. */
function examples(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const add = (prompt: string, file: string) => found.set(prompt, (found.get(prompt) ?? new Set()).add(file));
  const files = globSync(
    [
      'README*.md',
      'docs/{en,ja}/*.md',
      'examples/*.ts',
      'packages/*/README.md',
      'packages/server/src/http/gradio/*.ts',
    ],
    { cwd: root },
  );
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, prompt = ''] of patterns.flatMap((pattern) => [...text.matchAll(pattern)])) {
      // `4.text` is a field of a ComfyUI workflow.
      if (!/[…$]/.test(prompt) && !/^\d+\.\w+$/.test(prompt)) add(prompt, file);
    }
    for (const [, list = ''] of text.matchAll(/\bprompts = \[([^\]]+)\]/g)) {
      for (const [, prompt = ''] of list.matchAll(/'([^']+)'/g)) add(prompt, file);
    }
  }
  for (const { en, ja } of ideas) for (const prompt of [en, ja]) add(prompt, 'studio');
  return found;
}

describe('example prompts', () => {
  let model: VideoModel;
  const folder = mkdtempSync(join(tmpdir(), 'akezora-test-'));
  const drawing = join(folder, 'drawing.png');
  const scene = async (prompt: string) => {
    const names = [...prompt.matchAll(/@([a-z]+)/g)].map(([, name = '']) => name);
    const actors = names.length === 0 ? {} : { actors: names.map((name) => ({ name, image: drawing })) };
    const { plan } = await planRequest({ prompt, seed: 1, ...actors }, model);
    return { unknown: plan.unknownWords.map(({ word }) => word), scene: plan.scene };
  };
  beforeAll(async () => {
    model = await openModel('akezora-2');
    const bear =
      '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><circle cx="32" cy="36" r="24"/></svg>';
    await sharp(Buffer.from(bear)).png().toFile(drawing);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are found in the guides, the programs and the studio', () => {
    const files = [...examples().values()].flatMap((set) => [...set]);
    for (const file of [
      'README.md',
      'README.ja.md',
      'docs/ja/prompts.md',
      'docs/en/prompts.md',
      'examples/batch.ts',
      'studio',
    ])
      expect(files).toContain(file);
  });

  it.each([...examples().keys()])('are read as meant, without an unknown word: %s', async (prompt) => {
    const { unknown, scene: read } = await scene(prompt);
    expect(unknown).toEqual([]);
    const subjects = read?.subjects.map(({ name, actor }) => (actor === undefined ? name : `@${actor}`));
    expect({ place: read?.place, subjects }).toEqual(meaningOf(prompt));
  });

  it.each([
    ['en', en.tools.remix.placeholder, 'A fox in a forest. '],
    ['ja', ja.tools.remix.placeholder, '森のキツネ。'],
  ])('of the remix (%s) change the scene as they say', async (_, change, before) => {
    const { unknown, scene: read } = await scene(before + change);
    expect(unknown).toEqual([]);
    expect(read).toMatchObject({ place: 'forest', time: 'night', weather: 'snow' });
    expect(read?.subjects.map(({ name }) => name)).toEqual(['fox']);
  });
});
