/** Names of the art in the box in texts: what `a teddy bear` and 「カワウソ」 show. */

import type { ArtEntry } from './index-file.ts';
import type { Art } from './shelf.ts';

/** A word of a text that names a piece of art. */
export interface ArtWord {
  readonly start: number;
  readonly end: number;
  /** The word as scenes keep it: `artNamed` knows it. */
  readonly word: string;
  readonly entry: ArtEntry;
  /** Whether the text says more than one. */
  readonly plural: boolean;
}

/** Common words for art that has a longer name. */
const aliases: Readonly<Record<string, string>> = {
  bike: 'bicycle',
  bicyclist: 'person biking',
  boat: 'ship',
  boy: 'man walking',
  cake: 'shortcake',
  car: 'automobile',
  chick: 'baby chick',
  child: 'person walking',
  dancer: 'woman dancing',
  football: 'soccer ball',
  gift: 'wrapped gift',
  girl: 'woman walking',
  hippo: 'hippopotamus',
  lorry: 'articulated lorry',
  man: 'man walking',
  motorbike: 'motorcycle',
  pickup: 'pickup truck',
  pumpkin: 'jack-o-lantern',
  rhino: 'rhinoceros',
  santa: 'Santa Claus',
  scooter: 'motor scooter',
  sheep: 'ewe',
  suv: 'sport utility vehicle',
  teddy: 'teddy bear',
  truck: 'delivery truck',
  woman: 'woman walking',
  かぼちゃ: 'jack-o-lantern',
  くま: 'bear',
  クマ: 'bear',
  ケーキ: 'shortcake',
  サッカーボール: 'soccer ball',
  サンタ: 'Santa Claus',
  しか: 'deer',
  トラック: 'delivery truck',
  パトカー: 'police car',
  パンダ: 'panda',
  バイク: 'motorcycle',
  ひつじ: 'ewe',
  ヒツジ: 'ewe',
  ひよこ: 'baby chick',
  ヒヨコ: 'baby chick',
  ユニコーン: 'unicorn',
  ライオン: 'lion',
  りんご: 'red apple',
  リンゴ: 'red apple',
  ロボット: 'robot',
  救急車: 'ambulance',
  幽霊: 'ghost',
  車: 'automobile',
  女性: 'woman walking',
  女の子: 'woman walking',
  小鳥: 'bird',
  新幹線: 'high-speed train',
  男の子: 'man walking',
  男性: 'man walking',
  電車: 'tram car',
  自動車: 'automobile',
  熊: 'bear',
  羊: 'ewe',
};

/**
 * Names that mean something else in a description of a film: parts of bodies, weather and light, verbs, words of the camera.
 * They stay unknown words.
 */
const notNamed = new Set(
  `leg foot ear nose brain tooth bone eye eyes tongue mouth wing feather person baby hand hook link key fly watch ring pick bank school
  station mountain volcano desert stadium foggy fog sunset sunrise rainbow tornado cyclone star sparkles droplet ice fire cooking wedding
  camera label coin wheel construction anchor compass pen drum clamp gear mirror window door bed package tennis bowling baseball seat mate
  egg butter salt rose peach orange cityscape houses fireworks skull 目 耳 鼻 口 手 足 脚 歯 骨 脳 舌 翼 羽 火 氷 霧 虹 星 山 店 駅 滝 湯 砂漠 夕日 日の出 朝日 花火 顔 窓 鏡 鍵 針 門 旗 傘`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** The words for a piece of art that has a longer name. */
export const aliasesOf = (name: string): readonly string[] =>
  Object.keys(aliases).filter((word) => aliases[word] === name);

/** The piece of art that a word of a scene shows: an alias, else a name; never what the world itself is drawn with. */
export function artNamed(art: Art, word: string): ArtEntry | undefined {
  const entry = art.find(aliases[word.toLowerCase()] ?? word) ?? art.find(`${word}の顔`) ?? art.find(`${word} face`);
  return entry === undefined || entry.kind === 'drawn' ? undefined : entry;
}

/** Longest name in words of a text. */
const longest = 4;

/**
 * The names of art that touch one of the spans of a text, in its order: the longest at each place.
 * @param spans words that the director does not know
 * @param anywhere takes names of moving subjects from the whole text
 */
export function artWordsIn(
  text: string,
  spans: readonly { readonly start: number; readonly end: number }[],
  art: Art,
  anywhere: boolean,
): ArtWord[] {
  const touches = ({ start, end, entry }: ArtWord) =>
    (anywhere && entry.kind === 'subject') || spans.some((span) => span.start < end && span.end > start);
  const found = [...latinWords(text, art), ...japaneseWords(text, art)].filter(touches);
  const kept: ArtWord[] = [];
  for (const word of found.sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)) {
    if (!kept.some(({ start, end }) => start < word.end && end > word.start)) kept.push(word);
  }
  return kept.sort((a, b) => a.start - b.start);
}

