import { list } from '../pattern.ts';
import type { CategoryRules } from './rule.ts';

/** Graphic cruelty, killing shown in detail, praise of terror, cruelty to animals. */
export const violence: CategoryRules = {
  rules: [
    {
      id: 'violence.gore',
      category: 'violence',
      all: [
        {
          en: list(String.raw`
              gor(?:e|y|ier|iest); gruesome(?:ly)?; disembowel(?:s|ed|ing|ment|led|ling)?; dismember(?:s|ed|ing|ment)?;
              decapitat(?:e|es|ed|ing|ion); behead(?:s|ed|ing|ings)?; eviscerat\w+; mutilat(?:e|es|ed|ing|ion); flay(?:s|ed|ing);
              skinned alive; burn(?:s|ed|t|ing)? alive; buried alive; entrails; intestines;
              (?:guts|brains?|organs|innards|viscera) (?:spill|spills|spilling|spilled|splatter\w*|everywhere|out|hang\w*|on);
              (?:spill|spilling|spills)(?: \w+){0,2} (?:guts|intestines|organs);
              severed (?:head|heads|limb|limbs|arm|arms|hand|hands|finger|fingers|leg);
              (?:chop|chops|chopping|hack|hacks|hacking|cut|cuts|cutting|saw|saws|sawing|tear|tears|tearing|rip|rips|ripping)(?: \w+){0,4} (?:limb from limb|to pieces|into pieces|in half|limbs?|heads? off|throats?);
              limb from limb; slit(?:s|ting)?(?: \w+){0,3} throats?; throats? (?:cut|slit|slashed); blood ?bath;
              blood(?:ied|y)? (?:corpse|corpses|massacre|mess|wound|wounds|remains|murder|execution|carnage|slaughter|stump|stumps|pulp|knife|knives|axe|chainsaw|body|bodies|torture);
              (?:pools?|fountains?|rivers?|sprays?|spurts?|gushes|splatters?|spatters?|buckets?|puddles?) of (?:\w+ )?(?:blood|gore);
              blood (?:spurt\w*|spray\w*|splatter\w*|spatter\w*|gush\w*|pour\w*|pool\w*|everywhere|soaked|drenched|squirt\w*|drip\w*);
              (?:drenched|soaked|covered|bathed|smeared) in (?:\w+ )?(?:blood|gore); snuff (?:film|video|movie|footage|clip);
              tortur(?:e|es|ed|ing); torture (?:porn|chamber scene); waterboard\w*; electrocut(?:e|es|ed|ing); lynch(?:ed|ing|ings)?;
              execut(?:ion|ions|ioner|ioners); execut(?:e|es|ed|ing) (?:by|at|with|for|him|her|them|people|a man|a woman|men|women|the (?:prisoner|traitor|king|rebel|man|woman)s?|prisoners?|traitors?|rebels?|hostages?|civilians?|villagers?); firing squad; guillotined?; impal(?:e|es|ed|ing|ement); crucif(?:y|ied|ying);
              crush(?:ed|es|ing)?(?: \w+){0,2} (?:skull|skulls|head|heads);
              (?:skull|skulls|head|heads|face|faces|bones?) (?:is |are |being )?(?:crushed|caved in|smashed|explod\w*|split open|bashed|shatter\w*|blown off|snap\w*);
              (?:smash|bash|cave|blow|stomp)(?:es|ing|s|ed)?(?: \w+){0,3} (?:skulls?|face|head|brains)(?: in| out| off)?;
              gou?g(?:e|es|ed|ing)(?: \w+){0,2} eyes?; eyes? (?:gouged|ripped) out; stab(?:s|bed|bing);
              (?:knife|knifing|machete|axe|chainsaw)(?:s)? (?:attack|murder|massacre|killing|into); massacr(?:e|es|ed|ing);
              slaughter(?:s|ed|ing)? (?:of |the |his |her |their |innocent |helpless |all |dozens |crowds? |people|civilians|villagers|prisoners|animals|puppies|kittens|dogs|cats|families);
              genocid(?:e|al) (?:scene|porn|fun|shown|glorif\w*); ethnic cleansing;
              mass (?:shooting|shootings|shooter|murder|murders|killing|killings|execution|executions|grave being filled);
              school shoot(?:ing|ings|er);
              shoot(?:s|ing|er)?(?: \w+){0,3} (?:crowd|crowds|students|classmates|worshippers|shoppers|civilians|hostages?|bystanders|prisoners?|in the (?:head|face));
              open(?:s|ing)? fire (?:on|at|into); gun(?:s|ned|ning)? (?:down|people down);
              mow(?:s|ing|ed)? down (?:the |a |people|pedestrians|civilians|crowd);
              (?:run|runs|running|ram|rams|ramming|drive|drives|driving|plow|plows|plowing|plough\w*)(?: \w+){0,4} (?:into|over|through)(?: \w+){0,3} (?:pedestrians|crowd|crowds|marchers|protesters|shoppers);
              murder(?:s|ed|ing|er|ers|ous)?;
              kill(?:s|ed|ing|ings)? (?:him|her|them|people|everyone|everybody|civilians|prisoners?|hostages?|a (?:man|woman|person|dog|cat|puppy|kitten|prisoner|hostage)|the (?:man|woman|guard|prisoner|hostage|dog|cat|family|victim)|his|her|an? innocent|innocent|dozens|hundreds|for (?:fun|sport|pleasure));
              serial killers?; homicid(?:e|al); cannibal(?:s|ism|istic)?; eat(?:s|ing)?(?: \w+){0,2} (?:human flesh|flesh);
              corpses? (?:of|piled|hang\w*|rot\w*|float\w*|litter\w*|everywhere|with|being|strewn|desecrat\w*);
              (?:fresh|rotting|mutilated|bloody|charred|burned|burnt|mangled|naked|bloated|pile of|piles of|eats? a|eating a) corpses?;
              dead bod(?:y|ies) (?:of|in|on|piled|hang\w*|float\w*|every\w*|litter\w*); pile of bodies;
              bod(?:y|ies) (?:torn|ripped|blown|hacked|shredded|mangled|riddled|piled|in pieces); mangled; maim(?:s|ed|ing)?;
              bludgeon(?:s|ed|ing)?; strangl(?:e|es|ed|ing|ation); suffocat(?:e|es|ed|ing) (?:him|her|them|a|the|his|their);
              beat(?:s|en|ing)? (?:\w+ ){0,4}(?:to death|to a pulp|unconscious|bloody|senseless); (?:beat|beaten|beats|kicked|kicks|stabbed|burn(?:ed|t|s)|starved|choked|crushed|whipped|tortured|stoned|hacked|clubbed|strangled|bled|bleeds|drowned|trampled|put) to death; unaliv(?:e|es|ed|ing);
              bullet(?:s)? (?:tear\w*|rip\w*|through); headshots? kill\w*; crush videos?;
              (?:cruel(?:ty)?|abuse|abusing|abused|torment\w*|kick\w*|hurt\w*|harm\w*|drown\w*|poison\w*|set\w* fire to|beat\w*|whip\w*) (?:to |of |on )?(?:an? |the |his |her |some |stray |helpless |small |little )*(?:animals?|dogs?|cats?|pupp(?:y|ies)|kittens?|horses?|donkeys?|rabbits?|hamsters?|elephants?|bears?|strays?);
              (?:animals?|dogs?|cats?|pupp(?:y|ies)|kittens?|horses?)(?: \w+){0,3} (?:is |are |being )?(?:tortured|beaten|abused|burned|burnt|drowned|skinned|whipped|set on fire|kicked|tormented);
              dog ?fight(?:s|ing)?; cock ?fight(?:s|ing)?; skin (?:being |is )?(?:torn|peeled|ripped|flayed|melting) off;
              crush(?:es|ing|ed)? a live \w+; (?:eat|eats|eating)(?: \w+){0,3} alive; human (?:victim|meat|flesh|sacrifice);
              burning bod(?:y|ies);
              (?:saw|saws|sawing|cut|cuts|cutting|chop|chops|chopping|hack|hacks)(?: \w+){0,4} (?:legs?|arms?|hands?|fingers?|head|foot|feet|limbs?|ears?|tongue) (?:off|chopped off);
              hands? chopped off;
              (?:leg|arm|hand|finger|head|ear|tongue)s? (?:is |are |being |gets? )?(?:chopped|sawn|sawed|hacked|cut|ripped|torn|bitten) off;
              saw(?:s|ing)? through (?:his|her|their|a|the) (?:victim|leg|arm|bone|neck|flesh)\w*; explosive vests?;
              gunm[ae]n (?:fires?|firing|shoots?|opens?); flesh (?:is )?(?:shown|torn|ripped|burn\w*|melt\w*|exposed);
              beats? (?:a|the|his|her) (?:cow|dog|cat|horse|donkey|pig|goat|mule|animal)\w*;
              organs? (?:float|floating|exposed|torn|removed alive); (?:string(?:s|ing)?|strung) up (?:the |a |two |three )?(?:man|men|prisoners?|rebels?|traitors?|bodies|people|him|them);
              (?:hang|hangs|hanged|hanging) (?:a |the |three |two |several )?(?:man|men|woman|women|prisoners?|traitors?|rebels?|thief|thieves|deserters?)
            `),
          ja: list(`
              グロテスクな(?:死|傷|遺体|殺); グロ(?:い|動画|映像|画像|シーン|注意|描写|表現); スプラッタ; (?<![ぁ-んー])ごあ(?!い|じ); 血まみれ; 血塗れ; 血だらけ; 血みどろ; 血しぶき; 血飛沫; 血の海; 血だまり; 血溜まり; 鮮血; 流血;
              血が(?:噴|吹|飛び散|飛散|ほとばし|滴); 返り血; 臓物; 内臓(?:が|を|の); 腸(?:が飛|を引); 脳みそが; 斬首; 首を(?:切り落|斬|はね|刎|切断|切る処刑|絞め); 首が(?:飛ぶ|落ち|転が); 生首; 打ち首; さらし首;
              晒し首; 四肢(?:を|が)?切断; 手足を切; 切り刻; 切断された(?:腕|足|頭|首|手|指|体); 八つ裂き; バラバラ(?:死体|殺人|の遺体|にされた); ばらばら死体; 串刺し(?:に(?:された人|する)|の死体|刑);
              皮を剥(?:ぐ|い|が); 拷問; ごうもん; 処刑; 公開処刑; 銃殺; 絞首刑; 火あぶり; 焼き殺; 生き埋め; 水責め; 虐殺; ぎゃくさつ; 大量殺; 無差別殺; 殺戮; 殺人; さつじん; 殺害;
              殺し(?:合|屋が|まくる|て回|ていく|方|てしま|まわ); 殺す; 殺される; 殺された; 殺せ; 皆殺し; 惨殺; 刺殺; 射殺; 撲殺; 絞殺; 毒殺; 轢き殺; ひき殺; 殴り殺; 滅多刺し; めった刺し; メッタ刺し; 刺し(?:続|まく|殺);
              (?:ナイフ|包丁|刃物|刀)で(?:人を|何度も|相手を|次々|腹を|刺); 喉を(?:切|掻); 目(?:玉)?を(?:えぐ|くり抜|くりぬ); 頭(?:蓋骨)?(?:が|を)(?:砕|潰|割れ|割る|撃ち抜|吹き飛); 頭部を(?:撃|破壊|切);
              死体; したい(?:の山|を); 遺体(?:を|が)(?:切|損壊|山|転が|散乱); 屍の山; 屍体; 肉片; 人肉; 食人; カニバリズム; 銃乱射; 乱射; 発砲して; 群衆に(?:向|突|発砲|銃); 自爆テロ; 自爆;
              テロ(?:攻撃|リスト|を称|行為|の成功|組織|で|実行|シーン); テロを; 爆弾テロ; 爆殺; 爆破して人; 聖戦を; 通り魔; 猟奇; リンチ; 私刑; 半殺し; タコ殴り; 殴打; 暴行(?:する|を加|され);
              虐待(?:する|される|され|を|動画|し); 動物虐待; (?:犬|猫|動物|子猫|子犬|うさぎ|馬|鳥)(?:を|が)(?:.{0,6})?(?:殴|蹴|虐|いじめ|焼|溺れさせ|拷問|叩き|痛めつけ|踏みつけ|毒); 痛めつけ; なぶり殺; 嬲り;
              斬り殺; ぶった切; 解体される人; 人間を解体; 断末魔; 返り討ちにして血; 引き裂かれ(?:る|た)(?:体|人|肉|兵); 満身創痍で血; 爆弾ベスト; 自爆ベスト; 爆発物を(?:起動|仕掛|作); 断頭; 肉塊; ハラワタ; 腹を(?:裂|かっさば); (?:背骨|心臓|内臓|目玉|歯|爪|舌)を(?:引き抜|引きちぎ|えぐり|抜き取|剥が|抜く); 四肢をも; (?:指|腕|足|手|耳|鼻|首)を(?:落と|切り落と|もぎ|もぐ|そぎ|削ぎ|切断); 皮膚(?:を|が)(?:剥|はが|溶け); 体が(?:飛び散|ちぎれ|吹き飛|バラバラ); 銃撃; 撃ち殺; (?:生徒|乗客|客|人々|群衆|市民|通行人|観客)(?:を|に)(?:.{0,6})(?:撃つ|撃ち|発砲|刺し|刺す|轢|切りつけ); 石で打; 生きた(?:鶏|犬|猫|兎|うさぎ|動物|まま(?:焼|食|皮|解体|いたぶ)); いたぶ; 食材は人間; 人間の(?:肉|丸焼き|解体|調理); 人体(?:を)?(?:切断|解体|破壊); 生きた人間; グチャグチャ; ぐちゃぐちゃの(?:死|体|肉)
            `),
          masked: ['拷問する', '大量殺人', '殺人鬼', '血まみれ', '斬首する', '首切り', '虐殺する'],
        },
      ],
      unless: {
        en: [
          '(?:memorial|museum|monument|prevention|awareness|mystery (?:novel|game|dinner|party|play)|board game|whodunit|documentary on the victims)',
        ],
        ja: [
          '(?:追悼|慰霊|記念館|資料館|平和祈念|防止|推理小説|ミステリー(?:小説|ツアー|ゲーム|ナイト)?|ボードゲーム|人狼ゲーム|サスペンス(?:小説|劇場)?|事件簿|謎解き)',
        ],
      },
    },
    {
      id: 'violence.terror',
      category: 'violence',
      all: [
        {
          en: list(String.raw`
              suicide (?:bomb\w*|vest|attack);
              terror(?:ist|ists|ism)? (?:attack|attacks|bombing|propaganda|recruit\w*|training|group|cell|victory|glory); terrorists?;
              jihad(?:ist|ists|i)?; isis; al ?-?qaeda; car bombs?; pipe bombs?; nail bombs?;
              bomb(?:s|ing|ings)? (?:a |an |the )?(?:crowd\w*|school|mosque|church|synagogue|hospital|market|train|subway|metro|airport|embassy|concert|stadium|mall);
              (?:make|making|build|building|assemble|assembling|plant|planting|plants|detonat\w+)(?: \w+){0,3} (?:bombs?|explosives?|ied|nerve gas|molotovs?);
              martyrdom (?:video|operation);
              recruit(?:s|ing|ment)? (?:video|clip|film|ad) (?:for|of) (?:an? )?(?:armed|terror\w*|militia|extremist);
              blow(?:s|ing)? up (?:a |the )?(?:crowd\w*|school|mosque|church|synagogue|hospital|market|train|subway|airport|embassy|bus full);
              hijack(?:s|ed|ing|ers?)?; hostages?; chemical attack; poison(?:s|ing)? (?:the )?(?:water supply|reservoir);
              how to (?:kill|attack|shoot up|bomb|stab);
              glorif(?:y|ies|ying)(?: \w+){0,4} (?:attack|attacker|shooter|massacre|killer|terror\w*);
              hero(?:es|ic)?(?: \w+){0,3} (?:bomber|shooter|attacker)s?
            `),
          ja: list(`
              爆弾の作り方; 爆弾を(?:作|仕掛|組み立); 人質; ハイジャック; 毒ガス(?:を|攻撃); サリン; 地下鉄に毒; イスラム国; アルカイダ; 武装勢力の(?:勧誘|宣伝); 過激派; 襲撃(?:の手順|方法|計画|犯を称|する方法); 犯行声明;
              殉教; (?<![ぁ-んー])てろ(?:を|の(?:成功|英雄|勝利)|攻撃|行為|組織)
            `),
        },
      ],
      unless: {
        en: ['memorial', 'museum', 'against', 'drill', 'history of', 'chess'],
        ja: ['追悼', '慰霊', '記念', '訓練', '対策', '反対', '防止', 'てろっぷ', 'てろわ'],
      },
    },
  ],
  harmless: {
    en: list(String.raw`
        tortured (?:artist|genius|poet|soul|metaphor|rhyme)s?; guillotine s blade,? clean; guillotine (?:paper )?cutter;
        paper guillotine;
        kill(?:s|ed|ing)? (?:the |some |a little |a few )?(?:lights?|time|engines?|switch|joke|mood|buzz|it on stage|two birds|an hour|hours|boredom|the day|the afternoon);
        killer (?:whales?|bees?|app|outfit|heels|riff|view|smile|looks|sunset|bunny|recipe|dance|tomatoes); dressed to kill; buzz ?kill;
        kill ?joy; kilns?; road ?kill cafe;
        shoot(?:s|ing)? (?:stars?|hoops?|pool|baskets|the (?:breeze|rapids|scene|film|video|sunset|wedding|portrait)|portraits?|film|video|footage|photos?|arrows?|a (?:film|movie|scene|commercial|video|portrait|music video));
        photo ?shoots?; (?:bamboo|green|new|young|pea) shoots?;
        execut(?:e|es|ed|ing|ion) (?:of )?(?:a |an |the |her |his |their |perfect |flawless )*(?:plan|plans|flip|backflip|jump|dive|routine|move|moves|trick|dance|turn|pirouette|code|program|command|commands|kata|drop|trick|stroke|script|landing|maneuver|manoeuvre|somersault|choreography|recipe);
        dead(?:line|pan|wood|lift|head|bolt)s?; starve[ds]? to death of; bored to death; love[ds]? to death; scared to death;
        tickled to death; frozen to death of; worried to death; worked to death (?:boots|shoes); crucifix(?:es)?;
        blood (?:oranges?|moons?|types?|donors?|donation|drive|test|pressure|bank|vessels?|cells?|red|sausage|pudding|drop|stream|hound|hounds|brother|brothers|sugar);
        blood ?-?red; bloodhounds?; blood ?stone; bloody mary; gory details; al gore; gore ?tex; gore vidal; gored skirts?;
        murder of crows; murder mystery; murder (?:ballad|hornets?|mysteries|series|novels?|weekend|board game); murderous (?:sale|prices?|heat|schedule|pace|climb|traffic); drop dead gorgeous;
        dead (?:sea|leaves|leaf|tree|trees|calm|end|quiet|heat|battery|pixel|flowers?|grass|languages?|centre|center|branches|coral|poets|drop);
        day of the dead; corpse (?:flower|flowers|bride|lily|plant); exquisite corpse; skeleton crew; stab(?:s)? at;
        stab(?:ilizer|iliser|le)s?; stab(?:bing|s) (?:a |the |his |her )?(?:garlic|dough|butter|meat thermometer|ice|walnut|fork|potato|olive|steak|cake|pumpkin|button|snow);
        slaughter(?:ed)? (?:the competition|the opposition|at chess); massacre (?:memorial|museum);
        cut(?:s|ting)?(?: \w+){0,3} (?:cake|bread|apple|apples|orange|melon|watermelon|vegetables?|fruit|sandwich|sandwiches|paper|tomato|tomatoes|onion|onions|pizza|cheese|carrot|carrots|hair|ribbon)(?: \w+){0,3} (?:in half|to pieces|into pieces);
        (?:in half|to pieces|into pieces); explosion of (?:colou?rs?|flavou?rs?|confetti|flowers|petals|paint); bomb cyclone;
        bath bombs?; photo ?bomb\w*; seed bombs?; cherry bomb; yarn bomb\w*; hijack(?:s|ed|ing)? (?:the )?(?:conversation|show|joke);
        strangl(?:e|es|er|ing) (?:fig|figs|vine|vines|roots); strangler figs?;
        impaled? (?:on )?(?:a )?(?:kebab|skewer|toothpick|stick|olive); skewer\w*; heads? off to;
        beat(?:s|en|ing)? (?:the )?(?:drums?|eggs?|rug|carpet|traffic|clock|record);
        whip(?:s|ped|ping)? (?:cream|egg whites|butter|the cream); whipped cream; hot ?dogs?; guinea pigs?; mortal kombat;
        cat(?:s)? (?:kick|kicks|kicking); horse(?:s)? kick\w*;
        drown(?:s|ed|ing)? (?:in )?(?:syrup|maple|sorrows|paperwork|gravy|chocolate|light|noise); bone ?broth;
        intestine(?:s)? (?:model|diagram|anatomy);
        (?:anatomy|anatomical|medical|surgery|surgical|surgeon|biology|textbook|digestive)(?: \w+){0,6} (?:intestines?|organs?|entrails);
        zombie walk
      `),
    ja: list(`
        悩殺; 殺虫剤; 殺菌; 殺陣; 殺風景; 相殺; 黙殺; 忙殺; 必殺技; 秒殺; 瞬殺; 殺到; 殺し文句; 息を殺; 時間を殺; 暇つぶし; 首を切(?:る|られ)(?:会社|リストラ|解雇);
        (?:会社|リストラ|解雇|社員|派遣|従業員)(?:.{0,6})首を切; 首を長く; 首をかしげ; 首を縦; 首を横; 首ったけ; 血液(?:型|検査|の流れ|循環); 献血; 血糖; 血管; 血圧; 血統; 熱血; 血の(?:通|つなが|気の);
        血眼; 血行; 血潮; 鮮血(?:のような|色の|を思わせる)(?:夕日|紅葉|バラ|薔薇|月|赤); 内臓脂肪; 内臓(?:の模型|の構造|図鑑|模型|の働き); 鮫に襲われる夢; 死体(?:役|ごっこ);
        バラバラの(?:パズル|ピース|部品|方向|紙|花); (?:魚|鶏|肉|野菜|豚|マグロ|鮭|ジャガイモ|キャベツ|玉ねぎ|ネギ|大根|りんご|リンゴ|果物|にんじん)(?:.{0,8})(?:を)?(?:切り刻|刻|解体|さばく|捌); マグロの解体;
        解体ショー; 串刺しの(?:団子|焼き鳥|魚|肉|マシュマロ|イチゴ); 処刑場跡; 拷問器具(?:の)?(?:展示|博物); 爆弾おにぎり; 爆弾低気圧; バスボム; 花火; 殺生石; 刺身; 人質交渉; 地獄絵(?:図)?; 自爆営業; 殺陣師; 殺伐;
        殺意のない; リンチ監督; デヴィッド・?リンチ; 頭を(?:割るように|抱え); 頭が割れるように; 笑い死; かわいさで殺; キュン死; (?:犬|猫|馬|子猫|子犬)を(?:.{0,4})(?:焼き印|蹴らない); 焼き(?:鳥|魚|芋);
        (?:猫|犬|馬|動物|鳥)が(?:.{0,6})(?:蹴|叩き|殴); スイカを叩き; 生首揚; 目玉(?:焼き|のおやじ|商品); 皮を剥(?:ぐ|い)(?:.{0,4})(?:みかん|りんご|玉|芋|栗|バナナ|野菜);
        (?:みかん|りんご|玉ねぎ|芋|じゃがいも|栗|バナナ|野菜|オレンジ|ゆで卵|桃|大根)の皮を剥; 毒キノコ; 流血のない; 血の(?:月|赤い月)
      `),
  },
};
