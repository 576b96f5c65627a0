import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { AkezoraError, type Text } from '@akezora/contract';
import { z } from 'zod';
import { defaultOptions } from './defaults.ts';
import type { ServerOptions } from './options.ts';

/** One option of the service: its flag, its variable, how it is read, and what it is for. */
export interface Setting {
  readonly key: keyof ServerOptions;
  /** `--flag VALUE`; in a configuration file the key itself. */
  readonly flag: string;
  readonly env: string;
  readonly value: string;
  readonly schema: z.ZodType;
  readonly about: Text;
}

const list = z.union([
  z.array(z.string()),
  z.string().transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
  ),
]);
/** `none` where an empty list cannot be said: an empty variable counts as unset. */
const devices = list.transform((names) => names.filter((name) => name !== 'none'));
const number = z.coerce.number().min(0).max(1e15);
const flag = z.union([
  z.boolean(),
  z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1'),
]);
const json = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value, context) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  }, schema);

const limits = json(
  z
    .strictObject({
      running: z.number().int().min(1),
      queued: z.number().int().min(1),
      secondsPerDay: z.number().min(0),
    })
    .partial()
    .transform((given) => ({ ...defaultOptions.limits, ...given })),
);
const upstream = z.strictObject({
  model: z.string().min(1),
  urls: z.array(z.url()).min(1),
  remoteModel: z.string().optional(),
  key: z.string().optional(),
  slots: z.number().int().min(1).max(64).optional(),
  timeoutSeconds: z.number().min(1).optional(),
});
const s3 = z.strictObject({
  bucket: z.string().min(1),
  endpoint: z.url().optional(),
  region: z.string().optional(),
  prefix: z.string().optional(),
  accessKeyId: z.string().optional(),
  secretAccessKey: z.string().optional(),
});
const oidc = z.strictObject({
  issuer: z.url(),
  clientId: z.string(),
  clientSecret: z.string(),
  name: z.string().optional(),
});
const promptHelp = z.strictObject({ url: z.url(), model: z.string(), key: z.string().optional() });

const setting = (
  key: keyof ServerOptions,
  flagName: string,
  env: string,
  value: string,
  schema: z.ZodType,
  en: string,
  ja: string,
): Setting => ({ key, flag: flagName, env, value, schema, about: { en, ja } });

/** Every option of the service, in the order of the documented table. */
export const settings: readonly Setting[] = [
  setting('host', 'host', 'AKEZORA_HOST', 'ADDRESS', z.string().min(1), 'address to listen on', '待ち受けるアドレス'),
  setting('port', 'port', 'AKEZORA_PORT', 'PORT', z.coerce.number().int().min(0).max(65_535), 'port', 'ポート'),
  setting(
    'dataFolder',
    'data',
    'AKEZORA_DATA',
    'DIR',
    z.string().min(1),
    'folder of the database, clips and uploads',
    'データベース・クリップ・アップロードのフォルダー',
  ),
  setting(
    'databaseUrl',
    'database',
    'DATABASE_URL',
    'URL',
    z.url({ protocol: /^postgres(?:ql)?$/ }),
    'Postgres instead of the embedded database',
    '組み込みの代わりに使う Postgres',
  ),
  setting(
    's3',
    's3',
    'AKEZORA_S3',
    'JSON',
    json(s3),
    'clips in S3: bucket, endpoint, region, prefix, keys',
    'クリップを S3 に置く（bucket、endpoint、region、prefix、キー）',
  ),
  setting(
    'access',
    'access',
    'AKEZORA_ACCESS',
    'auto|accounts|open',
    z.enum(['auto', 'accounts', 'open']),
    'who may come in',
    '誰が使えるか',
  ),
  setting(
    'allowedHosts',
    'allowed-host',
    'AKEZORA_ALLOWED_HOSTS',
    'NAMES',
    list,
    'host names it answers to',
    '応じるホスト名',
  ),
  setting(
    'cors',
    'cors',
    'AKEZORA_CORS',
    'ORIGINS',
    list,
    'origins whose pages may call it',
    '呼び出しを許すページのオリジン',
  ),
  setting(
    'publicUrl',
    'public-url',
    'AKEZORA_PUBLIC_URL',
    'URL',
    z.url({ protocol: /^https?$/ }),
    'address behind a proxy',
    'プロキシの外から見たアドレス',
  ),
  setting(
    'trustProxy',
    'trust-proxy',
    'AKEZORA_TRUST_PROXY',
    'true|false',
    flag,
    'believe X-Forwarded-For',
    'X-Forwarded-For を信じる',
  ),
  setting(
    'oidc',
    'oidc',
    'AKEZORA_OIDC',
    'JSON',
    json(oidc),
    'sign-in by OpenID Connect: issuer, clientId, clientSecret, name',
    'OpenID Connect でのサインイン',
  ),
  setting(
    'devices',
    'devices',
    'AKEZORA_DEVICES',
    'NAMES',
    devices,
    'devices to run models on, or none',
    'モデルを動かすデバイス（none で使わない）',
  ),
  setting(
    'limits',
    'limits',
    'AKEZORA_LIMITS',
    'JSON',
    limits,
    'limits an owner: running, queued, secondsPerDay',
    '所有者ごとの上限',
  ),
  setting(
    'modelAliases',
    'aliases',
    'AKEZORA_ALIASES',
    'JSON',
    json(z.record(z.string(), z.string())),
    'names that stand for models',
    'モデルの別名',
  ),
  setting(
    'upstreams',
    'upstreams',
    'AKEZORA_UPSTREAMS',
    'JSON',
    json(z.array(upstream)),
    'servers with /v1/videos as models',
    '/v1/videos を持つサーバーをモデルとして使う',
  ),
  setting(
    'promptHelp',
    'prompt-help',
    'AKEZORA_PROMPT_HELP',
    'JSON',
    json(promptHelp),
    'chat endpoint for prompts: url, model, key',
    'プロンプトを手伝うチャット API',
  ),
  setting('gallery', 'gallery', 'AKEZORA_GALLERY', 'true|false', flag, 'public gallery', '公開ギャラリー'),
  setting('sharing', 'sharing', 'AKEZORA_SHARING', 'true|false', flag, 'sharing by link', 'リンクでの共有'),
  setting('uploadBytes', 'upload-bytes', 'AKEZORA_UPLOAD_BYTES', 'N', number, 'largest upload', 'アップロードの上限'),
  setting(
    'quotaBytes',
    'quota-bytes',
    'AKEZORA_QUOTA_BYTES',
    'N',
    number,
    'bytes of clips an owner may keep; 0 for no limit',
    '所有者ごとの容量（0 は無制限）',
  ),
  setting(
    'reserveBytes',
    'reserve-bytes',
    'AKEZORA_RESERVE_BYTES',
    'N',
    number,
    'free bytes below which nothing starts',
    'これより空きが少ないと実行しない',
  ),
  setting(
    'clipSeconds',
    'clip-seconds',
    'AKEZORA_CLIP_SECONDS',
    'N',
    number,
    'seconds after which clips expire; 0 for never',
    'クリップの期限（秒、0 は無期限）',
  ),
  setting(
    'requestsPerMinute',
    'requests-per-minute',
    'AKEZORA_REQUESTS_PER_MINUTE',
    'N',
    number,
    'requests an address may send; 0 for no limit',
    'アドレスごとの毎分リクエスト数（0 は無制限）',
  ),
  setting(
    'goneAfterSeconds',
    'gone-after',
    'AKEZORA_GONE_AFTER',
    'SECONDS',
    number,
    'silence after which a worker counts as gone',
    'ワーカーがいなくなったとみなす秒数',
  ),
  setting(
    'logLevel',
    'log',
    'AKEZORA_LOG',
    'LEVEL',
    z.enum(['silent', 'error', 'warn', 'info', 'debug']),
    'how much is logged',
    'ログの量',
  ),
];

