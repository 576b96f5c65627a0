import type { Language } from '@akezora/contract';

/** The language of a prompt or title, for the browser's line breaks and voices: Japanese where it has kana or kanji, else English. */
export const languageOfText = (text: string): Language => (/[\u3040-\u30ff\u3400-\u9fff]/.test(text) ? 'ja' : 'en');
