/** What the palette searches in: the names of an entry in every language. */
export interface Named {
  readonly id: string;
  readonly names: readonly string[];
}

/** A text as it is compared: width, case and the kind of kana do not count. */
export const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u3041-\u3096]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));

/** How well a name answers the words: 0 not at all; more for a name, and for a word, that begins with them. */
function scoreOf(name: string, words: readonly string[]): number {
  if (!words.every((word) => name.includes(word))) return 0;
  const first = words[0] ?? '';
  if (name.startsWith(first)) return 3;
  return new RegExp(`[\\s:・：]${first.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`).test(name) ? 2 : 1;
}

/**
 * The entries that answer what is typed, the best first; what was used lately comes before its equals.
 * @param typed Words that must all be in one name. Empty: every entry, those used lately first.
 * @param recent Ids used lately, the last one first.
 */
export function matching<T extends Named>(entries: readonly T[], typed: string, recent: readonly string[]): T[] {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  const age = (id: string) => {
    const at = recent.indexOf(id);
    return at < 0 ? recent.length : at;
  };
  return entries
    .map((entry) => ({
      entry,
      score: words.length === 0 ? 1 : Math.max(0, ...entry.names.map((name) => scoreOf(folded(name), words))),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || age(a.entry.id) - age(b.entry.id))
    .map(({ entry }) => entry);
}

/** Ids used lately after one more, at most eight. */
export const withRecent = (recent: readonly string[], id: string): string[] =>
  [id, ...recent.filter((one) => one !== id)].slice(0, 8);
