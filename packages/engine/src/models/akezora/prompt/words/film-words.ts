/** Words for how a film is drawn and shot that no style and no camera of the model has: they are named as one phrase each, and nothing is offered for them. */

/** Who draws as children do. */
const children = ["child's", "children's", "kid's", "kids'", 'kids', 'childlike', "toddler's"];
/** What is drawn or painted with, or in the manner of what. */
const manners = [
  ...[
    'crayon',
    'pencil',
    'coloured pencil',
    'colored pencil',
    'chalk',
    'charcoal',
    'ink',
    'pastel',
    'marker',
    'felt tip',
    'felt',
  ],
  ...[
    'watercolor',
    'watercolour',
    'oil',
    'acrylic',
    'gouache',
    'digital',
    'hand drawn',
    'hand painted',
    'line',
    'vector',
    'flat',
  ],
  ...[
    'storybook',
    'picture book',
    'fairy tale',
    'fairytale',
    "children's book",
    "children's storybook",
    "children's picture book",
  ],
  ...[
    'comic',
    'comic book',
    'manga',
    'anime',
    'cartoon',
    'cel shaded',
    'pixel',
    '8 bit',
    '16 bit',
    'voxel',
    'low poly',
    'isometric',
  ],
  ...[
    'stained glass',
    'mosaic',
    'embroidery',
    'knitted',
    'woodblock',
    'woodcut',
    'linocut',
    'ukiyo e',
    'lego',
    'retro',
    'pop',
    'concept',
  ],
  ...[
    'pixar',
    'disney',
    'ghibli',
    'studio ghibli',
    'van gogh',
    'impressionist',
    'surrealist',
    'cyberpunk',
    'steampunk',
    'vaporwave',
  ],
  ...['3d', 'cgi', 'surrealism', 'photorealistic', 'photo realistic', 'realistic', 'cinematic'],
];
/** What comes of it. */
const works = [
  'art',
  'drawing',
  'drawings',
  'painting',
  'illustration',
  'illustrations',
  'sketch',
  'style',
  'artwork',
  'animation',
  'render',
  'doodle',
];
const single = `anime, manga, cartoon, storybook, watercolor, watercolour, gouache, drawing, illustration, sketch, doodle, pixel art, photorealistic, photo realistic, photorealism,
  hyperrealistic, realistic, impressionist, impressionism, cyberpunk, steampunk, surrealism, surreal, van gogh, vaporwave, ukiyo-e, ukiyo e, comic book, line art, 3d render,
  pixar, studio ghibli, low poly, minimalist, abstract, pop art, art nouveau, baroque, gothic, lo-fi, lofi, neon noir, cgi, unreal engine, octane render, embroidery, stained glass,
  in the style of, in the manner of, drawn with, painted with, painting of, drawing of, drawings of, illustration of, sketch of`;
const shooting = `isometric, front view, side view, low angle, low-angle shot, low angle shot, low angle view, high angle, high angle shot, high-angle shot, worm's eye view, eye level, dutch angle, tilted angle,
  point of view, pov, first person view, over the shoulder shot, over the shoulder, handheld, handheld camera, shaky camera, whip pan, split screen, tilt shift, time lapse, timelapse, time-lapse,
  hyperlapse, bokeh, shallow depth of field, depth of field, film grain, lens flare, 35mm, 35mm film, 70mm, 4k, 8k, hdr, uhd, imax, fisheye,
  anamorphic, cinematic style, racking focus, rack focus, vertigo effect, glitch, soft focus, backlit, rim light, volumetric light, god rays;
  ローアングル, ハイアングル, 見上げるアングル, 煽り, 主観視点, 一人称視点, 手持ちカメラ, 手ぶれ, タイムラプス, ボケ, 被写界深度, 逆光`;

const japanese =
  `絵本, 水彩, 水彩画, 油絵, 油彩, 油彩画, アニメ, アニメーション, 漫画, マンガ, イラスト, ドット絵, ピクセルアート, クレヨン, クレヨン画, 色鉛筆, 色鉛筆画, パステル, パステル画, チョーク, 版画, 木版画, 浮世絵,
  水墨画, 墨絵, 鉛筆画, 線画, 落書き, 子供の絵, 子どもの絵, こどもの絵, 子供の落書き, 子どもの落書き, 子供のお絵かき, お絵かき, 童話, 貼り絵, ちぎり絵, 刺繍, ステンドグラス, 印象派, サイバーパンク, スチームパンク, ジブリ, ピクサー, ディズニー,
  レトロ, 3DCG, CG, 写真, 実写, フォトリアル`
    .split(',')
    .map((word) => word.trim());
const suffixes = [
  '風の',
  '風に',
  '風で',
  '風',
  '調の',
  '調で',
  '調',
  'タッチの',
  'タッチで',
  'タッチ',
  'スタイルの',
  'スタイルで',
  'スタイル',
  'のような',
  'みたいな',
  'のように',
  'で描いた',
  'で描かれた',
];
const plain = `水彩画, 水彩, 油絵, 油彩, アニメ, 漫画, マンガ, イラスト, ドット絵, 写真のような, 実写, リアル, リアルな, 写実的, 写実的な, フォトリアル, サイバーパンク, 浮世絵, 印象派, 3DCG, CG, ピクセルアート, 水墨画, 墨絵, 鉛筆画, 線画,
  スチームパンク, クレヨン画, 色鉛筆画, パステル画, 版画, 落書き, 子供の絵, 子どもの絵, 子供が描いた絵, 子どもが描いた絵, 子供の描いた絵, 子供が描いた, 子どもが描いた, お絵かき, 手描き, 手描きの`;

/** Styles that prompts ask for and the model lacks, and what it cannot do with the camera. */
export const filmWords: string = [
  single,
  shooting,
  ...[...children, ...manners].flatMap((who) => works.flatMap((work) => [`${who} ${work}`, `${who} ${work} style`])),
  ...children.flatMap((who) =>
    ['crayon', 'pencil', 'book', 'storybook', 'picture book'].flatMap((what) => [
      `${who} ${what}`,
      ...works.map((work) => `${who} ${what} ${work}`),
    ]),
  ),
  plain,
  ...japanese.flatMap((manner) => suffixes.map((suffix) => manner + suffix)),
]
  .map((words) => words.replaceAll(';', ','))
  .join(', ');

/** Nouns of the box by no picture, which the names of others would swallow or hide. */
export const otherNouns = 'hot spring, roof rack; 温泉';
