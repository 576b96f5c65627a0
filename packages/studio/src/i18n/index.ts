import { type Language, languageOfLocale } from '@akezora/contract';
import { useSyncExternalStore } from 'react';
import { ja } from './ja/index.ts';
import { en, type Messages } from './messages.ts';

export type { Messages } from './messages.ts';

const key = 'akezora.language';
const listeners = new Set<() => void>();

function initial(): Language {
  const kept = localStorage.getItem(key);
  if (kept === 'en' || kept === 'ja') return kept;
  return languageOfLocale(navigator.language);
}

let language: Language = initial();
document.documentElement.lang = language;

/** Changes the language of the studio, now and for later visits. */
export function setLanguage(next: Language): void {
  language = next;
  localStorage.setItem(key, next);
  document.documentElement.lang = next;
  for (const listener of listeners) listener();
}

/** The language now; components use `useLanguage`. */
export const languageNow = (): Language => language;

/** The language shown, as a hook. */
export function useLanguage(): Language {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, languageNow);
}

/** Texts in the language shown, outside components. */
export const messagesNow = (): Messages => (language === 'ja' ? ja : en);

/** Texts in the language shown. */
export function useText(): Messages {
  return useLanguage() === 'ja' ? ja : en;
}
