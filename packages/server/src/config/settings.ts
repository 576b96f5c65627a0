import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { boxModel, modelNames, parseOrThrow, type Text } from '@akezora/contract';
import { builtStudio } from '@akezora/contract/root';
import { z } from 'zod';
import { policyNameOrData } from '../safety/policies.ts';
import { budgetsSchema } from './budgets.ts';
import { plainUrl } from './plain-url.ts';
import {
  count,
  defaultLimits,
  deviceNames,
  json,
  limitsSchema,
  names,
  oidcSchema,
  onOrOff,
  ownUrl,
  promptHelpSchema,
  proxies,
  s3Schema,
} from './schemas.ts';
import { upstreamSchema } from './upstreams.ts';

/** Where a setting is read from, and its row in the guide. */
export interface Source {
  /** `--flag VALUE` at the command line. */
  readonly flag: string;
  /** Environment variable. */
  readonly env: string;
  /** Placeholder of the value in the guide. */
  readonly value: string;
  /** Former names, still read. */
  readonly former?: { readonly flag: string; readonly env: string; readonly key: string };
  /** Effect and unit, for the guide. */
  readonly about: Text;
}

/** One setting: its schema, its default, and its source; without a source only code can set it. */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  readonly default: z.output<Schema> | undefined;
  readonly source?: Source;
}

const setting = <Schema extends z.ZodType, Default extends z.output<Schema> | undefined>(
  schema: Schema,
  fallback: Default,
  source?: Source,
) => ({ schema, default: fallback, ...(source === undefined ? {} : { source }) });

const address = z.string().min(1);
/** Seconds of something that people are given, at most ten years. */
const lifetime = z.coerce.number().min(0).max(315_360_000);
const processCount = z.coerce.number().int().min(1).max(64);
const portNumber = z.coerce.number().int().min(0).max(65_535);
const postgresUrl = z.url({ protocol: /^postgres(?:ql)?$/ });
const accessModes = z.enum(['auto', 'accounts', 'open']);
const auditDays = count.refine((days) => days === 0 || days >= 30, 'at least 30, or 0');
const logLevels = z.enum(['silent', 'error', 'warn', 'info', 'debug']);
const aliases = z.record(z.string(), z.string());

