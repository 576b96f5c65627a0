/** Phrases for the values of a scene, English words before the semicolon and Japanese ones after it. */
import type { Brief } from '@akezora/contract';

type Table<Value> = readonly (readonly [value: Value, words: string])[];
type Of<Key extends 'time' | 'weather' | 'style' | 'camera' | 'framing'> = NonNullable<Brief[Key]>;

/** Places of world.json. */
export const placeWords: Table<string> = [
  [
    'meadow',
    `meadow, field, grassland, grassy field, green field, grass, grassy hill, hillside, hill, hills, hilltop, rolling hills, green hills, lawn, pasture, prairie, valley, steppe, ~rice field,
    ~wheat field, flower field, field of flowers, countryside; 草原, 野原, 原っぱ, 草むら, 草, 花畑, 牧草地, 丘の上, 丘陵, ~田んぼ, 草地, 平原, 野, 田園, 芝生`,
  ],
  [
    'beach',
    `beach, seaside, seashore, shore, coast, coastal, sandy beach, coastline, sand, seafront, waterfront, surf, waves crashing, crashing waves, waves crash, waves lapping, waves roll in; 浜辺, 海辺, ビーチ, 砂浜, 海岸, 海沿い, 浜, 波打ち際, 南国の海岸, 寄せる波, 打ち寄せる波, 波が打ち寄せる, 海岸通り, 海岸道路`,
  ],
  ['desert', 'desert, sand dune, dune, sandy desert, sahara, wasteland, martian desert; 砂漠, 砂丘, 荒野'],
  [
    'snowfield',
    `snowfield, snowy field, snowy meadow, snow field, tundra, snowy landscape, snow covered field, winter landscape, ~arctic, ~antarctica,
    snowy plain, snow covered ground, ice field, ~glacier, ~iceberg, snowy hill, winter wonderland, frozen ~lake, ice; 雪原, 雪の上, 雪の中, 雪景色, ~南極, ~北極, 氷の上, 銀世界, 雪野原, 雪道, 流氷, ~氷河, 氷, 氷上, 雪山, 雪の山, 冬山`,
  ],
  [
    'forest',
    `forest, woods, woodland, pine forest, bamboo forest, autumn forest, enchanted forest, grove,
    forest floor, ~swamp; 森, 林, 森林, ~竹林, 雑木林, 森の中, 松林`,
  ],
  [
    'deep forest',
    `deep forest, dense forest, thick forest, dark forest, deep woods, dense woods, thick woods, dark woods, deep in the forest, deep in the woods, deep inside the forest,
    depths of the forest, heart of the forest, lush forest, dense pine forest, ancient forest; 深い森, 深い森の中, 森の奥, 森の奥深く, 森深く, 鬱蒼とした森, うっそうとした森, 暗い森, 木々の生い茂る森`,
  ],
  [
    'jungle',
    `jungle, dense jungle, thick jungle, deep jungle, deep in the jungle, lush jungle, rainforest, rain forest, dense rainforest, lush rainforest, tropical rainforest, tropical forest,
    tropical jungle, amazon, amazon rainforest; ジャングル, 密林, 熱帯雨林, 熱帯の森, 鬱蒼としたジャングル, ジャングルの奥, アマゾン`,
  ],
  [
    'room',
    `room, living room, bedroom, indoors, inside a house, inside the house, at home, sitting room, dining room, ~office, ~classroom, playroom, nursery, home interior, lounge, parlor, guest room, cozy room,
    ~hotel room, apartment, ~studio, attic, cabin interior, inside a cabin; 部屋, リビング, 居間, 寝室, 室内, 部屋の中, 家の中, 屋内, 子供部屋, ~教室, ~オフィス, 茶の間, ダイニング, 自室, ~和室`,
  ],
  [
    'kitchen',
    'kitchen, ~restaurant, ~cafe, ~café, ~bakery, ~diner, ~coffee shop; 台所, キッチン, ~レストラン, ~カフェ, ~喫茶店, ~厨房, ~食堂',
  ],
  [
    'library',
    'library, bookstore, ~bookshop, ~study, reading room, old library; 図書館, 図書室, ~本屋, ~書店, ~書斎, 書庫',
  ],
  [
    'city',
    `city, street, city street, downtown, new york, new york city, tokyo, manhattan, ~paris, ~london, metropolis, urban street, skyline, cityscape, ~crosswalk,
    intersection, sidewalk, ~times square, ~shibuya, ~hong kong, ~san francisco, ~los angeles, alley, avenue, boulevard,
    ~subway station, traffic, ~plaza, ~parking lot; 街, 都会, 都市, 東京, 街中, 市街地, 街角, 大通り, 交差点, ~渋谷, ~新宿, ニューヨーク, マンハッタン, 街並み, ~横断歩道, 歩道, 通り, 路地, 繁華街, ~大阪, ~京都, 広場`,
  ],
  [
    'sea',
    `sea, ocean, ~lake, ~bay, ~harbor, ~harbour, open sea, open ocean, ~pond, ~pool, ~swimming pool, ~lagoon, sea surface, port, marina, ocean waves, rolling waves, sea waves,
    water, ~canal; 海, 大海原, ~湖, ~池, ~港, 海上, 海面, 水面, ~プール, 大海, ~運河, 湾, 水辺, 湖畔`,
  ],
  [
    'underwater',
    `underwater, under water, under the sea, beneath the sea, beneath the waves, seabed, sea floor, ocean floor, bottom of the ocean, bottom of the sea,
    coral reef, reef, deep sea, under the ocean, submerged, ~atlantis, beneath the ocean, underwater world, ~aquarium, bottom of the ocean floor,
    the bottom of the ocean floor; 海中, 海の中, 水中, 海底, 深海, 水の中, サンゴ礁, 珊瑚礁, ~水族館`,
  ],
  [
    'space',
    `space, on the moon, lunar surface, surface of the moon, outer space, ~galaxy, cosmos, universe, among the stars, deep space, ~nebula, the moon surface, zero gravity, low orbit; 宇宙, 月面, 宇宙空間, 銀河系, 無重力, 大宇宙`,
  ],
  [
    'sky',
    'sky, skies, above the clouds, in the clouds, in the air, mid air, midair, through the air, blue sky; 空, 大空, 青空, 雲の上, 空中, 上空, 夜空',
  ],
  [
    'town',
    `town, village, suburb, neighborhood, neighbourhood, small town, old town, hamlet, ~market, street market, residential area,
    japanese village; 町, 村, 住宅街, 町中, ~商店街, 田舎町, 集落, 下町, 町並み, 家々の前, ~市場, 田舎`,
  ],
  [
    'park',
    'park, city park, ~playground, public park, ~theme park, ~amusement park, ~zoo, ~garden, ~backyard, ~yard, ~lush garden, ~flower garden, ~rose garden; ~庭, ~庭園, ~裏庭, 公園, ~遊園地, ~動物園, 広い公園',
  ],
  [
    'mountains',
    `mountains, mountain, mountain range, peaks, ~slope, ~cliff, ~alps, ~himalayas, ridge, ~canyon, highland,
    ~grand canyon, snow capped mountains, rocky mountains; 山, 山々, 山道, 山脈, 高原, ~崖, 峠, 山の上, 渓谷, アルプス, ~坂道, 山頂, 峡谷, 谷`,
  ],
  ['volcano', 'volcano, lava, lava field, crater, magma; 火山, 溶岩, 噴火口, マグマ, 噴火'],
  [
    'farm',
    'farm, barnyard, farmyard, ranch, countryside farm, crop field, ~orchard, ~vineyard; 農場, 牧場, 農園, ~畑, 果樹園',
  ],
  [
    'savanna',
    'savanna, savannah, african plain, african savanna, serengeti, ~safari, african grassland, plains; サバンナ, サファリ, アフリカの草原, アフリカ',
  ],
];

