import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changeText, type GenerationPlan, type GenerationRequestInput, remix } from '@akezora/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../../../../src/generate.ts';
import { openModel } from '../../../../src/models/index.ts';
import { planRequest } from '../../../../src/plan.ts';
import { readFacts } from '../../../../src/video/facts-file.ts';

const prompt = 'a dog walks in a park.';
const size = { width: 284, height: 160 };
let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'akezora-change-'));
  file = join(folder, 'dog.mp4');
  for await (const _ of generate({ prompt, seed: 3, seconds: 2, fps: 12, size }, { file }));
}, 120_000);

afterAll(() => rm(folder, { recursive: true }));

async function planOf(request: GenerationRequestInput): Promise<GenerationPlan> {
  return (await planRequest({ size, ...request }, await openModel('akezora-2'))).plan;
}

const remixed = (text: string) =>
  planOf({
    ...remix({ source: { kind: 'video', file }, seconds: 2, ...size }),
    aspect: undefined,
    resolution: undefined,
    prompt: text,
  });

describe('a remix of a clip of ours', () => {
  test('said as a change keeps the scene and changes what it names', async () => {
    const was = (await readFacts(file))!.scene!;
    const plan = await remixed('make it night');
    expect(plan.changes).toEqual([{ kind: 'time', from: was.time, to: 'night' }]);
    expect(plan.notUnderstood).toEqual([]);
    expect({ ...plan.scene, time: was.time, sky: was.sky }).toEqual(was);
    expect(plan.shots).toBeUndefined();
  });

  test('with a second sentence after its own prompt, as the studio sends it, is that change', async () => {
    const plan = await remixed('a dog walks in a park. replace the dog with a zorkblat and make it snow');
    expect(plan.changes).toEqual([{ kind: 'weather', from: (await readFacts(file))!.scene!.weather, to: 'snow' }]);
    expect(plan.notUnderstood).toMatchObject([{ word: 'zorkblat', start: 46, end: 54 }]);
    expect(plan.unknownWords.map(({ word }) => word)).toEqual(['zorkblat']);
  });

  test('under a description of a clip of its own is made from that', async () => {
    const plan = await remixed('a cat in a city at night');
    expect(plan.changes).toBeUndefined();
    expect(plan.scene).toMatchObject({ place: 'city', time: 'night' });
    expect(plan.scene!.subjects.map(({ name }) => name)).toEqual(['cat']);
  });
});

test('a change is said in both languages', () => {
  expect(changeText({ kind: 'replace', from: 'dog', to: 'cat' }, 'en')).toBe('replaced: dog → cat');
  expect(changeText({ kind: 'replace', from: 'dog', to: 'cat' }, 'ja')).toBe('置き換え：イヌ → ネコ');
  expect(changeText({ kind: 'time', from: 'day', to: 'night' }, 'ja')).toBe('時間：昼 → 夜');
  expect(changeText({ kind: 'colour', of: 'dog', from: null, to: 'red' }, 'en')).toBe('colour (dog): red');
  expect(changeText({ kind: 'add', from: null, to: 'fox' }, 'ja')).toBe('追加：キツネ');
});
