import { sentencesIn } from '@akezora/contract';
import { errorOf } from '../api/client.ts';
import { languageNow } from '../i18n/index.ts';
import { toast } from './toast.tsx';

/** Shows an error and its remedy as a toast, in the language shown. */
export function toastError(thrown: unknown): void {
  const error = errorOf(thrown);
  const language = languageNow();
  toast(sentencesIn(language, error.text[language], error.remedy[language]), { kind: 'error' });
}
