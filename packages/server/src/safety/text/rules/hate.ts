import { list, type Words } from '../pattern.ts';
import type { CategoryRules } from './rule.ts';

/** Groups of people by what they are. */
const groups: Words = {
  en: list(String.raw`
      jew(?:s|ish)?; muslims?; islam(?:ic)?; christians?; catholics?; hindus?; sikhs?; buddhists?; arabs?; blacks?;
      black (?:people|person|man|men|woman|women|family|families|neighbou?rs?|folks?); africans?; asians?; chinese; koreans?; japanese;
      indians?; pakistanis?; mexicans?; latin(?:o|os|a|as|x); hispanics?; roma; romani; gyps(?:y|ies); turks?; kurds?; armenians?;
      russians?; ukrainians?; poles; polish; syrians?; afghans?; immigrants?; migrants?; refugees?; asylum seekers?; foreigners?;
      gays?; lesbians?; homosexuals?; queers?; trans(?:gender)?(?: (?:people|women|men|person|woman|man))?; lgbtq?; women;
      disabled(?: people| person)?; wheelchair users?; autistic (?:people|person|man|woman); deaf people; blind people;
      minorit(?:y|ies); indigenous(?: people)?; natives?; aborigin(?:al|als|es); tribes?; dalits?; tutsis?; rohingya; uyghurs?;
      palestinians?; israelis?; somalis?; nigerians?; albanians?; romanians?; vietnamese; filipinos?; sinti; transgender pe\w+;
      citizens with disabilities; disabled citizens; women; ethnic groups?; races?; white people; whites; people of colou?r;
      nonbelievers; infidels?; atheists?; believers; mosques?; synagogues?; elderly people; dark skinned (?:people|men|women)
    `),
  ja: list(`
      ユダヤ(?:人|教徒|系); イスラム教徒; ムスリム; キリスト教徒; 仏教徒; ヒンドゥー教徒; 黒人; 白人; アジア人; 中国人; 韓国人; 朝鮮人; 在日; 日本人; インド人; クルド人; ロマ(?:の人|族|人); アラブ人;
      アフリカ(?:人|系); メキシコ人; ベトナム人; ブラジル人; フィリピン人; トルコ人; ロシア人; ウクライナ人; ロヒンギャ; パレスチナ人; イスラエル人; ツチ族; フツ族; 在日外国人; 肌の黒い; 黒い肌の; ろう者; 聾者; 混血; 虹色の人; 同性愛; 障害のある(?:子|人); 障がいのある; 半島の人; ウイグル人; アイヌ; 琉球民族; 外国人; 移民; 難民; 異民族; 少数民族; 先住民; 民族; 異教徒;
      同性愛者; ゲイ(?:の|を|は|に); レズビアン; トランスジェンダー; lgbt; 性的少数者; 障害者; 障がい者; 車椅子の人; 女性(?:全員|は|を|という); 女は; 高齢者は; 部落; 被差別; ホームレス; 宗教の信者; 有色人種;
      人種; 国籍
    `),
};

