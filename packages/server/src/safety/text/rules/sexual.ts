import { list, type Words } from '../pattern.ts';
import { minors, minorsAndFamily } from './people.ts';
import type { CategoryRules } from './rule.ts';

/** Words of sex and nudity that are as usual in art, in medicine or in a shop. */
const suggestiveWords: Words = {
  en: list(`
      nud(?:e|es|ist|ists|ity|ie|ies); naked(?:ness)?; topless; bottomless; unclothed; undress(?:ed|es|ing)?;
      disrob(?:e|es|ed|ing); strippers?; sexual(?:ly|ized|ised|ity)?; sexy; tits; vibrator; fetish(?:es|istic)?; escort service;
      brothel; prostitut(?:e|es|ion); pole dancer; lingerie; seductive(?:ly)?; seduc(?:e|es|ing); sensual(?:ly)?;
      lust(?:ful|fully)?; arous(?:al|ed|ing); voluptuous; thong; g string; twerk(?:s|ing)?; hadaka;
      bare (?:breast|breasts|chested woman|bottom|buttocks|ass|skin all over|bodies); au naturel; between the sheets;
      birthday suit; boob(?:s|ies)?; sex; intercourse; nipples?
    `),
  ja: list(`
      ヌード; 裸の; 裸で; 裸に; 裸を; 裸姿; 裸体; はだか; ハダカ; 丸裸; 脱衣; 服を脱; 服をぬ; 脱ぎ捨て; 裸婦; 半裸; トップレス; 性的; アダルト; 官能; ストリップ; フェチ; セクシー; 下着姿; ランジェリー;
      風俗; お色気; 夜のお(?:店|仕事|相手); 乳房; 大人のおもちゃ; 生まれたままの姿; スカートの中; 情事; 娼婦; 娼館; 濡れた肌;
      (?:(?<![ぁ-んー])|(?<=[のなでにいとはもがをら]))えろ(?!す|いか|じ|ん|う); (?:(?<![ぁ-んー])|(?<=[のなでにいとはもがをら]))えっち(?!んぐ)
    `),
  masked: list(`
      ヌード; エッチ; 裸体の; アダルト
    `),
};

