/** The ideas of the studio's first page and the pictures of its presets: what `first-page.ts` makes. */

/** One clip of the first page. */
export interface Idea {
  /** Name of its files. */
  readonly name: string;
  /** The words that it is made from, and the same in Japanese. */
  readonly en: string;
  readonly ja: string;
  readonly seed: number;
}

/** In the order of the page: neighbours differ in place, light and look. */
export const ideas: readonly Idea[] = [
  {
    name: 'fox',
    en: 'a fox runs through falling snow at dusk',
    ja: '夕暮れ、降る雪の中をキツネが走る',
    seed: 1,
  },
  {
    name: 'octopus',
    en: 'an octopus swims to the right past corals underwater, close-up',
    ja: '海の中、サンゴのそばをタコが右へ泳ぐ。クローズアップ',
    seed: 1,
  },
  {
    name: 'elephant',
    en: 'a pink elephant jumps in the park, made of balloons',
    ja: '公園でピンクのゾウが跳ねる、風船でできた世界',
    seed: 3,
  },
  {
    name: 'whale',
    en: 'a whale jumps out of the sea at sunset',
    ja: '夕焼けの海でクジラがジャンプする',
    seed: 2,
  },
  {
    name: 'saucer',
    en: 'a flying saucer flies over two camels in the desert at night',
    ja: '夜の砂漠で、空飛ぶ円盤が二頭のラクダの上を飛ぶ',
    seed: 4,
  },
  {
    name: 'cat',
    en: 'a black cat walks through the kitchen',
    ja: '黒猫が台所を歩く',
    seed: 8,
  },
  {
    name: 'savanna',
    en: 'a giraffe and an elephant walk across the savanna at dawn, papercraft',
    ja: '夜明けのサバンナをキリンとゾウが歩く、ペーパークラフト',
    seed: 8,
  },
  {
    name: 'rocket',
    en: 'a rocket flies past the stars in space',
    ja: '宇宙で、星々のそばをロケットが飛ぶ',
    seed: 6,
  },
  {
    name: 'train',
    en: 'a steam locomotive drives through the mountains, an old film',
    ja: '蒸気機関車が山道を走る、古い映画',
    seed: 1,
  },
  {
    name: 'engine',
    en: 'a fire engine rushes through the city at night in the rain',
    ja: '雨の夜、消防車が街を駆け抜ける',
    seed: 3,
  },
  {
    name: 'dinosaur',
    en: 'a T-Rex walks through the jungle in the fog',
    ja: '霧のジャングルをティラノサウルスが歩く',
    seed: 6,
  },
  {
    name: 'dragon',
    en: 'a dragon flies over a volcano at dusk',
    ja: '夕暮れの火山の上をドラゴンが飛ぶ',
    seed: 7,
  },
];

/** The presets of the model that a picture shows; `none` is the model without one. */
export const looks: readonly string[] = ['none', 'archival', 'film-noir', 'papercraft', 'stop-motion', 'balloon'];

/** One meadow under every sky: times of day and weathers by their ids, and the words that say them. */
export const skies: Readonly<Record<string, string>> = {
  dawn: 'a meadow at dawn',
  day: 'a meadow at noon',
  sunset: 'a meadow at sunset',
  night: 'a meadow at night',
  cloudy: 'a cloudy meadow at noon',
  rain: 'a meadow in the rain at noon',
  snow: 'a meadow in falling snow at noon',
  fog: 'a meadow in the fog at noon',
};
