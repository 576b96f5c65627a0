import { createServer } from 'node:net';
import { AkezoraError, modelCalled } from '@akezora/contract';
import { hasAccess } from '../access/accounts.ts';
import { accessMode } from '../access/guard.ts';
import { makesOwners } from '../access/provider-accounts.ts';
import { ownersLackSecondFactor } from '../access/second-factors.ts';
import { ownRoot } from '../config/public-root.ts';
import type { ServerOptions } from '../config/settings.ts';
import { childrenOptions, createChildren } from '../inference/children.ts';
import { idCalled } from '../models/names.ts';
import { cleanText, cleanUrl } from '../platform/redact.ts';
import type { Store } from '../platform/store/database.ts';
import { type Finding, findingOf, same } from './findings.ts';

const names = {
  port: { en: 'port', ja: 'ポート' },
  access: { en: 'access', ja: 'アクセス' },
  workers: { en: 'workers', ja: 'ワーカー' },
  model: { en: 'model', ja: 'モデル' },
  aliases: { en: 'model names', ja: 'モデルの別名' },
};

/** Checks that the port is free or in use by an Akezora server. */
export const checkPort = (options: ServerOptions): Promise<Finding> =>
  findingOf(names.port, async () => {
    const { host, port } = options;
    const address = `${host}:${port}`;
    if (await isFree(host, port))
      return { state: 'well', found: { en: `${address} is free`, ja: `${address} は空いています` } };
    const answer = await fetch(`${ownRoot(options, port)}/readyz`, {
      signal: AbortSignal.timeout(5000),
    }).catch(() => undefined);
    const health = (await answer?.json().catch(() => undefined)) as { status?: string } | undefined;
    if (health?.status === 'ready')
      return {
        state: 'well',
        found: { en: `${address}: a server is running`, ja: `${address}: サーバーが稼働中です` },
      };
    if (health?.status !== undefined) {
      return {
        state: 'trouble',
        found: {
          en: `${address}: a server runs but is ${health.status}`,
          ja: `${address}: サーバーは動いていますが、応答できない状態です（${health.status}）`,
        },
        remedy: {
          en: 'Check its log: the database or the storage does not answer.',
          ja: 'ログを確認してください。データベースか保存先が応答していません。',
        },
      };
    }
    throw new AkezoraError('port_in_use', { field: 'port', port, address: host });
  });

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(new AkezoraError('request_invalid', { field: 'host', reason: error.message }, { cause: error }));
    });
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** Checks that someone can sign in, and that the server is not open to everyone by accident. */
export const checkAccess = (options: ServerOptions, store: Store | undefined): Promise<Finding> =>
  findingOf(names.access, async () => {
    const mode = accessMode(options);
    if (mode === 'loopback')
      return { state: 'well', found: { en: 'this machine only, no sign-in', ja: 'このマシンのみ、サインイン不要' } };
    if (mode === 'open') {
      return {
        state: 'note',
        found: { en: 'open to anyone who can connect', ja: '接続できる人なら誰でも使えます' },
        remedy: {
          en: 'Keep --limits and --requests-per-minute small.',
          ja: '--limits と --requests-per-minute を小さくしておいてください。',
        },
      };
    }
    if (store !== undefined && !makesOwners(options.oidc) && !(await hasAccess(store.db).catch(() => false))) {
      throw new AkezoraError('access_unset', { address: options.publicUrl ?? options.host });
    }
    if (options.publicUrl?.startsWith('http:') === true) {
      return {
        state: 'note',
        found: { en: 'accounts, over plain HTTP', ja: 'アカウント、暗号化なしの HTTP' },
        remedy: {
          en: 'Put HTTPS in front of it: passwords are sent unencrypted.',
          ja: '前段に HTTPS を置いてください。パスワードが暗号化されずに流れます。',
        },
      };
    }
    if (store !== undefined && (await ownersLackSecondFactor(store.db).catch(() => false))) {
      return {
        state: 'note',
        found: {
          en: 'accounts; no owner has a second factor',
          ja: 'アカウント（2つ目の認証方法を登録した管理者がいません）',
        },
        remedy: {
          en: 'Add an authenticator app or a passkey under Account in the studio; --owners-need-second-factor true asks it of every owner.',
          ja: 'スタジオの「アカウント」で認証アプリかパスキーを追加してください。--owners-need-second-factor true にすると、すべての管理者に求めます。',
        },
      };
    }
    return { state: 'well', found: { en: 'accounts and keys', ja: 'アカウントと API キー' } };
  });