/** Words of a command: its options and what else was said. */
export interface ReadWords {
  readonly options: Partial<ServerOptions>;
  readonly extra: Readonly<Record<string, string | boolean>>;
  readonly rest: readonly string[];
}

/**
 * Reads options from a configuration file (JSON), then the environment, then flags; later ones win.
 * @throws AkezoraError `request_invalid` naming the flag, variable or key.
 */
export function readOptions(
  words: readonly string[],
  extra: Readonly<Record<string, 'string' | 'boolean'>>,
  environment: NodeJS.ProcessEnv = process.env,
): ReadWords {
  const flags = Object.fromEntries([
    ...settings.map(({ flag: name }) => [name, { type: 'string' as const }]),
    ['config', { type: 'string' as const }],
    ...Object.entries(extra).map(([name, type]) => [name, { type }]),
  ]) as Record<string, { type: 'string' | 'boolean' }>;
  let parsed: { values: Record<string, string | boolean | undefined>; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...words], options: flags, allowPositionals: true, strict: true }) as typeof parsed;
  } catch (error) {
    throw new AkezoraError('request_invalid', {
      field: 'options',
      reason: error instanceof Error ? error.message : String(error),
    });
  }
  const file = readConfig((parsed.values.config as string | undefined) ?? environment.AKEZORA_CONFIG);
  const options: Record<string, unknown> = {};
  for (const { key, flag: name, env, schema } of settings) {
    const sources: readonly [string, unknown][] = [
      [`--${name}`, parsed.values[name]],
      [env, environment[env] === '' ? undefined : environment[env]],
      [key, file[key]],
    ];
    const found = sources.find(([, value]) => value !== undefined);
    if (found === undefined) continue;
    const result = schema.safeParse(found[1]);
    if (!result.success) {
      throw new AkezoraError('request_invalid', {
        field: found[0],
        reason: result.error.issues[0]?.message ?? 'invalid',
      });
    }
    options[key] = result.data;
  }
  const said = Object.fromEntries(
    Object.keys(extra).flatMap((name) => (parsed.values[name] === undefined ? [] : [[name, parsed.values[name]]])),
  ) as Record<string, string | boolean>;
  return { options: options as Partial<ServerOptions>, extra: said, rest: parsed.positionals };
}

function readConfig(path: string | undefined): Readonly<Record<string, unknown>> {
  if (path === undefined) return {};
  if (!existsSync(path)) throw new AkezoraError('input_missing', { field: '--config', path });
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new AkezoraError('request_invalid', {
      field: path,
      reason: error instanceof Error ? error.message : String(error),
    });
  }
  const known = new Set<string>(settings.map(({ key }) => key));
  const stranger = Object.keys((content ?? {}) as object).find((key) => !known.has(key));
  if (stranger !== undefined)
    throw new AkezoraError('request_invalid', { field: `${path}: ${stranger}`, reason: 'unknown option' });
  return content as Record<string, unknown>;
}

/** The table of options as Markdown, for the docs (a test keeps the two the same). */
export function describeSettings(language: 'en' | 'ja'): string {
  const head =
    language === 'en' ? ['flag', 'variable', 'in the file', 'what'] : ['フラグ', '環境変数', '設定ファイル', '内容'];
  const rows = settings.map(({ key, flag: name, env, value, about }) => {
    const plain = value.replaceAll('|', '\\|');
    return `| \`--${name} ${plain}\` | \`${env}\` | \`${key}\` | ${about[language]} |`;
  });
  return [`| ${head.join(' | ')} |`, '| --- | --- | --- | --- |', ...rows].join('\n');
}
