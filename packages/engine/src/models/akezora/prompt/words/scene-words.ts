/** Phrases for the hour, the weather and the style of a scene, English words before the semicolon and Japanese ones after it. */
import type { Brief } from '@akezora/contract';

type Table<Value> = readonly (readonly [value: Value, words: string])[];
type Of<Key extends 'time' | 'weather' | 'style'> = NonNullable<Brief[Key]>;

/** Times of day. */
export const timeWords: Table<Of<'time'>> = [
  [
    'dawn',
    `dawn, sun rises, sun rising, rising sun, sun is rising, sun comes up, sunrise, morning, early morning, daybreak, at first light, first light, morning light, morning sun; 夜明け, 日が昇る, 朝日が昇る, 太陽が昇る, 朝, 早朝, 明け方, 日の出, 朝日, 朝焼け, 暁, 朝方, 朝の光`,
  ],
  [
    'day',
    `day, daytime, noon, midday, afternoon, mid afternoon, mid afternoon light, daylight, broad daylight, late morning, sunlit, bright day,
    sunlight, afternoon light, natural light, mid day, bright sunlight, warm sunlight, sun rays; 昼, 昼間, 真昼, 日中, 午後, 正午, 昼下がり, 日差し, 日向, 白昼, 陽光, 日光, 陽射し, ひなた`,
  ],
  [
    'sunset',
    `sunset, dusk, golden hour, evening, twilight, sundown, nightfall, late afternoon, evening light, golden light, magic hour, evening sun,
    setting sun, sun sets, sun setting, sun is setting, sun goes down, golden hour light, late afternoon sun, golden sunlight, gloaming; 夕方, 日が沈む, 夕日が沈む, 太陽が沈む, 夕暮れ, 夕焼け, 夕日, 日没, 黄昏, 夕陽, たそがれ, 日暮れ, 夕暮れ時, 黄昏時, マジックアワー, ゴールデンアワー, 夕刻, 夕闇`,
  ],
  [
    'night',
    `night, nighttime, midnight, moonlight, moonlit, starry night, at night, starry sky, night sky, starlight, night time, late night, starry, nocturnal,
    under the stars, stars, the stars; 夜, 夜中, 真夜中, 深夜, 月夜, 星空, 月明かり, 夜空, 星降る夜, 晩, 月の光, 月光, 夜更け, 星, 星々, 満天の星`,
  ],
];

/** Weathers. */
export const weatherWords: Table<Of<'weather'>> = [
  [
    'clear',
    `clear, sunny, clear sky, clear skies, sunny day, cloudless, sunshine, fine weather, bright and sunny, clear blue sky, clear weather,
    sunny weather, bright sunny day, clear night, sun, bright sun; 太陽, お日様, おひさま, 晴れ, 快晴, 晴天, 晴れた, 晴れて, 晴れ渡る, よく晴れた, 晴れている, 雨上がり, 晴れ渡った, 日本晴れ, いい天気, 良い天気, 晴れた日`,
  ],
  [
    'cloudy',
    `cloudy, overcast, gray sky, grey sky, cloudy sky, gloomy, dark clouds, partly cloudy; 曇り, 曇った, 曇り空, くもり, 曇天, どんより, 曇っている`,
  ],
  [
    'rain',
    `rain, light rain, gentle rain, rainy, raining, rains, drizzle, drizzling, downpour, rainstorm, thunderstorm, rainy day, heavy rain, in the rain, storm, stormy, raindrops, pouring rain,
    rainfall, shower of rain, rain soaked; 雨, 大雨, 小雨, 土砂降り, 雷雨, 雨の, 雨降り, 梅雨, にわか雨, 雨の中, 嵐, 霧雨, 豪雨, 雨天, 雨粒`,
  ],
  [
    'snow',
    `snowing, it snows, snows, light snow, gentle snow, snowfall, snowstorm, blizzard, falling snow, in falling snow, heavy snow, snowflakes, snow falling, snow storm, snow flakes, snowy day; 吹雪, 雪が降る, 降る雪,
    降雪, 大雪, 粉雪, 雪の降る, 雪降る, 雪が舞う, 雪の日, 小雪, 雪降り`,
  ],
  ['fog', `fog, foggy, mist, misty, haze, hazy, thick fog, dense fog, smog; 霧, もや, 霧の, 濃霧, 霞, 靄, 霧がかった`],
];

/** Snow that lies on a place: `a snowy forest`, 雪の森. */
export const lyingSnowWords = `snowy, snow covered, covered in snow, covered with snow, snow capped, snow clad, snow laden, snow dusted, blanketed in snow, wintry, frosty,
  icy; 雪の, 雪に覆われた, 雪をかぶった, 雪の積もった, 雪が積もった, 雪積もる, 冬の, 白銀の`;

/** Bare words for snow: the ground where no other place is said, else the weather. */
export const snowWords =
  'snow, winter, fresh snow, deep snow, in the snow, white snow, powder snow, snowdrift; 雪, 冬, 新雪, 深雪';

/** Styles that the model has. */
export const styleWords: Table<Of<'style'>> = [
  [
    'archival',
    `archival, archival footage, old film, vintage film, historical footage, old footage, sepia, vintage footage, retro film, super 8, 8mm film, newsreel,
    archive footage, found footage; 記録映像, 古い映像, 古い映画, セピア, セピア色, 8ミリフィルム, アーカイブ`,
  ],
  [
    'film-noir',
    `film noir, noir, black and white, black and white film, monochrome, in black and white, noir style, b&w, greyscale, grayscale;
    フィルムノワール, 白黒, モノクロ, 白黒映画, ノワール, モノクローム`,
  ],
  [
    'papercraft',
    `papercraft, paper craft, paper cutout, paper cut out, made of paper, paper art, cardboard, origami, papercraft world, kirigami, paper cut, paper style;
    ペーパークラフト, 紙細工, 切り絵, 折り紙, 紙で作った, 紙製, ダンボール`,
  ],
  [
    'stop-motion',
    `stop motion, stop-motion, claymation, clay animation, stop motion animation, plasticine, made of clay, clay style, puppet animation;
    ストップモーション, コマ撮り, クレイアニメ, 粘土アニメ, クレイアニメーション, 人形アニメ, 粘土`,
  ],
  [
    'balloon',
    `balloon style, balloon world, made of balloons, balloon animal, inflatable, inflated, balloon art; バルーンアート, バルーン, 風船でできた, 風船アート, バルーンスタイル`,
  ],
];