/** What is said of them, or done to them. */
const attacks: Words = {
  en: list(String.raw`
      vermin; sub ?humans?; inferior(?:ity)?; rats; cockroach(?:es)?; parasit(?:e|es|ic); infest(?:ed|ation|ing|s)?; plague; disease;
      filth(?:y)?; dirty (?:animals?|race|people); scum; savages?; monkeys?; apes?; animals not people;
      like (?:animals|insects|pigs|rats|monkeys|beasts|dogs); pigs; insects; leech(?:es)?; swarm(?:s|ing)?; invad(?:e|es|ing|ers?);
      invasion; purg(?:e|es|ed|ing); exterminat(?:e|es|ed|ing|ion); eradicat(?:e|ed|ion|ing); wip(?:e|ed|ing) (?:out|off);
      cleans(?:e|ed|ing); gas(?:sed|sing)? (?:the|all|every|them); gassed; gas chambers?; thrown off;
      hang(?:ed|ing)? (?:the|all|every); deport (?:every|all|the); hunt(?:ing|ed)? (?:down)?; stoned; put down; erased?; deleted?;
      auction(?:ed|ing)?; like livestock; puppet masters?; control(?:s)? everything; germs?; locusts?; lower beings; a burden;
      holy war; hatred; boycott; kick(?:ed|ing)? (?:them )?out; run(?:ning)? over; wagons?; quarter to;
      deport(?:ed|ing|ation)?(?: \w+){0,2} (?:all|like|at gunpoint|in cages); expel(?:led|ling|s)?;
      driv(?:e|en|ing) (?:them |all )?out; get out; go back (?:to|home|where); do(?:es)? not belong; don ?t belong;
      not (?:welcome|fully human|real (?:people|humans|men|women)); less (?:than )?human; less intelligent;
      naturally (?:stupid|lazy|criminal|violent|inferior|dishonest); born (?:criminals?|thieves|liars|to serve|inferior);
      (?:all|are|as) (?:\w+ )?(?:criminals?|thieves|terrorists|liars|rapists|greedy|lazy|stupid|sick|perverts?|dangerous|monsters?|demons?|evil|mentally ill|defective|worthless|useless|a burden|subservient|puppet masters?|an? (?:threat|disease|mistake|abomination));
      hate[ds]?; mock(?:s|ed|ing|ery)?; ridicul(?:e|es|ed|ing); humiliat(?:e|es|ed|ing|ion); degrad(?:e|es|ed|ing);
      beat(?:en|ing|s)? up; attack(?:s|ed|ing)? (?:by|because|for|with|on); kill(?:ed|ing|s)?; lynch(?:ed|ing)?;
      burn(?:s|ed|ing|t)? (?:down |out )?(?:the|their|them|a|all|his|her); spit(?:s|ting)? (?:on|at); chas(?:e|es|ed|ing);
      whipp(?:ed|ing); enslav(?:e|ed|ing); slaves?; shackle[ds]?; cages?; caged; rounded up; round(?:s|ing)? up; superior(?: to)?;
      master race; pure blood(?:ed)?; racial(?:ly)? (?:purity|pure|superior|inferior|hygiene); racist; caricatur(?:e|es|ed);
      hook(?:ed)? ?-?nose[ds]?; blackface; minstrel show; conspir(?:acy|ing|e) to (?:control|rule|destroy|replace);
      control(?:s|ling)? (?:the )?(?:world|banks|media|government); great replacement; replac(?:e|ing) (?:us|white); cure[ds]?;
      conver(?:t|ted|sion) therapy;
      should (?:be|not) (?:exist|allowed|killed|hanged|shot|banned|punished|jailed|removed|beaten|destroyed|vote|sterili[sz]ed);
      must (?:be )?(?:removed|destroyed|leave|die|submit|go|eliminated|silenced); deserve(?:s|d)? to (?:die|suffer|be); death to;
      no place for; banned from; keep(?:ing)? out; kneel(?:ing)? before; under our boots; crush(?:ed|ing)?;
      bow(?:ing)? to (?:the|their) masters?; steriliz\w+|sterilis\w+
    `),
  ja: list(`
      狩(?:る|れ|り立て); 沈めよ; 撃つと得点; 不要だ; 社会に不要; 害悪; 撲滅; 粛清; 穢れ; 怪物; 退治; 生産性(?:が)?な(?:い|し); 人権はいらない; 人にあらず; 混ざりもの; 病気(?:だ|で|、); 序列; 劣(?:等|った|る|っている); 下等; 虫けら; 害虫; ゴキブリ; ネズミ; 寄生虫; 寄生; 疫病; 病原; ゴミ; 汚い; 汚らわし; 不潔; 猿; サル; 豚; 獣; 家畜; 野蛮; 人間(?:では|じゃ)?(?:ない|以下); 人間扱い;
      犯罪者; 泥棒ばかり; 嘘つき; 怠け者; 根絶; 絶滅させ; 駆除; 浄化; 排除; 抹殺; 皆殺し; 殺せ; 殺す; 追い出; 追放; 出て行け; 出ていけ; 国へ帰れ; 国に帰れ; 帰れ; 叩き出; 排斥; 消えろ; 死ね; 滅びろ; 滅ぼ;
      収容所(?:へ|に|送); ガス室; 侵略者; 乗っ取; 支配(?:している|する陰謀|を企); 陰謀; 嘲; あざけ; 笑いもの; 笑い者; 馬鹿にする; バカにする; 侮辱; 見下; 蔑; さげす;
      差別(?:する|を(?:煽|あお|広|肯定|正当)|的な); 憎(?:め|む|悪|しみを(?:煽|あお)); ヘイト; 奴隷; 鎖につな; 檻に; 襲(?:う|撃); 殴; 石を投げ; 火をつけ; 焼き払; 踏みにじ;
      (?:優れた|優秀な|選ばれた)(?:民族|人種|血); 優越; 支配民族; 純血; 断種; 生きる(?:価値|資格)(?:が|の)?な; 存在(?:価値|する資格)がな; 社会の(?:お荷物|害|敵|ゴミ|ダニ); 役立たず; 治療すべき; 矯正(?:すべき|しろ|施設送り);
      異常者; 入店(?:禁止|お断り); お断り; 立ち入り禁止; (?:黙|従)って(?:いろ|いればいい); 服従; 悪魔(?:だ|め|の手先|の民); 諸悪の根源; 敵だ; 脅威だ; 知能が低; 能力がない; ふさわしくない; 権利(?:は|など)(?:ない|いらない);
      風刺と称して
    `),
};

