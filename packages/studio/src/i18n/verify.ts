/** The texts of the page that checks a file, which load with it. */
import { verify as en, type VerifyText } from './en/verify.ts';
import { useLanguage } from './index.ts';
import { verify as ja } from './ja/verify.ts';

export type { VerifyText } from './en/verify.ts';

/** The texts of the page that checks a file, in the language shown. */
export const useVerifyText = (): VerifyText => (useLanguage() === 'ja' ? ja : en);
