/** Phrases for places, English words before the semicolon and Japanese ones after it, and what goes with a place. */
type Table<Value> = readonly (readonly [value: Value, words: string])[];

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