/** Words of ground and water that are part of many places: they are the scene's place only where no other is said. */
export const weakPlaces: ReadonlySet<string> = new Set(
  'sand, water, grass, ground, ice, garden, lawn, traffic, alley, surf, ocean waves, rolling waves, sea waves, waves crashing, crashing waves, waves crash, waves lapping, waves roll in, hill, hills, 寄せる波, 打ち寄せる波, 波が打ち寄せる, 水面, 水辺, 氷, 氷の上, 草, sky, skies, blue sky, in the air, 空, 青空, 大空, 空中, 夜空, 庭, 芝生, 草むら, 野, pond, pool, 池'.split(
    ', ',
  ),
);

/** Words for under water that go before a place said earlier: a submerged city. */
export const submerging: ReadonlySet<string> = new Set(['submerged', 'underwater', 'under water', '水中', '水没した']);

/** Of a place that is not the scene's: the art that shows it behind or in the set. */
export const placeThings: Readonly<Record<string, string>> = {
  mountains: 'mountain',
  mountain: 'mountain',
  peak: 'mountain',
  山: 'mountain',
  山々: 'mountain',
  volcano: 'volcano',
  火山: 'volcano',
  'snow capped mountains': 'snow-capped mountain',
  'new york': 'Statue of Liberty',
  'new york city': 'Statue of Liberty',
  manhattan: 'Statue of Liberty',
  ニューヨーク: 'Statue of Liberty',
  マンハッタン: 'Statue of Liberty',
  tokyo: 'Tokyo tower',
  東京: 'Tokyo tower',
};

