/** The clauses of a change, and what each does: replace, add, remove, or set. Words of command are masked, at equal length. */

/** What a clause does to what it names. */
export type Command = 'replace' | 'add' | 'remove' | 'set';

/** A clause of a change, at its place in the text; its words of command are blanks. */
export interface Clause {
  readonly command: Command;
  readonly start: number;
  readonly text: string;
  /** Whether its words say that it is a change: `make it …`, 「…にして」. */
  readonly asks: boolean;
  /** A change of size or pace that it asks for. Default: none. */
  readonly degree?: 'larger' | 'smaller' | 'slower' | 'faster';
}

const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
const verbs =
  'make|add|remove|replace|change|turn|swap|switch|delete|take|get rid|put|let|have|set|zoom|pan|tilt|paint|colou?r|slow|speed|stop|use|give|move|include|insert|erase|drop|hide|bring';
const englishBreak = new RegExp(
  `[.!?;]+\\s*|,\\s*(?:and\\s+|then\\s+)*(?=(?:${verbs})\\b)|\\s+(?:and|then)\\s+(?:then\\s+|also\\s+)?(?=(?:${verbs})\\b)`,
  'giu',
);
const japaneseBreak =
  /[。！!、]|(?<=(?:して|変えて|替えて|換えて|足して|消して|加えて|除いて|入れて|なくして|追加して|降らせて|出して))(?=[^くみほ。、\s])/gu;

/** Words of command, the longest first. */
const words: Readonly<Record<Exclude<Command, 'set'>, readonly RegExp[]>> = {
  replace: [
    /\b(?:replace|swap(?: out)?|exchange|substitute|switch)\b|\b(?:with|for|by|to)\b(?=\s+(?:a|an|the|some|two|three|four|five|\w+)\b)/giu,
    /\b(?:change|turn|make|transform)\b|\b(?:in)?to\b/giu,
    /\binstead of\b|\brather than\b|\binstead\b/giu,
    /の代わりに|のかわりに|じゃなくて|ではなくて?|でなく|置き換えて?|取り替えて?|入れ替えて?|差し替えて?|変更して?|変えて?|替えて?|換えて?|にして/gu,
  ],
  add: [
    /\b(?:add|put in|include|insert|bring in|give (?:me|us)|let there be|there should be|put)\b|\b(?:another|more|a second|a third|also|as well|too|extra|additional)\b/giu,
    /足して?|たして|追加して?|加えて?|増やして?|もう|入れて?|置いて|登場させて|出して|ください|下さい/gu,
  ],
  remove: [
    /\b(?:remove|delete|erase|take (?:away|out)|get rid of|drop|lose|without|with no|no more|no|hide|stop|cut|leave out|eliminate|any|all)\b/giu,
    /消して?|けして|無くして?|なくして?|取り除いて?|取って|除いて?|はいらない|いらない|要らない|抜きで?|なしに(?:して)?|なしで?|やめて|やませて|止めて|削除して?|外して?|どけて|消し去って/gu,
  ],
};
const setting =
  /\b(?:please|make|made|it|change|set|turn|paint|colou?r|let|have|should|be|use|give|switch|to(?!\s+the\s+(?:left|right|front|camera))|into|become|look|with|a lot|much|more|very|even|a (?:bit|little)|by|as if|now|scene|clip|video|everything|whole)\b|してください|して下さい|にして|くして|して|させて|変更|変えて?|替えて?|もっと|少し|ちょっと|もう少し|すごく|ください|下さい|(?<=風)に|場所を/giu;
const asked =
  /^(?:please\s+)?(?:make|change|set|turn|paint|colou?r|let|have|use|give|switch|move|zoom|pan|tilt|slow|speed|stop)\b|(?:にして|くして|して|せて|変えて|替えて|出して)(?:ください|下さい|ほしい|欲しい)?$|[にく]$|[をに](?:変更|変える)$/iu;

const degrees: readonly (readonly [NonNullable<Clause['degree']>, RegExp])[] = [
  ['larger', /\b(?:bigger|larger|huge|giant|enlarge|grow)\b|大きく|でかく|巨大に/giu],
  ['smaller', /\b(?:smaller|tinier|shrink|tiny)\b|小さく|ちいさく/giu],
  [
    'slower',
    /\b(?:slower|slow(?:ly)?(?: down)?|slow ?motion|less fast)\b|ゆっくり(?:に|と)?|遅く|スローに|スローモーション(?:で|に)?|スピードを落と/giu,
  ],
  ['faster', /\b(?:faster|quicker|speed(?: it)? up|quickly|fast)\b|速く|早く|はやく|スピードを上げ|急いで/giu],
];

const masked = (text: string, word: RegExp): string => text.replaceAll(word, (said) => ' '.repeat(said.length));

/** Divides a change into its clauses. */
export function clausesOf(change: string): readonly Clause[] {
  const breaks = japanese.test(change) ? japaneseBreak : englishBreak;
  const clauses: Clause[] = [];
  let at = 0;
  const ends = [...change.matchAll(breaks)].map((found) => ({ from: found.index, to: found.index + found[0].length }));
  for (const { from, to } of [...ends, { from: change.length, to: change.length }]) {
    const text = change.slice(at, from);
    if (text.trim() !== '') clauses.push(clauseOf(text, at));
    at = to;
  }
  return clauses;
}

function clauseOf(text: string, start: number): Clause {
  const command = commandOf(text);
  const found = degrees.find(([, word]) => new RegExp(word.source, 'iu').test(text));
  const comparing = command === 'set' ? found : undefined;
  const own = command === 'set' ? [setting] : [...words[command], setting];
  const without = [...(comparing === undefined ? [] : [comparing[1]]), ...own].reduce(masked, text);
  return {
    command,
    start,
    text: without,
    asks: command !== 'set' || comparing !== undefined || asked.test(text.trim()),
    ...(comparing === undefined ? {} : { degree: comparing[0] }),
  };
}

/** What a clause does, by its words alone; that a change names two nouns is seen by whoever reads it. */
function commandOf(text: string): Command {
  if (
    /\b(?:replace|swap|exchange|substitute)\b|\binstead\b|\brather than\b|の代わりに|のかわりに|じゃなく|ではなく|でなく|置き換|取り替|入れ替|差し替/iu.test(
      text,
    )
  )
    return 'replace';
  if (
    /^\s*(?:please\s+)?(?:add|include|insert|bring in|give (?:me|us)|put)\b|\b(?:another|one more|two more|three more|a second|a third|extra)\b|足し|たして|追加|加え|増や|もう[一1１ひ二2２三3３]|入れて|置いて|登場させ/iu.test(
      text,
    )
  )
    return 'add';
  if (
    /^\s*(?:please\s+)?(?:remove|delete|erase|take|get rid|drop|lose|without|with no|no|hide|stop|leave out|eliminate)\b|消し|けして|無くし|なくして|取り除|取って|除い|いらない|要らない|抜き|なしに|なしで|なし$|やめて|やませ|止めて|削除|外し|どけて/iu.test(
      text,
    )
  )
    return 'remove';
  return 'set';
}
