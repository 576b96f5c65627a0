import { list } from '../pattern.ts';
import type { CategoryRules } from './rule.ts';

/** Deceit about votes, offices and emergencies. */
export const elections: CategoryRules = {
  rules: [
    {
      id: 'elections.deceit',
      category: 'elections',
      within: 70,
      all: [
        {
          en: list(String.raw`
              elections?; vot(?:e|es|er|ers|ed|ing); ballots?; polls?; polling (?:station|place|places|stations|site|sites|booth|booths|day);
              candidates?; referendums?; primar(?:y|ies); mayoral; presidential; gubernatorial; senat(?:e|or|ors|orial); parliament\w*;
              congress(?:man|woman|ional)?; campaign(?:s)?; prime ministers?; presidents?; governors?; mayors?; tabulator; electoral; turnout;
              drop ?-?box(?:es)?; party leader; minister; election day; constituen(?:cy|ts); chancellor; politicians?;
              opposition (?:leader|party); vote count\w*; counting (?:hall|centre|center|room)
            `),
          ja: list(`
              選挙; 投票; 開票; 票(?:を|が|の); 候補(?:者)?; 国民投票; 住民投票; 知事; 市長; 首相; 総理; 大統領; 議員; 政党; 与党; 野党; 政治家; 党首; 当選; 落選; 大臣; 投票所; 期日前; 不在者; せんきょ;
              とうひょう; 党代表; 代議士; 官房長官; 都知事
            `),
        },
        {
          en: list(String.raw`
              fak(?:e|es|ed|ing|ery); false(?:ly)?; phon(?:y|ey); bogus; stag(?:e|ed|ing); rigg(?:ed|ing); rig; fraud(?:s|ulent|ulently|ster)?;
              stol(?:e|en); steal(?:s|ing)?; stuff(?:s|ed|ing|ers?)?; shredd(?:ed|ing|er); shreds?; burn(?:s|ed|ing|t)?; destroy(?:s|ed|ing)?;
              dump(?:s|ed|ing)?; tamper(?:s|ed|ing)?; swap(?:s|ped|ping)?; switch(?:es|ed|ing)?; flip(?:s|ped|ping)? votes?;
              hack(?:s|ed|ing|ers?)?; forg(?:e|ed|es|ery|ing); doctored; deep ?fake(?:s|d)?; wrong (?:date|day|place|address|time|location);
              wednesday; thursday; moved to; postponed; cancell?ed; closed early; close early; vote by (?:text|phone|sms|email|tweet|app);
              text(?:ing)? (?:your|their) votes?; by text message; conced(?:e|es|ed|ing); concession; withdraw(?:s|n|ing|al)?;
              dropp(?:ed|ing) out; drops? out; quit(?:s|ting)?; confess(?:es|ed|ing|ion)?; admit(?:s|ted|ting)?; brib(?:e|es|ed|ing|ery);
              tak(?:e|es|ing) (?:cash|money|envelopes?|bribes?); envelopes? (?:of|full of|with) (?:cash|money); intimidat(?:e|es|ed|ing|ion);
              threat(?:en|ens|ened|ening|s); scare(?:s|d)?(?: \w+){0,2} (?:voters?|away); armed;
              block(?:s|ed|ing)? (?:voters?|the (?:entrance|door|doors|way)|access); turn(?:s|ed|ing)? (?:voters |people )?away;
              suppress(?:ed|ing|ion)?; mislead(?:s|ing)?; deceiv(?:e|es|ed|ing); disinformation; misinformation; hoax; propaganda; fabricat\w+;
              made ?-?up (?:quote|quotes|speech|result|results|scandal); never said; never (?:happened|took place); did not (?:say|happen);
              multiple times; twice; non ?-?citizens?; dead (?:people|voters?|men); illegal(?:s|ly)? (?:vot\w*|immigrants? vot\w*);
              collaps(?:e|es|ed|ing)(?: \w+){0,4} (?:stage|podium|rally|debate); secret(?:ly)?; leaked; invalid; wip(?:e|ed|ing);
              pretend(?:s|ing|ed)?; pos(?:e|es|ing) as; as if (?:it were|it is|they|he|she|real);
              looks? (?:like )?(?:a )?(?:real|authentic|genuine); real ?-?looking; passes? (?:for|as); authentic ?-?looking; convincing(?:ly)?;
              hidden camera; arrest(?:s|ed)?; handcuff\w*; dies|died|is dead|death of; heart attack;
              declar(?:e|es|ed|ing) (?:war|martial law|victory|himself|herself|the winner);
              announc(?:e|es|ed|ing)(?: \w+){0,5} (?:cancel\w*|postpon\w*|moved|war|resign\w*|void|withdraw\w*|surrender);
              resign(?:s|ed|ing|ation)?; surrender(?:s|ed|ing)?; drunk(?:en)?;
              accept(?:s|ing)? (?:a |the )?(?:bribes?|suitcase|briefcase|cash); suitcases? (?:of|full|with|stuffed); pre ?-?(?:filled|marked);
              marked ballots?; trash|bin|dumpster|river|lake|bonfire; disqualified; void(?:ed)?; no longer (?:needed|valid|counts?);
              lose (?:their|your) (?:right|rights|benefits); fine[ds]?; jail(?:ed)?; police checks?; id checks?;
              immigration (?:agents?|officers?); militia
            `),
          ja: list(`
              偽(?:の|装|造|情報|物|ニュース|動画|映像|音声)?; にせ(?:の)?; ニセ; フェイク; 虚偽; 嘘; うその; ウソ; デマ; でっち; 捏造; ねつ造; やらせ; 不正; 操作; 改ざん; すり替え; 差し替え; 水増し;
              盗(?:ま|む|んだ); 奪(?:う|わ); 破棄; 破り捨て; 燃や; 焼(?:く|かれ|却); 捨て(?:る|ら|て); シュレッダー; 詰め込; 二重投票; 何度も投票; 複数回; 書き換え; ハッキング; 妨害; 脅(?:す|し|迫|か); おどし;
              威圧; 圧力をかけ; 武装; 追い返; 締め出; 買収; 賄賂; わいろ; ワイロ; 現金(?:を|入り|の束); 裏金; 札束; 封筒; 敗北宣言; 敗北を認め; 撤退(?:を|宣言|表明); 出馬(?:を)?(?:取りやめ|断念); 辞退; 辞任;
              失言; 暴言; 告白; 罪を認め; 逮捕; 延期; 中止; 日(?:程|付|にち)を(?:偽|間違|変え|ず); (?:翌日|水曜|来週|月曜)(?:に|へ)?(?:変更|延期|移|なっ); 変更された; 場所が変わ; 違う(?:日|場所);
              間違った(?:日|場所|会場); 無効; 締め切(?:り|られ); 行かないで; 行く必要(?:は|が)(?:ない|なく); 棄権(?:を|させ); しなくていい; ディープ・?フェイク; 合成(?:音声|映像|動画|した); なりすま;
              本物(?:そっくり|らしく|のように|に見え|と見分け|風); 実際にはない; 言っていない; 存在しない; 騙; だま(?:す|し|さ); 誤(?:解|情報|った); 印象操作; 世論(?:操作|誘導); 扇動; 陰謀; スマホで投票でき;
              ライン(?:で|から)投票; line(?:で|から)投票; sns(?:で|から)投票; メールで投票; 死亡; 急死; 倒れ; 宣戦布告; 戒厳令; 降伏; 泥酔; 盗撮; 隠し撮り; 密談; 密会; スキャンダル; 死者; 外国人が投票; 急きょ;
              監視; 罰金; 書き込み済; 記入済; 無断で
            `),
        },
      ],
      unless: {
        en: list(String.raw`
            student council; class (?:president|election|vote); school (?:council|election);
            best (?:cake|pie|costume|dog|pet|garden|film|chili|recipe|song); mascot; suffrag\w+; talent show; cartoon animals;
            animals? (?:hold|holding|elect\w*|vote|voting); history of; museum; board game; puppets?; how to spot; media literacy;
            fact ?-?check\w*; oscars?; pumpkins?
          `),
        ja: list(`
            生徒会; 学級委員; クラス(?:の|委員); 人気投票; ゆるキャラ; ファン投票; 総選挙(?:風|ライブ|イベント); アイドル; 見破り方; 見分け方; ファクト・?チェック; 啓発; 防止; 婦人参政権; 参政権; 資料館; 歴史; ぬいぐるみ;
            動物(?:たち|村); 森の; 猫(?:の|が); コンテスト; 文化祭
          `),
      },
    },
    {
      id: 'elections.emergency',
      category: 'elections',
      all: [
        {
          en: list(String.raw`
              (?:fake|false|bogus|phony|staged|fabricated|made up|realistic|convincing|hoax|deepfake|real looking|authentic looking|simulated) (?:\w+ ){0,3}(?:emergency|evacuation|alert|alerts|warning|broadcast|broadcasts|newscast|news|news (?:report|broadcast|bulletin|alert|clip|anchor|segment)|breaking news|press conference|government (?:statement|announcement|notice)|missile|tsunami|outbreak|bombing|attack|explosion|quarantine|lockdown|martial law|bank run|recall|public service announcement);
              (?:breaking news|news (?:anchor|report|bulletin|broadcast|ticker|flash)|emergency (?:broadcast|alert)|official (?:statement|broadcast|announcement|notice)|government (?:alert|notice|announcement))(?: [\w,]+){0,12} (?:fake|false|that never happened|did not happen|hoax|missiles?|nuclear|attack(?:ed)?|explosion|collapsed?|outbreak|martial law|coup|invasion|tsunami|evacuate|evacuation|contaminated|poisoned|bank (?:failure|collapse)|died|assassinated|war);
              missile (?:alert|warning|strike) (?:for|on|in); emergency alert (?:that|saying|says|telling|about|on|screen);
              (?:causes?|spread|spreads|spreading|create|creates|creating|start|trigger) (?:a )?(?:mass )?panic; martial law;
              coup (?:announcement|broadcast|d etat); crisis actors?; false flag; pentagon (?:explosion|burning);
              white house (?:explosion|burning|on fire); fake (?:voting|election|ballot|poll)\w*
            `),
          ja: list(`
              (?:偽|にせ|ニセ|フェイク|嘘|虚偽|デマ|架空|本物そっくり|本物のよう|リアル)(?:の|な)?(?:.{0,8})(?:緊急(?:速報|放送|地震速報|警報|会見)|ニュース(?:速報|番組)?|速報|臨時(?:放送|ニュース)|政府(?:発表|広報|会見)|記者会見|避難(?:指示|命令)|警報|jアラート|報道|災害(?:映像|情報)|公式(?:発表|声明)|国営放送|戒厳令);
              (?:緊急速報|速報|臨時ニュース|緊急放送|ニュース速報|jアラート|政府発表)(?:.{0,24})(?:嘘|偽|デマ|ミサイル|核攻撃|爆発|暗殺|戒厳令|宣戦|原発事故|毒物|封鎖|クーデター|避難せよ|崩壊|取り付け);
              デマ(?:を|動画|映像)?(?:拡散|流す|広め); パニックを(?:起こ|引き起|煽|あお); 戒厳令; クーデター(?:発表|成功|の放送|の映像); 取り付け騒ぎ
            `),
        },
      ],
      unless: {
        en: list(String.raw`
            how to spot; media literacy; fact ?-?check\w*; drill; cartoon; puppets?; comedy sketch; martians?; aliens?; toy
          `),
        ja: ['見破り方', '見分け方', 'ファクト・?チェック', '啓発', '訓練', '宇宙人', 'コント', 'おもちゃ', 'アニメの'],
      },
    },
  ],
  harmless: {
    en: list(String.raw`
        movie premiere stage; (?:film|theatre|theater|concert|dance) stage; on stage; stage (?:lights?|curtain|set|design);
        pole position; poll(?:en|inat\w*|ut\w*|ock); primary colou?rs?; primary school; ballot box (?:craft|made of);
        light switch(?:es)?; polls? of (?:trees|cattle); burning (?:sun|sunset|candles?|fireplace); senate of (?:trees|owls);
        parliament of owls; parliament hill sunset; campaign (?:furniture|setting|map|tent); ministers? (?:at|in) (?:church|a wedding);
        stag(?:ed|ing) (?:apartment|house|room|living room)
      `),
    ja: list(`
        票(?:券|田); 伝票; 切符; 切票; 住民票; 人気投票; 品評会; 大統領(?:の顔の山|官邸見学); (?:ケーキ|料理|作品|写真|ペット|メニュー)(?:.{0,4})投票; 操作(?:盤|パネル|する(?:子|手|人|ロボ)); 候補地;
        候補生; 封筒に(?:手紙|入れて投票); 偽りのない
      `),
  },
};
