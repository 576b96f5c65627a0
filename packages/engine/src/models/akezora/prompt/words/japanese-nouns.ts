/** Japanese nouns that the box lacks, by English ones of the table of nearest names. */
export const japaneseNouns: Readonly<Record<string, string>> = Object.fromEntries(
  `竹 bamboo, 橋 bridge, 机 table, テーブル table, ベンチ bench, 棚 shelf, 階段 stairs, 塔 tower, 灯台 lighthouse, 風車 windmill, 水車 mill, 井戸 well, 柵 fence, 壁 wall, 屋根 roof, 煙突 chimney, 煙 smoke, 泡 bubble, 気球 blimp,
  飛行船 airship, 潜水艦 submarine, 戦車 tank, 馬車 carriage, 荷車 cart, 人力車 rickshaw, 戦艦 battleship, ドローン helicopter, 気球船 airship, クレーン crane, ブルドーザー bulldozer, ショベルカー bulldozer,
  ハイエナ hyena, アルマジロ armadillo, カモノハシ platypus, コンドル condor, ハゲワシ vulture, ダチョウ ostrich, エミュー emu, キジ pheasant, ウズラ quail, カッコウ cuckoo, オオハシ toucan, モグラ mole, イタチ weasel, フェレット ferret,
  ミンク mink, テン marten, マングース mongoose, バク tapir, アリクイ anteater, センザンコウ pangolin, ジュゴン dugong, マナティー manatee, イッカク narwhal, エイ ray, マンタ manta, ウナギ eel, タツノオトシゴ seahorse, ヒトデ starfish, ウニ sea urchin,
  イソギンチャク sea anemone, トンボ dragonfly, セミ cicada, バッタ grasshopper, カマキリ mantis, ホタル firefly, クワガタ beetle, ムカデ centipede, サンショウウオ salamander, イモリ newt, オタマジャクシ tadpole, 金魚鉢 bowl, 子羊 lamb,
  桜餅 cake, 団子 dumpling, うどん noodle, そば noodle, 味噌汁 soup, 卵焼き omelet, 目玉焼き omelet, ジャム jam, クッキー cookie, ゼリー jelly, ジュース juice, 水 water, スムージー juice, キウイ kiwi, 柿 persimmon, 栗 chestnut, 大根 radish, 白菜 cabbage,
  ネックレス necklace, 腕輪 bracelet, イヤリング earring, 手袋 glove, 靴下 sock, 長靴 boot, 草履 sandal, 下駄 sandal, 着ぐるみ costume, 鎧 armor, 兜 helmet, 槍 spear, 弓 bow, 銃 gun, 大砲 cannon, 爆弾 bomb, ほうき broom, モップ mop, 鍋 pot, フライパン pan,
  皿 plate, 茶碗 bowl, 箸 chopstick, フォーク fork, ナイフ knife, 冷蔵庫 refrigerator, 電子レンジ microwave, オーブン oven, 洗濯機 washer, 掃除機 vacuum, 扇風機 fan, ストーブ stove, 暖炉 fireplace, 電柱 pole, 看板 sign, ネオン neon, 旗 flag,
  人形 doll, おもちゃ toy, 積み木 block, 滑り台 slide, ブランコ swing, シーソー seesaw, 凧揚げ kite, 縄 rope, 網 net, 釣り人 fisherman, 漁師 fisherman, 侍 samurai, 武士 samurai, 海賊 pirate, 泥棒 thief, 王様 king, 貴族 nobleman, 僧侶 monk, 大工 carpenter,
  運転手 driver, 車掌 conductor, 歌舞伎 actor, 俳優 actor, 監督 director, 選手 athlete, 相撲取り wrestler, 力士 wrestler, 巨人 giant, 小人 dwarf, 悪魔 devil, 鬼 demon, 河童 monster, 怪獣 monster, 怪物 monster, 天使 angel, 妖怪 ghost, 竜巻 tornado, 雷 lightning, 稲妻 lightning,
  苔 moss, シダ fern, 蔦 ivy, 麦 wheat, 稲 rice, 綿 cotton, 茸 mushroom, 胡瓜 cucumber, 果物 fruit, 野菜 vegetable, 楽器 instrument, 笛 flute, 琴 harp, ハープ harp, 鐘 bell, 風鈴 bell, 銅像 statue, 像 statue, 彫刻 sculpture, 墓 tomb, ピラミッド pyramid, 遺跡 ruin, 門 gate`
    .split(',')
    .map((pair) =>
      pair
        .trim()
        .split(/\s+(.*)/s)
        .slice(0, 2),
    ),
);
