/** Words that describe somebody or something: colours, sizes, counts, directions; English, then Japanese. */
import type { Brief } from '@akezora/contract';

type Subject = Brief['subjects'][number];
type Table<Value> = readonly (readonly [value: Value, words: string])[];

/** Colours; Japanese stems take い, な, の, 色の by themselves. */
export const colourWords: Table<NonNullable<Subject['colour']>> = [
  [
    'red',
    'red, crimson, scarlet, ruby, ruby red, maroon, reddish, bright red, burgundy, dark red; 赤い, 赤, 赤色, 真っ赤な, 真っ赤, 紅い, 赤く, 深紅, 赤茶色, レッド',
  ],
  [
    'orange',
    'orange, ginger, amber, tangerine colored, bright orange, orange colored, rust colored; オレンジ色, 橙色, だいだい色, オレンジ',
  ],
  [
    'yellow',
    'yellow, golden yellow, bright yellow, lemon yellow, yellowish, blonde, blond; 黄色い, 黄色, 黄色の, 黄, 金髪, イエロー',
  ],
  [
    'green',
    'green, emerald, lime, lime green, olive green, bright green, dark green, emerald green, mint green; 緑, 緑色, 緑の, グリーン, みどり色, 黄緑, 黄緑色, エメラルド',
  ],
  [
    'blue',
    'blue, azure, navy, sky blue, light blue, dark blue, navy blue, bright blue, indigo, deep blue; 青い, 青, 青色, 水色, 紺色, 真っ青な, 青く, 紺, ブルー, 真っ青',
  ],
  [
    'purple',
    'purple, violet, lavender colored, magenta, lilac, mauve, bright purple; 紫, 紫色, 紫の, むらさき, すみれ色, パープル',
  ],
  ['pink', 'pink, rose pink, hot pink, pinkish, salmon pink, pastel pink; ピンク, ピンク色, ピンクの, 桃色, 桜色'],
  [
    'brown',
    'brown, tan, chestnut, beige, bronze, chocolate brown, dark brown, light brown, brownish, copper; 茶色い, 茶色, 茶色の, 褐色, ベージュ, 栗色, ブラウン',
  ],
  ['black', 'black, jet black, ebony, pitch black, inky; 黒い, 黒, 黒色, 真っ黒な, 真っ黒, 黒く, 黒の, ブラック'],
  [
    'white',
    'white, snow white, ivory, snow-white, pure white, pale white, cream, cream colored; 白い, 白, 白色, 真っ白な, 真っ白, 白く, 純白, 純白の, 白の, ホワイト',
  ],
  ['grey', 'grey, gray, ash gray, slate, dark gray, light gray, ashen; 灰色, 灰色の, グレー, ねずみ色, 鼠色'],
  [
    'turquoise',
    'turquoise, teal, cyan, aqua, aquamarine, sea green; ターコイズ, ターコイズブルー, ターコイズ色, 青緑, 青緑色, シアン, エメラルドグリーン',
  ],
  ['gold', 'gold, golden, gilded, gold colored; 金色, 金色の, 黄金, 黄金の, 金の, ゴールド'],
  ['silver', 'silver, silvery, chrome, silver colored; 銀色, 銀色の, シルバー, 銀の'],
];

/** Sizes of subjects. */
export const sizeWords: Table<NonNullable<Subject['size']>> = [
  [
    'small',
    'small, little, tiny, mini, miniature, teeny, petite, short, baby, wee, tiny little; 小さな, 小さい, ちいさな, ちっちゃな, ちっちゃい, ちいさい, ミニ, 小柄な',
  ],
  [
    'large',
    `big, large, huge, giant, gigantic, enormous, massive, tall, colossal, great big, towering, oversized, immense, majestic giant; 大きな, 大きい, 巨大な, でっかい, でかい, おおきな, 巨大, 特大の, 背の高い, 大柄な, おおきい`,
  ],
];

