import { type Language, languageOfLocale, languages } from '@akezora/contract';
import { createStore, useStore } from '../util/store.ts';
import { storedChoice } from '../util/stored.ts';
import { ja } from './ja/index.ts';
import { en, type Messages } from './messages.ts';

export type { Messages } from './messages.ts';

const stored = storedChoice<Language>('language', languages);

/** The language chosen here before; else the browser's, where the studio has it. */
const languageStore = createStore<{ language: Language }>({
  language: stored.get() ?? languageOfLocale(globalThis.navigator?.language),
});

const show = () => {
  if (typeof document !== 'undefined') document.documentElement.lang = languageStore.get().language;
};
show();
languageStore.subscribe(show);

/** Changes the language of the studio, for this visit and later ones. */
export function setLanguage(language: Language): void {
  stored.set(language);
  languageStore.set({ language });
}

/** The language shown, outside components. */
export const languageNow = (): Language => languageStore.get().language;

/** The language shown. */
export const useLanguage = (): Language => useStore(languageStore).language;

/** Texts in a language. */
export const textsOf = (language: Language): Messages => (language === 'ja' ? ja : en);

/** Texts in the language shown, outside components. */
export const messagesNow = (): Messages => textsOf(languageNow());

/** Texts in the language shown. */
export const useText = (): Messages => textsOf(useLanguage());