/** Words that hardly stand in a harmless prompt. */
const explicitWords: Words = {
  en: list(String.raw`
      strip(?:s|ping|ped)? (?:off|down|naked|for|her|his|their|out|tease|slowly);
      strip ?(?:tease|teases|club|poker|show|dance|pers?); striptease; sext(?:ing|s)?;
      porn(?:o|os|ographic|ography|hub|star|stars)?; pr0n; xxx+; nsfw; x rated; hentai; ecchi; ahegao; erotic(?:a|ally|ism)?;
      orgas(?:m|ms|mic|mically); orgy; orgies; threesomes?; gangbangs?; blow ?jobs?; hand ?jobs?; fellatio; cunnilingus;
      masturbat(?:e|es|ed|ing|ion); coitus; fuck(?:s|ed|ing)?; shag(?:s|ging); bang(?:s|ing)? (?:her|him|each); making love;
      make love; makes love; lovemaking; copulat(?:e|es|ing|ion); penetrat(?:e|es|ing|ion) (?:her|him); foreplay; penis(?:es)?;
      vagina(?:s|l)?; genital(?:s|ia)?; titties; pussy; dildos?; bdsm; bondage; dominatrix; kinky; slutty?; horny; camgirls?;
      onlyfans; hookers?; lap ?dances?; upskirts?; downblouse; wardrobe malfunction;
      exposed (?:breast|breasts|genitals|nipples|body); in the buff; stark naked; wearing nothing;
      nothing but (?:a smile|their skin|her skin|his skin|skin);
      without (?:any |a stitch of |her |his |their )?(?:clothes|clothing); no clothes(?: on)?; not a stitch;
      clothes (?:come|coming|fall|falling|slip|slipping|slide|sliding|melt|melting) (?:off|away|to);
      takes? off (?:all|her|his|their) (?:clothes|clothing|dress|underwear|bra|shirt|everything);
      see through (?:dress|clothes|shirt|blouse); wet t ?shirt; private parts;
      adult (?:film|video|movie|scene|content|entertainment|only)s?; r ?18\+?; 18\+; x rated;
      hardcore (?:scene|action|video|couple|film); softcore; steamy (?:scene|bedroom|love|shower);
      provocative(?:ly)? (?:pose|posing|poses|dance|dancing|dressed); under the sheets;
      get(?:ting|s)? (?:it on|laid|frisky|intimate); intimate (?:act|acts|moment in bed|scene|encounter|relations);
      one night stand; busty; buxom; jiggl(?:e|es|ing|y) (?:chest|breasts|curves); sekkusu; sm play;
      rape[ds]?; raping; molest(?:s|ed|ing|ation)?; grop(?:e|es|ed|ing) (?:her|him|a|the|women|passengers)
    `),
  ja: list(`
      全裸; ヌーディ; 素っ裸; すっぱだか; 真っ裸; まっぱ; 一糸まとわ; 下着を脱; 脱がせ; 脱がさ; ぬがせ; 何も着て(?:い)?ない; 何も身につけ; 何もまとわ; ノーブラ; ノーパン; 性行為; 性交; せいこうい; せっくす;
      ポルノ; 成人向け; 十八禁; 18禁; av女優; avビデオ; av撮影; 濡れ場(?!ならぬ); ベッドシーン; 愛し合う裸; 喘ぎ; あえぎ声; オーガズム; 自慰; オナニー;
      (?:(?<![ぁ-んー])|(?<=[のなでにいとはもがをら]))ふぇら(?!ーり|いと|がも|っくす); 乱交; 痴漢; 盗撮; 強姦; レイプ; 凌辱; 陵辱; 輪姦; 緊縛; ボンデージ; 乳首; おっぱい; 巨乳; 爆乳; 胸を露わ;
      胸をあらわ; 胸をはだけ; はだけた; 股間; 性器; 陰部; 陰茎; 女性器; 男性器; (?<!ぱ)ちんこ; (?:(?<![ぁ-んー])|(?<=[のなでにいとはもがをら]))まんこ; お尻を出; ストリッパー; ソープ嬢; 売春;
      援助交際; 援交; パパ活; ラブホ; 夜の営み; 男女の交わり; まぐわ; 抱き合う裸; 体を重ね; 身体を重ね; 肌を重ね; 床を共に; 淫; 挑発的なポーズ; (?:男|女|視聴者|相手)を誘惑; 扇情; 透け透け; スケスケ; tバック;
      パンチラ; アヘ顔; ヘンタイ動画; 買春; 裏ビデオ; 裏もの(?:動画|映像|、内容); 本番(?:あり|行為|シーン); 手コキ; (?:男女|二人|体|夫婦)(?:.{0,8})挿入; 結合部; 行為に及; 口で奉仕; ムフフ; にゃんにゃん;
      いけない(?:映像|動画|遊び|関係); あっち系; 成人指定; 大人向け(?:の(?:映像|動画|ビデオ|内容)); 夜の相手; (?<![a-z])h(?:場面|シーン|な(?:動画|映像|シーン|ビデオ|こと)); 
      下半身(?:を|が)?(?:露出|丸出し|あらわ|触|まさぐ); ベッドで(?:合体|絡); 絡み合う(?:裸|男女|体|二人); 喘いで; 性奴隷; 性処理
    `),
  masked: list(`
      セックス; おっぱい; ポルノ; 性行為; オナニー; フェラ; 乳首が
    `),
};

/** Words that make a scene sexual. */
export const sexualWords: Words = {
  en: [...(explicitWords.en ?? []), ...(suggestiveWords.en ?? [])],
  ja: [...(explicitWords.ja ?? []), ...(suggestiveWords.ja ?? [])],
  masked: [...(explicitWords.masked ?? []), ...(suggestiveWords.masked ?? [])],
};

/** Words beside which a minor is abused. */
const abuseWords: Words = {
  en: [
    ...(sexualWords.en ?? []),
    ...list(String.raw`
      pa?edo(?:phile|philes|philia|philic|s)?; csam; pthc; incest(?:uous)?; groom(?:s|ed|ing) (?:by|online|a|the|her|him);
      in (?:only |just )?(?:her |his |their )?(?:underwear|panties); intimate(?:ly)? (?:with|touch\w*);
      explicit (?:scene|act|acts|content|video); indecent; lewd; obscene; sexuali[sz]\w+; trafficked
    `),
  ],
  ja: [
    ...(sexualWords.ja ?? []),
    ...list(`
      わいせつ; 猥褻; ワイセツ; いかがわしい; 性愛; 性の対象; 児ポ; 近親相姦; グルーミング; 水着グラビア; イタズラされ; いたずらされ; 犯さ(?:れ|せ); 欲情; 興奮する大人
    `),
  ],
  masked: [...(sexualWords.masked ?? []), '児童ポルノ'],
};