/** Counts. More than five are five, which is said. */
export const countWords: Table<number> = [
  [
    1,
    'one, single, lone, lonely, solitary, 1, a single; 一匹, 一頭, 一羽, 一台, 一人, ひとつ, 一つ, 1匹, 1頭, 1羽, 1台, 1人, ひとり, 一本, 一機, 一隻, 一両',
  ],
  [
    2,
    'two, pair of, couple of, both, 2, duo of, a pair of, twin; 二匹, 二頭, 二羽, 二台, 二人, ふたつ, 二つ, 2匹, 2頭, 2羽, 2台, 2人, ふたり, 二本, 二機, 2本, 2つ, 一対の, 二隻, 2機, 2隻, ペアの',
  ],
  [
    3,
    'three, few, several, trio of, 3, some, a few; 三匹, 三頭, 三羽, 三台, 三人, みっつ, 三つ, 3匹, 3頭, 3羽, 3台, 3人, 三本, 3本, 3つ, 数匹, 数頭, 数羽, 数台, 数人, 何匹かの, いくつかの, 数本, 三機, 三隻, 3機, 3隻',
  ],
  [
    4,
    'four, 4, family of, group of, quartet of; 四匹, 四頭, 四羽, 四台, 四人, よっつ, 四つ, 4匹, 4頭, 4羽, 4台, 4人, 四本, 4本, 4つ, 四機, 四隻, 4隻, 一家, の家族, のグループ',
  ],
  [
    5,
    `five, 5, litter of, many, lots of, dozens of, hundreds of, thousands of, flock of, herd of, pack of, swarm of, school of, colony of, crowd of, lot of, bunch of, pod of, pride of,
    army of, convoy of, fleet of, row of, line of, cluster of, pile of, parade of, gaggle of, millions of, group of many, countless, numerous, various, plenty of, array of;
    五匹, 五頭, 五羽, 五台, 五人, いつつ, 五つ, 5匹, 5頭, 5羽, 5台, 5人, 五本, 5本, 5つ, 群れ, の群れ, たくさんの, 多くの, 大勢の, 無数の, 大量の, いっぱいの, 沢山の, たくさん, 五機, 五隻, 様々な, さまざまな`,
  ],
  [
    6,
    `six, seven, eight, nine, ten, eleven, twelve, dozen, twenty, thirty, fifty, hundred, thousand, a dozen, 6, 7, 8, 9, 10, 11, 12, 15, 20, 30, 50, 100, half a dozen; 六匹, 七匹, 八匹, 九匹, 十匹, 六頭, 七頭, 八頭, 九頭, 十頭, 六羽, 七羽, 八羽, 九羽, 十羽, 六人, 七人, 八人,
    九人, 十人, 六台, 七台, 八台, 十台, 百匹, 百羽, 6匹, 7匹, 8匹, 9匹, 10匹, 6頭, 7頭, 8頭, 10頭, 6羽, 7羽, 8羽, 9羽, 10羽, 12匹, 12羽, 6人, 7人, 8人, 10人, 6台, 7台, 8台, 10台, 100匹, 100羽, 六つ, 七つ, 八つ, 十`,
  ],
];

/** Where somebody goes in the frame. */
export const motionWords: Table<NonNullable<Subject['motion']>> = [
  [
    'left',
    `to the left, leftward, leftwards, towards the left, toward the left, from right to left, right to left, moving left, facing left; 左に, 左へ, 左に向かって, 左の方へ, 右から左へ, 右から左に, 左方向に, 左の方に, 左向きに, 左へと`,
  ],
  [
    'right',
    `to the right, rightward, rightwards, towards the right, toward the right, from left to right, left to right, moving right, facing right; 右に, 右へ, 右に向かって, 右の方へ, 左から右へ, 左から右に, 右方向に, 右の方に, 右向きに, 右へと`,
  ],
  [
    'towards',
    `towards the camera, toward the camera, towards us, toward us, towards the viewer, toward the viewer, closer to the camera, towards camera, toward camera, forward; 手前に, 手前へ, カメラに向かって, こちらに, こちらへ, こっちに, カメラの方へ, 手前に向かって, こちらに向かって, カメラへ向かって, こっちへ`,
  ],
  [
    'away',
    `away from the camera, into the distance, away from us, off into the distance, away from the viewer, into the horizon, towards the horizon, toward the horizon, away into the distance; 遠くへ, 奥へ, 奥に向かって, 遠ざかる, 遠ざかって, 彼方へ, 地平線へ, 向こうへ, 遠くに, カメラから離れて`,
  ],
  [
    'up',
    `into the sky, up into the sky, skyward, skywards, upward, upwards, into the air, up into the air, to the sky, high into the sky, up to the sky; 上に, 上へ, 空へ, 上に向かって, 空高く, 上空へ, 空に向かって, 空へと, 上へと, 宙へ`,
  ],
  [
    'down',
    'from the sky, downward, downwards, to the ground, down from the sky, down to the ground, out of the sky; 下に, 下へ, 下に向かって, 地面に, 地上へ, 下へと, 地上に',
  ],
  [
    'circle',
    'in circles, in a circle, round and round, around in circles, in a loop, in loops; ぐるぐる, ぐるぐると, 輪になって, くるくる, 円を描いて',
  ],
  ['jump', 'up and down; ぴょんぴょん, ぴょんぴょんと, ピョンピョン, 飛び跳ねながら, ぴょんと'],
];
