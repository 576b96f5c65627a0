import type { Text } from '@akezora/contract';
import type { CommandTerminal } from './terminal.ts';

const messages = {
  ready: {
    en: 'Akezora is running at {url} (press Ctrl-C to stop).',
    ja: 'Akezora は {url} で動いています（Ctrl-C を押すと停止します）。',
  },
  renewed: {
    en: 'The server takes this token from its next start on; addresses and browsers with the old one stop working then.',
    ja: 'サーバーは次回の起動からこのトークンを使います。以前のトークンのアドレスとブラウザーは、その時点で使えなくなります。',
  },
  worker: {
    en: 'Running jobs for {url}. Ctrl-C returns running jobs to the queue and stops.',
    ja: '{url} のジョブを実行しています。Ctrl-C を押すと、実行中のジョブを待機中に戻して停止します。',
  },
  key: { en: 'API key (shown this once): {key}', ja: 'API キー（表示は今回だけです）: {key}' },
  secondFactorReset: {
    en: 'Account {name} has no second factor any more, and its sessions have ended.',
    ja: 'アカウント {name} の2つ目の認証方法を削除し、セッションを終了しました。',
  },
  account: { en: 'Account {name} was created.', ja: 'アカウント {name} を作りました。' },
  passwordChanged: {
    en: 'The password of {name} was changed; API keys that still work: {keys}.',
    ja: '{name} のパスワードを変更しました（有効な API キー: {keys}個）。',
  },
  password: { en: 'Password for {name}: ', ja: '{name} のパスワード: ' },
  backup: { en: '{count} files were saved in {file}.', ja: '{count}個のファイルを {file} に保存しました。' },
  restore: { en: '{count} files were restored to {file}.', ja: '{count}個のファイルを {file} に復元しました。' },
  restoredCopy: {
    en: 'The database was restored from {copy}. The former one is kept as {kept}.',
    ja: 'データベースを {copy} から復元しました。元のデータベースは {kept} に残っています。',
  },
  unknownClips: {
    en: 'Files of clips that this database does not know (kept): {names}',
    ja: 'このデータベースにないクリップのファイル（残っています）: {names}',
  },
  missingClips: {
    en: 'Clips whose file is missing: {names}',
    ja: 'ファイルが見つからないクリップ: {names}',
  },
  importing: { en: '{done} of {total}: {name}', ja: '{done} / {total}: {name}' },
  imported: { en: '{count} clips were imported.', ja: '{count}本のクリップをライブラリに取り込みました。' },
  skipped: { en: 'not imported: {reason}', ja: '取り込まなかったファイル: {reason}' },
  exported: { en: '{count} clips were exported to {file}.', ja: '{count}本のクリップを {file} に書き出しました。' },
  pending: { en: 'Migrations that would run: {names}', ja: '実行されるマイグレーション: {names}' },
  building: { en: 'Building the studio (once, a few seconds) …', ja: 'スタジオをビルドしています（初回のみ、数秒）…' },
  well: { en: 'No problems found.', ja: '問題は見つかりませんでした。' },
  none: { en: 'none', ja: 'なし' },
} as const satisfies Record<string, Text>;

/** Name of a message of the commands. */
export type MessageName = keyof typeof messages;

/** A message of the commands in the terminal's language, with its placeholders filled in. */
export const say = (
  terminal: Pick<CommandTerminal, 'language'>,
  name: MessageName,
  values: Readonly<Record<string, string | number>> = {},
): string => messages[name][terminal.language].replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ''));