/** Art that a place is known by: it is seen there, and not only from elsewhere. */
export const landmarks: ReadonlySet<string> = new Set(['Statue of Liberty', 'Tokyo tower']);

/** Of a place that the sea has covered: the art that is left of it, and how many. */
export const ruins: Readonly<Record<string, readonly [name: string, count: number]>> = {
  city: ['office building', 4],
  town: ['house', 3],
};

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

/** How quickly everything goes. */
export const paceWords: Table<NonNullable<Brief['pace']>> = [
  [
    'slow',
    'slow motion, slow mo, slowmo, super slow motion, ultra slow motion, in slow motion, in super slow motion, slowed down; スローモーション, スローモーションで, スロー再生, スローで',
  ],
];

/** Colours that a place has by itself, so that a word for one of them says nothing more. */
export const placeColours: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['meadow', 'forest', 'deep forest', 'jungle', 'park', 'farm', 'mountains', 'town'].map((place) => [
      place,
      ['green'],
    ]),
  ),
  ...{
    sea: ['blue'],
    underwater: ['blue'],
    sky: ['blue'],
    snowfield: ['white'],
    volcano: ['black', 'grey'],
    city: ['grey'],
  },
  ...{
    beach: ['gold', 'yellow', 'white'],
    desert: ['gold', 'yellow', 'orange'],
    savanna: ['gold', 'yellow'],
    space: ['black'],
  },
};

/** Colours of the light of an hour. */
export const hourColours: Readonly<Record<string, readonly string[]>> = {
  dawn: ['red', 'orange', 'pink', 'gold', 'purple', 'yellow'],
  sunset: ['red', 'orange', 'pink', 'gold', 'purple', 'yellow'],
  night: ['black', 'blue'],
};

