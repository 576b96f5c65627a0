import { type Setting, settings } from './settings.ts';

const headings = {
  en: ['flag', 'variable', 'in the file', 'default', 'what'],
  ja: ['フラグ', '環境変数', '設定ファイル', '既定', '内容'],
} as const;

/** The settings as a Markdown table, for the guides; a test compares the two. */
export function describeSettings(language: 'en' | 'ja'): string {
  const rows = Object.entries(settings).flatMap(([key, row]: [string, Setting]) => {
    if (row.source === undefined) return [];
    const { flag, env, value, about } = row.source;
    const cells = [`\`--${flag} ${value.replaceAll('|', '\\|')}\``, `\`${env}\``, `\`${key}\``];
    return [`| ${[...cells, describeDefault(row.default), about[language]].join(' | ')} |`];
  });
  const head = headings[language];
  return [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows].join('\n');
}

function describeDefault(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '–';
  if (Array.isArray(value)) return `\`${value.join(',')}\``;
  if (typeof value !== 'object' || value === null) return `\`${value}\``;
  // JSON has no infinity: a limit that is off is left out.
  const finite = Object.entries(value).filter(([, each]) => each !== Number.POSITIVE_INFINITY);
  return `\`${JSON.stringify(Object.fromEntries(finite))}\``;
}