/** Words of harm that is done to somebody. */
const harmWords: Words = {
  en: list(String.raw`
      abus(?:e|es|ed|ing|ive); exploit(?:s|ed|ing|ation); traffick(?:ed|ing|er|ers); kidnap(?:s|ped|ping|per|pers)?;
      abduct(?:s|ed|ing|ion)?; tortur(?:e|es|ed|ing); beat(?:s|en|ing)?; hit(?:s|ting)?; slap(?:s|ped|ping)?; smack(?:s|ed|ing)?;
      spank(?:s|ed|ing)?; punch(?:es|ed|ing)?; kick(?:s|ed|ing)? (?:by|around|a|the|his|her|my|their|him|until); kicked;
      strik(?:e|es|ing); struck;
      shak(?:e|es|en|ing) (?:a |an |the |his |her |my |their )?(?:bab(?:y|ies)|infants?|toddlers?|child|newborns?|hard); shaken;
      whip(?:s|ped|ping)?; lash(?:es|ed|ing); flog(?:s|ged|ging)?; can(?:e|es|ed|ing) (?:a|the|his|her|by); chok(?:e|es|ed|ing);
      strangl\w+; burn(?:s|ed|t|ing)? (?:a|the|his|her|by|with); scald(?:s|ed|ing)?; starv(?:e|es|ed|ing); caged?;
      locked (?:in|away|up); chain(?:s|ed|ing)?; shackled; captive; imprison\w*; bruis(?:e|es|ed|ing); hurt(?:s|ing)?;
      harm(?:s|ed|ing); maltreat(?:ed|ing|ment)?; mistreat(?:ed|ing|ment)?; neglect(?:ed|ing|s); assault(?:s|ed|ing);
      drown(?:s|ed|ing)? (?:a|the|his|her|by); stab(?:s|bed|bing)?; shot (?:by|dead); kill(?:s|ed|ing)?;
      forced (?:to (?:fight|work|kill|beg|watch|marry)|into); force[ds]?(?: \w+){0,3} to (?:fight|kill|beg|marry); slave[sd]?; slavery;
      child soldiers?; punching bag; taste of (?:the|daddy s|dad s|his|her|a) (?:belt|fist|cane|boot); back of (?:the|a|his|her) hand;
      roughed up; lay(?:s|ing)? into; leaves? marks; torment(?:s|ed|ing)?; thrown by;
      terrif(?:y|ies|ied) .{0,20}(?:collapse|cry|cries|faint); sold (?:off|to|for); selling (?:off )?(?:a|the|her|his|their);
      shut out in the cold; unconscious; batter(?:s|ed|ing)?
    `),
  ja: list(`
      虐待; ぎゃくたい; ギャクタイ; 暴行; 暴力を(?:ふる|振る); 搾取; 拷問; 体罰; 殴; なぐ(?:る|り|ら); 叩(?:く|か|き続|きつけ); たた(?:かれ|きつけ); ぶたれ; ぶん殴; 平手打ち; ビンタ; 蹴(?:る|ら|り|飛);
      鞭; むち打; ムチ打; 縛; 監禁; 閉じ込め; 閉じこめ; 鎖; 檻; 餓え; 飢え(?:させ|死); 食事を与え(?:ない|ず); ご飯を(?:与え|あげ|食べさせ)(?:ない|ず); 火傷(?:を)?(?:さ|負わ); やけどを?(?:さ|負わ);
      熱湯; タバコを押し; 首を絞め; 溺れさせ; 誘拐; 連れ去; 拉致; 人身売買; 売り飛ば; 売られ; 売る(?:親|大人); 強制労働; 働かせ; 奴隷; 少年兵; 殺; 刺; 傷つけ; 痛めつけ; いたぶ; 折檻; せっかん;
      放置(?:して|され|する); ネグレクト; 怯え; おびえ; 泣き叫; いじめ(?:る|られ|抜); 虐げ; 犠牲に; 揺さぶ; 投げつけ; 放り投げ
    `),
  masked: ['虐待する', '体罰を'],
};