function* latinWords(text: string, art: Art): Generator<ArtWord> {
  const words = [...text.matchAll(/[\p{Script=Latin}\d][\p{Script=Latin}\d'’\-]*|\p{RGI_Emoji}/gv)];
  for (const [i, first] of words.entries()) {
    for (let count = Math.min(longest, words.length - i); count > 0; count -= 1) {
      const last = words[i + count - 1]!;
      const [start, end] = [first.index, last.index + last[0].length];
      const said = text.slice(start, end);
      if (count > 1 && /[^\p{L}\p{N}\s'’-]/u.test(said)) continue;
      const word = singularsOf(said.toLowerCase().replaceAll(/\s+/g, ' ')).find(
        (one) => !notNamed.has(one) && artNamed(art, one),
      );
      if (word === undefined) continue;
      yield { start, end, word, entry: artNamed(art, word)!, plural: word !== said.toLowerCase() };
      break;
    }
  }
}

/** A word as it stands, and what it may be the plural of. */
function singularsOf(word: string): string[] {
  if (!/[a-z]s$/.test(word) || word.endsWith('ss'))
    return irregular[word] === undefined ? [word] : [word, irregular[word]];
  const cut = word.slice(0, -1);
  return [
    word,
    cut,
    ...(word.endsWith('ies') ? [`${word.slice(0, -3)}y`] : []),
    ...(word.endsWith('es') ? [word.slice(0, -2)] : []),
  ];
}

const irregular: Readonly<Record<string, string>> = {
  children: 'child',
  geese: 'goose',
  men: 'man',
  mice: 'mouse',
  oxen: 'ox',
  women: 'woman',
  wolves: 'wolf',
};

const scripts = [/\p{Script=Katakana}|ー/u, /\p{Script=Han}/u, /\p{Script=Hiragana}/u] as const;
const scriptOf = (letter: string | undefined) =>
  letter === undefined ? -1 : scripts.findIndex((script) => script.test(letter));

function* japaneseWords(text: string, art: Art): Generator<ArtWord> {
  for (const word of japaneseNames(art)) {
    for (let start = text.indexOf(word); start >= 0; start = text.indexOf(word, start + 1)) {
      const end = start + word.length;
      if (!isWhole(text, start, end)) continue;
      const plural =
        /(?:[2２二]|ふた)(?:匹|頭|羽|台|人|つ|本|個)の?$|たくさんの$/.test(text.slice(0, start)) ||
        text.startsWith('たち', end);
      yield { start, end, word, entry: artNamed(art, word)!, plural };
    }
  }
}

/** Whether no letter of the same script goes on before or after: パン is not in パンダ, nor なると in 楽しくなると. */
function isWhole(text: string, start: number, end: number): boolean {
  const [first, last] = [scriptOf(text[start]), scriptOf(text[end - 1])];
  const hiragana = 2;
  if (first === hiragana && last === hiragana) {
    const before = scriptOf(text[start - 1]) !== hiragana || /[のとがはを]/.test(text[start - 1]!);
    return before && (scriptOf(text[end]) !== hiragana || /^(?:が|は|を|の|と|に|も|たち)/.test(text.slice(end)));
  }
  return (
    (first === hiragana || scriptOf(text[start - 1]) !== first) && (last === hiragana || scriptOf(text[end]) !== last)
  );
}

const namesOf = new WeakMap<Art, readonly string[]>();

/** Every Japanese word for art that can be named. */
function japaneseNames(art: Art): readonly string[] {
  const known = namesOf.get(art);
  if (known !== undefined) return known;
  const own = art.entries.flatMap(({ kind, ja }) =>
    kind === 'drawn' || ja === undefined ? [] : [ja, ja.replace(/の顔$/, '')],
  );
  const others = Object.keys(aliases).filter((word) => scriptOf(word[0]) >= 0);
  const names = [...new Set([...own, ...others])].filter(
    (word) => !notNamed.has(word) && scriptOf(word[0]) >= 0 && artNamed(art, word) !== undefined,
  );
  namesOf.set(art, names);
  return names;
}
