import type { Language } from './text.ts';

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes in powers of 1000, the same in every language: `512 B`, `64 kB`, `330 MB`, `4.2 GB`. */
export function formatBytes(bytes: number): string {
  let power = 0;
  let size = Math.max(0, bytes);
  while (size >= 999.5 && power < byteUnits.length - 1) {
    size /= 1000;
    power += 1;
  }
  const digits = power > 1 && size < 99.95 ? 1 : 0;
  return `${size.toFixed(digits)} ${byteUnits[power]}`;
}

/**
 * A span of time to the second, for progress: `0.4 s`, `42 s`, `3 min 20 s`, `2 h 5 min`.
 * @param seconds below 0 counts as 0.
 */
export function formatDuration(seconds: number, language: Language): string {
  const unit = durationUnits[language];
  if (seconds < 9.95) return unit.seconds(Math.max(0, seconds).toFixed(1));
  const whole = Math.round(seconds);
  if (whole < 60) return unit.seconds(whole);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return unit.minutes(minutes) + unit.between + unit.seconds(whole % 60);
  return unit.hours(Math.floor(minutes / 60)) + unit.between + unit.minutes(minutes % 60);
}

/** A span of time in one unit, for estimates: `8 s`, `3 min`, `1.5 h`. */
export function formatSpan(seconds: number, language: Language): string {
  const unit = durationUnits[language];
  if (seconds < 90) return unit.seconds(Math.max(1, Math.round(seconds)));
  if (seconds < 5400) return unit.minutes(Math.round(seconds / 60));
  return unit.hours(Math.round(seconds / 360) / 10);
}

const durationUnits = {
  en: {
    seconds: (n: number | string) => `${n} s`,
    minutes: (n: number) => `${n} min`,
    hours: (n: number) => `${n} h`,
    between: ' ',
  },
  ja: {
    seconds: (n: number | string) => `${n}秒`,
    minutes: (n: number) => `${n}分`,
    hours: (n: number) => `${n}時間`,
    between: '',
  },
} as const;

/** A whole number with thousands separators: `12,345`. */
export const formatCount = (count: number, language: Language): string =>
  count.toLocaleString(language === 'ja' ? 'ja-JP' : 'en-GB');
