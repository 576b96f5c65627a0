import { list, type Words } from '../pattern.ts';
import { brands as brandNames, characters } from './brand-names.ts';
import { moreBrands } from './more-brands.ts';
import { moreCharacters } from './more-characters.ts';
import type { CategoryRules } from './rule.ts';

const both = (first: Words, second: Words): Words => ({
  en: [...(first.en ?? []), ...(second.en ?? [])],
  ja: [...(first.ja ?? []), ...(second.ja ?? [])],
});

/** Known characters, logos and brands as if official; counterfeits. */
export const brands: CategoryRules = {
  rules: [
    { id: 'brands.character', category: 'brands', all: [both(characters, moreCharacters)] },
    { id: 'brands.brand', category: 'brands', all: [both(brandNames, moreBrands)] },
    {
      id: 'brands.counterfeit',
      category: 'brands',
      all: [
        {
          en: list(String.raw`
              counterfeit(?:s|ed|ing|er)?; knock ?-?offs?;
              (?:fake|replica|bootleg|imitation|pirated|unlicensed) (?:\w+ ){0,2}(?:designer|luxury|brand|branded|handbags?|watch(?:es)?|sneakers|trainers|perfume|logo|logos|goods|merch(?:andise)?|labels?|adverts?|ads?|commercials?|sponsorship|toys?|dvds?|jerseys?|shirts?);
              official (?:trailer|logo|mascot|merch(?:andise)?|commercial|advert|ad|character|sponsor|product|partner);
              (?:famous|well known|that|the) (?:\w+ )?(?:mouse|plumber|hedgehog|wizard|bat|spider|kitten|cat|duck|princess) (?:from|of|by) (?:the )?(?:california|anaheim|orlando|nintendo|disney|video ?games?|studio|films?|movies?|books?|comics?|franchise|cartoons?|theme park);
              (?:italian|moustached|mustached|mustachioed) (?:\w+ )?plumber(?: \w+){0,8} (?:red (?:cap|hat)|mushrooms?|coins?|turtles?|m on);
              (?:yellow|electric) (?:\w+ )?(?:mouse|rodent)(?: \w+){0,8} (?:lightning|thunder|red cheeks|trainer|bolt);
              (?:boy|young) wizards?(?: \w+){0,8} (?:lightning|scar|round glasses); blue hedgehog; caped crusader; web ?-?slinger;
              man of steel; galaxy far,? far away; chosen one with a (?:lightning )?scar; house of mouse; mouse house; fruit logo;
              (?:bitten|half eaten|half bitten) apple; golden (?:m|arches); red and white (?:soda|cola) (?:can|bottle);
              mermaid (?:logo|coffee|cup); (?:black|yellow) prancing horse; interlocking (?:cs?|gs?|lv); double c logo; trademarked?;
              copyrighted; licensed character; logo(?:s)? of (?:a |the )?(?:famous|well known|big|major|real|popular);
              (?:famous|well known|world famous|iconic|real|major) (?:\w+ )?(?:logo|logos|brand|brands|mascot|mascots|franchise)
            `),
          ja: list(`
              偽(?:の)?(?:ブランド|ロゴ|広告|cm|コマーシャル|公式|グッズ|キャラ|コラボ); 偽ブランド; 偽物の(?:ブランド|バッグ|時計|スニーカー|靴|財布|グッズ); ニセ(?:ブランド|モノ); コピー(?:商品|ブランド|品);
              スーパー・?コピー; 海賊版; パチモン; ぱちもん; 模倣品; 模造品; 公式(?:グッズ|ロゴ|キャラ|マスコット|cm|広告|コラボ|そっくり|風|のような);
              有名(?:な)?(?:ブランド|キャラ|ロゴ|スポーツブランド|カフェチェーン|ゲーム|アニメ|ネズミ|遊園地);
              (?:あの|例の|某)(?:.{0,8})(?:ネズミ|ねずみ|キャラ|ブランド|コーヒーチェーン|ハンバーガー|遊園地|テーマパーク|配管工|猫型|電気ネズミ|魔法使い|ロゴ|カフェ|アニメ|ゲーム|夢の国|巨大怪獣|リンゴマーク); (?:あの|例の|千葉の|浦安の)夢の国;
              猫型ロボット; 青い(?:猫型|ネコ型); ネコ型ロボット; 黄色い電気(?:ネズミ|ねずみ); 電気ネズミ; 赤い帽子の配管工; (?:ひげ|ヒゲ|髭)の配管工(?:.{0,14})(?:キノコ|コイン|赤い帽子); 青いハリネズミ;
              (?:稲妻|いなずま)(?:の|型の)傷(?:.{0,10})(?:少年|魔法); 額に稲妻; かじ(?:られた|りかけの)?(?:リンゴ|りんご)(?:の)?(?:マーク|ロゴ); リンゴマーク; りんごマーク; (?:緑の)?人魚の(?:ロゴ|マーク|コーヒー); 緑の人魚(?:の|が)(?:カップ|カフェ|コーヒー); 人魚のロゴ;
              モノグラム(?:の|柄); 黄色い(?:m|エム)の; 三本線の(?:ロゴ|靴|スニーカー|ジャージ|マーク); 商標を(?:無断|そのまま|真似); 著作権(?:を)?(?:無視|侵害); 実在の(?:ブランド|ロゴ|企業|キャラ); ロゴ(?:入り|を(?:そのまま|無断|本物))
            `),
        },
      ],
      unless: {
        en: ['customs officers? (?:destroy|seize)', 'destroying counterfeit', 'awareness'],
        ja: list(`
            撲滅; 啓発; 架空の(?:ブランド|企業|ロゴ); オリジナル(?:の)?(?:ロゴ|キャラ); 自作(?:の)?(?:ロゴ|キャラ)
          `),
      },
    },
  ],
  harmless: {
    en: list(String.raw`
        (?:nikola tesla|tesla coils?|tesla turbine); lego ?-?(?:like|esque)(?: bricks?)?; golden arches of (?:a|an|the|stone|rome)(?: \w+){0,2} (?:bridge|aqueduct|gate|church|cathedral|temple|viaduct); swoosh of;
        nike,? (?:the )?(?:winged |greek )?(?:goddess|of samothrace); winged goddess nike; (?:greek|winged) (?:goddess )?nike; hermes,? (?:the )?(?:greek )?(?:god|messenger); sonic boom; hulk(?:ing)? (?:of a )?(?:ship|wreck|rock|freighter); hulking; hulk of;
        marvel(?:s|ing|ous|lous|led)?(?: at)?(?= (?:at|of|in|over|engineering)); marvel (?:at|of); marvels; joker (?:card|in a deck);
        mario(?:nette|nettes); puma in; pandora s box; woody (?:plants?|stem|vine|shrub); transformer (?:station|substation);
        dory (?:boat|fishing); big bird(?:s)? (?:of|on|flies|with|in); peanut gallery; garfield county;
        stitch(?:es|ing)? (?:and|from|the) (?:needle|fabric|cloth|leather|wound|quilt|hem|seam); stitch the; gru(?:b|ff); elmo s fire;
        st elmo s fire; mythical thor; norse god thor; cartier bresson; omega (?:symbol|point|letter); honda point; zelda fitzgerald;
        kirby (?:grips?); hermes (?:the |greek |god |statue); visa (?:office|stamp|application); zara s? (?:grandmother|kite);
        ups and downs; paddington station; barbie ?-?q; minion font; pepsin; simba river; avengers? of;
        naruto (?:city|strait|whirlpools?|kaikyo); gotham typeface; 360; chanel islands
      `),
    ja: list(`
        アマゾン(?:川|の(?:森|熱帯|川|ジャングル|奥地|先住|カエル|河)); アップル(?:パイ|ティー|ジュース|ミント|タルト); マリオネット; ザクザク; ザク(?:ロ|ッ|切); 鳴門(?:の渦)?; なると(?:巻|の渦);
        ナルトの(?:渦|入っ|乗っ); ワンピース(?:を|の(?:女性|少女|裾|女の子)|姿|が); スバル(?:の星|星団)?(?=.{0,6}(?:星|夜空)); ピーチ(?:パイ|ジュース|ティー); 孫悟空(?:の京劇|と三蔵); 西遊記;
        クロミ(?:ツ|ル|ド|コ); 黒蜜; ジャガーの(?:子|親子|群); エルサ(?:レム|ルバ); エルサルバドル; サスケ(?:ット); 貝殻; シャネル(?:ル); 海の(?:ルイージ); グーグル(?:グル); 明治(?:時代|神宮|維新|村);
        ヨーダン; オラフ(?:ソン|ァ); ソニック(?:ブーム)
      `),
  },
};
