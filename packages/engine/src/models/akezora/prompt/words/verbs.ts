/**
 * Verbs that a stage can play, in the words of prompts: one deed a line. English verbs stand in their base form (`lie down`
 * inflects its first word), Japanese ones in their dictionary form.
 */
import type { BriefSubject } from '@akezora/contract';

type Action = NonNullable<BriefSubject['action']>;
type Motion = NonNullable<BriefSubject['motion']>;
type Relation = NonNullable<BriefSubject['relation']>['kind'];

/** What a verb says: what somebody does, where it goes, and how it stands to the verb's object. */
export interface Deed {
  readonly action: Action | null;
  readonly motion: Motion | null;
  /** The relation to its object; Japanese verbs have it to what を, に, と mark. */
  readonly relation?: Relation;
  /** What one is on who does it, if nothing else is said: a surfboard. */
  readonly on?: string;
}

type Line = readonly [
  action: Action | null,
  motion: Motion | null,
  en: string,
  ja: string,
  relation?: Relation | undefined,
  on?: string,
];

const lines: readonly Line[] = [
  [
    'stand',
    'still',
    'stand, pose, stay, stop, wait, pause, stand still',
    '立つ, 止まる, 立ち止まる, 佇む, たたずむ, 待つ, とまる',
  ],
  ['stand', 'still', 'park', '停まる, 駐車する, 停車する'],
  [
    'sit',
    'still',
    'sit, kneel, squat, perch, sit down, crouch',
    '座る, すわる, 腰掛ける, 腰かける, しゃがむ, 腰を下ろす',
  ],
  [
    'lie',
    'still',
    'lie, lay, lie down, rest, relax, lounge, sunbathe, bask, recline',
    '横たわる, 寝そべる, 寝転ぶ, 寝転がる, 休む, くつろぐ',
  ],
  [
    'sleep',
    'still',
    'sleep, nap, doze, snooze, slumber, fall asleep',
    '眠る, 寝る, 昼寝する, ねむる, 居眠りする, うたた寝する',
  ],
  [
    'walk',
    null,
    `walk, stroll, wander, march, stride, trot, waddle, tread, trek, hike, pace, roam, amble, ~crawl, creep, stalk, prowl, trudge, tiptoe,
    strut, explore, move, go, come, travel, step, make its way, plod, saunter`,
    '歩く, 散歩する, 歩き回る, さまよう, 歩む, 行く, 進む, 来る, 散策する, うろうろする, ~這う, 歩いていく, 動く, よちよち歩く, 旅する, 探検する, 向かう, 帰る',
  ],
  ['walk', 'right', 'pass, pass by, cross, traverse', '渡る, 通る, 通り過ぎる, 通りすぎる, 通過する, 横切る, 横断する'],
  [
    'run',
    null,
    `run, gallop, sprint, dash, rush, jog, romp, frolic, dart, charge, hurry, scamper, scurry, bolt, canter, bound, run away, flee, escape`,
    '走る, 駆ける, 駆け回る, 走り回る, 駆け抜ける, 走り抜ける, 疾走する, 急ぐ, かける, はしゃぐ, 逃げる, 駆け出す, ダッシュする, 小走りする, ジョギングする, 走り去る',
  ],
  [
    'fly',
    null,
    'fly, soar, glide, flutter, hover, flap, swoop, fly by',
    '飛ぶ, 羽ばたく, 舞う, 飛び回る, 飛行する, 滑空する, 舞い飛ぶ, はばたく, 飛び交う',
  ],
  ['fly', 'up', 'take off, lift off, blast off, take flight', '飛び立つ, 離陸する, 飛び上がる, 発射する, 打ち上がる'],
  ['fly', 'down', 'land, touch down', '着陸する, 舞い降りる, 降り立つ, 着地する'],
  [null, 'up', 'rise, ascend, rise up', '昇る, 上昇する, 浮かび上がる, 上がる'],
  [null, 'down', 'descend, sink, dive', '降りる, 沈む, 下降する, 潜る'],
  ['swim', null, 'swim, paddle, bathe, snorkel', '泳ぐ, およぐ, 水泳する, 泳ぎ回る, 入浴する'],
  ['float', null, 'float, drift, levitate', '浮かぶ, 漂う, 浮く, 浮遊する, ただよう'],
  [
    'jump',
    'jump',
    'jump, hop, bounce, skip, jump up, jump up and down, hop around',
    '跳ねる, はねる, 飛び跳ねる, 跳ぶ, ジャンプする, 弾む, ぴょんぴょんする',
  ],
  [
    'leap',
    'jump',
    'leap, breach, spring, pounce, vault',
    '跳躍する, 飛び出す, 飛び込む, 飛び越える, 飛びかかる, 躍り出る',
  ],
  ['dance', null, 'dance, twirl, waltz, sway, breakdance, groove', '踊る, ダンスする, おどる, 舞い踊る'],
  [
    'play',
    null,
    'play, ~wrestle, ~fight, tussle, cuddle, roughhouse, mess around',
    '遊ぶ, あそぶ, じゃれる, じゃれ合う, 戯れる, たわむれる, ~喧嘩する, ~けんかする, ~戦う, 遊び回る',
  ],
  [
    'eat',
    'still',
    'eat, graze, nibble, munch, chew, devour, feast, snack, feed on, enjoy a meal',
    '食べる, たべる, かじる, 食う, 頬張る, ほおばる, 食事する, ついばむ',
  ],
  ['drink', 'still', 'drink, sip, lap, lap up', '飲む, のむ, すする'],
  [
    'fall',
    'down',
    'fall, tumble, drop, collapse, fall down, plummet',
    '落ちる, 転ぶ, 倒れる, おちる, 落下する, 転倒する',
  ],
  ['hide', 'still', 'hide, peek, peek out, lurk', '隠れる, かくれる, 潜む, のぞく, 覗く'],
  ['wave', 'still', 'wave, wave goodbye, greet', '手を振る, 手をふる'],
  [
    'look',
    'still',
    'look, watch, ~read, gaze, stare, look around, look out, glance, observe, look up, look down',
    '見る, ~読む, 眺める, 見つめる, 見上げる, 振り向く, 見下ろす, 振り返る, ながめる, 見渡す, 見守る',
  ],
  ['drive', 'away', 'drive away, drive off, speed away, speed off', '走り去っていく'],
  ['walk', 'away', 'walk away, walk off, go away, wander off, move away', '歩き去る, 遠ざかる, 立ち去る'],
  ['sit', null, 'ride, sit astride', '乗る, またがる', 'on'],
  [
    'drive',
    null,
    'drive, cruise, speed, speed up, zoom past, cycle, motor, commute',
    '運転する, ドライブする, 駆る, 走行する, 乗り回す',
  ],
  ['walk', null, 'leave, depart, pull out of', '出発する, 発車する, 出る, 去る', 'away-from'],
  ['walk', null, 'arrive, arrive at, pull into', '到着する, 着く', 'towards'],
  ['sail', null, 'sail, row, set sail', '航海する, 漕ぐ, 航行する, 出航する, 帆走する'],
  [
    'roll',
    null,
    'roll, ~slide, ~skid, ~slip, ~skate, ski, snowboard, roll down, roll around',
    '転がる, ~滑る, ~すべる, ころがる, スケートする, スキーする',
  ],
  ['roll', null, 'skateboard', 'スケートボードする, スケボーする', undefined, 'skateboard'],
  ['roll', null, 'sled, sledge', 'そり滑りする', undefined, 'sled'],
  ['sail', null, 'surf', 'サーフィンする, 波乗りする', undefined, 'surfboard'],
  ['sail', null, 'canoe, kayak', 'カヌーする', undefined, 'canoe'],
  ['spin', null, 'spin, rotate, whirl, twist, pirouette, revolve, turn around', '回る, 回転する, まわる, くるくる回る'],
  ['spin', 'circle', 'circle, go around', '旋回する, ぐるぐる回る, 一周する'],
  ['race', null, 'race, compete', '競走する, 競争する, レースする, 競う'],
  ['run', null, 'chase, pursue, ~hunt', '追う, 追いかける, 追い掛ける, 追っかける, 追跡する, 追い回す', 'chasing'],
  ['run', null, 'chase each other', '追いかけ合う, 追いかけっこする', 'chasing'],
  ['walk', null, 'follow, trail', 'ついていく, ついて行く, 付いていく, 従う, ついてくる', 'following'],
  ['walk', null, 'meet, encounter, come across', '出会う, 会う, 出くわす', 'meeting'],
  ['walk', 'towards', 'approach', '近づく, 近付く, 近寄る, 迫る', 'towards'],
  ['fly', null, 'orbit', '周回する', 'around'],
  ['walk', 'up', 'climb, climb up', '登る, よじ登る', 'on'],
  ['stand', 'still', 'face each other', '向かい合う', 'meeting'],
  [null, null, 'breathe', '吐く', 'in-front-of'],
  [
    null,
    null,
    'bloom, twinkle, burst, explode, streak',
    '流れる, 瞬く, きらめく, 降る, 咲く, 降り注ぐ, 咲き誇る, 降りしきる',
  ],
];

/** Deeds with their words, in both languages. */
export const deeds: readonly { readonly deed: Deed; readonly en: readonly string[]; readonly ja: readonly string[] }[] =
  lines.map(([action, motion, en, ja, relation, on]) => ({
    deed: {
      ...{ action, motion },
      ...(relation === undefined ? {} : { relation }),
      ...(on === undefined ? {} : { on }),
    },
    en: en.split(',').map((word) => word.trim()),
    ja: ja.split(',').map((word) => word.trim()),
  }));
