/**
 * Language of a text that somebody wrote, by its script, for `lang`: fonts, line breaks and screen readers go by it.
 * Han alone counts as Japanese, the only language of the studio that has it. Undefined where the text has no letters of either.
 */
export function langOf(text: string): 'ja' | 'en' | undefined {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(text)) return 'ja';
  return /\p{Script=Latin}/u.test(text) ? 'en' : undefined;
}