/** Harmless phrases with the words of `sexual` and `minors`. */
const harmless: Words = {
  en: list(String.raw`
      (?:chicken|turkey|duck|goose|pigeon|robin) ?-?breasts?; breasts? of (?:chicken|turkey|duck|lamb|veal);
      breast (?:feed|feeds|feeding|fed|cancer|stroke|pocket|pump|milk|examination|screening); breaststroke; redbreast;
      robin s? ?breast;
      nude (?:colou?r|colou?red|shade|shades|lip|lips|lipstick|heels|nail|nails|palette|tone|tones|make ?up|pumps|beige|pink|polish|mouse)s?;
      naked (?:mole ?-?rats?|eye|flames?|bulbs?|light bulb|lightbulb|oats?|singularity|branches|trees?|wood|wire|truth|ambition|lunch|dress trend|neck chicken|lady lil(?:y|ies)|ladies);
      sex(?:es)? of (?:the )?(?:plant|plants|turtle|turtles|chick|chicks|bird|flower|flowers|fish); chick sexing; sex on the beach;
      plant sex; sex (?:discrimination|equality);
      naked (?:oaks?|birch(?:es)?|concrete|walls?|brick|twigs|rock|stone|canvas|dress form);
      nude (?:eye ?shadow|tulle|satin|silk|fabric|leather|tights|stockings|gloss|blush|foundation|manicure|gown|trench coat|sandals?);
      (?:satin|lace|silk)(?:,? \w+){0,3} and nude (?:tulle|satin|silk);
      (?:reclining|seated|standing|bronze|marble) nude (?:in|of|made of|carved)(?: \w+)? (?:marble|bronze|stone|clay|wood|charcoal|oil|oils);
      birthday suit,? a (?:navy|grey|black|blue|three ?-?piece|tweed|new); between the sheets of (?:an?|the|music|paper|pastry);
      sexy (?:burger|car|sports car|sandwich|guitar solo|saxophone|sax|bassline|font); sussex; essex; middlesex; wessex; sex ?tant;
      sexagenarian; sex education; sex chromosomes?; sex determination; same ?-?sex (?:wedding|marriage|couple|parents|couples);
      fair(?:er)? sex; battle of the sexes;
      nude (?:statue|statues|sculpture|sculptures|marble|marbles|bronze|studies|study|painting|paintings|drawing) (?:in|from|by|of the|at|on);
      (?:classical|renaissance|greek|roman|marble|bronze|rodin|michelangelo|baroque)(?: \w+){0,3} (?:nudes?|nude|naked)(?: \w+){0,2} (?:statues?|sculptures?|figures?|david|torso)?;
      life ?-?drawing(?: class| session)?;
      hard ?core (?:punk|music|band|techno|gamer|gamers|fans?|cyclist|runner|concert|show|parkour|hiker|gig|drummer|mode|training);
      soft ?core; vagina monologues; penetrat(?:e|es|ing) (?:the )?(?:fog|forest|canopy|clouds|darkness|mist|armou?r|rock|wall);
      strip (?:of|mall|malls|light|lights|lighting|club sandwich|steak|mine|mining|map|cartoon|comic|the (?:paint|wallpaper|bark|varnish|wood|bed));
      strip(?:s|ping|ped)? (?:off|down) (?:the )?(?:paint|wallpaper|bark|varnish|old|engine|layers?|bike|motorcycle|bicycle|furniture);
      comic strips?; film strips?; led strips?; paint strippers?; wire strippers?; wallpaper strippers?; lust for life; wanderlust;
      lustre; bondage (?:of|to) (?:debt|sin|egypt); fetish (?:figure|figurine|object|statue|mask); commodity fetish\w*;
      cock ?(?:tails?|pit|atoo|erel|le|roach(?:es)?); weather ?cock; pussy ?(?:willows?|cat|cats|foot); great tits?; blue tits?;
      coal tits?; tits? (?:birds?|on (?:a|the) (?:feeder|branch|birch)); tits? (?:on|at) (?:a|the) (?:bird )?feeder;
      (?:great|gr8|blue|coal|marsh|crested|long tailed) tits?; blue ?-?footed boob(?:y|ies);
      boob(?:y|ies) (?:bird|birds|trap|traps|prize|nesting|colony); booby; grease nipples?; nipple (?:fitting|joint|pipe);
      pipe nipples?; bottle nipples?; sensual (?:colou?rs|jazz|music|violin|tango|flavou?r); erotic (?:temple )?carvings of khajuraho;
      intercourse,? (?:pa|pennsylvania); social intercourse;
      adult (?:education|learners?|coloring|colouring|swim lessons?|penguins?|elephants?|lions?|bears?|whales?|birds?|eagle|literacy|ballet);
      adult content warning; undress(?:ed|ing)? (?:salad|window|mannequins?|the (?:doll|christmas tree|tree));
      topless (?:car|jeep|convertible|bus|tower|tree|mountain);
      bare (?:branches|trees?|walls?|feet|foot|rock|hills?|bones|hands|lightbulb|bulb|wood|essentials);
      seduc(?:e|es|ing|tive) (?:aroma|smell|scent|taste|chocolate); vibrator (?:motor|plate); concrete vibrator;
      escort (?:ship|ships|vessel|vessels|fighter|fighters|vehicle|duty|of honou?r); ford escort;
      g string of (?:a|the) (?:violin|guitar|cello|bass); (?:violin|guitar|cello|bass) s? ?g string; thong sandals?; flip flop thongs?;
      rape ?seed; oilseed rape; fields? of rape; rape (?:field|fields|blossom|blossoms|oil|flowers?);
      pole dancers? at the (?:fitness|gym); pole (?:vault\w*|fitness); birthday suit(?:case|able); sexy beast;
      no clothes on the (?:line|clothesline|rack); clothes off the (?:line|rack|hanger); takes? (?:the )?clothes off the;
      making love potions?; bang(?:s|ing)? (?:the )?drums?; sexton; sextet; sextuplets?; unisex
    `),
  ja: list(`
      ヌードカラー; ヌードベージュ; ヌードル; ヌードピンク; ヌード(?:色|系|リップ|ネイル|メイク|クロッキー|デッサン|トーン|マウス|ヒール|パンプス); カップヌード;
      ハードコア(?:・)?(?:パンク|バンド|テクノ|ミュージック|ゲーマー|ライブ|ファン|な登山|音楽|系バンド); 裸子植物; 裸眼; 裸電球; 裸馬; 裸足; はだし; 裸祭り?; はだか祭り?; はだか麦; 裸麦; 裸の王様; はだかの王様; 裸山;
      裸木; 裸の(?:木|枝|山|電球|木々|大地|丘|梢|幹|岩); 裸一貫; 裸デバネズミ; ハダカデバネズミ; ハダカデバ; 丸裸の(?:木|山|枝); 裸像; 裸婦の?(?:像|画|デッサン|ブロンズ|彫刻|大理石); ストリップ・?(?:スティール|スチール|鋼|ロード); ランジェリー(?:店|売り場|のショーウィンドウ|工房|ショップ); 赤裸々; 性的少数; 性的マイノリティ; 性行動の研究;
      植物の性; 雌雄; セックスピストルズ; セックスレス; サセックス; エセックス; エロスの像; エロイカ; アダルトチルドレン; アダルトスクール; 痴漢(?:防止|対策|撲滅|は犯罪|注意); 盗撮(?:防止|対策|禁止|注意); 胸肉; 鶏むね;
      むね肉; 乳房炎; 牛の乳; 授乳; 乳がん; おっぱい(?:プリン|体操|を飲む赤|アイス); 赤ちゃんにおっぱい; 性器(?:の構造|のしくみ); ストリップ(?:照明|ライト|ステーキ); 服を脱ぎ散らか;
      (?:コート|上着|靴|帽子|セーター|ジャケット|手袋|皮|殻|仮面|マント)を脱; 脱皮; 風俗画; 風俗(?:史|習慣|資料|博物); 年中行事と風俗; 江戸の風俗; 床を共に(?:磨|掃除); セクシー大根; 股間(?:節)?のストレッチ;
      官能評価; 官能検査
    `),
};

