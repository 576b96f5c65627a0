import { readFile } from 'node:fs/promises';
import * as http from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AkezoraError, type Text } from '@akezora/contract';

/** Address of the hub and access to it. */
export interface HubAccess {
  /** URL of the hub: `HF_ENDPOINT` (a mirror), else `https://huggingface.co`. */
  readonly endpoint: string;
  /** `HF_TOKEN`, else the token stored by `hf auth login`. */
  readonly token: string | undefined;
  /** `HF_HUB_OFFLINE`: every download is an error. */
  readonly offline: boolean;
}

/** A file of a repository at one commit. */
export interface HubFile {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of large files, git's SHA-1 of small ones: the name of the blob in the cache. */
  readonly etag: string;
}

/** The files of a repository at the commit of a revision. */
export interface HubListing {
  readonly repo: string;
  readonly revision: string;
  readonly commit: string;
  readonly files: readonly HubFile[];
}

async function storedToken(): Promise<string | undefined> {
  const { HF_TOKEN_PATH, HF_HOME } = process.env;
  const path = HF_TOKEN_PATH ?? join(HF_HOME ?? join(homedir(), '.cache', 'huggingface'), 'token');
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trim() || undefined;
}

let proxied = false;

/** Reads endpoint, token and proxy from the environment, as Python's client does. */
export async function hubAccess(): Promise<HubAccess> {
  const { env } = process;
  if (!proxied && (env.HTTPS_PROXY || env.https_proxy || env.HTTP_PROXY || env.http_proxy)) {
    proxied = true;
    const { setGlobalProxyFromEnv } = http as { setGlobalProxyFromEnv?: () => unknown };
    setGlobalProxyFromEnv?.();
  }
  return {
    endpoint: (env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, ''),
    token: env.HF_TOKEN || (await storedToken()),
    offline: /^(?:1|true|yes|on)$/i.test(env.HF_HUB_OFFLINE ?? ''),
  };
}

const advices = {
  offline: {
    en: 'Unset HF_HUB_OFFLINE, or copy the files to this machine and use `akezora models add FOLDER`.',
    ja: 'HF_HUB_OFFLINE を外すか、ファイルを置いて `akezora models add フォルダー` を使ってください。',
  },
  unauthorised: {
    en: 'Log in: set HF_TOKEN to a token from huggingface.co/settings/tokens.',
    ja: 'huggingface.co/settings/tokens のトークンを HF_TOKEN に設定してください。',
  },
  gated: {
    en: 'Accept the licence on the page of the repository, with the account of your HF_TOKEN.',
    ja: 'HF_TOKEN のアカウントで、リポジトリのページにあるライセンスに同意してください。',
  },
  missing: {
    en: 'Check the name; `akezora models` lists the models that are known.',
    ja: '名前を確かめてください。`akezora models` で一覧が見られます。',
  },
  network: {
    en: 'Check the connection and run the same command again: it goes on where it stopped.',
    ja: '接続を確かめ、同じコマンドをもう一度実行してください。続きから再開します。',
  },
  changed: {
    en: 'Run the same command again: the file is downloaded again.',
    ja: '同じコマンドをもう一度実行してください。ファイルをダウンロードし直します。',
  },
} as const satisfies Record<string, Text>;

/** Cause of a failed download; decides the advice in the error. */
export type FailureKind = keyof typeof advices;

/** `download_failed` with the advice for its kind. */
export const downloadFailure = (
  path: string,
  reason: string | Text,
  kind: FailureKind,
  cause?: unknown,
): AkezoraError => new AkezoraError('download_failed', { path, reason, advice: advices[kind] }, { cause });

/** The error for an HTTP status of the hub. */
export function statusFailure(path: string, status: number, cause?: unknown): AkezoraError {
  if (status === 401)
    return downloadFailure(
      path,
      { en: 'the hub requires signing in (401)', ja: 'サインインが必要です（401）' },
      'unauthorised',
      cause,
    );
  if (status === 403)
    return downloadFailure(
      path,
      { en: 'access is restricted (403)', ja: 'アクセスが制限されています（403）' },
      'gated',
      cause,
    );
  if (status === 404)
    return downloadFailure(
      path,
      {
        en: 'there is no such repository, revision or file (404)',
        ja: 'リポジトリ・リビジョン・ファイルが見つかりません（404）',
      },
      'missing',
      cause,
    );
  return downloadFailure(
    path,
    { en: `the hub answered ${status}`, ja: `ハブの応答は ${status} でした` },
    'network',
    cause,
  );
}

/** Headers of every request to the hub itself. */
export const hubHeaders = ({ token }: HubAccess): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

/** Address of a file at a commit. */
export const fileUrl = ({ endpoint }: HubAccess, repo: string, commit: string, path: string): string =>
  `${endpoint}/${repo}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;

/**
 * Asks the hub for the commit of a revision and for its files.
 * @throws AkezoraError `download_failed` for what the hub refuses, for names it does not have, and without a connection.
 */
export async function listRepo(access: HubAccess, repo: string, revision: string): Promise<HubListing> {
  const name = `${repo}@${revision}`;
  if (access.offline) throw downloadFailure(name, { en: 'offline mode is on', ja: 'オフラインモードです' }, 'offline');
  const { HubApiError, listFiles, modelInfo } = await import('@huggingface/hub');
  const credentials = access.token === undefined ? {} : { accessToken: access.token };
  const hubUrl = access.endpoint;
  try {
    const { sha } = await modelInfo({ name: repo, revision, hubUrl, additionalFields: ['sha'], ...credentials });
    const files: HubFile[] = [];
    for await (const entry of listFiles({ repo, revision: sha, recursive: true, hubUrl, ...credentials }))
      if (entry.type === 'file')
        files.push({ path: entry.path, bytes: entry.lfs?.size ?? entry.size, etag: entry.lfs?.oid ?? entry.oid ?? '' });
    return { repo, revision, commit: sha, files };
  } catch (cause) {
    if (cause instanceof AkezoraError) throw cause;
    if (cause instanceof HubApiError) throw statusFailure(name, cause.statusCode, cause);
    throw downloadFailure(name, { en: 'the hub cannot be reached', ja: 'ハブに接続できません' }, 'network', cause);
  }
}
