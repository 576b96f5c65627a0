import type { Language } from '@akezora/contract';
import { languageNow, messagesNow } from '../i18n/index.ts';

/** Bytes as a person reads them, in powers of 1000. */
export function bytes(value: number, language: Language = languageNow()): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let power = 0;
  let size = value;
  while (size >= 999.5 && power < units.length - 1) {
    size /= 1000;
    power += 1;
  }
  const digits = size < 10 && power > 1 ? 1 : 0;
  return `${size.toLocaleString(language, { maximumFractionDigits: digits })} ${units[power]}`;
}

/** A span of time in its largest fitting unit: `8 s`, `3 min`, `1.5 h`. */
export function span(seconds: number): string {
  const t = messagesNow().shell.units;
  if (seconds < 90) return t.seconds(Math.max(1, Math.round(seconds)));
  if (seconds < 5400) return t.minutes(Math.round(seconds / 60));
  return t.hours(Math.round(seconds / 360) / 10);
}

/** Position in a clip: `0:07.25` with hundredths, or `0:07`. */
export function clock(seconds: number, hundredths = false): string {
  const safe = Math.max(0, seconds);
  const minutes = Math.floor(safe / 60);
  const rest = safe - minutes * 60;
  const text = hundredths ? rest.toFixed(2).padStart(5, '0') : String(Math.floor(rest)).padStart(2, '0');
  return `${minutes}:${text}`;
}

/** A number of seconds without needless zeros: `2.5`. */
export const short = (value: number): string => String(Math.round(value * 100) / 100);

/** A moment: time of day for today, else date and time. */
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