/** Words of art, science, health and trade, around which nudity is no matter of sex. */
const art: Words = {
  en: list(String.raw`
      museums?; galler(?:y|ies); exhibit\w*; exhibition; statues?; sculpt\w*; marble; bronze; plaster; terracotta; fresco(?:es)?; charcoal; pastels?; engraving; woodcut; etching;
      life drawing; figure drawing class; easels?; anatom\w+; renaissance; baroque; rococo; neoclassical; impressionis\w+; art (?:history|school|lesson|lecture|book); curators?; restor(?:e|er|ers|ed|ing|ation);
      botticelli; titian; rubens; rodin; michelangelo; ingres; degas; modigliani; klimt; schiele; manet; courbet; venus; aphrodite; apollo; adam and eve; cupids?; cherubs?; nymphs?;
      lectures?; doctors?; clinic; health; hygiene; nurses?; midwi(?:fe|ves); gyn\w+; urolog\w+; therap(?:y|ist); counsell\w+; biolog\w+; botan\w+; zoolog\w+; species; pollinat\w+; courtship; nature (?:film|documentary);
      consent workshop; discrimination; equality; harassment (?:prevention|training|hotline); orientation; product shot; mannequins?; tailor\w*; dressmak\w+; sewing; seams?; laundry; fabrics?; pattern; shop window; boutique;
      perfume bottle; guitar; saxophone; car; burger; chocolate; sauce; birds?; feeder; lipstick; manicure
    `),
  ja: list(`
      美術館; 博物館; 画廊; 展示; 展覧会; 彫刻; 彫像; 石膏; 大理石; ブロンズ; フレスコ; 木炭; 銅版画; デッサン; クロッキー; ルネサンス; バロック; 印象派; 名画; 油絵の歴史; 美術史; 美術の(?:講義|授業); 学芸員; 修復; ヴィーナス; ビーナス; アポロン; アダムとイブ; 天使;
      講義; 医師; 医学の授業; 診察; 検診; 保健; 助産師; 看護師が説明; 啓発; 相談窓口; 生物学; 植物; 図鑑; 自然番組; 受粉; 求愛; 差別; 平等; 多様性; 商品撮影; マネキン; 仕立て; 型紙; 縫; 洗濯; 売り場; 香水瓶; ギター; 大根; 焙煎; 模型; 駄菓子; ではなく; じゃなくて; という名; 鳥; 猫; 犬; 木々; 麦
    `),
};

