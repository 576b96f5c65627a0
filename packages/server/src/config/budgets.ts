import { actorsOfCharacters, type Text } from '@akezora/contract';
import { z } from 'zod';

/** How access to a server is controlled. */
export type AccessMode = 'loopback' | 'accounts' | 'open';

/** A limit: what it is for, and its default in each mode. Infinity for no limit. */
export interface BudgetRow {
  readonly about: Text;
  readonly defaults: Readonly<Record<AccessMode, number>>;
}

const none = Number.POSITIVE_INFINITY;

const row = (en: string, ja: string, loopback: number, accounts: number, open: number): BudgetRow => ({
  about: { en, ja },
  defaults: { loopback, accounts, open },
});

/**
 * What may be used up, in the order of the guide. A limit holds for each owner; in open mode it also holds for all
 * visitors of one network together. `requests` counts addresses; limits with `all` hold for the whole server.
 */
export const budgetRows = {
  requests: row('requests a minute from one address', '1つのアドレスからの毎分のリクエスト', none, none, 600),
  submissions: row('submissions of jobs a minute', '毎分のジョブの送信', none, 600, 30),
  plans: row('plans a minute', '毎分の見積もり', none, 600, 120),
  stills: row('stills a minute', '毎分の静止画', none, 300, 30),
  uploads: row('uploads and imports a minute', '毎分のアップロードと取り込み', none, 300, 30),
  conversions: row('conversions of clips a minute', '毎分のクリップの変換', none, 300, 60),
  verifications: row('files checked for credentials a minute', '毎分の、認証情報を確認するファイル', none, 60, 10),
  promptHelp: row('calls of the prompt help a minute', '毎分のプロンプト補助', none, 60, 10),
  visitors: row('new visitors a minute from one network', '1つのネットワークからの毎分の新しい訪問者', 0, 0, 20),
  allVisitors: row('new visitors of the server a minute', 'サーバー全体の毎分の新しい訪問者', 0, 0, 200),
  newVisitorSeconds: row(
    'seconds of video that all visitors of the last 10 minutes submit in 10 minutes',
    '直近10分の新しい訪問者全員が10分間に送信できる動画の秒数',
    none,
    none,
    600,
  ),
  forms: row('forms received at once', '同時に受信するフォーム', 16, 4, 2),
  allForms: row('forms that the server receives at once', 'サーバー全体で同時に受信するフォーム', 32, 32, 16),
  streams: row(
    'answers that stay open: event streams, calls that wait for a clip',
    '開いたままの応答（イベントの配信、クリップの完成を待つ呼び出し）',
    64,
    20,
    5,
  ),
  allStreams: row('open answers of the server', 'サーバー全体の開いたままの応答', 2000, 2000, 1000),
  allQueued: row('waiting jobs of the server', 'サーバー全体の待機ジョブ', 1_000_000, 1_000_000, 10_000),
  history: row(
    'ended jobs without a clip that are kept',
    '保存する、クリップのない終了したジョブ',
    100_000,
    50_000,
    1000,
  ),
  folders: row('folders', 'フォルダー', 1000, 1000, 50),
  presets: row('presets', 'プリセット', 1000, 500, 50),
  storyboards: row('storyboards', '絵コンテ', 1000, 500, 20),
  actors: row('actors', '俳優', 1000, 500, 20),
  webhooks: row('webhooks', 'Webhook', 50, 20, 0),
  deliveries: row('webhook deliveries a minute; more wait', '毎分の Webhook の送信（超えた分は待機）', none, 120, 30),
  hostDeliveries: row(
    'webhook deliveries of the server a minute to one host; more wait',
    'サーバー全体の、1つのホストへの毎分の Webhook の送信（超えた分は待機）',
    none,
    240,
    60,
  ),
  uploadedFiles: row('uploaded files', 'アップロードしたファイル', 100_000, 20_000, 200),
  openUploads: row('incomplete uploads', '途中のアップロード', 50, 20, 3),
  noteBytes: row('bytes of presets and storyboards', 'プリセットと絵コンテのバイト数', 100e6, 20e6, 2e6),
  bytes: row(
    'bytes of everything stored, where `--quota-bytes` is 0',
    '保存したすべてのバイト数（`--quota-bytes` が 0 のとき）',
    none,
    none,
    2e9,
  ),
} as const satisfies Readonly<Record<string, BudgetRow>>;

/** Name of a limit. */
export type BudgetName = keyof typeof budgetRows;

/** A value for each limit; Infinity for no limit. */
export type BudgetLimits = Readonly<Record<BudgetName, number>>;

const names = Object.keys(budgetRows) as BudgetName[];

/** The limits of a mode, changed by those that the configuration names. */
export const budgetsOfMode = (mode: AccessMode, given: Partial<BudgetLimits>): BudgetLimits => ({
  ...(Object.fromEntries(names.map((name) => [name, budgetRows[name].defaults[mode]])) as BudgetLimits),
  ...given,
});

const givenSchema = z
  .strictObject(
    Object.fromEntries(names.map((name) => [name, z.number().int().min(0).max(1e15).nullable()])) as Record<
      BudgetName,
      z.ZodNullable<z.ZodNumber>
    >,
  )
  .partial()
  .transform(
    (given) =>
      Object.fromEntries(Object.entries(given).map(([name, limit]) => [name, limit ?? none])) as Partial<BudgetLimits>,
  );

/** Limits of the configuration: whole numbers; `null` for no limit. `characters` still means `actors`. */
export const budgetsSchema: z.ZodType<Partial<BudgetLimits>> = z.preprocess(actorsOfCharacters, givenSchema);
