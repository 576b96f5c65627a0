import { z } from 'zod';

/** Languages of all texts that users see. */
export const languages = ['en', 'ja'] as const;

/** A language of the user interface. */
export type Language = (typeof languages)[number];

/** One text in every language of the product. */
export const textSchema = z.strictObject({ en: z.string(), ja: z.string() });

/** One text in every language of the product. */
export type Text = z.infer<typeof textSchema>;

/** Language of a locale name such as `ja_JP.UTF-8` or `en-GB`: Japanese, or English for all others. */
export function languageOfLocale(locale: string | undefined): Language {
  return locale !== undefined && /^ja(?:[-_.]|$)/i.test(locale) ? 'ja' : 'en';
}

/** Joins parts of a list with the separator of the language. */
export const listIn = (language: Language, parts: readonly string[]): string =>
  parts.join(language === 'ja' ? '、' : ', ');

/** Sentences one after another; one without an end mark gets one where another follows. Empty ones are left out. */
export function sentencesIn(language: Language, ...sentences: readonly string[]): string {
  const [end, space] = language === 'ja' ? ['。', ''] : ['.', ' '];
  return sentences
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
    .map((sentence, index, all) =>
      index === all.length - 1 || /[.!?…。！？][)"'」）]?$/.test(sentence) ? sentence : sentence + end,
    )
    .join(space);
}

/** An addition in brackets, with the space before it that the language needs. */
export const bracketsIn = (language: Language, text: string): string =>
  language === 'ja' ? `（${text}）` : ` (${text})`;
