import { list } from '../pattern.ts';
import { publicPeople } from './public-people.ts';
import type { CategoryRules } from './rule.ts';

/** Real people shown as if they were there, and persons made up to deceive. */
export const impersonation: CategoryRules = {
  rules: [
    { id: 'impersonation.public-person', category: 'impersonation', all: [publicPeople] },
    {
      id: 'impersonation.described',
      category: 'impersonation',
      all: [
        {
          en: list(String.raw`
              (?:the )?(?:current|sitting|present|reigning|incumbent|former|ex|last|45th|46th|47th|44th)(?: \w+)? (?:us |u s |american |french |russian |chinese |ukrainian |british |uk |german |japanese |indian |canadian |israeli |italian |brazilian |turkish |north korean |south korean )(?:president|prime minister|chancellor|leader|premier|king|queen|monarch|first lady|vice president);
              (?:current|sitting|reigning|incumbent|present day) (?:president|prime minister|chancellor|pope|monarch|king|queen|emperor);
              (?:president|prime minister|chancellor|king|queen|leader|premier|first lady|vice president) of (?:the )?(?:united states|usa|us|america|france|russia|china|ukraine|united kingdom|uk|england|germany|japan|india|canada|israel|italy|brazil|turkey|north korea|south korea|spain|mexico|argentina);
              (?:ceo|founder|boss|owner|head|chief executive|billionaire (?:founder|owner|ceo)) (?:of|behind) (?:tesla|spacex|amazon|apple|microsoft|google|meta|facebook|openai|nvidia|softbank|toyota|sony|twitter|x|disney|netflix|that electric car company|the (?:electric car|rocket|social network)\w*);
              (?:electric car|rocket company|social network|social media) (?:billionaire|tycoon|mogul);
              (?:lead|main) (?:singer|actor|actress|guitarist) of (?:the )?(?:coldplay|queen|u2|bts|blackpink|rolling stones|radiohead|titanic|mission impossible|harry potter|the matrix|barbie|twilight|friends);
              the actor (?:who|that) plays; the actress (?:who|that) plays;
              the (?:singer|star|rapper|footballer|player|quarterback) (?:who|that|of) (?:sang|sings|plays?|won|wrote|scored); the pope
            `),
          ja: list(`
              (?:現(?:職|在)?の?|現|今の|元|前)(?:アメリカ|米国?|米|ロシア|露|中国|韓国|北朝鮮|フランス|仏|ドイツ|独|イギリス|英国?|英|日本の?|ウクライナ|イスラエル)(?:の)?(?:大統領|首相|総理(?:大臣)?|主席|国王|最高指導者|総書記);
              (?:アメリカ|米国|ロシア|中国|韓国|北朝鮮|フランス|ドイツ|イギリス|英国|日本|ウクライナ|イスラエル)の(?:大統領|首相|総理大臣|国家主席|最高指導者|総書記|国王|女王|天皇);
              (?:現職|現役|今)の(?:大統領|首相|総理(?:大臣)?|知事|大臣|教皇|天皇|横綱); 総理大臣(?:本人|が(?:辞任|謝罪|発表|会見));
              (?:テスラ|スペースx|アマゾン|アップル|マイクロソフト|グーグル|メタ|フェイスブック|ソフトバンク|トヨタ|楽天|ユニクロ|openai|エヌビディア)の(?:ceo|社長|創業者|会長|トップ|創設者);
              (?:あの)?(?:二刀流|メジャーリーグ)の(?:日本人)?(?:スター)?選手;
              (?:国民的|人気|某)(?:アイドル(?:グループ)?の(?:センター|メンバー)|俳優|女優|歌手|お笑い芸人|youtuber|ユーチューバー|司会者|アナウンサー)(?:本人|の(?:a|b|某|○|顔|声|そっくり|偽));
              (?:俳優|女優|歌手|芸能人|有名人|政治家|タレント|アナウンサー|声優)(?:の)?(?:本人|にそっくり|そっくり|の(?:顔|声|肉声)(?:を|で|に|が))
            `),
        },
      ],
      unless: {
        en: ['statue', 'fictional', 'imaginary', 'cartoon', 'puppets?', 'chess'],
        ja: ['像', '架空', '想像上', 'アニメ', '人形', 'チェス'],
      },
    },
    {
      id: 'impersonation.deceit',
      category: 'impersonation',
      all: [
        {
          en: list(String.raw`
              deep ?-?fak(?:e|es|ed|ing); face ?-?swap(?:s|ped|ping)?; swap(?:s|ped|ping)? (?:my |her |his |their |the |a )?\w* ?faces?;
              voice ?-?clon(?:e|es|ed|ing); clon(?:e|es|ed|ing)(?: \w+){0,6} voices?;
              (?:cloned|synthetic|synthesi[sz]ed|ai generated|imitated) voices?;
              (?:put|paste|graft|superimpose|map|swap)(?:s|ing|ed)?(?: \w+){0,5} (?:face|faces|head)(?: \w+){0,3} (?:on|onto|into|with);
              (?:impersonat(?:e|es|ed|ing) (?:a |an |the |his |her |their )?(?:real|famous|police\w*|doctor|bank\w*|celebrit\w+|president|official|officer|minister|judge|boss|ceo|singer|actor|actress|candidate|mayor|pope|soldier)\w*);
              celebrity impersonat\w+; digital (?:double|clone|twin) of; body double of; look ?-?alike of; dead ringer for;
              spitting image of (?:the |a )?(?:famous|celebrity|president|actor|actress|singer|politician|star);
              double of (?:the |a )?(?:famous|celebrity|president|actor|actress|singer|politician|star);
              (?:indistinguishable|identical|exact(?:ly)?)(?: \w+){0,6} (?:real (?:celebrity|actor|president|person|singer)|celebrity);
              (?:real|famous|actual) (?:celebrity|celebrities|actor|actress|politician|singer|youtuber|influencer|news anchor);
              celebrity (?:look ?alike|endorse\w*|scandal|leak\w*|impersonat\w*|deepfake|face|voice);
              fak(?:e|ed|ing) (?:\w+ ){0,2}(?:endorsement|interview|testimonial|apology|confession|statement|police officer|policeman|doctor|bank (?:manager|employee|officer|clerk|advisor|teller)|ceo|boss|lawyer|official|officials?|agent|tax (?:officer|inspector|agent)|customs officer|soldier|priest|nurse|grandson|grandchild|kidnapping|video call|news anchor|reporter|customer service|support agent|technician|celebrity);
              (?:pos(?:e|es|ing|ed)|pretend(?:s|ing|ed)?|masquerad\w+)(?: \w+){0,3} (?:as|to be)(?: \w+){0,4} (?:bank|police|officer|doctor|ceo|boss|official|agent|tax|support|celebrity|grandson|lawyer|employee|manager|inspector|customs|embassy|government);
              (?:bank|police|tax|customs|government|embassy|tech support|insurance)(?: \w+){0,3} (?:asks?|asking|demands?|demanding|tells?|telling|urges?|urging|instructs?|calls?|calling)(?: \w+){0,8} (?:password|pin|account|transfer|wire|money|gift cards?|codes?|savings|bitcoin|crypto);
              (?:ceo|boss|cfo|director|grandson|grandmother|daughter|son)(?: \w+){0,6} (?:video call|on a call|on the phone)?(?: \w+){0,6} (?:transfer|wire|send)(?: \w+){0,3} (?:money|funds|cash|bitcoin);
              scam(?:s|mer|mers|ming)? (?:call|video|victim|script|clip|old people|pensioners); as if (?:he|she|they) really said;
              never (?:actually )?(?:said|did); without (?:his|her|their) consent; fool(?:s|ing)? (?:his|her|their) (?:fans|family|friends);
              make (?:it|him|her|them) (?:look|sound) (?:like|as if) (?:he|she|they|it) (?:really|actually)
            `),
          ja: list(`
              ディープ・?フェイク; 顔(?:を)?(?:すり替え|差し替え|入れ替え|合成|交換); フェイス・?スワップ; 顔だけ(?:を)?(?:.{0,8})(?:替え|合成|貼); 顔を貼り付け;
              (?:声|音声)(?:を)?(?:クローン|複製|コピー|合成|真似て|そっくりに再現|完全再現|模倣); (?:クローン|合成|複製した)(?:の)?(?:声|音声|ボイス); なりすま; なりすまし; 成りすま; 成り済ま; 成り代わ;
              偽(?:の)?(?:警官|警察官|刑事|銀行員|医者|医師|弁護士|社長|上司|孫|息子|役人|職員|記者|アナウンサー|インタビュー|謝罪|声明|推薦|広告塔|税務署|店員|客|総理|大統領|会見|芸能人|有名人|占い師|教祖|ビデオ通話|オペレーター|サポート);
              ニセ(?:警官|警察官|医者|社長|電話|広告|芸能人); (?:警察|銀行|税務署|役所|上司|社長|息子|孫|大使館|サポート)(?:員|官|の(?:人|者|職員|担当者|ふり))?(?:を|の)?(?:装|名乗|騙|かた(?:る|り)|ふりを);
              (?:を|と)(?:騙|かた)って; (?:銀行|警察|支店長|税務署|役所|会社|社長|医師|弁護士)(?:.{0,6})を名乗; 税務署の者です; 警察の者です; (?:ご)?本人のふり; 本人(?:にしか|としか)見えない; 本人(?:映像)?風; 本人名義; の中の人をや; 顔を(?:借り|はめ込); (?:あの|例の)(?:.{0,14})(?:選手|俳優|女優|歌手|大統領|首相|社長|芸人|司会者|アイドル|監督)(?:が|を|に|の(?:顔|声|会見|謝罪|映像)); オレオレ詐欺; 振り込め詐欺; 特殊詐欺; 詐欺(?:動画|広告|電話|師|の(?:電話|台本|手口|動画)); 本人そっくり(?:の|に|な);
              そっくりさん(?:が|に|を)(?:.{0,10})(?:本物|本人|だま|騙); (?:有名人|芸能人|俳優|女優|歌手|政治家|アイドル|社長|首相|アナウンサー)(?:に|と)(?:瓜二つ|うり二つ|見分けがつかない|そっくり);
              本人が(?:言って|話して)いる(?:ように|かのように); 実際には言っていない; 言ってもいない; (?:本人|相手)の(?:同意|許可|承諾)(?:なし|なく|を得ず);
              実在(?:する|の)(?:芸能人|人物|有名人|俳優|女優|歌手|政治家|アイドル|youtuber|アナウンサー|社長); 有名人(?:の)?(?:顔|声)(?:を|で|に)
            `),
          masked: ['ディープフェイク', 'なりすまし'],
        },
      ],
      unless: {
        en: list(String.raw`
            how to spot; awareness; detect(?:s|ing|ion|or)?; media literacy; workshop; warning (?:campaign|poster); lesson;
            elvis impersonators?; impersonat(?:e|es|ing) (?:a )?(?:bird|birds|cat|cats|dog|robot|parrot|lion|cow|owl)\w*; drag; puppets?;
            masks? (?:for|at) (?:carnival|halloween)
          `),
        ja: list(`
            見破; 見分け方; 啓発; 注意喚起; 防止; 撲滅; 対策; 講座; 被害(?:防止|相談); 祭り; ものまね(?:鳥|鳥類); 動物のものまね; 人形; ハロウィン; 仮装
          `),
      },
    },
  ],
  harmless: {
    en: list(String.raw`
        trump(?:s|ed)? (?:card|cards|suit|all|everything); trumpet\w*; (?:ace|card|hearts|spades) (?:of trump|trumps?);
        musk (?:ox|oxen|deer|melon|rose|rat|turtle|scented|perfume|oil|thistle|mallow); musk(?:y|rat|et|eteer)\w*; scent of musk;
        musk (?:and|with) \w+; messi(?:er|ah); amber(?:s)? (?:heard from); will smith(?:y|s|ers)?(?= (?:the|forge));
        prince harry s? of wales pub; jordan (?:river|valley|desert); king charles (?:spaniels?|cavalier); cavalier king charles;
        king charles spaniels?; queen elizabeth (?:class|hall|park|i|the first|ship|liner|islands); may day; theresa may (?:be|have);
        michael jordan s? (?:bakery|the baker); obama (?:town|city|station|bay|port|line|beach);
        macron(?:s| valley| accent| over| above| on (?:a|the) (?:letter|vowel));
        martin luther king s? (?:march|memorial|statue|day|boulevard|street|library);
        (?:statue|memorial|mural|portrait bust|wax figure|biography) of (?:martin luther king(?: jr)?|nelson mandela|abraham lincoln);
        pope s? nose; the pope s? hat; oprah house; modi(?:fy|fied|fication|gliani|sh|cum)\w*; curry (?:rice|powder|house|udon|bread);
        bts of (?:a|the|our); behind the scenes; king of (?:spain )?(?:the )?(?:hearts|spades|clubs|diamonds|jungle);
        queen of (?:hearts|spades|england chess)
      `),
    ja: list(`
        トランプ(?:カード|の(?:カード|札|束|塔|タワー|家|ジョーカー|マジック|手品)|手品|占い|遊び|タワー|ゲーム|大会); 切り札; マスク(?:を|姿|越し|の|した|さん); ムスクの香り; ローラー; タモリ(?:ンゴ)?(?:の木);
        メッシュ; 宮崎(?:駅|県|牛|空港|市); オバマ(?:市|線|温泉); 小浜; 王様と女王の(?:チェス|駒|人形); 仮面(?:舞踏会|ライダー)?; 忍者に(?:なりすま);
        (?:落ち葉|木の葉|枯れ枝|枝|石|小枝)(?:に|そっくりに)(?:なりすま|擬態); 動物になりきる; (?:葉|枝|花|蜂|ハチ)そっくりの(?:虫|昆虫|蝶|カマキリ|ナナフシ)
      `),
  },
};
