import { errorOf } from '../api/client.ts';
import { languageNow } from '../i18n/index.ts';
import { toast } from './toast.tsx';

/** Shows an error and its remedy as a toast, in the language shown. */
export function toastError(thrown: unknown): void {
  const error = errorOf(thrown);
  const language = languageNow();
  toast(`${error.text[language]} ${error.remedy[language]}`.trim(), { kind: 'error' });
}