/** Moves of the camera. Bare verbs count only where the camera is spoken of. */
export const cameraWords: Table<Of<'camera'>> = [
  [
    'static',
    `static camera, static shot, fixed camera, locked camera, locked off shot, still camera, tripod shot, camera static, stationary camera, camera is still, camera does not move, fixed shot,
    camera remains still, camera stays still, camera is fixed, static view; 固定カメラ, カメラ固定, カメラは固定, 定点カメラ, カメラは動かない, フィックス, カメラは止まった, 定点`,
  ],
  [
    'pan-left',
    `pan left, pans left, panning left, pan to the left, pans to the left, camera moves left, camera pans left, leftward pan, panning to the left, pan slowly to the left, pans slowly left,
    pans slowly to the left, camera moves to the left, slow pan left, truck left; 左にパン, 左へパン, 左パン, 左にゆっくりパン, 左へゆっくりパン, カメラが左に, カメラが左へ, カメラは左に, カメラは左へ`,
  ],
  [
    'pan-right',
    `pan right, pans right, panning right, pan to the right, pans to the right, camera moves right, camera pans right, rightward pan, panning to the right, pan, pans, panning, panning shot, slow pan,
    pans slowly right, pans slowly to the right, pan slowly to the right, camera moves to the right, slow pan right, camera pans, pan shot, camera pan, pans across, truck right, pans slowly, lateral tracking shot;
    右にパン, 右へパン, 右パン, パン, パンする, パンして, カメラがパン, 右にゆっくりパン, 右へゆっくりパン, カメラが右に, カメラが右へ, カメラは右に, カメラは右へ`,
  ],
  [
    'zoom-in',
    `zoom in, zooms in, zooming in, zoom, camera zooms in, slow zoom in, push in, pushes in, dolly in, slow push in, camera moves closer, camera gets closer, camera approaches, moves in closer,
    slowly zooms in, dollies in, camera pushes in, slow zoom, camera slowly zooms in, pushing in, crash zoom, closing in, moves closer, zooms, slow dolly in, dolly forward, camera moves forward, camera zooms;
    ズームイン, 寄っていく, カメラが近づく, カメラはゆっくり近づく, カメラがゆっくり近づく, カメラは近づく, カメラが寄る, ズーム, カメラが寄って, カメラは寄る, ゆっくり寄る, ドリーイン, カメラが前進, カメラが迫る`,
  ],
  [
    'zoom-out',
    `zoom out, zooms out, zooming out, pull back, pulls back, pulled back, pulling back, pull out, pulls out, camera pulls back, slow zoom out, dolly out, slowly pulls back, camera pulls away,
    camera moves back, camera zooms out, pulls away, slowly zooms out, camera slowly pulls back, moves backward, camera moves backward, slowly pulled back, camera slowly zooms out, dolly back, zoom back;
    ズームアウト, 引いていく, カメラが引く, カメラはゆっくりと引いて, カメラが離れる, カメラは引く, 引きになる, カメラがゆっくり引く, ゆっくり引く, ゆっくりと引く, ゆっくりと引いて, カメラが引いて, カメラは引いて, カメラがゆっくりと引いて, カメラはゆっくり引いて, カメラを引く, カメラを引いて, カメラをゆっくり引く, カメラを引きながら, カメラが引いていく, カメラは引いていく, ドリーアウト, カメラが後退`,
  ],
  [
    'tilt-up',
    'tilt up, tilts up, tilting up, camera tilts up, camera looks up, camera tilts upward, camera tilts upwards, upward tilt; ティルトアップ, カメラが上を向く, カメラが上に, カメラが上へ, 上にパン, 上へパン, カメラを上に',
  ],
  [
    'tilt-down',
    'tilt down, tilts down, tilting down, camera tilts down, camera looks down, camera tilts downward, camera tilts downwards; ティルトダウン, カメラが下を向く, カメラが下に, カメラが下へ, 下にパン, 下へパン',
  ],
  [
    'follow',
    `camera follows, camera follows behind, camera tracks, tracking shot, follow shot, following shot, camera following, follow cam, camera tracking, camera is following, followed by the camera,
    tracking camera, chase cam, camera moves with, camera moves alongside, steadicam, camera trails, dolly shot, camera chases, camera travels with, camera flies behind, the camera keeps up with;
    カメラが追う, カメラが追いかける, カメラが追いかけて, カメラは追う, カメラがついていく, カメラが追って, 追従撮影, トラッキングショット, カメラが追いかけ, カメラが追従, カメラで追う, カメラで追いかける, カメラは追いかける, カメラがついて, カメラが並走, カメラが後を追う, カメラが追跡, 追従`,
  ],
  [
    'orbit',
    `orbit shot, orbiting shot, camera orbits, camera circles, camera rotates around, arc shot, 360 shot, camera moves around, camera spins around, orbiting camera, camera circling, orbits around, camera rotates, camera revolves around, 360 degree,
    circling shot, camera orbits around, camera circles around; カメラが回り込む, 回り込み, カメラが周りを回る, カメラが回る, オービット, カメラが周回, カメラが一周`,
  ],
  [
    'crane-up',
    `crane up, crane shot, cranes up, camera rises, camera cranes up, boom up, pedestal up, camera ascends, camera rises up, camera slowly rises, camera lifts, jib shot, camera soars up, camera moves up, camera moves upward;
    クレーンアップ, カメラが上昇, クレーンショット, カメラが昇る, カメラが上がる, カメラは上昇`,
  ],
  [
    'crane-down',
    `crane down, cranes down, camera descends, camera lowers, boom down, pedestal down, camera cranes down, camera sinks, camera moves down, camera drops, camera moves downward; クレーンダウン, カメラが下降, カメラが下りる, カメラが降りる, カメラは下降`,
  ],
];

/** How much of the frame a shot gives its first subject. */
export const framingWords: Table<Of<'framing'>> = [
  [
    'wide',
    `wide shot, wide angle, wide-angle, wide view, establishing shot, long shot, extreme wide shot, ~aerial view, ~aerial shot, ~drone shot, ~drone view, ~bird's eye view, ~birds eye view, panoramic, panorama, full shot, from afar, wide angle shot,
    wide angle view, ~aerial, ~drone footage, ~from above, ~overhead shot, ~aerial footage, ~top down view, extreme long shot, vast view, ~drone camera, wide-angle shot, sweeping shot, ~overhead view; 広角, ワイドショット, ~俯瞰, ~空撮, ~ドローン撮影, 遠景, ロングショット, 引きの画, 全景, ~鳥瞰, ~ドローン, パノラマ, 引きで, 引きの映像, ~ドローン映像`,
  ],
  [
    'medium',
    'medium shot, mid shot, waist shot, medium close up, medium close-up, waist up, cowboy shot, medium view, half body shot; ミディアムショット, 中景, バストショット, ウエストショット',
  ],
  [
    'close',
    `close up, close-up, closeup, close up of, close shot, extreme close up, macro, macro shot, close up shot, close-up shot, extreme close-up, portrait shot, portrait, tight shot, detail shot, up close, close view, zoomed in, extreme closeup, close up view,
    headshot; クローズアップ, アップ, 接写, マクロ, 大写し, 顔のアップ, 寄りの画, どアップ, 寄りで, ポートレート`,
  ],
];