/** Attacks on people for what they are, and the signs and praise of ideologies that do. */
export const hate: CategoryRules = {
  rules: [
    { id: 'hate.attack', category: 'hate', all: [groups, attacks], within: 45 },
    {
      id: 'hate.ideology',
      category: 'hate',
      all: [
        {
          en: list(String.raw`
              swastikas?; nazi(?:s|sm)?; neo ?-?nazis?; third reich; (?:sieg|heil) ?heil; heil; hitler salute; roman salute;
              ss (?:runes?|insignia|uniform|officers?|bolts); gestapo;
              white (?:power|supremac(?:y|ist|ists)|nationalis(?:t|ts|m)|pride|race|genocide); ku klux klan; kkk; klans(?:man|men);
              burning cross(?:es)?; cross burning; (?:14|fourteen) ?words; 1488; (?:88|eighty ?-?eight) (?:candles|salute); globalist;
              holocaust (?:denial|hoax|never|was a|did not|didn); denie[sd]? the holocaust; deny(?:ing)? the holocaust;
              apartheid (?:was|glor\w*|good); confederate flags?; race war; ethno ?-?state; aryan(?:s)?; final solution; mein kampf;
              fascis(?:t|ts|m) (?:salute|propaganda|rally|march|glory); hitler; goebbels; himmler; skinheads? (?:attack\w*|march\w*|beat\w*);
              master race; racial (?:purity|superiority|hygiene); hate (?:rally|speech|group|groups|crime|crimes|propaganda|march|anthem);
              supremacis(?:t|ts|m)
            `),
          ja: list(`
              (?<![ぁ-んー])ナチ(?:ス|党|式|の(?:旗|軍|制服|マーク|敬礼|思想)|ズム); ネオナチ; ハーケンクロイツ; 鉤十字; かぎ十字; ヒトラー; ひっとらー; ハイル; 第三帝国; 親衛隊; 白人至上主義; 至上主義; クー・?クラックス・?クラン; kkk; 燃える十字架;
              人種(?:浄化|戦争|の優劣|的優越|隔離); 民族浄化; ホロコースト(?:は(?:なかった|嘘|でっち|捏造)|否定); アーリア人; ヘイト(?:スピーチ|デモ|クライム|団体); 優生(?:思想|学); 支配民族
            `),
          masked: ['ハーケンクロイツ', 'ヒトラー'],
        },
      ],
      unless: {
        en: list(String.raw`
            museum; memorial; against; anti; resist\w*; resistance; liberat\w*; survivors?; defeat\w*; remembrance;
            history (?:class|lesson|documentary); documentary; archive; protest\w* against; trials?; victims?; fleeing;
            hid(?:es|ing|den)? from; hindu; temple; buddhist; jain; stop; counter; educat\w*
          `),
        ja: list(`
            博物館; 資料館; 記念館; 記念碑; 追悼; 慰霊; 反対; 反ナチ; 抵抗; レジスタンス; 解放; 生存者; 逃れ; 歴史の(?:授業|教科書); 歴史資料; ドキュメンタリー; 裁判; 許さない; なくそう; 根絶; 対策; 啓発; 犠牲者; 反省;
            展示
          `),
      },
    },
  ],
  harmless: {
    en: list(String.raw`
        (?:against|anti|stop|end|ending|fight(?:ing|s)?|overcom(?:e|ing)|no to|say no to|protest(?:ing)? against|standing up to|rejects?|reject(?:ing)?) ?-?(?:\w+ ){0,3}(?:racis(?:m|t)|hate|hatred|antisemitism|discrimination|islamophobia|homophobia|xenophobia|slavery);
        hate[ds]? (?:mondays?|broccoli|rain|mornings?|the (?:rain|cold|snow|sea|smell|taste|water|bath)|baths?|vegetables|spinach|homework|crowds|winter|summer|water|olives|waiting|being|to|it when);
        black (?:and white|cat|cats|bear|bears|hole|board|belt|tea|coffee|bird|birds|berry|berries|smith|friday|sea|forest|sand|horse|horses|dress|suit|pepper|rook|pieces|knight|king|queen|pawn|bishop|ice|swan|swans|panther|panthers);
        (?:black|white)s? (?:king|queen|pieces|pawn|knight|rook|bishop);
        white (?:pieces|rabbit|horse|water|sand|sands|christmas|noise|house|wedding|wine|swan); master race:? (?:marathon|for|of chess);
        masters? race; cross burning hot; race (?:cars?|track|horse|horses|day|bike|bikes|boat|boats|course|against time|to the);
        (?:car|boat|horse|relay|foot|sack|bike|cycle|sled|arms|drag|human) races?;
        races? (?:through|down|up|along|across|toward|towards|past|over|around|against|after|home|into);
        indian (?:ocean|summer|elephant|elephants|food|curry|peafowl|spices?|wedding|cuisine); indian ?red;
        (?:chinese|japanese|korean) (?:new year|garden|gardens|food|lanterns?|tea|zodiac|macaques?|monkeys?|calligraphy|maple|cuisine|restaurant|dragon|beetles?|spider);
        polish(?:es|ed|ing)? (?:the |a |his |her |their )?(?:shoe|shoes|car|silver|stone|mirror|floor|boots|table|wood|nail|nails);
        nail polish; floor polish; native (?:plants?|flowers?|trees?|species|birds?|bees?|habitat|wild\w*);
        invasive (?:species|plants?|fish); invasion of (?:crabs|jellyfish|locusts|penguins); turkish; arabian;
        trans ?-?(?:siberian|atlantic|continental|lucent|parent|form\w*|port\w*); gypsy (?:moth|moths|jazz); cavalry charge;
        hindu swastikas?; dirty (?:animals?) (?:bath|wash)
      `),
    ja: list(`
        (?:反|アンチ)(?:人種)?差別; 差別(?:反対|のない|をなくす|をなくそう|と闘|と戦|を乗り越|撤廃|禁止); (?:人種|性|障害者|民族|部落)?差別(?:に(?:反対|抗議|立ち向か)|の歴史を);
        ヘイト(?:スピーチ|クライム)?(?:反対|に抗議|をなくす|対策|禁止|を許さない); (?:雨|月曜日|野菜|ピーマン|早起き|勉強|虫|暑さ|寒さ)が大嫌い; 日本猿; ニホンザル; 外国人観光客; 外国人(?:留学生|客|力士|選手);
        民族(?:衣装|舞踊|楽器|音楽|料理|博物館|資料館|祭|学|工芸); 民族衣装; 難民(?:支援|キャンプ|の子|船|を助|を支援|受け入れ); 移民(?:の街|文化|の歴史|局); 障害物; 障害者(?:スポーツ|アート|支援|雇用|手帳|用|陸上);
        日本人形; 日本人(?:選手|観光客|画家); 外来種; (?:外来種|害虫|雑草|シロアリ|カビ)の?駆除; 黒人(?:音楽|霊歌|街); 卍(?:の|が|は)?(?:寺院|寺|地図|記号|マーク|家紋|紋)?; 人種のるつぼ;
        豚(?:骨|汁|カツ|まん|肉|の貯金箱|の角煮); とんかつ; 豚肉; 女性は(?:.{0,10})(?:微笑|歩|走|踊|座|立|見|笑|髪|手|着)
      `),
  },
};
