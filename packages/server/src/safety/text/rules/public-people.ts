import { list, type Words } from '../pattern.ts';

/**
 * People of public life, living or lately alive, by their usual names. Surnames stand alone only where the name means nobody else. The list is a
 * help, not a register of everybody who is protected.
 */
export const publicPeople: Words = {
  en: [
    // Heads of state and government, and politicians
    ...list(`
      (?:donald |president |former president |j )?trump; (?:joe |president )?biden; barack obama|(?:president |michelle )?obama;
      kamala harris; jd vance|j d vance; hillary clinton|bill clinton|(?:president|secretary) clinton; george w ?bush|president bush;
      bernie sanders; alexandria ocasio cortez|aoc; nancy pelosi; ron desantis; mitch mcconnell; gavin newsom; elizabeth warren;
      marco rubio; mike pence; (?:vladimir |president )?putin; (?:volodymyr )?zelensky+y?; xi jinping|president xi; kim jong ?-?un;
      (?:emmanuel |president )macron|macron; angela merkel|merkel; olaf scholz; friedrich merz|chancellor merz; rishi sunak;
      keir starmer; boris johnson; liz truss; theresa may; tony blair; nigel farage; giorgia meloni; narendra modi|modi;
      justin trudeau|trudeau; mark carney; pedro sanchez; viktor orban; marine le pen; (?:recep tayyip )?erdogan;
      benjamin netanyahu|netanyahu; jair bolsonaro; lula da silva|president lula; javier milei; nicolas maduro; claudia sheinbaum;
      shinzo abe; fumio kishida|kishida; shigeru ishiba|ishiba; sanae takaichi|takaichi; yuriko koike; taro kono;
      junichiro koizumi|shinjiro koizumi; yoon suk yeol; lee jae myung; bashar al ?-?assad; jacinda ardern; anthony albanese;
      ursula von der leyen; antonio guterres; pope francis|pope leo(?: xiv)?; dalai lama; mohammed bin salman; king charles(?: iii)?;
      queen elizabeth(?: ii)?; prince william; prince harry; kate middleton|princess kate|princess of wales; meghan markle;
      princess diana|lady di; robert f kennedy jr|rfk jr; greta thunberg; malala yousafzai
    `),
    // Business
    ...list(`
      elon musk|musk; jeff bezos|bezos; mark zuckerberg|zuckerberg; bill gates; tim cook; sam altman; satya nadella; sundar pichai;
      warren buffett; jack ma; steve jobs; jensen huang; masayoshi son; richard branson; larry ellison; oprah(?: winfrey)?;
      rupert murdoch; julian assange; edward snowden; jeffrey epstein
    `),
    // Film, television, music
    ...list(`
      tom cruise; brad pitt; leonardo di ?caprio|dicaprio; angelina jolie; scarlett johansson; jennifer lawrence; jennifer aniston;
      robert downey jr; chris hemsworth; chris evans; ryan gosling; ryan reynolds; margot robbie; emma watson; emma stone;
      natalie portman; anne hathaway; meryl streep; tom hanks; will smith; dwayne johnson|the rock johnson; keanu reeves; johnny depp;
      amber heard; morgan freeman; samuel l jackson; denzel washington; timothee chalamet|chalamet; zendaya; tom holland;
      florence pugh; sydney sweeney; ana de armas; gal gadot; george clooney; julia roberts; sandra bullock; nicole kidman;
      hugh jackman; daniel craig; benedict cumberbatch; idris elba; jackie chan; jet li; bruce willis;
      arnold schwarzenegger|schwarzenegger; sylvester stallone|stallone; matt damon; ben affleck; harrison ford; al pacino;
      robert de niro; clint eastwood; steven spielberg; quentin tarantino; christopher nolan; martin scorsese; hayao miyazaki;
      pedro pascal; jenna ortega; millie bobby brown; cillian murphy; viola davis; lupita nyong ?o; priyanka chopra; shah rukh khan;
      deepika padukone; amitabh bachchan; taylor swift; beyonce; jay ?-?z; kanye(?: west)?; drake the rapper; rihanna; lady gaga;
      ariana grande; billie eilish; justin bieber|bieber; selena gomez; katy perry; miley cyrus; britney spears;
      madonna the singer|singer madonna; michael jackson; ed sheeran; harry styles; adele the singer|singer adele; dua lipa;
      olivia rodrigo; bad bunny; shakira; eminem; snoop dogg; kendrick lamar; travis scott; post malone; paul mc ?cartney; mick jagger;
      elton john; freddie mercury; elvis presley; david bowie; kurt cobain; amy winehouse; whitney houston; bob dylan;
      bts(?: members?)?; jungkook; blackpink; lisa of blackpink; kim kardashian|kardashians?; kylie jenner; kendall jenner;
      paris hilton; joe rogan; mr ?beast; pewdiepie; logan paul; jake paul; ellen degeneres; jimmy fallon; stephen colbert;
      david attenborough; gordon ramsay; anthony bourdain; marilyn monroe; robin williams; bruce lee; heath ledger; stan lee;
      stephen hawking; muhammad ali; nelson mandela; martin luther king(?: jr)?; j ?k ?rowling; stephen king
    `),
    // Sport
    ...list(`
      cristiano ronaldo|ronaldo; lionel messi|messi; neymar; kylian mbappe|mbappe; erling haaland; david beckham|beckham;
      diego maradona|maradona; pele the footballer; lebron james|lebron; michael jordan; kobe bryant; stephen curry|steph curry;
      shaquille o ?neal; tiger woods; roger federer|federer; rafael nadal|nadal; novak djokovic|djokovic; serena williams; naomi osaka;
      usain bolt; simone biles; michael phelps; shohei ohtani|ohtani; ichiro suzuki; lewis hamilton; max verstappen; tom brady;
      patrick mahomes; travis kelce; conor mcgregor; mike tyson; floyd mayweather; kei nishikori; yuzuru hanyu
    `),
  ],
  ja: list(`
      (?:ドナルド・?)?トランプ(?:大統領|氏|元大統領|前大統領); ドナルド・?トランプ; バイデン; オバマ; カマラ・?ハリス; ヒラリー・?クリントン|クリントン(?:元)?(?:大統領|氏|長官); プーチン; ゼレンスキー; 習近平; 金正恩;
      マクロン(?:大統領|氏)?; メルケル; 岸田(?:文雄|首相|総理|元首相|前首相|さん); 石破(?:茂|首相|総理|さん|元首相|前首相); 高市(?:早苗|首相|総理|さん); 安倍(?:晋三|元首相|首相|総理|さん);
      菅(?:義偉|元首相|首相); 麻生(?:太郎|さん|副総裁|元首相); 小泉(?:進次郎|純一郎|元首相|大臣|農相); 河野太郎; 小池(?:百合子|都知事|知事); 枝野幸男; 野田佳彦; 玉木雄一郎; 山本太郎; 吉村(?:洋文|知事); 橋下徹;
      尹錫悦; 李在明; 文在寅; 蔡英文; 頼清徳; モディ首相; スターマー; ボリス・?ジョンソン; メローニ; ネタニヤフ; エルドアン; ローマ教皇; フランシスコ教皇; ダライ・?ラマ; チャールズ国王; エリザベス女王; ウィリアム王子;
      ヘンリー王子; メーガン妃; キャサリン妃; ダイアナ妃; 天皇陛下; 皇后(?:さま|陛下|雅子); 愛子(?:さま|様|内親王); 佳子(?:さま|様); 秋篠宮; 悠仁(?:さま|様); 眞子さん; グレタ(?:さん|・?トゥーンベリ);
      イーロン・?マスク; マスク氏; ジェフ・?ベゾス; ザッカーバーグ; ビル・?ゲイツ; ティム・?クック; サム・?アルトマン; スティーブ・?ジョブズ; ウォーレン・?バフェット; 孫正義; 前澤友作|前沢友作; 三木谷浩史; 堀江貴文|ホリエモン;
      柳井正; 豊田章男; ひろゆき; 西村博之; ヒカキン|hikakin; はじめしゃちょー; ジャック・?マー; トム・?クルーズ; ブラッド・?ピット; レオナルド・?ディカプリオ|ディカプリオ; アンジェリーナ・?ジョリー; スカーレット・?ヨハンソン;
      ジョニー・?デップ; キアヌ・?リーブス; トム・?ハンクス; ウィル・?スミス; エマ・?ワトソン; ジャッキー・?チェン; シュワルツェネッガー; ハリソン・?フォード; ナタリー・?ポートマン; アン・?ハサウェイ; マーゴット・?ロビー;
      ティモシー・?シャラメ; テイラー・?スウィフト; ビヨンセ; レディー・?ガガ; アリアナ・?グランデ; ビリー・?アイリッシュ; ジャスティン・?ビーバー; マイケル・?ジャクソン; ポール・?マッカートニー;
      エルヴィス・?プレスリー|エルビス・?プレスリー; フレディ・?マーキュリー; キム・?カーダシアン; マリリン・?モンロー; ブルース・?リー; スピルバーグ; クリストファー・?ノーラン; bts; ジョングク; blackpink; 宮崎駿;
      北野武|ビートたけし; 明石家さんま; タモリ; 松本人志; 浜田雅功; ダウンタウンの; 木村拓哉|キムタク; 中居正広; 香取慎吾; 草彅剛; 稲垣吾郎; 二宮和也; 櫻井翔; 松本潤; 大野智; 相葉雅紀; 新垣結衣; 石原さとみ; 綾瀬はるか;
      長澤まさみ; 北川景子; 広瀬すず; 橋本環奈; 浜辺美波; 有村架純; 深田恭子; 戸田恵梨香; 上戸彩; 米倉涼子; 天海祐希; 今田美桜; 吉岡里帆; 川口春奈; 永野芽郁; 福山雅治; 佐藤健; 菅田将暉; 横浜流星; 竹内涼真;
      山崎賢人|山﨑賢人; 吉沢亮; 星野源; 大泉洋; 阿部寛; 渡辺謙; 役所広司; 真田広之; 樹木希林; 志村けん; 米津玄師; 宇多田ヒカル; 浜崎あゆみ; 安室奈美恵; あいみょん; ado(?:さん|の歌|本人); 藤井風; yoasobi;
      椎名林檎; 桑田佳祐; 矢沢永吉; 坂本龍一; 松任谷由実; 中島みゆき; 美空ひばり; 尾崎豊; 指原莉乃; 前田敦子; 大島優子; 平手友梨奈; 白石麻衣; 齋藤飛鳥; 生田絵梨花; 宮脇咲良; マツコ・?デラックス; 有吉弘行; 池上彰; 羽鳥慎一;
      黒柳徹子; 和田アキ子; 叶姉妹; りゅうちぇる; 渡辺直美; ローラ(?:さん)?(?:本人|そっくり); 村上春樹; 大谷翔平; イチロー(?:選手|さん|本人|が); ダルビッシュ; 羽生結弦; 浅田真央; 大坂なおみ; 錦織圭; 本田圭佑;
      三浦知良; 香川真司; 久保建英; 三笘薫; 長嶋茂雄; 王貞治; 松井秀喜; 佐々木朗希; 山本由伸; 八村塁; 井上尚弥; 那須川天心; 白鵬; 朝青龍; 池江璃花子; 羽生善治; 藤井聡太; メッシ(?!ュ|ーナ|ーナー);
      クリスティアーノ・?ロナウド|ロナウド; ネイマール; エムバペ; ベッカム; マイケル・?ジョーダン; レブロン; コービー・?ブライアント; タイガー・?ウッズ; ウサイン・?ボルト; マイク・?タイソン; フェデラー; ジョコビッチ
    `),
};
