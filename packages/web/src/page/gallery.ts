import { element } from './elements.ts';
import { hashOf, type Settings } from './settings.ts';
import { type PageLanguage, textOf } from './texts.ts';

/** A clip that we found worth showing: words in both languages, and the seed. */
interface Idea {
  readonly en: string;
  readonly ja: string;
  readonly seed: number;
  readonly aspect?: Settings['aspect'];
}

/** How many are shown at a visit. */
const shown = 4;

const ideas: readonly Idea[] = [
  { en: 'a red fox runs across a snowy field at dawn', ja: '夜明けの雪原を赤いキツネが走る', seed: 7 },
  { en: 'two penguins dance on the ice under the stars', ja: '星空の下、氷の上で2羽のペンギンが踊る', seed: 21 },
  { en: 'a sailboat on the sea at sunset, two dolphins jump', ja: '夕暮れの海にヨット、2頭のイルカが跳ねる', seed: 3 },
  { en: 'a hot air balloon floats over mountains in the morning', ja: '朝の山の上を気球が漂う', seed: 12 },
  { en: 'a yellow taxi drives through the town on a rainy night', ja: '雨の夜の町を黄色いタクシーが走る', seed: 5 },
  { en: 'an owl flies over the forest at night', ja: '夜の森の上をフクロウが飛ぶ', seed: 9 },
  { en: 'three ducks swim on the sea in fog', ja: '霧の海を3羽のアヒルが泳ぐ', seed: 14 },
  { en: 'a turtle swims underwater, the camera follows', ja: '海の中をカメが泳ぎ、カメラが追う', seed: 2 },
  { en: 'a cat sits in the park while leaves fall', ja: '葉が落ちる公園に猫が座る', seed: 18, aspect: '1:1' },
  { en: 'a rocket flies to the moon', ja: 'ロケットが月へ飛ぶ', seed: 6, aspect: '9:16' },
];

/** A few ideas, chosen at random. @param random from 0 up to 1 */
export function drawIdeas(random: () => number = Math.random): readonly Idea[] {
  const left = [...ideas];
  return Array.from({ length: shown }, () => left.splice(Math.floor(random() * left.length), 1)[0]!);
}

/** Links to clips: they set the composer, and nothing else. */
export function gallery(chosen: readonly Idea[], usual: Settings, language: PageLanguage): HTMLElement {
  const links = chosen.map(({ seed, aspect = '16:9', ...words }) =>
    element(
      'li',
      {},
      element('a', { href: `#${hashOf({ ...usual, prompt: words[language], seed, aspect })}` }, words[language]),
    ),
  );
  return element(
    'nav',
    { class: 'gallery', 'aria-labelledby': 'gallery-title' },
    element('h2', { id: 'gallery-title' }, textOf(language, 'gallery')),
    element('ul', {}, ...links),
  );
}
