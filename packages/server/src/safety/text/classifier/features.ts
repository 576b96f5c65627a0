/** A feature of a view: its name, and the characters of the view that it was read from. */
export interface Feature {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** What is read as one token: a word of Latin letters and digits, or a run of kana and kanji. */
export const tokenPattern = /[a-z0-9']+|[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u4e00-\u9fff]+/g;

/** Whether a token is one of Latin letters and digits. */
export const isLatin = (token: string): boolean => /^[a-z0-9']/.test(token);

const latinSizes = [3, 4, 5];
const japaneseSizes = [1, 2, 3, 4];

/**
 * The features of a folded view, each name once: words, runs of their letters, pairs of neighbouring words, and runs of kana and kanji.
 * `training/safety/features.py` has the same.
 */
export function featuresOf(view: string): Feature[] {
  const found = new Map<string, Feature>();
  const add = (name: string, start: number, end: number) => {
    if (!found.has(name)) found.set(name, { name, start, end });
  };
  let before: { word: string; start: number } | undefined;
  for (const { 0: token, index } of view.matchAll(tokenPattern)) {
    if (!isLatin(token)) {
      for (const size of japaneseSizes)
        for (let at = 0; at + size <= token.length; at++)
          add(`j ${token.slice(at, at + size)}`, index + at, index + at + size);
      continue;
    }
    const end = index + token.length;
    add(`w ${token}`, index, end);
    const padded = `<${token}>`;
    for (const size of latinSizes)
      for (let at = 0; at + size <= padded.length; at++) add(`c ${padded.slice(at, at + size)}`, index, end);
    if (before !== undefined) add(`b ${before.word} ${token}`, before.start, end);
    before = { word: token, start: index };
  }
  return [...found.values()];
}

/** FNV-1a of a name's UTF-16 code units, 32 bits, with a last mixing step. */
export function hashOf(name: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) value = Math.imul(value ^ name.charCodeAt(at), 0x01000193);
  value ^= value >>> 15;
  return (Math.imul(value, 0x2c1b3c6d) ^ (value >>> 13)) >>> 0;
}
