import { list } from '../pattern.ts';
import type { CategoryRules } from './rule.ts';

/** Suicide, self-injury, eating disorders and dangerous challenges, shown or encouraged. */
export const selfHarm: CategoryRules = {
  rules: [
    {
      id: 'self-harm.act',
      category: 'self-harm',
      all: [
        {
          en: list(String.raw`
              suicid(?:e|es|al|ally); kill(?:s|ing)? (?:my|him|her|them|your|our|one)(?: ?self|selves); kys;
              end(?:s|ed|ing)? (?:my|his|her|their|your|it|one s)(?: own)? (?:life|lives|all|pain forever); end(?:s|ing)? it all;
              tak(?:e|es|ing)(?: (?:my|his|her|their|your|one s))?(?: own)? li(?:fe|ves);
              self ?-?(?:harm\w*|injur\w*|mutilat\w*|inflicted|starv\w*|destruct(?:ion)?|immolat\w*);
              hurt(?:s|ing)? (?:my|him|her|them|your)(?: ?self|selves); harm(?:s|ing)? (?:my|him|her|them|your)(?: ?self|selves);
              cut(?:s|ting)? (?:my|his|her|their|your)? ?(?:self|selves|wrists?|arms?|thighs?|skin|veins);
              cut(?:s|ting) (?:him|her|them|my|your)(?: ?self|selves); slit(?:s|ting)? (?:my|his|her|their|your)? ?wrists?;
              (?:razor|blade)s? (?:on|across|to|against|over|near|at)(?: \w+){0,2} (?:wrists?|skin|arms?|thighs?|veins);
              wrists? (?:and|with) (?:a )?(?:razor|blade); hang(?:s|ed|ing)? (?:my|him|her|them|your)(?: ?self|selves);
              nooses? (?:around|round|hang\w*|tied|tighten\w*|swing\w*|waits?|from|on);
              (?:hangman s|tie[sd]? (?:a|the)|tying (?:a|the)|rope) nooses?;
              jump(?:s|ed|ing)? (?:off|from)(?: \w+){0,3} (?:bridge|roof|rooftop|building|ledge|balcony|overpass|skyscraper|tower|window)(?: \w+){0,4} (?:to (?:die|end|escape)|to (?:his|her|their) death);
              (?:step|steps|stepping|leap|leaps|leaping|jump|jumps|jumping|walks?|walking|lies? down|lay down|lying)(?: \w+){0,3} (?:in front of|before|into)(?: \w+){0,3} (?:trains?|subway|traffic|truck);
              overdos(?:e|es|ed|ing); swallow(?:s|ed|ing)?(?: \w+){0,4} (?:pills|tablets|bleach|poison); handful of (?:pills|tablets);
              pill bottles? (?:empty|emptied); want(?:s|ed|ing)? to die;
              wish(?:es|ed|ing)?(?: \w+){0,2} (?:to die|was dead|were dead|to disappear forever); better off dead; ready to die;
              choos(?:e|es|ing) death; say(?:s|ing)? (?:goodbye|farewell) to (?:the|this) world;
              (?:goodbye|farewell|final|last) (?:note|letter) (?:before|on the bridge|on the ledge|to the family);
              pro ?-?(?:ana|mia|anorexia|bulimia|suicide); thinspo(?:ration)?; thinspiration; bonespo; anorexi(?:a|c); bulimi(?:a|c);
              starv(?:e|es|ed|ing) (?:my|him|her|them|your)(?: ?self|selves);
              starv(?:e|es|ing) (?:to (?:be|get|become|stay|look|lose)|for beauty|until|is);
              purg(?:e|es|ing) (?:after|her|his|meal|food|dinner|lunch); binge and purge;
              mak(?:e|es|ing) (?:my|him|her|them|your)(?: ?self|selves) (?:vomit|throw up|sick);
              vomit(?:s|ing)? (?:after|to lose|on purpose|her meal|to stay); protruding (?:ribs|bones|collarbones);
              skin and bones? (?:goals?|beauty|is|look|body);
              (?:ribs|bones|collarbones|hip bones|spine) (?:showing|visible|jutting|sticking out); thigh gap;
              (?:blackout|choking|tide ?pod|blue whale|pass ?out|fire|skull ?breaker|cinnamon|hanging|asphyxia\w*|benadryl|subway surf\w*|train surf\w*) (?:challenge|dare|game|stunt)s?;
              (?:choking|asphyxiat\w+) (?:him|her|them|my|your)(?: ?self|selves); russian roulette; seppuku; hara ?-?kiri;
              unaliv(?:e|es|ed|ing) (?:my|him|her|them|your)(?: ?self|selves); unalive; sewer ?slide;
              burn(?:s|ing)? (?:her|his|my|their|your) own (?:skin|arm|hand); burn(?:s|ing)? (?:him|her|them|my|your)(?: ?self|selves);
              death pact; suicide pact; romanticiz\w+ (?:death|suicide|self);
              carv(?:e|es|ing)(?: \w+){0,3} (?:into|in|on) (?:his|her|their|my|your) (?:own )?(?:arm|skin|thigh|leg)s?;
              drown(?:s|ing)? (?:my|him|her|them|your)(?: ?self|selves); poison(?:s|ing)? (?:my|him|her|them|your)(?: ?self|selves);
              gun (?:to|at|against) (?:my|his|her|their|your) own (?:head|temple|chest);
              point(?:s|ing)? (?:a |the )?gun at (?:my|him|her|them|your)(?: ?self|selves);
              shoot(?:s|ing)? (?:my|him|her|them|your)(?: ?self|selves); no reason to (?:live|go on); cut(?:s|ting)? deeper;
              (?:black(?:s|ing)? out|pass(?:es|ing)? out) challenge;
              hold(?:s|ing)?(?: \w+){0,3} breath until(?: \w+){0,3} (?:black|pass|faint)\w*; hid(?:e|es|ing) an eating disorder;
              eating disorders?; (?:week|days?|month) without (?:food|eating); (?:not|n t) eaten for (?:days|a week|weeks);
              leap(?:s|ing)? to (?:his|her|their) death; jump(?:s|ing)? to (?:his|her|their) death; fall(?:s|ing)? to (?:his|her|their) death;
              opens? (?:her|his|their) veins; drinks? (?:the )?poison; pulls? the trigger on (?:him|her|them)selves?; trigger on himself;
              slices? (?:his|her|their) (?:own )?(?:forearm|arm|wrist|skin)s?; to die together; die together;
              death is the only (?:friend|way|answer); ending your character s life;
              (?:on|along) the (?:train )?(?:tracks?|line|rails) (?:with open arms|waiting for|as the train|while the train);
              goodbye cruel world; pills (?:in a row|arranged|lined up|laid out); razors?(?: \w+){0,4} cuts?;
              hang(?:s|ed|ing?|in) (?:him|his|her) ?self; bring the meal back up; join the angels;
              nobody will miss (?:you|me|him|her); not worth living
            `),
          ja: list(`
              自殺; じさつ; 自死; 自害; 自決; 自刃; 切腹; 割腹; 首吊り; 首を吊; 首つり; 首をつ(?:る|って|った); 飛び降り自; 身を投げ; 身投げ; 入水(?:自殺|心中); 投身; 心中; 無理心中; 死にたい; しにたい; 死のう; 死を選;
              死んでしまいたい; 死ねば楽; 死んだ方がまし; 死んだほうがまし; 消えてしまいたい; 消えたい; この世を去ろう; この世とお別れ; この世に別れ; 命を絶; 命を断; 人生を終わらせ; 人生を終え(?:る|よう); 全てを終わらせ; すべてを終わらせ;
              生きる意味がない; 生きていたくない; 遺書; リストカット; リスカ; りすか(?!っと); アムカ; レグカ; 自傷; 手首を(?:切|傷|かみそり|カミソリ); 手首に(?:刃|カミソリ|かみそり|ナイフ|カッター); 腕を(?:切|カッター|傷つけ);
              (?:自分|自ら|己)(?:の|を)(?:.{0,4})(?:傷つけ|切りつけ|焼|殴|刺|絞め|殺); 自らを傷つけ; 自分を傷つけ; 過量服薬; 過剰摂取; オーバードーズ; 薬を大量; 大量の(?:薬|錠剤|睡眠薬);
              睡眠薬を(?:大量|一気|全部|飲み干); od(?:して|する|界隈); 練炭自殺; 硫化水素; 線路に(?:飛び込|身を|寝|横た); 電車に飛び込; 屋上から(?:飛|身|落ち); ビルから飛び; 橋から(?:飛び降り|身を);
              崖から(?:飛び降り|身を); (?:屋上|ビル|橋|崖|窓|高層|ベランダ|歩道橋|塔)(?:の?(?:上|端|縁))?から(?:.{0,10})飛び降り; 拒食; 過食嘔吐; 食べて(?:は|も)?吐; 吐き戻; 絶食して痩; 断食で骨; 骨と皮(?:だけ|ばかり)の?(?:体|モデル|少女|女性); 肋骨が(?:浮|見え); あばら(?:骨)?が浮;
              (?:痩せ|やせ)(?:すぎ|姫|細った体を(?:賛|美|褒)); シンデレラ体重; モデル体重(?:のため|になるため|になる); 食べない(?:こと|生活)(?:を|が)(?:美|賛|褒|すすめ|勧); 失神ゲーム; 首絞め(?:ゲーム|チャレンジ);
              窒息(?:ゲーム|チャレンジ); ブラックアウト・?チャレンジ; 青い鯨(?:チャレンジ|ゲーム); 危険なチャレンジ; ロシアン・?ルーレット; 焼身; 服毒; 毒をあおる; 集団自; 楽に死; 死ぬ方法; 死に方; じしょう; 天国へ(?:行こう|旅立とう);
              一緒に死; 生きるのをやめ; 死に場所; 気絶する(?:チャレンジ|遊び|ゲーム); 息を止めて気絶; 薬をたくさん飲; 生きる価値が(?:ない|なく); 消えるべき; 永遠に眠(?:れる|る方法|りたい); この世から(?:ログアウト|消え|いなくな|去); 氏にたい; 氏のう; 命を捨て; 命の捨て方; 安らかに死; 死ねば(?:全部|君|みんな|すべて|自由|楽); 死ねと(?:励|言|迫); 自傷させ; (?:三日|何日も|一週間|何も)食べていない(?:私|体|自分); 食べないのが(?:本物|美); 痩せて倒れるまで; 体重を極限; odを; オーバードース
            `),
          masked: ['自殺する', 'リストカット', '首吊り', '自傷行為', '死にたい'],
        },
      ],
      unless: {
        en: list(String.raw`
            prevention; prevent\w*; hotline; helpline; crisis line; awareness; recover(?:y|ing|s|ed)?; support group; charity; counsel\w*;
            therap(?:y|ist); squad; bridge guard; survivor(?:s)? (?:story|share|talk); campaign; memorial
          `),
        ja: list(`
            予防; よぼう; 防止; ぼうし; 相談窓口; 相談(?:ダイヤル|員|電話); 啓発; 支援団体; 回復; 克服; カウンセ; 乗り越え; 命の電話; いのちの電話; 対策; 追悼; 防ぐ; 心中お察し; 心中を(?:察|明|語|打ち); 胸中
          `),
      },
    },
  ],
  harmless: {
    en: list(String.raw`
        dying (?:to (?:see|meet|know|try|hear|taste|dance|go)|light|embers|star|fire|sun|day|art|leaves|language|breed|swan|of (?:laughter|boredom|heat|thirst));
        bungee ?-?jump\w*; sky ?-?div\w*; base jump\w*; cut(?:s|ting)? (?:paper|hair|cloth|fabric|ribbons?|flowers?);
        cut(?:s|ting)? (?:him|her|them|my|your)(?: ?self|selves) (?:a |some |off from|out of|another|free);
        help(?:s|ing)? (?:him|her|them|my|your)(?: ?self|selves); suicide (?:squeeze|doors?|squad|prevention); suicide ?doors;
        jump(?:s|ing)? (?:off|from)(?: \w+){0,3} (?:diving board|pier|dock|rock|swing|raft|boat);
        starv(?:e|ing) (?:artist|artists|wolf|polar); hurt(?:s|ing)? (?:him|her|them)(?:self|selves) (?:laughing|playing);
        hang(?:s|ing)? (?:the |a |her |his |their )?(?:laundry|lamp|picture|coat|painting|lantern|lanterns|ornament|garden|gardens|glider|wreath);
        hanging (?:gardens?|baskets?|lamps?|bridge|glider|plants?|lanterns?);
        burn(?:s|ing)? (?:him|her|them|my|your)(?:self|selves) (?:a cd|out of the race|out); ice bucket challenge;
        fire (?:challenge of the chef|dancer|dancers|juggler); dance challenge; lies? down in front of the (?:fire|fireplace|tv|house);
        purge valve; whale shark; overdose of (?:colou?rs?|cuteness|sugar|pink|glitter|nostalgia|caffeine)
      `),
    ja: list(`
        ホタルイカの身投げ; バンジー・?ジャンプ; スカイ・?ダイビング; 切り絵; 死ぬほど(?:美味|おいし|うま|笑|好き|会いたい|かわいい|暑|忙|楽); 死にそうなくらい(?:美味|笑|かわいい); 飛び降り(?:台|た猫|る猫|て遊);
        (?:ブランコ|遊具|岩場|飛び込み台|木|塀|棚|ジャングルジム|屋根)から(?:.{0,6})飛び降り; 猫が(?:.{0,10})飛び降り; 自決権; 切腹最中; 心中物; 心中立て; 骨と皮の(?:傘|太鼓|凧); 遺書展; 死語; 消えたい(?:くらい恥);
        心中(?:物|天網島|もの|立て)?(?:の)?(?:浄瑠璃|歌舞伎|人形); 歌舞伎の; 文楽; 浄瑠璃; 度胸試しの(?:吊り橋|バンジー|肝試し); 腕を切(?:らず|ったような風); 手首を(?:回|ストレッチ|ほぐ|冷や);
        入水(?:口|式|前の準備|ポイント); (?:トライアスロン|水泳|遠泳|海開き|ダイバー)(?:.{0,8})入水; 首をつっこ; 電車に飛び乗
      `),
  },
};