/** Every setting of the service by its key in a configuration file, in the order of the guide. */
export const settings = {
  /** Address to listen on. Default `127.0.0.1`. */
  host: setting(address, '127.0.0.1', {
    flag: 'host',
    env: 'AKEZORA_HOST',
    value: 'ADDRESS',
    about: { en: 'address to listen on', ja: '待ち受けるアドレス' },
  }),
  /** Port to listen on; 0 takes a free one. Default 7860. */
  port: setting(portNumber, 7860, {
    flag: 'port',
    env: 'AKEZORA_PORT',
    value: 'PORT',
    about: { en: 'port to listen on; 0 takes a free one', ja: '待ち受けるポート（0 で空きポート）' },
  }),
  /** Folder of the embedded database, clips and uploads. Default `data`. */
  dataFolder: setting(address, 'data', {
    flag: 'data',
    env: 'AKEZORA_DATA',
    value: 'DIR',
    about: {
      en: 'folder of the database, clips and uploads',
      ja: 'データベース・クリップ・アップロードのフォルダー',
    },
  }),
  /** Postgres to use instead of the embedded database. Default: the embedded one. */
  databaseUrl: setting(postgresUrl, undefined, {
    flag: 'database',
    env: 'DATABASE_URL',
    value: 'URL',
    about: { en: 'Postgres to use instead of the embedded database', ja: '組み込みの代わりに使う Postgres' },
  }),
  /** Bucket that stores clips and uploads. Default: the data folder. */
  s3: setting(json(s3Schema), undefined, {
    flag: 's3',
    env: 'AKEZORA_S3',
    value: 'JSON',
    about: {
      en: 'S3 bucket that stores the clips: bucket, endpoint, region, prefix, accessKeyId, secretAccessKey',
      ja: 'クリップを保存する S3 バケット（bucket、endpoint、region、prefix、accessKeyId、secretAccessKey）',
    },
  }),
  /** Who can use the server. Default `auto`: no login on loopback, accounts elsewhere. */
  access: setting(accessModes, 'auto', {
    flag: 'access',
    env: 'AKEZORA_ACCESS',
    value: 'auto|accounts|open',
    about: {
      en: 'who can use the server: `auto` needs accounts except on this machine, `accounts` always, `open` never',
      ja: '誰が使えるか（`auto` はこのマシン以外でアカウントが必要、`accounts` は常に必要、`open` は不要）',
    },
  }),
  /** Host names that the server answers to besides its own address. Default: none. */
  allowedHosts: setting(names, [], {
    flag: 'allowed-host',
    env: 'AKEZORA_ALLOWED_HOSTS',
    value: 'NAMES',
    about: { en: 'host names to accept besides its own', ja: 'サーバー自身のホスト名のほかに受け付けるホスト名' },
  }),
  /** Origins whose web pages may call the server. Default: none. */
  cors: setting(names, [], {
    flag: 'cors',
    env: 'AKEZORA_CORS',
    value: 'ORIGINS',
    about: { en: 'origins whose web pages may call the server', ja: '呼び出しを許可するページのオリジン' },
  }),
  /** Address that people use when a proxy stands in front. Default: the address of each request. */
  publicUrl: setting(ownUrl, undefined, {
    flag: 'public-url',
    env: 'AKEZORA_PUBLIC_URL',
    value: 'URL',
    about: { en: 'URL that people use, behind a proxy', ja: 'プロキシ経由で使うときの URL' },
  }),
  /** Proxies in front whose `X-Forwarded-For` counts. Default false: none. */
  trustProxy: setting(proxies, false, {
    flag: 'trust-proxy',
    env: 'AKEZORA_TRUST_PROXY',
    value: 'true|false|ADDRESSES',
    about: {
      en: 'proxies that may say the address of a client in X-Forwarded-For: all, none, or these addresses and networks',
      ja: 'X-Forwarded-For で接続元のアドレスを伝えてよいプロキシ（すべて、なし、または指定したアドレスとネットワーク）',
    },
  }),
  /** Sign-in by OpenID Connect. Default: none. */
  oidc: setting(json(oidcSchema), undefined, {
    flag: 'oidc',
    env: 'AKEZORA_OIDC',
    value: 'JSON',
    about: {
      en: 'sign-in by OpenID Connect: issuer, clientId, clientSecret, name, signUp, allow, roleClaim, roles',
      ja: 'OpenID Connect でのサインイン（issuer、clientId、clientSecret、name、signUp、allow、roleClaim、roles）',
    },
  }),
  /** Seconds until a session ends and its person signs in again. Default 30 days. */
  sessionSeconds: setting(lifetime, 2_592_000, {
    flag: 'session-seconds',
    env: 'AKEZORA_SESSION_SECONDS',
    value: 'N',
    about: {
      en: 'seconds until a session ends (30 days)',
      ja: 'セッションが終わるまでの秒数（30日）',
    },
  }),
  /** Seconds without a request until the session of an account ends; 0 for no such end. Default 7 days. */
  sessionIdleSeconds: setting(lifetime, 604_800, {
    flag: 'session-idle-seconds',
    env: 'AKEZORA_SESSION_IDLE_SECONDS',
    value: 'N',
    about: {
      en: 'seconds without use until the session of an account ends (7 days); 0 for no such end',
      ja: '使われないままのとき、アカウントのセッションが終わるまでの秒数（7日、0 なら終わらない）',
    },
  }),
  /** Whether owners need a second factor; without one they may only set it up. Default false. */
  ownersNeedSecondFactor: setting(onOrOff, false, {
    flag: 'owners-need-second-factor',
    env: 'AKEZORA_OWNERS_NEED_SECOND_FACTOR',
    value: 'true|false',
    about: {
      en: 'whether owners need an authenticator app or a passkey to sign in',
      ja: '管理者のサインインに認証アプリかパスキーを必須にするか',
    },
  }),
  /** Seconds between checks whether the sender of a long answer still has the right to it. Default 20. */
  rightsCheckSeconds: setting(z.number().min(0.01).max(30), 20),
  /** Devices that run models; an empty list leaves the work to `akezora worker` on other machines. Default `cpu`. */
  devices: setting(deviceNames, ['cpu'], {
    flag: 'devices',
    env: 'AKEZORA_DEVICES',
    value: 'NAMES',
    about: {
      en: 'devices that run models; `none` leaves the work to workers on other machines',
      ja: 'モデルを動かすデバイス（`none` なら別のマシンのワーカーに任せる）',
    },
  }),
  /** Processes that read uploads, make pictures and plan at the same time, of each kind. Default 2. */
  mediaProcesses: setting(processCount, 2, {
    flag: 'media-processes',
    env: 'AKEZORA_MEDIA_PROCESSES',
    value: 'N',
    about: {
      en: 'processes that read uploads, make pictures and plan at the same time, of each kind',
      ja: 'アップロードの読み込み、画像の作成、見積もりに同時に使うプロセスの数（種類ごと）',
    },
  }),
  /** Module of the engine, by name or path. Default `@akezora/engine`. */
  engine: setting(address, '@akezora/engine'),
  /** Limits of each owner. */
  limits: setting(json(limitsSchema), defaultLimits, {
    flag: 'limits',
    env: 'AKEZORA_LIMITS',
    value: 'JSON',
    about: {
      en: 'limits of each owner: jobs `running` and `queued`, `secondsPerDay` of video',
      ja: '利用者ごとの上限（`running` 実行中のジョブ、`queued` 待機中のジョブ、`secondsPerDay` 1日の動画の秒数）',
    },
  }),
  /** What else an owner may use up, where it differs from the mode's. Default: none of them. */
  budgets: setting(
    json(budgetsSchema),
    {},
    {
      flag: 'budgets',
      env: 'AKEZORA_BUDGETS',
      value: 'JSON',
      about: {
        en: 'further limits of each owner, listed below; `null` for no limit',
        ja: '利用者ごとのその他の上限（下の一覧。`null` は無制限）',
      },
    },
  ),
  /** Other names of models. Default: `akezora-1`, `sora-2` and `sora-2-pro` stand for `akezora-2`. */
  modelAliases: setting(
    json(aliases),
    { ...modelNames },
    {
      flag: 'aliases',
      env: 'AKEZORA_ALIASES',
      value: 'JSON',
      about: { en: 'other names of models', ja: 'モデルの別名' },
    },
  ),
  /** Whether anything is signed with content credentials, where the rules for marks ask for it. Default true. */
  credentials: setting(onOrOff, true),
  /** Time-stamp authority (RFC 3161) that is asked at each signature. Default: none. */
  timeStamp: setting(plainUrl, undefined, {
    flag: 'time-stamp',
    env: 'AKEZORA_TIME_STAMP',
    value: 'URL',
    about: {
      en: 'time-stamp authority (RFC 3161) that proves when something was signed',
      ja: '署名の日時を証明するタイムスタンプ局（RFC 3161）',
    },
  }),
  /** Model of requests that name none. Default `akezora-2`. */
  defaultModel: setting(address, boxModel),
  /** Servers with `/v1/videos`, and ComfyUI with a workflow, that are used as models. Default: none. */
  upstreams: setting(json(z.array(upstreamSchema)), [], {
    flag: 'upstreams',
    env: 'AKEZORA_UPSTREAMS',
    value: 'JSON',
    about: {
      en: 'servers with /v1/videos, and ComfyUI with a workflow, to use as models',
      ja: 'モデルとして使う、/v1/videos を持つサーバーや、ワークフローを決めた ComfyUI',
    },
  }),
  /** Chat model that expands and translates prompts. Default: none. */
  promptHelp: setting(json(promptHelpSchema), undefined, {
    flag: 'prompt-help',
    env: 'AKEZORA_PROMPT_HELP',
    value: 'JSON',
    about: {
      en: 'chat endpoint that expands and translates prompts: url, model, key',
      ja: 'プロンプトを詳しくし、翻訳するチャット API（url、model、key）',
    },
  }),
  /**
   * What may be asked for and published: `personal`, `studio`, `public`, or a policy as JSON. Default by who can reach the server:
   * `personal` on this machine, `studio` with accounts, `public` for everyone.
   */
  policy: setting(policyNameOrData, undefined, {
    flag: 'policy',
    env: 'AKEZORA_POLICY',
    value: 'NAME|JSON',
    about: {
      en: 'what may be asked for and published: `personal` (default on this machine), `studio` (with accounts), `public` (for everyone), or a policy as JSON',
      ja: '生成と公開を許す内容（`personal` はこのマシンの既定、`studio` はアカウント制の既定、`public` は誰でも使えるときの既定。JSON で自分のポリシーも指定できる）',
    },
  }),
  /** Whether public clips are shown in a gallery. Default false. */
  gallery: setting(onOrOff, false, {
    flag: 'gallery',
    env: 'AKEZORA_GALLERY',
    value: 'true|false',
    about: { en: 'whether clips can be public, in a gallery', ja: 'クリップをギャラリーに公開できるか' },
  }),
  /** Whether clips can be shared by link. Default true. */
  sharing: setting(onOrOff, true, {
    flag: 'sharing',
    env: 'AKEZORA_SHARING',
    value: 'true|false',
    about: { en: 'whether clips can be shared by link', ja: 'クリップをリンクで共有できるか' },
  }),
  /** Most bytes of a JSON body. Default 4 MB. */
  bodyBytes: setting(count, 4e6),
  /** Most bytes of an upload. Default 1 GB. */
  uploadBytes: setting(count, 1e9, {
    flag: 'upload-bytes',
    env: 'AKEZORA_UPLOAD_BYTES',
    value: 'N',
    about: { en: 'most bytes of an upload', ja: 'アップロードの上限（バイト）' },
  }),
  /** Most bytes that an owner may store in all; 0 for the mode's: no limit, 2 GB in open mode. Default 0. */
  quotaBytes: setting(count, 0, {
    flag: 'quota-bytes',
    env: 'AKEZORA_QUOTA_BYTES',
    value: 'N',
    about: {
      en: 'most bytes that an owner may store in all; 0 for the default of the mode (no limit, 2 GB with `--access open`)',
      ja: '利用者ごとに保存できる合計の上限（バイト、0 なら既定: 無制限、`--access open` では 2 GB）',
    },
  }),
  /** Free bytes of disk below which no job starts. Default 500 MB. */
  reserveBytes: setting(count, 500e6, {
    flag: 'reserve-bytes',
    env: 'AKEZORA_RESERVE_BYTES',
    value: 'N',
    about: {
      en: 'free bytes of disk below which no job starts',
      ja: 'ディスクの空きがこれより少ないとジョブを始めない（バイト）',
    },
  }),
  /** Bytes of all conversions of clips, beyond which those unused for longest are deleted. Default 10 GB. */
  conversionBytes: setting(count, 10e9, {
    flag: 'conversion-bytes',
    env: 'AKEZORA_CONVERSION_BYTES',
    value: 'N',
    about: {
      en: 'bytes of all conversions of clips, beyond which those unused for longest are deleted',
      ja: '変換した動画すべての容量の上限（バイト、超えると長く使われていないものから削除）',
    },
  }),
  /** Seconds until a clip expires and is deleted; 0 for never. Default 0. */
  clipTtlSeconds: setting(count, 0, {
    flag: 'clip-ttl-seconds',
    env: 'AKEZORA_CLIP_TTL_SECONDS',
    value: 'N',
    former: { flag: 'clip-seconds', env: 'AKEZORA_CLIP_SECONDS', key: 'clipSeconds' },
    about: {
      en: 'seconds until a clip expires and is deleted; 0 for never',
      ja: 'クリップが期限切れで削除されるまでの秒数（0 は無期限）',
    },
  }),
  /** Most requests a minute from one address; 0 for the mode's: no limit, 600 in open mode. Default 0. */
  requestsPerMinute: setting(count, 0, {
    flag: 'requests-per-minute',
    env: 'AKEZORA_REQUESTS_PER_MINUTE',
    value: 'N',
    about: {
      en: 'most requests a minute from one address; 0 for the default of the mode (none, 600 with `--access open`)',
      ja: '1つのアドレスから受け付ける毎分のリクエスト数の上限（0 なら既定: 無制限、`--access open` では 600）',
    },
  }),
  /** Seconds without a heartbeat until a worker counts as dead and its job is retried. Default 15. */
  heartbeatTimeoutSeconds: setting(count, 15, {
    flag: 'heartbeat-timeout-seconds',
    env: 'AKEZORA_HEARTBEAT_TIMEOUT_SECONDS',
    value: 'N',
    former: { flag: 'gone-after', env: 'AKEZORA_GONE_AFTER', key: 'goneAfterSeconds' },
    about: {
      en: 'seconds without a heartbeat until a worker counts as dead and its job is retried',
      ja: 'ワーカーのハートビートが途絶えてから、停止したとみなしてジョブを再試行するまでの秒数',
    },
  }),
  /** Days that the audit log is kept, at least 30; 0 for ever. Default 365. */
  auditDays: setting(auditDays, 365, {
    flag: 'audit-days',
    env: 'AKEZORA_AUDIT_DAYS',
    value: 'N',
    about: {
      en: 'days that the audit log is kept, at least 30; 0 for ever',
      ja: '監査ログを残す日数（30 以上、0 は無期限）',
    },
  }),
  /** Folder of the built studio. Default: the one of this repository, when it is built. */
  studioFolder: setting(address, undefined),
  /** Least severity that is logged. Default `info`. */
  logLevel: setting(logLevels, 'info', {
    flag: 'log',
    env: 'AKEZORA_LOG',
    value: 'LEVEL',
    about: {
      en: 'least severity that is logged: silent, error, warn, info, debug',
      ja: '記録するログの最低レベル（silent、error、warn、info、debug）',
    },
  }),
} as const satisfies Readonly<Record<string, Setting>>;

type Rows = typeof settings;

/** Name of a setting. */
export type SettingKey = keyof Rows;

/** Every option of the service. What is left out takes its default. */
export type ServerOptions = {
  readonly [Key in SettingKey]: undefined extends Rows[Key]['default']
    ? z.output<Rows[Key]['schema']> | undefined
    : z.output<Rows[Key]['schema']>;
};

/** Default of every option. */
export const defaultOptions = Object.fromEntries(
  Object.entries(settings).map(([key, row]) => [key, row.default]),
) as unknown as ServerOptions;

const checkedSchema = z.object({ publicUrl: settings.publicUrl.schema.optional() });

/** Fills in the defaults. @throws AkezoraError `request_invalid` for a public URL below a path of its host. */
export function withDefaults(given: Partial<ServerOptions>): ServerOptions {
  const { publicUrl } = parseOrThrow(checkedSchema, { publicUrl: given.publicUrl });
  const options = { ...defaultOptions, ...given, publicUrl };
  const studioFolder = options.studioFolder ?? (existsSync(builtStudio) ? fileURLToPath(builtStudio) : undefined);
  return { ...options, studioFolder };
}
