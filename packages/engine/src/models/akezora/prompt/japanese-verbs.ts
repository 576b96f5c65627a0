/** Japanese verbs in their inflected forms: a stem from the dictionary, then an ending by grammar. */
import type { VerbForm } from './tags.ts';

/** A Japanese verb as it is looked for. */
export interface JapaneseVerb {
  readonly stem: string;
  /** What may follow the stem: the conjugation's kana, then endings. */
  readonly ending: RegExp;
}

/** Rows of godan verbs: before ない, before ます, the dictionary form, before ば and る, before う, before て and た. */
const rows: Readonly<Record<string, string>> = {
  う: 'わいうえおっ',
  く: 'かきくけこいっ',
  ぐ: 'がぎぐげごい',
  す: 'さしすせそ',
  つ: 'たちつてとっ',
  ぬ: 'なにぬねのん',
  ぶ: 'ばびぶべぼん',
  む: 'まみむめもん',
  る: 'らりるれろっ',
};

const progressive = 'い(?:る|た|ます|ました|て|ない|なかった|ません|なくて|なく)|る|た|おり|おらず';
const te = `(?:て|で)(?:${progressive}|く(?:る|れる)|き(?:た|て|ます|ました)?|いく|いった|いって|いき|ゆく|ゆき|しまう|しまった|から|ください|みる|みた)?`;
const endings = [
  te,
  '(?:た|だ)(?:り)?',
  'ま(?:す|した|せん(?:でした)?|しょう)',
  'な(?:いで|い|かった|くて|くなる|くなった|くなって|く|ければ|がら)',
  'ず(?:に)?',
  'つつ',
  'そう(?:に|な|だ)?',
  'た(?:い|がる|がって)',
  `始め(?:る|た|${te})`,
  `はじめ(?:る|た|${te})`,
  `出(?:す|した|し${te})`,
  `続け(?:る|た|${te})`,
  `(?:合|あ)(?:う|った|っ${te}|いながら|い)`,
  `回(?:る|った|っ${te}|り)`,
  `去(?:る|った|っ${te}|り)`,
  `(?:ら)?れ(?:る|た|${te})`,
  `(?:さ)?せ(?:る|た|${te})`,
  'よう(?:と(?:する|した|して(?:いる)?)?)?',
].join('|');

/** The verb whose dictionary form is given: `走る`, `散歩する`, `見る`. Bare stems of する verbs are nouns of deeds (散歩). */
export function japaneseVerb(word: string): JapaneseVerb {
  if (word.endsWith('する')) {
    return {
      stem: word.slice(0, -2),
      ending: new RegExp(
        `^(?:を)?(?:し(?:${endings})?|する(?:と)?|さ(?:れ(?:る|た|${te}))|せず(?:に)?|中(?:の)?|$|(?=[^ぁ-ん]|[のをにがはで]))`,
      ),
    };
  }
  if (word === '来る') return { stem: '来', ending: new RegExp(`^(?:る|${endings})`) };
  const last = word.at(-1)!;
  const row = rows[last] ?? '';
  // 行く has 行って; a る verb may be either: what does not exist is not written.
  const ichidan = last === 'る' ? `|${endings}|(?=[、。\\s]|$)` : '';
  return { stem: word.slice(0, -1), ending: new RegExp(`^(?:[${row}](?:${endings})?${ichidan})`) };
}

/** The form of an ending: what may stand before a noun is `plain`, what goes on is `joined`. */
export function formOf(ending: string): VerbForm {
  if (
    /(?:て|で|ながら|つつ|ずに|ず|り|たり|き|ぎ|し|ち|び|み|い|に|く)$/.test(ending) &&
    !/(?:ない|たい)$/.test(ending)
  )
    return 'joined';
  return 'plain';
}

/** Whether an ending denies its verb. */
export const isNegative = (ending: string): boolean =>
  /(?:な(?:い|いで|かった|くて|く)|ずに?|ません(?:でした)?|おらず)$/.test(ending) && !/くな/.test(ending);
