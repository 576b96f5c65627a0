/**
 * A text in the ways in which its reader may understand it: what hides a word from a filter (look-alike letters, digits for letters,
 * letters set apart, invisible characters) is undone. Each view is lower case, with katakana as hiragana.
 */
export function viewsOf(text: string): string[] {
  const plain = plainView(text);
  const joined = joinApart(plain);
  const all = [plain, joined, ...leetViews(plain), ...leetViews(joined)];
  return [...new Set(all.map((view) => view.replace(/(\p{Script=Latin})\1{2,}/gu, '$1')))];
}

/** The one view that the classifier reads: everything undone that `viewsOf` tries, with `1` read as an i. */
export const foldedView = (text: string): string =>
  (leetViews(joinApart(plainView(text)))[0] ?? '').replace(/(\p{Script=Latin})\1{2,}/gu, '$1');

/** Compatibility forms, invisible characters, look-alike letters and kana made one; nothing guessed. */
export function plainView(text: string): string {
  const compatible = text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Mn}\u115f\u1160\u3164\u2800]/gu, (mark) => keptMarks(mark));
  const folded = foldLookAlikes(compatible).toLowerCase();
  return newKanji(hiragana(stripAccents(folded)))
    .replace(/\s+/g, ' ')
    .trim();
}

/** Voicing marks of kana stay; other marks and format characters vanish. */
const keptMarks = (mark: string): string => (mark === '\u3099' || mark === '\u309a' ? mark : '');

const stripAccents = (text: string): string =>
  text.replace(/[\u00c0-\u024f\u1e00-\u1eff]/g, (letter) => letter.normalize('NFD').replace(/\p{Mn}/gu, ''));

/** Katakana as hiragana. The long mark stays. */
export const hiragana = (text: string): string =>
  text.replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));

const oldForms = new Map(
  Object.entries({
    體: '体',
    學: '学',
    國: '国',
    黨: '党',
    戰: '戦',
    殘: '残',
    殺: '殺',
    處: '処',
    號: '号',
    惡: '悪',
    賣: '売',
    圖: '図',
    寫: '写',
    眞: '真',
    畫: '画',
    燒: '焼',
    擊: '撃',
    爆: '爆',
    彈: '弾',
    變: '変',
    戀: '恋',
    亂: '乱',
    縊: '縊',
    齒: '歯',
    醫: '医',
    驗: '験',
    獨: '独',
    來: '来',
    會: '会',
    兒: '児',
    繪: '絵',
    聲: '声',
    僞: '偽',
    假: '仮',
    選: '選',
    擧: '挙',
    舉: '挙',
    權: '権',
    證: '証',
    盜: '盗',
    顏: '顔',
  }),
);

const newKanji = (text: string): string => text.replace(/\p{Script=Han}/gu, (one) => oldForms.get(one) ?? one);

/** Letters of Cyrillic, Greek and Armenian that look like Latin ones (a part of Unicode's confusables). */
const lookAlikes = new Map(
  Object.entries({
    а: 'a',
    в: 'b',
    е: 'e',
    ё: 'e',
    к: 'k',
    м: 'm',
    н: 'h',
    о: 'o',
    р: 'p',
    с: 'c',
    т: 't',
    у: 'y',
    х: 'x',
    і: 'i',
    ї: 'i',
    ј: 'j',
    ѕ: 's',
    ԁ: 'd',
    ԛ: 'q',
    ԝ: 'w',
    һ: 'h',
    г: 'r',
    п: 'n',
    и: 'u',
    ӏ: 'l',
    ь: 'b',
    α: 'a',
    β: 'b',
    γ: 'y',
    ε: 'e',
    η: 'n',
    ι: 'i',
    κ: 'k',
    ν: 'v',
    ο: 'o',
    ρ: 'p',
    σ: 'o',
    τ: 't',
    υ: 'u',
    χ: 'x',
    ω: 'w',
    ѵ: 'v',
    ց: 'g',
    հ: 'h',
    ո: 'n',
    ս: 'u',
    օ: 'o',
    ɡ: 'g',
    ɑ: 'a',
    ɩ: 'i',
    ı: 'i',
  }),
);

const otherScripts = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}ɡɑɩı]/u;
const looksLatin = (letter: string): boolean => lookAlikes.has(letter) || /[a-z\d]/.test(letter);

/**
 * Look-alike letters as Latin ones, in words that hold Latin letters too; in a text without a word of those scripts also in words of
 * look-alikes alone. Kana and kanji are never touched.
 */
function foldLookAlikes(text: string): string {
  if (!otherScripts.test(text)) return text;
  const isForeign = (token: string) => otherScripts.test(token) && ![...token.toLowerCase()].every(looksLatin);
  const hasForeign = (text.match(/[\p{L}\p{N}]+/gu) ?? []).some((token) => !/[a-z]/i.test(token) && isForeign(token));
  return text.replace(/[\p{L}\p{N}]+/gu, (token) => {
    const isFolded = otherScripts.test(token) && (/[a-z]/i.test(token) || (!hasForeign && !isForeign(token)));
    return isFolded ? [...token.toLowerCase()].map((letter) => lookAlikes.get(letter) ?? letter).join('') : token;
  });
}

const apart = /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}@$!][\s._\-*·・/|~+,]{1,3}){2,}[\p{L}\p{N}@$!](?![\p{L}\p{N}])/gu;
const insideWord = /(?<=[a-z0-9@$])[._*·|~+](?=[a-z0-9@$])/g;
const betweenKana =
  /(?<=[\p{Script=Han}\p{Script=Hiragana}ー])[\s._\-*·・/|~+☆★♪♡♥,]+(?=[\p{Script=Han}\p{Script=Hiragana}ー])/gu;

/** Letters that stand apart (`n u d e`, `n.u.d.e`, `裸 体`) joined to words. */
function joinApart(text: string): string {
  return text
    .replace(apart, (spread) => spread.replace(/[^\p{L}\p{N}@$!]/gu, ''))
    .replace(insideWord, '')
    .replace(betweenKana, '');
}

const leet: Readonly<Record<string, string>> = {
  '0': 'o',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'a',
  $: 's',
  '!': 'i',
  '+': 't',
  '€': 'e',
  '£': 'l',
  '|': 'l',
};

/** Digits and signs inside words as the letters that they stand for; `1` is an i or an l. */
function leetViews(text: string): string[] {
  const isLeet = /(?<![\p{L}\p{N}])(?=[a-z\d@$!+€£|]*[a-z])(?=[a-z\d@$!+€£|]*[\d@$!+€£|])[a-z\d@$!+€£|]{3,}/gu;
  const read = (one: string) =>
    text.replace(isLeet, (word) =>
      // Measures and models of things (1080p, 4k, 35mm, f16) are no words.
      /^(?:\d+(?:p|k|d|s|x|mm|fps|th|nd|rd|st|am|pm|s|m|km|cm|kg)|[a-z]\d+)$/.test(word)
        ? word
        : [...word].map((sign) => (sign === '1' ? one : (leet[sign] ?? sign))).join(''),
    );
  return [read('i'), read('l')];
}
