import { AkezoraError, type Language, languageOfLocale, languages } from '@akezora/contract';
import { createStore, useStore } from '../util/store.ts';
import { storedChoice } from '../util/stored.ts';
import type { Messages } from './messages.ts';

export type { Messages } from './messages.ts';

const stored = storedChoice<Language>('language', languages);

/** The language chosen here before, else the browser's, where the studio has it; and its texts once they are loaded. */
const shownStore = createStore<{ language: Language; texts?: Messages; asked?: Language }>({
  language: stored.get() ?? languageOfLocale(globalThis.navigator?.language),
});

const show = () => {
  if (typeof document !== 'undefined') document.documentElement.lang = shownStore.get().language;
};
show();
shownStore.subscribe(show);

/** The texts of a language; each is a script of its own, since few read both. */
async function load(language: Language): Promise<Messages> {
  try {
    return language === 'ja' ? (await import('./ja/index.ts')).ja : (await import('./messages.ts')).en;
  } catch (thrown) {
    throw new AkezoraError('server_unreachable', {}, { cause: thrown });
  }
}

/** Loads the texts of the language shown, which every page needs. */
export async function startTexts(): Promise<void> {
  const { language } = shownStore.get();
  shownStore.set({ language, texts: await load(language) });
}

/**
 * Changes the language of the studio, for this visit and later ones. What was chosen last counts, however long its texts take.
 * @throws AkezoraError `server_unreachable` when its texts cannot be loaded; the language shown stays.
 */
export async function setLanguage(language: Language): Promise<void> {
  shownStore.set((state) => ({ ...state, asked: language }));
  const texts = await load(language);
  if (shownStore.get().asked !== language) return;
  stored.set(language);
  shownStore.set({ language, texts });
}

/** The language shown, outside components. */
export const languageNow = (): Language => shownStore.get().language;

/** The language shown. */
export const useLanguage = (): Language => useStore(shownStore).language;

function loaded({ texts }: { texts?: Messages }): Messages {
  if (texts === undefined) throw new Error('startTexts() must end before anything is shown');
  return texts;
}

/** Texts in the language shown, outside components. */
export const messagesNow = (): Messages => loaded(shownStore.get());

/** Texts in the language shown. */
export const useText = (): Messages => loaded(useStore(shownStore));
