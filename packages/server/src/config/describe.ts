import { type Setting, type SettingKey, settings } from './settings.ts';

/** A setting as the guides and the help of commands show it. */
export interface DescribedSetting {
  readonly key: SettingKey;
  /** Flag with the placeholder of its value. */
  readonly flag: string;
  /** Environment variable. */
  readonly env: string;
  /** The default as text; undefined when there is none. */
  readonly fallback: string | undefined;
  /** Effect and unit, with code in backticks. */
  readonly about: string;
}

/** Describes some settings, in their order; those that only code can set are left out. */
export function describeSettings(keys: readonly SettingKey[], language: 'en' | 'ja'): readonly DescribedSetting[] {
  return keys.flatMap((key) => {
    const row: Setting = settings[key];
    if (row.source === undefined) return [];
    const { flag, env, value, about } = row.source;
    return [{ key, flag: `--${flag} ${value}`, env, fallback: describeDefault(row.default), about: about[language] }];
  });
}

function describeDefault(value: unknown): string | undefined {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return undefined;
  if (Array.isArray(value)) return value.join(',');
  if (typeof value !== 'object' || value === null) return String(value);
  // JSON has no infinity: a limit that is off is left out.
  const finite = Object.entries(value).filter(([, each]) => each !== Number.POSITIVE_INFINITY);
  return JSON.stringify(Object.fromEntries(finite));
}
