import type { Language } from '@akezora/contract';
import { languageNow } from '../i18n/index.ts';

/** Position in a clip: `0:07.25` with hundredths, or `0:07`. */
export function clock(seconds: number, hundredths = false): string {
  const safe = Math.max(0, seconds);
  const minutes = Math.floor(safe / 60);
  const rest = safe - minutes * 60;
  const text = hundredths ? rest.toFixed(2).padStart(5, '0') : String(Math.floor(rest)).padStart(2, '0');
  return `${minutes}:${text}`;
}

/** A number with at most two decimals and no trailing zeros: `2.5`. */
export const short = (value: number): string => String(Math.round(value * 100) / 100);

/** A moment: the time of day if it is today, else date and time, with the year if it is another. */
export function moment(iso: string, language: Language = languageNow(), now: Date = new Date()): string {
  const date = new Date(iso);
  const today = date.toDateString() === now.toDateString();
  return date.toLocaleString(language === 'ja' ? 'ja-JP' : 'en-GB', {
    ...(today
      ? {}
      : { day: 'numeric', month: 'short', ...(date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }) }),
    hour: '2-digit',
    minute: '2-digit',
  });
}
