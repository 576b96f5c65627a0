import type { AkezoraError } from '@akezora/contract';
import { type PageLanguage, textOf } from './texts.ts';

/** What a failure says, and what to do: of what only a page knows in its own words, else the error's. */
export function faultText(error: AkezoraError, language: PageLanguage): string {
  switch (error.code) {
    case 'device_unavailable':
      return textOf(language, 'noEncoder');
    case 'not_enough_memory':
      return textOf(language, 'outOfMemory');
    case 'weights_missing':
    case 'weights_corrupt':
      return textOf(language, 'noFiles', { path: String(error.details.path) });
    case 'runtime_failed':
    case 'internal':
      return textOf(language, 'workerFailed', { reason: reasonOf(error, language) });
    default:
      return error.text[language];
  }
}

function reasonOf({ details: { reason } }: AkezoraError, language: PageLanguage): string {
  return typeof reason === 'object' ? reason[language] : String(reason ?? '');
}

/** Why a picture was refused and what to do; its field is called as the page calls it. */
export function refusalText(error: AkezoraError, language: PageLanguage): string {
  if (!error.code.startsWith('input_') && error.code !== 'request_invalid') return faultText(error, language);
  const said = error.text[language];
  const field = textOf(language, 'pictures');
  const text = error.field === undefined ? said : said.replace(error.field, field);
  if (error.code === 'request_invalid') return text;
  return `${text.replace(/[.。]$/, '')}${textOf(language, 'sentenceEnd')}${error.remedy[language]}`;
}
