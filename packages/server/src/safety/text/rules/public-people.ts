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
    // More of politics
    ...list(`
      tim walz; pete buttigieg; nikki haley; chuck schumer; ted cruz; rand paul; lindsey graham; mitt romney; john kerry; al gore;
      dick cheney; jimmy carter; ronald reagan; richard nixon; john f kennedy; melania(?: trump)?; ivanka(?: trump)?; hunter biden;
      zohran mamdani; pete hegseth; tulsi gabbard; vivek ramaswamy; steve bannon; rudy giuliani; tucker carlson; sean hannity;
      rachel maddow; anderson cooper; dmitry medvedev; sergei lavrov; alexei navalny; yulia navalnaya; alexander lukashenko|lukashenko;
      andrzej duda; donald tusk; mark rutte; geert wilders; charles michel; robert habeck; annalena baerbock; markus soder; alice weidel;
      gerhard schroder; helmut kohl; nicolas sarkozy; francois hollande; brigitte macron; jean luc melenchon; jordan bardella;
      silvio berlusconi; matteo salvini; mario draghi; jeremy corbyn; david cameron; gordon brown; margaret thatcher;
      nicola sturgeon; sadiq khan; angela rayner; kemi badenoch; jacob rees mogg; dominic cummings; leo varadkar; scott morrison;
      imran khan; shehbaz sharif; sheikh hasina; muhammad yunus; rahul gandhi; sonia gandhi; yogi adityanath; arvind kejriwal;
      amit shah; ferdinand marcos|bongbong marcos; rodrigo duterte|duterte; joko widodo; prabowo subianto; lee hsien loong;
      thaksin shinawatra; aung san suu kyi; tsai ing wen; lai ching te; moon jae in; park geun hye; kim yo jong; li qiang; hu jintao;
      joshua wong; abdel fattah (?:el )?sisi; ali khamenei|khamenei; ebrahim raisi; mahmoud abbas; yasser arafat; saddam hussein;
      muammar gaddafi|gaddafi; osama bin laden|bin laden; hassan nasrallah; volodymyr klitschko|klitschko; cyril ramaphosa;
      jacob zuma; paul kagame; william ruto; gustavo petro; nayib bukele|bukele; fidel castro; hugo chavez; evo morales;
      andres manuel lopez obrador|amlo; dilma rousseff; christine lagarde; klaus schwab; tedros adhanom; anthony fauci|dr fauci;
      yoshihide suga; taro aso; toru hashimoto; emperor naruhito|empress masako; king felipe; king willem alexander; queen camilla;
      queen margrethe; princess kate; sarah ferguson|prince andrew; pope john paul ii; pope benedict; desmond tutu
    `),
    // More of business and the net
    ...list(`
      larry page; sergey brin; jack dorsey; reed hastings; bob iger; bernard arnault; mukesh ambani; gautam adani; ratan tata;
      michael bloomberg; george soros|soros; peter thiel; marc andreessen; dario amodei; demis hassabis; mira murati; lisa su;
      sheryl sandberg; marissa mayer; elizabeth holmes; sam bankman ?-?fried; changpeng zhao; vitalik buterin; satoshi nakamoto;
      linus torvalds; steve wozniak; paul allen; steve ballmer; howard schultz; jamie dimon; martha stewart; mark cuban;
      kevin o ?leary; gwyneth paltrow; andrew tate; jordan peterson; ben shapiro; alex jones; neil degrasse tyson; bill nye;
      richard dawkins; jane goodall; noam chomsky; stephen fry; marques brownlee|mkbhd; ninja the streamer; kai cenat; ishowspeed;
      pokimane; james charles; charli d ?amelio; khaby lame; addison rae; dr phil; dr oz; judge judy; simon cowell; graham norton;
      jimmy kimmel; conan o ?brien; john oliver; jon stewart; trevor noah; david letterman; jerry springer; piers morgan
    `),
    // More of film and television
    ...list(`
      chris pratt; chris rock; kevin hart; adam sandler; jim carrey; eddie murphy; jack black; seth rogen; steve carell; bill murray;
      owen wilson; ben stiller; vin diesel; jason statham; jason momoa; henry cavill; ben kingsley; anthony hopkins; ian mckellen;
      patrick stewart; william shatner; mark hamill; carrie fisher; daniel radcliffe; rupert grint; robert pattinson; kristen stewart;
      andrew garfield; tobey maguire; jake gyllenhaal; joaquin phoenix; christian bale; gary oldman; colin firth; hugh grant;
      jude law; ewan mcgregor; liam neeson; pierce brosnan; sean connery; roger moore; michael caine; judi dench; helen mirren;
      maggie smith; emma thompson; keira knightley; kate winslet; cate blanchett; charlize theron; halle berry; jessica alba;
      megan fox; cameron diaz; drew barrymore; reese witherspoon; amy adams; jessica chastain; anya taylor joy; saoirse ronan;
      zoe saldana; brie larson; elizabeth olsen; paul rudd; mark ruffalo; jeremy renner; sebastian stan; tom hiddleston; jeff goldblum;
      nicolas cage; john travolta; uma thurman; kevin costner; kevin spacey; mel gibson; russell crowe; jeff bridges; tommy lee jones;
      jack nicholson; dustin hoffman; robert redford; paul newman; marlon brando; james dean; audrey hepburn; grace kelly;
      humphrey bogart; charlie sheen; bryan cranston; aaron paul; bob odenkirk; jodie foster; sigourney weaver; winona ryder;
      whoopi goldberg; betty white; danny devito; woody harrelson; matthew mcconaughey; channing tatum; zac efron; austin butler;
      jacob elordi; barry keoghan; paul mescal; glen powell; jeremy allen white; sabrina carpenter; javier bardem; penelope cruz;
      antonio banderas; salma hayek; gael garcia bernal; omar sy; marion cotillard; lea seydoux; gerard depardieu; monica bellucci;
      roberto benigni; christoph waltz; michelle yeoh; donnie yen; tony leung; gong li; zhang ziyi; song kang ho; lee jung jae;
      lee byung hun; hyun bin; son ye jin; iu the singer; ken watanabe; hiroyuki sanada; takeshi kitano; aamir khan; salman khan;
      hrithik roshan; aishwarya rai; alia bhatt; ranbir kapoor; ranveer singh; rajinikanth; kamal haasan; irrfan khan; woody allen;
      james cameron; george lucas; peter jackson; ridley scott; david lynch; tim burton; wes anderson; greta gerwig; bong joon ho;
      guillermo del toro; denis villeneuve; david fincher; spike lee; roman polanski; harvey weinstein; bill cosby; jimmy savile
    `),
    // More of music, books and sport
    ...list(`
      bruno mars; the weeknd; justin timberlake; usher the singer; john legend; stevie wonder; ray charles; aretha franklin;
      tina turner; cher the singer; celine dion; mariah carey; jennifer lopez|j ?lo; nicki minaj; cardi b; megan thee stallion; doja cat;
      sza the singer; lizzo; lana del rey; lorde the singer; sia the singer; charli xcx; chappell roan; tate mcrae; shawn mendes;
      sam smith the singer; lewis capaldi; robbie williams; george michael; phil collins; sting the singer; bono of u2; chris martin;
      noel gallagher|liam gallagher; thom yorke; ozzy osbourne; dave grohl; axl rose; steven tyler; jon bon jovi; bruce springsteen;
      john lennon; george harrison; ringo starr; keith richards; jimi hendrix; jim morrison; janis joplin; bob marley; tupac(?: shakur)?;
      biggie smalls|notorious big; dr dre; ice cube the rapper; lil wayne; lil nas x; 50 cent the rapper; chris brown; r kelly; p diddy|diddy;
      puff daddy; frank sinatra; dean martin; johnny cash; dolly parton; willie nelson; garth brooks; hank williams; frank ocean;
      tyler the creator; rosalia the singer; karol g; maluma; j balvin; daddy yankee; enrique iglesias; julio iglesias; luciano pavarotti;
      andrea bocelli; placido domingo; psy the singer; rm of bts; suga of bts; jimin of bts; jennie(?: of blackpink| kim); rose of blackpink; newjeans; twice the band;
      hikaru utada; ayumi hamasaki; ryuichi sakamoto; haruki murakami; salman rushdie; margaret atwood; george r ?r martin; dan brown the author;
      neil gaiman; banksy; damien hirst; yayoi kusama; ai weiwei; marina abramovic; annie leibovitz; anna wintour; karl lagerfeld;
      kate moss; naomi campbell; cindy crawford; gigi hadid; bella hadid; heidi klum; cara delevingne; kourtney kardashian; caitlyn jenner;
      zinedine zidane|zidane; ronaldinho; thierry henry; wayne rooney; harry kane; jude bellingham; mo(?:hamed)? salah; luka modric; robert lewandowski;
      sergio ramos; vinicius (?:jr|junior); lamine yamal; zlatan ibrahimovic|ibrahimovic; pep guardiola|guardiola; jose mourinho|mourinho; jurgen klopp; alex ferguson;
      kevin durant; giannis antetokounmpo; luka doncic; victor wembanyama; magic johnson; larry bird; kareem abdul jabbar; charles barkley; caitlin clark;
      aaron rodgers; peyton manning; o ?j simpson; colin kaepernick; babe ruth; derek jeter; barry bonds; yoshinobu yamamoto; yu darvish; hideki matsui;
      carlos alcaraz; jannik sinner; andy murray; maria sharapova; venus williams; coco gauff; iga swiatek; emma raducanu; steffi graf; john mcenroe; bjorn borg;
      rory mcilroy; phil mickelson; jack nicklaus; lance armstrong; eliud kipkoge; mo farah; carl lewis; jesse owens; katie ledecky; nadia comaneci; lindsey vonn;
      michael schumacher; ayrton senna; fernando alonso; charles leclerc; sebastian vettel; niki lauda; valentino rossi; anthony joshua; tyson fury; manny pacquiao;
      canelo alvarez; khabib nurmagomedov; ronda rousey; hulk hogan; john cena; the undertaker wrestler; magnus carlsen; garry kasparov; tony hawk; mao asada; naoya inoue;
      kaoru mitoma; takefusa kubo; son heung ?-?min; kim yuna; sadio mane; virat kohli; sachin tendulkar; ms dhoni; neymar jr
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
      クリスティアーノ・?ロナウド|ロナウド; ネイマール; エムバペ; ベッカム; マイケル・?ジョーダン; レブロン; コービー・?ブライアント; タイガー・?ウッズ; ウサイン・?ボルト; マイク・?タイソン; フェデラー; ジョコビッチ;
      メラニア夫人; イヴァンカ; ヴァンス副大統領; バンス副大統領; ラブロフ; メドベージェフ; ルカシェンコ; ショルツ首相; メルツ首相; サルコジ; ベルルスコーニ; サッチャー; ジョン・?F・?ケネディ; ニクソン; レーガン大統領; サダム・?フセイン; ビン・?ラディン|ビンラディン; カストロ議長; 毛沢東; 鄧小平; 李克強; 朴槿恵; 金与正; 林芳正; 茂木敏充; 加藤勝信; 鈴木俊一; 二階俊博; 甘利明; 世耕弘成; 萩生田光一; 片山さつき; 稲田朋美; 野田聖子; 上川陽子; 辻元清美; 蓮舫; 福島瑞穂; 志位和夫; 田村智子; 神谷宗幣; 百田尚樹; 立花孝志; 石丸伸二; 東国原英夫; 森喜朗; 田中角栄; 中曽根康弘; 村山富市; 小沢一郎; 鳩山由紀夫; 菅直人; 石原慎太郎; 黒岩祐治; 斎藤元彦; 玉城デニー; 熊谷俊人; 山中竹春; 植田和男; 黒田東彦; 上皇(?:さま|后|陛下); 紀子さま; 愛子天皇; 西村康稔; 成田悠輔; 落合陽一; 茂木健一郎; 堀江氏; 与沢翼; 藤田晋; 熊谷正寿; 南場智子; 稲盛和夫; 松下幸之助; 本田宗一郎; 盛田昭夫; ジャパネット(?:の)?高田; 永守重信; 新浪剛史; 宮迫博之; 中田敦彦; 西野亮廣; 山里亮太; 若林正恭; 春日俊彰; 内村光良; 南原清隆; 出川哲朗; 上田晋也; くりぃむしちゅー; サンドウィッチマン; 千鳥(?:の)?(?:大悟|ノブ); 霜降り明星; かまいたち(?:の)?(?:山内|濱家); 博多大吉|博多華丸; バカリズム; 劇団ひとり; 江頭2:50|エガちゃん; 小島よしお; 狩野英孝; 今田耕司; 東野幸治; 岡村隆史; 矢部浩之; 加藤浩次; 田村淳; とんねるず; 石橋貴明; 木梨憲武; 所ジョージ; 高田純次; 笑福亭鶴瓶; 桂文枝; 立川談志; 爆笑問題; 太田光; 古舘伊知郎; みのもんた; 小倉智昭; 安住紳一郎; 宮根誠司; 恵俊彰; 坂上忍; 梅沢富美男; デヴィ夫人; 美川憲一; 氷川きよし; 小林幸子; 石川さゆり; 北島三郎; 五木ひろし; 八代亜紀; 山口百恵; 松田聖子; 中森明菜; 小泉今日子; 宮沢りえ; 吉永小百合; 高倉健; 三船敏郎; 松田優作; 勝新太郎; 渥美清; 石原裕次郎; 田村正和; 竹野内豊; 織田裕二; 反町隆史; 松嶋菜々子; 常盤貴子; 鈴木京香; 篠原涼子; 仲間由紀恵; 柴咲コウ; 蒼井優; 宮崎あおい|宮﨑あおい; 満島ひかり; 吉高由里子; 多部未華子; 杏(?:さん|本人); 波瑠; 黒木華; 二階堂ふみ; 小松菜奈; 杉咲花; 広瀬アリス; 土屋太鳳; 清原果耶; 森七菜; 福原遥; 芦田愛菜; 本田望結; 鈴木福; 神木隆之介; 染谷将太; 窪田正孝; 岡田准一; 小栗旬; 松山ケンイチ; 藤原竜也; 妻夫木聡; 瑛太; 綾野剛; 長谷川博己; 堺雅人; 西島秀俊; 香川照之; 市川海老蔵|市川團十郎; 中村勘三郎; 野村萬斎; 高橋一生; 岩田剛典; 目黒蓮; 平野紫耀; 永瀬廉; 道枝駿佑; 山田涼介; 中島健人; 亀梨和也; 山下智久|山P; 赤西仁; 滝沢秀明; 東山紀之; 近藤真彦; 郷ひろみ; 西城秀樹; 沢田研二; 玉置浩二; 長渕剛; 小田和正; 山下達郎; 竹内まりや; 井上陽水; 吉田拓郎; さだまさし; 布袋寅泰; 氷室京介; hyde(?:さん|本人); gackt|ガクト; yoshiki; toshl; 稲葉浩志; b'z; ミスチル|桜井和寿; スピッツ(?:の)?草野; aiko(?:さん|本人); misia; 倖田來未; 西野カナ; 大塚愛; きゃりーぱみゅぱみゅ; perfumeの(?:のっち|かしゆか|あ〜ちゃん); 秋元康; つんく; 小室哲哉; 渡辺麻友; 柏木由紀; 板野友美; 篠田麻里子; 松井珠理奈; 西野七瀬; 生駒里奈; 秋元真夏; 齋藤飛鳥; 長濱ねる; 与田祐希; 遠藤さくら; 賀喜遥香; 山下美月; 久保史緒里; king gnu; 常田大希; 井口理; official髭男dism; 優里(?:さん|本人); vaundy; imase; セカオワ; rad(?:wimps)?の野田; back number; 星街すいせい; 葛葉; 壱百満天原; 兎田ぺこら; コムドット; 東海オンエア; フィッシャーズ; 水溜りボンド; ヒカル（youtuber）; ラファエル(?:さん|（youtuber）); シバター; コレコレ; 加藤純一; 釈迦（配信者）; 東谷義和|ガーシー; へずまりゅう; てんちむ; 藤田ニコル; ゆうちゃみ; ゆきぽよ; みちょぱ; kemio; りゅうじ(?:さん|お兄さん); 林修; さかなクン; 武田鉄矢; 養老孟司; 三島由紀夫; 太宰治の再現; 東野圭吾; 吉本ばなな; 又吉直樹; 庵野秀明; 新海誠; 細田守; 押井守; 是枝裕和; 濱口竜介; 黒沢清; 山田洋次; 大友克洋; 鳥山明; 尾田栄一郎; 諫山創; 吾峠呼世晴; 冨樫義博; 荒木飛呂彦; さくらももこ; 青山剛昌; 高橋留美子; 手塚治虫; 水木しげる; 宮本茂; 小島秀夫; 山中伸弥; 大隅良典; 吉野彰; 新庄剛志; 野茂英雄; 松坂大輔; 田中将大; 前田健太; 菊池雄星; 村上宗隆; 吉田正尚; 山川穂高; 坂本勇人; 清原和博; 落合博満; 野村克也; 原辰徳; 栗山英樹; 中田英寿; 中村俊輔; 長友佑都; 吉田麻也; 南野拓実; 堂安律; 鎌田大地; 遠藤航; 森保一; 澤穂希; 渡邊雄太; 河村勇輝; 石川祐希; 高橋藍; 西田有志; 木村沙織; 石川佳純; 伊藤美誠; 早田ひな; 張本智和; 水谷隼; 福原愛; 桃田賢斗; 松岡修造; 伊達公子; 石川遼; 松山英樹; 渋野日向子; 宇野昌磨; 鍵山優真; 坂本花織; 紀平梨花; 安藤美姫; 荒川静香; 高橋大輔; 織田信成; 吉田沙保里; 伊調馨; 阿部一二三|阿部詩; 内村航平; 橋本大輝; 北島康介; 萩野公介; 瀬戸大也; 入江陵介; 桐生祥秀; 大迫傑; 高橋尚子; 堀米雄斗; 平野歩夢; 葛西紀明; 高梨沙羅; 武豊騎手; 貴乃花; 若乃花; 照ノ富士; 豊昇龍; 高安関; 亀田(?:興毅|大毅|和毅); 村田諒太; 朝倉(?:未来|海); 魔裟斗; ボブ・?サップ; アントニオ・?猪木|猪木; ジャイアント馬場; 長州力; 蝶野正洋; 棚橋弘至; ジェニファー・?ローレンス; クリス・?エヴァンス; ロバート・?ダウニー; ヒュー・?ジャックマン; ニコラス・?ケイジ; ジム・?キャリー; アーノルド・?シュワ; シルベスター・?スタローン; ブルース・?ウィリス; メル・?ギブソン; ジョージ・?クルーニー; ジュリア・?ロバーツ; サンドラ・?ブロック; ニコール・?キッドマン; ケイト・?ウィンスレット; キーラ・?ナイトレイ; オードリー・?ヘップバーン|ヘプバーン; ダニエル・?ラドクリフ; ロバート・?パティンソン; トム・?ホランド; ゼンデイヤ; ライアン・?ゴズリング; ホアキン・?フェニックス; クリスチャン・?ベール; モーガン・?フリーマン; デンゼル・?ワシントン; サミュエル・?L; ドウェイン・?ジョンソン; ヴィン・?ディーゼル; ジェイソン・?ステイサム; ジェット・?リー; チャウ・?シンチー; ドニー・?イェン; ソン・?ガンホ; イ・?ビョンホン; ペ・?ヨンジュン|ヨン様; マドンナ(?:本人|の(?:声|顔)); リアーナ; セレーナ・?ゴメス; マライア・?キャリー; ホイットニー・?ヒューストン; エド・?シーラン; ブルーノ・?マーズ; エミネム; カニエ・?ウェスト; ジェイ・?Z; エルトン・?ジョン; ミック・?ジャガー; ジョン・?レノン; ボブ・?ディラン; ボブ・?マーリー; デヴィッド・?ボウイ; ジャスティン・?ティンバーレイク; twiceの; newjeans; ジミン(?:の|が|本人); ネイマール; ハーランド; ジダン; ロナウジーニョ; イブラヒモビッチ; クロップ監督; モウリーニョ; グアルディオラ; レブロン・?ジェームズ; ステフィン・?カリー; シャキール・?オニール; ナダル(?:選手|が|の); アルカラス; シャラポワ; セリーナ・?ウィリアムズ; シューマッハ; アイルトン・?セナ|セナ(?:選手|の走り); ハミルトン(?:選手|が); フェルスタッペン; パッキャオ; メイウェザー; ハルク・?ホーガン; マラドーナ; オプラ(?:・?ウィンフリー)?; スノーデン; エプスタイン; ラリー・?ペイジ; ジャック・?ドーシー; ジェンスン・?フアン; アルノー会長; ソロス氏; シュワブ氏; ファウチ(?:博士|所長); ホーキング博士; 天皇(?:が|に|の(?:声|顔|偽|お言葉を)); 
    `),
};
