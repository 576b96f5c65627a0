import type { Language } from '@akezora/contract';
import { ja } from './ja/index.ts';
import { en, type Messages } from './messages.ts';

/** Texts in any language, for what is found by its name in both. Only parts that load when they are asked for import this. */
export const textsOf = (language: Language): Messages => (language === 'ja' ? ja : en);
