import { list, type Words } from '../pattern.ts';

/** People who are, or are said to be, under 18. */
export const minors: Words = {
  en: list(`
      teens?; teen ?agers?; teenaged?; child(?:ren)?; childlike; kid(?:s|die|dies|do)?; toddlers?; infants?; bab(?:y|ies); minors?;
      under ?age(?:d)?; juveniles?; little (?:girl|boy)s?; young (?:girl|boy)s?; school ?(?:girl|boy|kid|child|children)s?;
      adolescents?; pupils?; grade schoolers?; middle schoolers?; high schoolers?; kindergart(?:en|ner|ners); tweens?; youngsters?;
      loli(?:ta|con|s)?; shota(?:con)?; (?:[1-9]|1[0-7]) ?(?:-| )?(?:year|yr|yo|y/o)s?(?: ?-? ?olds?)?; aged? (?:[1-9]|1[0-7]);
      (?:six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen) year olds?; jailbait; barely legal;
      not yet (?:18|eighteen); under (?:18|eighteen); younger than (?:18|eighteen); girl ?scouts?; boy ?scouts?; first graders?;
      small (?:girl|boy)s?; step ?daughter; preschoolers?; tots?; orphans?; foster (?:kid|kids|child|children); school ?kids?;
      newborns?;
      (?:girl|boy)s? of (?:[1-9]|1[0-7]|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen);
      (?:barely|only|just|not even) (?:five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen);
      teen (?:girl|boy)s?; little ones?; nurser(?:y|ies); brats?; preteens?; grl; jk; jc; js
    `),
  ja: list(`
      子供; 子ども; こども; 児童; 幼児; 幼女; 幼い; 少女; 少年; 女児; 男児; 小学生; 中学生; 高校生; 女子高生; 男子高生; 園児; 赤ちゃん; 赤ん坊; 未成年; 女子高校生; 男子高校生; (?:高|中|小)[一二三四五六1-6](?![0-9])(?:の|生|年); 未就学; 小さい子; 小さな子; 幼すぎ; 幼なすぎ; 年端もいかない; セーラー服の少女; 18歳未満; 十八歳未満;
      (?:[1-9]|1[0-7])(?:歳|才|さい)(?![0-9]); (?:一|二|三|四|五|六|七|八|九|十|十一|十二|十三|十四|十五|十六|十七)(?:歳|才)(?!以上); ロリ; ロリータ; ショタ; ランドセル;
      小さな(?:女|男)の子; 小さい(?:女|男)の子; 生徒; 幼稚園; 保育園; 小学校; 中学校; 高校; ちびっ子; キッズ; ティーン; 十代; 10代; 思春期; みせいねん; しょうがくせい; ようじょ; しょうじょ; じどう
    `),
};

/** The same, and words that are harmless beside sexual ones but not beside harm. */
export const minorsAndFamily: Words = {
  en: [
    ...(minors.en ?? []),
    ...list(`
      boys?; girls?; (?:little |young |small )?(?:daughters?|sons?); nephews?; nieces?; grand(?:son|daughter|child|children)s?;
      juvenile inmates?; youngest; small ones; tiny ones
    `),
  ],
  ja: [
    ...(minors.ja ?? []),
    ...list(`
      女の子; 男の子; 娘; 息子; 孫; 我が子; わが子; 園児; 孤児; 里子; 新生児; 乳児; 乳幼児; 坊や
    `),
  ],
};