/** Checks that some worker is alive. */
export const checkWorkers = (options: ServerOptions, store: Store | undefined): Promise<Finding> =>
  findingOf(names.workers, async () => {
    const rows =
      store === undefined
        ? []
        : await store.db
            .selectFrom('workers')
            .selectAll()
            .execute()
            .catch(() => []);
    const alive = rows.filter(
      (row) => Date.now() - row.heartbeat_at.getTime() < options.heartbeatTimeoutSeconds * 1000,
    );
    const own = options.devices.map((device) => `${device} (serve)`);
    const all = [...own, ...alive.map((row) => `${row.device} (${row.host}, ${row.pid})`)];
    if (all.length > 0) return { state: 'well', found: same(all.join(', ')) };
    return {
      state: 'trouble',
      found: { en: 'none: jobs would wait forever', ja: 'ありません。ジョブは待機中のままになります' },
      remedy: {
        en: 'Start `akezora worker` with the same DATABASE_URL, or add --devices cpu.',
        ja: '同じ DATABASE_URL で `akezora worker` を起動するか、--devices cpu を付けてください。',
      },
    };
  });

/** Checks that the default model and the target of every alias are installed. */
export async function checkModels(options: ServerOptions): Promise<Finding[]> {
  const children = createChildren(childrenOptions(options));
  const ids: string[] = options.upstreams.map(({ model }) => model);
  try {
    const model = await findingOf(names.model, async () => {
      const known = await children.call('models', {}, { owner: 'server' });
      ids.push(...known.filter(({ installed }) => installed).map(({ capabilities }) => capabilities.id));
      const id = idCalled(options.defaultModel, options.modelAliases, ids);
      if (ids.includes(id)) return { state: 'well', found: same(ids.join(', ')) };
      throw new AkezoraError('weights_missing', { field: 'defaultModel', model: id, path: '—' });
    });
    const lost = Object.entries(options.modelAliases).filter(([, id]) => !ids.includes(modelCalled(id)));
    if (model.state === 'trouble' || lost.length === 0) return [model];
    const list = lost.map(([alias, id]) => `${alias} → ${id}`).join(', ');
    const found = { en: `no such model: ${list}`, ja: `存在しないモデル: ${list}` };
    const remedy = {
      en: 'Correct --aliases, or download the model.',
      ja: '--aliases を直すか、モデルをダウンロードしてください。',
    };
    return [model, { about: names.aliases, state: 'trouble', found, remedy }];
  } finally {
    await children.close();
  }
}

/** Checks that the services that the server calls answer: upstream servers, prompt help, OpenID Connect. */
export async function checkOtherServices(options: ServerOptions): Promise<Finding[]> {
  const collector = process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const others = [
    ...(collector === undefined || collector === '' ? [] : [{ name: 'OpenTelemetry', url: collector, key: undefined }]),
    ...options.upstreams.flatMap(({ urls, model, key, kind }) =>
      urls.map((url) => {
        const path = kind === 'comfyui' ? 'queue' : 'videos?limit=1';
        return { name: model, url: `${url.replace(/\/$/, '')}/${path}`, key };
      }),
    ),
    ...(options.promptHelp === undefined
      ? []
      : [
          {
            name: 'prompt help',
            url: `${options.promptHelp.url.replace(/\/$/, '')}/models`,
            key: options.promptHelp.key,
          },
        ]),
    ...(options.oidc === undefined
      ? []
      : [
          {
            name: 'OpenID Connect',
            url: `${options.oidc.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
            key: undefined,
          },
        ]),
  ];
  return Promise.all(
    others.map(({ name, url, key }) =>
      findingOf(same(name), async () => {
        const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
        const failed = (reason: string, cause?: unknown) =>
          new AkezoraError(
            'upstream_failed',
            { model: name, reason: `${cleanUrl(url)}: ${cleanText(reason)}` },
            { cause },
          );
        const answer = await fetch(url, { headers, signal: AbortSignal.timeout(5000) }).catch((error: Error) => {
          throw failed((error.cause as Error | undefined)?.message ?? error.message, error);
        });
        await answer.body?.cancel();
        // Not every server lists its models; any answer will do, unless it refuses the key or is an internal error.
        if (answer.status === 401 || answer.status === 403 || answer.status >= 500)
          throw failed(`HTTP ${answer.status}`);
        return { state: 'well', found: same(cleanUrl(url)) };
      }),
    ),
  );
}
