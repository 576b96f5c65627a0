import { list } from '../pattern.ts';
import type { CategoryRules } from './rule.ts';

/** Personal data shown, people watched in secret, identity papers forged. */
export const privateData: CategoryRules = {
  rules: [
    {
      id: 'private-data.shown',
      category: 'private-data',
      within: 60,
      all: [
        {
          en: list(String.raw`
              (?:home|house|street|private|residential|exact|full|real|personal|her|his|their|someone s|neighbou?r s|ex s) address(?:es)?;
              address of (?:my|her|his|their|a|the|someone);
              (?:phone|telephone|mobile|cell|credit card|debit card|card|account|bank account|social security|passport|id|licen[cs]e|insurance|tax|serial|pin|security) (?:numbers?|codes?);
              ssn; pin ?codes?; passwords?; log ?-?ins?; credentials; (?:credit|debit|bank|id|identity|insurance|health) cards?;
              identity (?:papers?|documents?); passports?; driv(?:er|ing) ?s? ?licen[cs]es?; birth certificates?;
              bank (?:statement|statements|details|account|accounts); pay ?slips?; tax (?:return|returns|form|forms);
              (?:medical|health|patient|hospital|therapy|psychiatric|criminal|school|personnel|employee) (?:files?|records?|charts?|reports?|history|notes|data);
              test results; diagnos(?:is|es); prescriptions?; x ?-?ray with name;
              private (?:messages?|photos?|pictures?|videos?|letters?|chats?|emails?|diary|data|information|life|details|conversations?|moments?);
              personal (?:data|information|details|documents?|messages?|photos?|diary|files?); text messages?; chat (?:logs?|history); emails?;
              diar(?:y|ies); license plates?; number plates?; live location; whereabouts; gps (?:location|position|tracker|coordinates);
              location (?:data|history|tracking); daily routine; date of birth; full name; biometric\w*; fingerprints?; iris scan;
              dox+(?:ing|ed|es)?; customer (?:database|list|records); databases?; payroll
            `),
          ja: list(`
              (?:自宅|実家|家|住まい|個人|本当|正確)の?(?:住所|場所|位置); 住所; じゅうしょ; 電話番号; 携帯番号; 番号; クレジットカード; クレカ; キャッシュカード; カード(?:番号|情報); 暗証番号; パスワード; 口座; 通帳;
              マイナンバー; 保険証; 免許証; パスポート; 身分証; 身分証明書; 在留カード; 戸籍; 住民票; 診断書; カルテ; 診療記録; 病歴; 検査結果; 処方箋; 履歴書; 給与明細; 納税; 成績表; 学生証; 社員証; 個人情報; プライバシー;
              私生活; 位置情報; 居場所; 現在地; gps; ナンバープレート; メール; メッセージ; line(?:の(?:やりとり|トーク|画面)); トーク履歴; 日記; 顧客(?:名簿|情報|データ); 名簿; 連絡先; 生年月日; 本名; 顔写真; 指紋;
              行動パターン; 通勤経路; 通学路; 勤務先; こじんじょうほう; 手紙の中身; 写真フォルダ; 検索履歴; 閲覧履歴
            `),
        },
        {
          en: list(String.raw`
              show(?:s|ing|n)?; reveal(?:s|ed|ing)?; expos(?:e|es|ed|ing); leak(?:s|ed|ing)?; publish(?:es|ed|ing)?;
              post(?:s|ed|ing)? (?:online|it|her|his|their|on); broadcast(?:s|ing)?; display(?:s|ed|ing)?;
              read(?:s|ing)? (?:out|aloud|her|his|their|someone); readable; legibl[ey]; clearly visible; visible; close ?-?up; zoom(?:s|ing)?;
              in full; steal(?:s|ing)?; stolen; skimm(?:ed|ing|er); copy(?:ing)?; copies; clon(?:e|ed|ing); forg(?:e|ed|es|ery|ing|er);
              fak(?:e|ed|ing); counterfeit\w*; hack(?:s|ed|ing|er)?; without (?:her|his|their|permission|consent|asking|knowing); secretly;
              in secret; spy(?:ing)?; stalk(?:s|ed|ing|er)?; track(?:s|ed|ing)?; follow(?:s|ed|ing)?; unaware;
              my (?:ex|neighbou?r|coworker|colleague|boss|teacher|classmate)(?: s|s)?;
              of my (?:ex|neighbou?r|coworker|colleague|boss|teacher|classmate)\w*; her real; his real; their real; real person s;
              celebrit(?:y|ies); actual; for everyone; to the (?:camera|public|internet|world|audience); online; sell(?:s|ing)?; for sale;
              dark web; list(?:s|ed|ing)?; scroll(?:s|ing)?; printed; template; ready to print; with (?:a )?(?:name|photo|number|numbers);
              security features; hologram(?:s)?; blackmail\w*; shame|humiliate;
              of (?:a|the) (?:patient|woman|man|customer|stranger|witness|journalist|celebrity|politician|streamer|actress)\w*;
              where (?:she|he|they) (?:live|lives|sleeps|works?); address 5; 555; spell(?:s|ed)? out; wave(?:s|d)? (?:it )?at;
              photograph(?:s|ed|ing); snap(?:s|ping); record(?:s|ed|ing); dump(?:s|ed)?; every (?:digit|number|line|name); digits
            `),
          ja: list(`
              晒; さら(?:す|し|され); サラ(?:す|し); 暴(?:く|露|い); ばら(?:す|ま); バラ(?:す|ま); 公開; 流出; 漏(?:らす|洩|えい|れ|洩); 拡散; 投稿; ネットに(?:あげ|上げ|載せ|流);
              映(?:す|し出|る|され|っ|り込); 写(?:す|し出|る|され|っ|り込); 見せ; 表示; 読み上げ; 読み取れ; 読める; はっきり; 鮮明; 大写し; アップ(?:で|に|する|にする); ズーム; 全部; 盗(?:む|ん|み|ま|撮|聴);
              偽造; 偽の; ニセ; コピー(?:して|する); 複製; スキミング; ハッキング; 不正(?:に|アクセス|入手); 勝手に; 無断で; こっそり; 密かに; ひそかに; 隠し撮り; 盗み見; 覗(?:く|き|い); のぞ(?:く|き|い); 尾行;
              つけ回; つけまわ; 追跡; 監視; ストーカー; 特定; 突き止め; 調べ上げ; 割り出; 元(?:カノ|カレ|彼女|彼氏|恋人|妻|夫);
              (?:隣人|同僚|上司|知人|クラスメイト|友人|他人|相手|女性|男性|アイドル|有名人|芸能人|配信者|患者|客|誰か|あの人|彼女|彼|特定の人)の; 売(?:る|り|買); 販売; 闇サイト; リスト(?:に|化); 一覧; 脅; 本物そっくり;
              作り方; 作る手順; 実在の; 書かれた; 記載; 印字; 入りの; 付きで; 流す
            `),
        },
      ],
      unless: {
        en: list(String.raw`
            blurred; blank; blurry; unreadable; illegible; hotline; helpline; awareness; privacy (?:campaign|training|lesson|week);
            protect\w*; never share; lost and found; toy; fictional detective; stock photo; wedding invitation; vintage (?:letter|postcard);
            phishing (?:training|awareness); love letter; dear diary; museum; password manager (?:advert|ad)
          `),
        ja: list(`
            ぼかし; モザイク; 白紙; 読めない; 空白; 相談(?:窓口|ダイヤル); 啓発; 保護; 守(?:る|ろう|りましょう); 対策; 防止; 注意喚起; 架空の探偵; おもちゃ; 見本; ベーカー街; 博物館; 資料館; 研修; 迷子; サンプル画像
          `),
      },
    },
    {
      id: 'private-data.watched',
      category: 'private-data',
      all: [
        {
          en: list(String.raw`
              hidden (?:cam|cams|camera|cameras|microphone|mic|recorder);
              (?:spy|nanny|secret|concealed|covert|disguised) ?-?(?:cam|cams|camera|cameras|footage|recording|microphone|filming|lens|pen);
              peep(?:ing|s|ed)? (?:tom|at (?:her|him|them|women|girls|a woman|the neighbou?r)|through (?:the|a|her|his) (?:keyhole|window|curtain|curtains|blinds|hole|door));
              peepers?; peep ?hole (?:camera|video); (?:peep)(?: \w+){0,3} (?:shower|bathroom|bedroom|changing); voyeur(?:s|ism|istic)?;
              stalk(?:er|ers) (?:her|him|a|an|my|the); stalk(?:ing|ed) (?:her|him|a|an|my|the|their|someone|footage|video|pov);
              stalk(?:er|ers|s) (?:watch\w*|follow\w*|film\w*|outside|photograph\w*|wait\w*|track\w*);
              (?:film|films|filmed|filming|record|records|recorded|recording|photograph\w*|watch|watches|watching|spy|spies|spying|observ\w*)(?: \w+){0,8} (?:without (?:her|his|their|the|any|being)?(?: \w+)? ?(?:knowledge|knowing|consent|permission|noticed|noticing)|unaware|secretly|in secret|through (?:the|a|her|his|their) (?:window|windows|keyhole|curtains?|blinds|bedroom window|bathroom window));
              (?:secretly|covertly|unknowingly)(?: \w+){0,2} (?:film\w*|record\w*|photograph\w*|watch\w*|follow\w*|track\w*|taped|listen\w*);
              spy(?:ing|s)? on; follow(?:s|ed|ing)?(?: \w+){0,6} home; dox(?:x)?(?:es|ed|ing)?; wiretap\w*;
              tap(?:s|ping|ped)? (?:her|his|their|the) phone; bug(?:s|ged|ging)? (?:her|his|their|a|the) (?:room|phone|house|office|apartment);
              spyware; stalkerware; gps tracker; air ?tag (?:in|under|on|hidden); face recognition on strangers;
              facial recognition (?:to|that|on) (?:identif\w*|find\w*|strangers?|track\w*);
              (?:fake|forged?|forging|counterfeit\w*|bogus) (?:\w+ )?(?:passports?|ids?|identit(?:y|ies)|driv\w+ licen[cs]es?|visas?|birth certificates?|documents?|papers|diplomas?|vaccine (?:card|certificate)s?|social security cards?);
              identity theft; steal(?:s|ing)?(?: \w+){0,3} identit(?:y|ies); changing room (?:camera|footage); blackmail\w*;
              revenge (?:video|clip|post); dump(?:s|ing)? (?:of )?(?:personal|private|customer) (?:data|information);
              where (?:she|he|they) lives?
            `),
          ja: list(`
              隠しカメラ; 隠し撮り; 盗撮; 盗聴; 覗き(?:見|穴|をする|行為|部屋)?; のぞき見; 盗み見; ストーカー; ストーキング; つきまと; 付きまと; 尾行; 後をつけ; あとをつけ; 家まで(?:つけ|ついて行|尾行|追); 待ち伏せ;
              小型カメラ(?:を)?(?:仕掛|設置|忍ばせ); (?:部屋|更衣室|トイレ|浴室|寝室|着替え)(?:に|を|の中を)(?:.{0,6})(?:カメラ|撮影|覗|録画|のぞ);
              (?:気づ|気付)かれ(?:ない|ず)(?:ように|に)?(?:.{0,6})(?:撮|録|つけ|監視|見); (?:窓|カーテン|鍵穴)(?:の隙間|越し)?(?:から|に)(?:.{0,6})(?:覗|のぞ|盗|撮影);
              本人(?:に|の)(?:無断|知られず|内緒|許可(?:なく|なし)); 許可なく(?:撮|録|公開); なりすまし; なりすまして; ドキシング; 晒し(?:動画|上げ); 身元を特定; 住所(?:を)?特定; 自宅(?:を)?特定; 特定班;
              偽造(?:パスポート|免許|身分|証明|保険証|カード|在留|ビザ); (?:パスポート|免許証|身分証|証明書|保険証|在留カード)(?:を|の)偽造; 偽(?:の)?(?:パスポート|身分証|免許証|証明書|保険証|在留カード);
              顔認証で(?:.{0,8})(?:特定|追跡|割り出); リベンジ; スパイウェア; 発信機を(?:仕掛|付け); gpsを(?:仕掛|付け|忍ば); 監視アプリ
            `),
          masked: ['盗撮する', 'ストーカー', '隠し撮り', '個人情報'],
        },
      ],
      unless: {
        en: list(String.raw`
            prevent\w*; awareness; wildlife; stags?; heather; deer; birds?; badgers?; lions?; leopards?; tigers?; cats?; prey; gazelles?;
            nest; campaign; how to protect; heron; wolf; wolves; panther; celery; corn
          `),
        ja: list(`
            防止; 対策; 撲滅; 注意; 野生; 動物; 鳥; 巣; 鹿; 狐; キツネ; タヌキ; 猫; 獲物; 啓発; 相談; 訓練; アルバム
          `),
      },
    },
  ],
  harmless: {
    en: list(`
        stalking (?:prey|a (?:deer|mouse|bird|comet|butterfly|rabbit|seal|moose)|the (?:river|reeds|savannah|sunset|northern lights)); show(?:s|ing)? (?:off|up); emails? icon; address(?:es|ing)? (?:the (?:crowd|audience|nation|class|ball)|an audience|a crowd);
        street (?:number|sign|signs); cctv camera (?:product|packshot); animal tracks?; train tracks?; race ?track
      `),
    ja: list(`
        (?:見本|サンプル|玩具|おもちゃ|架空)(?:と(?:書かれた|印字された))?(?:の|用)?(?:パスポート|免許証|名刺|カード|診察券|保険証|通帳|電話); 個人情報保護; 情報モラルの授業; 尾行ごっこ; ストーカー対策; 番号(?:札|順|なし); 背番号; 電話番号案内; 住所不定の猫; 部屋番号の(?:プレート|札); 受付番号; 整理番号; 写真展; メールボックスのアイコン; メールのアイコン; 監視員; 監視塔; ライフセーバーの監視
      `),
  },
};
