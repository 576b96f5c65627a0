import { budgetRows } from '../../src/config/budgets.ts';

const headings = {
  en: ['name', 'most', 'loopback', 'accounts', 'open'],
  ja: ['名前', '上限', 'このマシンのみ', 'アカウント', 'オープン'],
} as const;

/** The limits of budgets as the Markdown table of the guides. */
export function budgetsTable(language: 'en' | 'ja'): string {
  const text = (limit: number) => (Number.isFinite(limit) ? String(limit) : '–');
  const rows = Object.entries(budgetRows).map(([name, { about, defaults }]) => {
    const cells = [
      `\`${name}\``,
      about[language],
      text(defaults.loopback),
      text(defaults.accounts),
      text(defaults.open),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = headings[language];
  return [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows].join('\n');
}
