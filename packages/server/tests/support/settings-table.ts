import { describeSettings } from '../../src/config/describe.ts';
import { type SettingKey, settings } from '../../src/config/settings.ts';

const headings = {
  en: ['flag', 'variable', 'in the file', 'default', 'effect'],
  ja: ['フラグ', '環境変数', '設定ファイル', '既定', '内容'],
} as const;

/** The settings as the Markdown table of the guides. */
export function settingsTable(language: 'en' | 'ja'): string {
  const described = describeSettings(Object.keys(settings) as SettingKey[], language);
  const rows = described.map(({ key, flag, env, fallback, about }) => {
    const cells = [`\`${flag.replaceAll('|', '\\|')}\``, `\`${env}\``, `\`${key}\``];
    return `| ${[...cells, fallback === undefined ? '–' : `\`${fallback}\``, about].join(' | ')} |`;
  });
  const head = headings[language];
  return [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows].join('\n');
}