/** Sexual content of adults. */
export const sexual: CategoryRules = {
  rules: [
    { id: 'sexual.content', category: 'sexual', all: [explicitWords] },
    { id: 'sexual.content', category: 'sexual', all: [suggestiveWords], unless: art },
  ],
  harmless,
};

/** Sexual content or abuse together with a minor. */
export const minorsRules: CategoryRules = {
  rules: [
    { id: 'minors.sexual', category: 'minors', all: [minors, abuseWords], within: 48 },
    { id: 'minors.harm', category: 'minors', all: [minorsAndFamily, harmWords], within: 40 },
    {
      id: 'minors.named',
      category: 'minors',
      all: [
        {
          en: list(String.raw`
              loli(?:con)?; shota(?:con)?; csam; pthc; child porn\w*; pa?edo(?:phil\w*|s); jailbait; underage (?:sex|porn|nudes?)
            `),
          ja: ['児童ポルノ', '児ポ', 'ロリコン(?:動画|もの)', 'ペドフィリア', 'ペド'],
        },
      ],
      unless: {
        en: list(String.raw`
            against; prevent\w*; stop; protect\w*; campaign; awareness; report\w*; hotline; police; arrest\w*; law
          `),
        ja: ['防止', '撲滅', '対策', '根絶', '啓発', '相談', '逮捕', '通報', '保護', '禁止法'],
      },
    },
  ],
  harmless: {
    en: [
      ...(harmless.en ?? []),
      ...list(String.raw`
        (?:child|children|kid|kids|baby|toddler)(?:s)? ?-?(?:proof|proofing|proofed|friendly|seat|gate|lock|locks|care|hood|birth|abuse (?:prevention|hotline|awareness|charity|helpline)|protection|welfare|safety);
        (?:prevent|preventing|stop|stopping|end|ending|against|report|reporting|fight|fighting)(?: \w+){0,2} (?:child )?(?:abuse|exploitation|trafficking|harm);
        (?:abuse|exploitation|trafficking) (?:prevention|awareness|helpline|hotline|survivors?|charity|law|support);
        baby (?:blue|grand|steps?|shower|carrots?|corn|spinach|oil|powder|seal|seals|elephants?|birds?|goats?|turtles?|penguins?|animals?|whales?|deer|rabbits?|foxes|fox|tooth|doll);
        (?:dog|cat|pet|horse|poodle|lawn|beard|well)s? ?-?groom(?:er|ers|ing|ed);
        groom(?:s|ing|ed)? (?:the |a |her |his |their |its )?(?:horse|pony|dog|cat|poodle|garden|trail|slope|piste|beard)s?;
        bride and (?:the )?groom; bridegroom; grown ?-?up (?:son|daughter)s?; adult (?:son|daughter)s?;
        explicit (?:permission|instructions|consent); swim(?:ming)? (?:class|lesson|lessons|meet|team|race|gala);
        (?:kick|kicks|kicking|kicked|hit|hits|hitting|shoot|shoots|shooting|punch|punches|strike|strikes|beat|beats|beating)(?: \w+){0,3} (?:balls?|football|soccer ball|drums?|goal|goals|can|puddle|leaves|home run|pi[nñ]ata|eggs?|bags?|target|shuttlecock|snowballs?|tambourine|gong|triangle|keys?|xylophone|record);
        beat(?:s|ing)? time; burn(?:s|ing)? (?:a |the )?(?:candles?|energy|toast|incense|calories|campfire);
        chain (?:swing|swings|carousel|of); (?:daisy|paper|necklace|human|bike|bicycle|gold) chains?; bird ?cages?;
        harm(?:less|ony|onica)\w*; kill(?:s|ing)? time; hit (?:song|the (?:road|beach|snooze|books|slopes));
        hits? (?:the )?(?:high )?notes?; candy canes?; sugar ?cane; eye ?lash(?:es)?;
        starv(?:ed|ing) (?:after|for) (?:practice|school|swimming|football|training);
        (?:shakes?|shaking|shook) (?:hands|a rattle|the tree|snow|a snow globe|the snow globe|maracas);
        harm(?:s|ed|ing)? (?:no one|nobody); assault course; romantic (?:music|era|piano|sunset|comedy); a pleasure;
        minor (?:key|chord|scale|league|detail|repair|repairs|planet|character|role|injury|accident)s?;
        (?:a|in [a-g]|[a-g](?: sharp| flat)?) minor; asia minor; ursa minor; pupils? (?:of (?:the|her|his) eye|dilat\w*|contract\w*);
        (?:beat|beats|beating)(?: \w+){0,4} (?:at|in) (?:chess|cards|checkers|ping pong|tennis|a race|the race|a game|arm wrestling|scrabble);
        (?:punch|punches|hit|hits|beat|beats|whip|whips|slap|slaps|stab|stabs|smash|smashes)(?: \w+){0,2} (?:pillows?|garlic|cream|egg ?whites?|dough|paint|rug|carpet|cushions?|butter|cake|potato(?:es)?|ice|walnuts?|batter);
        kid(?:s)? (?:gloves?|leather); cowboys?; cowgirls?; playboy; busboy; beach boys
      `),
    ],
    ja: [
      ...(harmless.ja ?? []),
      ...list(`
        風刺; 名刺; 刺繍; 刺しゅう; 刺身; 殺到; 殺風景; 必殺技; 殺菌; (?:ボール|ドラム|太鼓|缶|石|シュート|サッカー)(?:を|で)(?:.{0,4})(?:蹴|叩|たた); (?:太鼓|肉|布団|木魚|鍵盤|扉|ドア|手|肩)を叩; 虐待(?:防止|予防|対策|ゼロ|を防|をなくす|相談|通報|根絶|撲滅|から(?:守|救)); 児童(?:相談所|虐待防止|福祉|書|文学|館|公園); (?:虐待|暴力|いじめ|搾取)(?:の)?(?:ない|防止|反対|撲滅|をなくそう|を許さない);
        子ども向け; 子供向け; 子供服; 子供部屋; 体罰(?:禁止|のない|防止); 殴り書き; 子猫; 子犬; 子馬; 子象; 子鹿; 高校野球; 高校サッカー; 娘役; 看板娘; 売られている; 売られてい; 巫女;
        js(?:on|コード|プログラミング); jc(?:b|t); 少年ジャンプ; 美少女フィギュア
      `),
    ],
  },
};
