import type { Text } from '@akezora/contract';
import type { CommandTerminal } from './terminal.ts';

const words: Record<string, Text> = {
  ready: {
    en: 'Akezora is at {url} (Ctrl-C stops it).',
    ja: 'Akezora は {url} で動いています（Ctrl-C で止まります）。',
  },
  worker: {
    en: 'Making clips for {url}. Ctrl-C hands them back.',
    ja: '{url} のクリップを作っています。Ctrl-C で引き渡します。',
  },
  key: { en: 'API key (shown this once): {key}', ja: 'API キー（表示は今回だけです）: {key}' },
  account: { en: 'Account {name} is made.', ja: 'アカウント {name} を作りました。' },
  password: { en: 'Password for {name}: ', ja: '{name} のパスワード: ' },
  backup: { en: '{count} files are in {file}.', ja: '{count} 個のファイルを {file} に保存しました。' },
  restore: { en: '{count} files are back in {file}.', ja: '{count} 個のファイルを {file} に戻しました。' },
  importing: { en: '{done} of {total}: {name}', ja: '{total} 本中 {done} 本目: {name}' },
  imported: { en: '{count} clips are in the library.', ja: '{count} 本のクリップをライブラリに取り込みました。' },
  skipped: { en: 'left out: {reason}', ja: '除外: {reason}' },
  exported: { en: '{count} clips are in {file}.', ja: '{count} 本のクリップを {file} に書き出しました。' },
  pending: { en: 'Migrations that would run: {names}', ja: '実行される移行: {names}' },
  building: { en: 'Building the studio (once, a few seconds) …', ja: 'スタジオをビルドしています（初回のみ、数秒）…' },
  well: { en: 'Everything is as it should be.', ja: '問題は見つかりませんでした。' },
  none: { en: 'none', ja: 'なし' },
};

/** A message of the commands in the terminal's language, with its placeholders filled in. */
export const say = (terminal: CommandTerminal, name: string, values: Record<string, string | number> = {}): string =>
  (words[name]?.[terminal.language] ?? '').replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ''));
