import { describe, expect, it } from 'vitest';
import { findInText } from '../../src/safety/text/find.ts';
import { patternOf } from '../../src/safety/text/pattern.ts';
import { minors } from '../../src/safety/text/rules/people.ts';
import { sexualWords } from '../../src/safety/text/rules/sexual.ts';
import { viewsOf } from '../../src/safety/text/views.ts';

const rulesFor = (text: string) => findInText(text).map(({ rule }) => rule);

describe('the views of a text', () => {
  it.each([
    ['letters that look alike', 'nаkеd wоman', 'naked woman'],
    ['full width', 'ｎａｋｅｄ', 'naked'],
    ['invisible characters', 'na\u200bk\u2060ed', 'naked'],
    ['accents', 'nàkéd', 'naked'],
    ['digits for letters', 'n4k3d', 'naked'],
    ['letters set apart', 'n a k e d person', 'naked person'],
    ['dots between letters', 'n.a.k.e.d', 'naked'],
    ['letters held long', 'naaaaked', 'naked'],
    ['half-width kana', 'ﾇｰﾄﾞ', 'ぬーど'],
    ['kana and kanji set apart', '裸 ・ 体', '裸体'],
    ['old forms of kanji', '裸體', '裸体'],
  ])('undo %s', (_, hidden, plain) => {
    expect(viewsOf(hidden)).toContain(plain);
  });

  it.each(['カ', '力', 'ロ', '口', 'エ', '工', 'ニ', '二'])(
    'keep %s, which looks like another character, as it is',
    (one) => {
      const [view = ''] = viewsOf(one);
      expect(view.codePointAt(0)).toBe(
        one.match(/[\u30a1-\u30f6]/) ? (one.codePointAt(0) ?? 0) - 0x60 : one.codePointAt(0),
      );
    },
  );

  it('keep Russian and Greek words', () => {
    expect(viewsOf('красивый закат над морем')[0]).toBe('красивый закат над морем');
    expect(viewsOf('ηλιοβασίλεμα')[0]).toContain('ηλιοβ');
  });

  it.each(['1080p', '4k', '35mm', '24fps', 'f16'])('leave %s a measure', (measure) => {
    expect(viewsOf(measure)).toEqual([measure]);
  });
});

describe('the rules', () => {
  it.each([
    ['two people having sex', 'sexual.content'],
    ['全裸の男性が踊る', 'sexual.content'],
    ['セ〇クスの場面', 'sexual.content'],
    ['Elon Musk announces a giveaway', 'impersonation.public-person'],
    ['大谷翔平がラーメンを食べる', 'impersonation.public-person'],
    ['a deepfake of my boss', 'impersonation.deceit'],
    ['fake ballots are burned behind the polling station', 'elections.deceit'],
    ['嘘の緊急速報、ミサイルが落ちたと伝えるアナウンサー', 'elections.emergency'],
    ['a man is beheaded', 'violence.gore'],
    ['捕虜を拷問する', 'violence.gore'],
    ['immigrants shown as cockroaches', 'hate.attack'],
    ['a proud nazi parade', 'hate.ideology'],
    ['she kills herself', 'self-harm.act'],
    ['リストカットする手元', 'self-harm.act'],
    ['film her through the window without her knowledge', 'private-data.watched'],
    ['元カノの住所を晒す動画', 'private-data.shown'],
    ['Pikachu surfs', 'brands.character'],
    ['トトロが傘をさす', 'brands.character'],
    ['a father beating his small son', 'minors.harm'],
  ])('find “%s”', (prompt, rule) => {
    expect(rulesFor(prompt)).toContain(rule);
  });

  it.each([
    'grilled chicken breast on a wooden board',
    'nude lipstick and satin gloves',
    'a village in Sussex at dawn',
    'killer whales leap at sunset',
    'the chef kills the lights and serves the cake',
    'a shooting star over the desert',
    'blue tits on a bird feeder',
    'the black knight takes the white queen',
    'people queue quietly to vote in the rain',
    'the class votes for the best cake',
    'an apple falls from the tree',
    'a jaguar drinks from the river',
    'children build a sandcastle',
    'a museum about the resistance against the nazis',
    'a suicide prevention poster in a subway',
    'trumpets and drums in a parade',
    'ヌードカラーのネイルのアップ',
    'ピエロとヒーローが歩くパレード',
    'パチンコ店の看板に灯がともる',
    'マグロの解体ショー',
    '首を長くして待つキリン',
    '卍の描かれた寺の地図',
    'トランプの塔をつくる少年',
    'アマゾン川を下るカヌー',
    '民族衣装で踊る人々',
  ])('leave “%s” alone', (prompt) => {
    expect(findInText(prompt)).toEqual([]);
  });

  // Both lists are taken from the rules: nothing is spelled out here that is not spelled out there.
  it('hold any word for a minor beside any word of sex', () => {
    const plain = (words: readonly string[] = []) => words.filter((word) => /^[a-z]+$/.test(word));
    const people = plain(minors.en).slice(0, 20);
    const acts = plain(sexualWords.en).slice(0, 20);
    expect(people.length * acts.length).toBeGreaterThan(100);
    for (const person of people)
      for (const act of acts) expect(rulesFor(`${person} ${act}`), `${person} ${act}`).toContain('minors.sexual');
  });

  it('ask for words close together', () => {
    const apart = `a school yard. ${'The camera turns slowly over hills and fields. '.repeat(3)} a nude statue`;
    expect(rulesFor(apart)).not.toContain('minors.sexual');
  });

  it('say which words met them', () => {
    expect(findInText('a ｎａｋｅｄ man')).toEqual([{ category: 'sexual', rule: 'sexual.content', evidence: 'naked' }]);
  });

  it('never take long over a hostile text', () => {
    const hostile = [
      'n '.repeat(8000),
      'kill '.repeat(4000),
      '殺 '.repeat(8000),
      'a1'.repeat(8000),
      '\u0301'.repeat(16_000),
    ];
    for (const text of hostile) expect(findInText(text)).toBeDefined();
  });
});

describe('a pattern', () => {
  it('finds whole words only', () => {
    expect('therapist'.match(patternOf({ en: ['rapist'] }))).toBeNull();
  });

  it('reads a space that may be missing', () => {
    for (const text of ['black mail', 'blackmail', 'black-mail'])
      expect(text.match(patternOf({ en: ['black ?mail'] }))).not.toBeNull();
  });
});
