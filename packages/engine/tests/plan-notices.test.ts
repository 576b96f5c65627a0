import type { Notice } from '@akezora/contract';
import { expect, it } from 'vitest';
import { openModel } from '../src/models/index.ts';
import { planRequest } from '../src/plan.ts';
import { readableNotices } from '../src/plan-notices.ts';

const notice = (field: string, words: string): Notice => ({ code: 'x', field, message: { en: words, ja: words } });
const image = (file: string) => ({ source: { kind: 'image' as const, file }, at: 0, strength: 1 });

it('a notice calls a file as its owner does, and a clip by its title', () => {
  const request = { conditions: [image('/data/uploads/1/file.png'), image('/data/clips/2/video.mp4')] };
  const called = {
    '/data/uploads/1/file.png': { en: 'my $& drawing.png', ja: 'my $& drawing.png' },
    '/data/clips/2/video.mp4': { en: '“Dawn”', ja: '「夜明け」' },
  };
  const [first, second, other] = readableNotices(
    [
      notice('conditions.0', 'file.png is cut'),
      notice('conditions.1', 'Recognised in video.mp4: fox'),
      notice('prompt', 'file.png is a word'),
    ],
    request,
    called,
  );
  expect(first?.message.en).toBe('my $& drawing.png is cut');
  expect(second?.message).toEqual({ en: 'Recognised in “Dawn”: fox', ja: 'Recognised in 「夜明け」: fox' });
  expect(other?.message.en).toBe('file.png is a word');
});

it('the same sentence about several cards is said once, with their places', () => {
  const said = readableNotices(
    [
      notice('storyboard.0.prompt', 'no subject'),
      notice('storyboard.2.prompt', 'no subject'),
      notice('storyboard.2.prompt', 'five'),
    ],
    {},
  );
  expect(said).toMatchObject([
    { message: { en: 'no subject' }, cards: [0, 2] },
    { message: { en: 'five' }, cards: [2] },
  ]);
  expect(readableNotices([notice('prompt', 'no subject')], {})[0]?.cards).toBeUndefined();
});

it('a storyboard says which card a word is in, and not that it does not know what an unknown subject does', async () => {
  const model = await openModel('akezora-2');
  const storyboard = [
    { at: 0, prompt: 'a fox sits in the snow' },
    { at: 2, prompt: 'a blorple runs through the forest' },
    { at: 4, prompt: 'ブロープルが浜辺で踊る' },
  ];
  const { plan } = await planRequest({ prompt: '', seed: 1, seconds: 6, storyboard }, model);
  expect(plan.unknownWords.map(({ word, card }) => [word, card])).toEqual([
    ['blorple', 1],
    ['ブロープル', 2],
  ]);
  const alone = plan.notices.filter(({ code }) => code === 'no_subject');
  expect(alone).toMatchObject([{ cards: [1, 2] }]);
  const single = await planRequest({ prompt: 'a fox and a blorple jumps', seed: 1, seconds: 2 }, model);
  expect(single.plan.unknownWords).toEqual([{ word: 'blorple', start: 12, end: 19 }]);
});
