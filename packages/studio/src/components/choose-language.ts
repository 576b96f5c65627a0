import type { Language } from '@akezora/contract';
import { setLanguage } from '../i18n/index.ts';
import { toastError } from './error-toast.ts';

/** Changes the language of the studio; says so where its texts cannot be loaded. */
export const chooseLanguage = (language: Language): void => void setLanguage(language).catch(toastError);
