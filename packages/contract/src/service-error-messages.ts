import type { ErrorTemplate } from './error-template.ts';

/** Messages of the errors that only a server reports: access, limits, states of a job, storage. */
export const serviceErrorMessages = {
  not_found: {
    exitCode: 2,
    message: { en: 'Not found: {what}.', ja: '見つかりません: {what}。' },
    remedy: {
      en: 'Check that the URL is right and that the item belongs to you. Deleted and expired items are gone.',
      ja: 'URL が正しいか、自分のものかどうかを確かめてください（削除されたものと期限切れのものは残りません）。',
    },
  },
  method_not_allowed: {
    exitCode: 2,
    message: { en: '{path} does not support {method}.', ja: '{path} では {method} を使えません。' },
    remedy: { en: 'Supported methods: {choices}.', ja: '使えるメソッド: {choices}。' },
  },
  unauthorized: {
    exitCode: 5,
    message: { en: 'You are not signed in.', ja: 'サインインしていません。' },
    remedy: {
      en: 'Sign in, or send an API key as `Authorization: Bearer …`.',
      ja: 'サインインするか、API キーを `Authorization: Bearer …` で送ってください。',
    },
  },
  forbidden: {
    exitCode: 5,
    message: { en: 'You do not have permission: {reason}', ja: '権限が足りません: {reason}' },
    remedy: { en: 'Ask the owner of this server.', ja: 'このサーバーの管理者に依頼してください。' },
  },
  admin_token_needed: {
    exitCode: 5,
    message: {
      en: 'Managing this server needs its start token.',
      ja: 'サーバーの管理には起動トークンが必要です。',
    },
    remedy: {
      en: 'Open the address that `akezora serve` printed (`akezora token` prints it again), or send the token as `Authorization: Bearer …`.',
      ja: '`akezora serve` が表示したアドレスを開くか（`akezora token` でもう一度表示できます）、トークンを `Authorization: Bearer …` で送ってください。',
    },
  },
  wrong_password: {
    exitCode: 5,
    message: { en: 'The password is wrong.', ja: 'パスワードが違います。' },
    remedy: { en: 'Check it and try again.', ja: '確かめて、もう一度入力してください。' },
  },
  wrong_code: {
    exitCode: 5,
    message: { en: 'The code is wrong or was used already.', ja: 'コードが違うか、すでに使われています。' },
    remedy: {
      en: 'Enter the next code of the authenticator app, or a recovery code that you have not used.',
      ja: '認証アプリの次のコードか、まだ使っていないリカバリーコードを入力してください。',
    },
  },
  wrong_passkey: {
    exitCode: 5,
    message: { en: 'The passkey could not be checked.', ja: 'パスキーを確認できませんでした。' },
    remedy: {
      en: 'Try again. A passkey belongs to one account and to one address of the server.',
      ja: 'もう一度試してください。パスキーは、1つのアカウントとサーバーの1つの URL だけで使えます。',
    },
  },
  second_factor_needed: {
    exitCode: 5,
    message: {
      en: 'The password is right. This account also needs a code or a passkey.',
      ja: 'パスワードは正しいです。このアカウントには、コードかパスキーも必要です。',
    },
    remedy: {
      en: 'Send one of them with the cookie of this response to POST /api/session/second-factor within 5 minutes.',
      ja: 'どちらかを、この応答の Cookie とともに、5分以内に POST /api/session/second-factor へ送ってください。',
    },
  },
  second_factor_required: {
    exitCode: 5,
    message: {
      en: 'On this server, owners need a second factor.',
      ja: 'このサーバーでは、管理者に2つ目の認証方法が必要です。',
    },
    remedy: {
      en: 'Set up an authenticator app or a passkey in the settings.',
      ja: '設定で、認証アプリかパスキーを登録してください。',
    },
  },
  reauthentication_needed: {
    exitCode: 5,
    message: {
      en: 'Confirm that it is you: you signed in more than 15 minutes ago.',
      ja: '本人の確認が必要です。サインインから15分以上たっています。',
    },
    remedy: {
      en: 'Send your password, a code or a passkey to POST /api/session/confirm, then repeat the request.',
      ja: 'POST /api/session/confirm にパスワード・コード・パスキーのどれかを送ってから、同じリクエストをもう一度送ってください。',
    },
  },
  proxy_unexpected: {
    exitCode: 5,
    message: {
      en: 'This request came through a proxy ({sign}), but this server only serves the person at its own machine.',
      ja: 'このリクエストはプロキシを経由していますが（{sign}）、このサーバーは同じマシンの本人だけのものです。',
    },
    remedy: {
      en: 'To use it through a proxy, create an account with `akezora serve --add-account NAME`, then start it with --public-url URL, or with --trust-proxy true.',
      ja: 'プロキシ経由で使うには、`akezora serve --add-account 名前` でアカウントを作り、--public-url URL か --trust-proxy true を付けて起動してください。',
    },
  },
  start_token_needed: {
    exitCode: 5,
    message: {
      en: 'This request does not come from the system user who started this server.',
      ja: 'このリクエストは、サーバーを起動したシステムユーザーからのものではありません。',
    },
    remedy: {
      en: 'Open the address that `akezora token` prints, or send the start token as `Authorization: Bearer …`. To let others in, also through a proxy: create accounts with `akezora serve --add-account NAME`, then start with --public-url URL, or with --trust-proxy true.',
      ja: '`akezora token` が表示するアドレスを開くか、起動トークンを `Authorization: Bearer …` で送ってください。ほかの人に使わせるとき（プロキシ経由も含む）は、`akezora serve --add-account 名前` でアカウントを作り、--public-url URL か --trust-proxy true を付けて起動してください。',
    },
  },
  link_password_needed: {
    exitCode: 5,
    message: { en: 'This link asks for a password.', ja: 'このリンクにはパスワードが必要です。' },
    remedy: {
      en: 'Enter the password that you got with the link.',
      ja: 'リンクと一緒に受け取ったパスワードを入力してください。',
    },
  },
  password_refused: {
    exitCode: 2,
    message: { en: 'This password cannot be used: {reason}.', ja: 'このパスワードは使えません: {reason}。' },
    remedy: {
      en: 'Choose at least 12 characters that nobody would guess, such as several words that do not belong together.',
      ja: '推測されにくい12文字以上にしてください（関係のない言葉をいくつか並べるなど）。',
    },
  },
  host_refused: {
    exitCode: 5,
    message: {
      en: 'This server does not accept {field} {asked}.',
      ja: 'このサーバーは {field} {asked} を受け付けません。',
    },
    remedy: {
      en: 'Open the server at its own URL, or allow this one with --allowed-host or --cors.',
      ja: 'サーバー本来の URL で開くか、--allowed-host または --cors で許可してください。',
    },
  },
  state_conflict: {
    exitCode: 2,
    message: { en: 'This is not possible now: {reason}', ja: '今は実行できません: {reason}' },
    remedy: { en: 'Check the current state first.', ja: '先に現在の状態を確かめてください。' },
  },
  idempotency_conflict: {
    exitCode: 2,
    message: {
      en: 'This `Idempotency-Key` was already used for another request.',
      ja: 'この `Idempotency-Key` は、別のリクエストですでに使われています。',
    },
    remedy: { en: 'Use a new key for a new request.', ja: '新しいリクエストには新しいキーを使ってください。' },
  },
  too_many_requests: {
    exitCode: 3,
    message: { en: 'Too many requests.', ja: 'リクエストが多すぎます。' },
    remedy: { en: 'Try again in {seconds} s.', ja: '{seconds}秒後にもう一度試してください。' },
  },
  limit_reached: {
    exitCode: 3,
    message: {
      en: 'The limit for {what} ({limit}{unit}) is reached.',
      ja: '{what}の上限（{limit}{unit}）に達しています。',
    },
    remedy: {
      en: 'Delete what you no longer need, wait for running jobs to finish, or ask the owner of this server to raise the limit.',
      ja: '不要なものを削除するか、実行中のジョブが終わるのを待つか、サーバーの管理者に上限の引き上げを依頼してください。',
    },
  },
  policy_refused: {
    exitCode: 2,
    message: {
      en: 'The policy of this server ({policy}) does not allow this: {reason} (rule {rule}: “{evidence}”).',
      ja: 'このサーバーのポリシー（{policy}）では許可されていません: {reason}（規則 {rule}:「{evidence}」）。',
    },
    remedy: {
      en: '{remedy} If you think that this is wrong, appeal: {appeal}',
      ja: '{remedy}誤りだと思うときは異議を申し立ててください: {appeal}',
    },
  },
  policy_holds: {
    exitCode: 2,
    message: {
      en: 'The policy of this server ({policy}) lets a person decide about this first: {reason} (rule {rule}: “{evidence}”).',
      ja: 'このサーバーのポリシー（{policy}）により、先に人が確認します: {reason}（規則 {rule}:「{evidence}」）。',
    },
    remedy: {
      en: 'The server’s owner sees it now; once they allow it, send it again. Or: {remedy}',
      ja: 'サーバーの管理者が確認します。許可されたら、もう一度送ってください。または: {remedy}',
    },
  },
  body_too_large: {
    exitCode: 2,
    message: { en: 'The request body is larger than {limit}.', ja: 'リクエストの本文が {limit} を超えています。' },
    remedy: {
      en: 'Make it smaller, or upload large files to /api/uploads.',
      ja: '本文を小さくするか、大きなファイルを /api/uploads にアップロードしてください。',
    },
  },
  archive_refused: {
    exitCode: 2,
    message: { en: '{field}: {path} cannot be imported: {reason}', ja: '{field}: {path} は取り込めません: {reason}' },
    remedy: {
      en: 'Pack the videos and their JSON or CSV again, in plain folders. Nothing was imported.',
      ja: '動画と JSON・CSV を、普通のフォルダーのまま圧縮し直してください（何も取り込んでいません）。',
    },
  },
  body_unreadable: {
    exitCode: 2,
    message: { en: 'The request body cannot be read: {reason}', ja: 'リクエストの本文を読めません: {reason}' },
    remedy: { en: 'Send {choices}.', ja: '{choices} を送ってください。' },
  },
  coding_unsupported: {
    exitCode: 2,
    message: {
      en: 'The request body is compressed ({coding}), which is not read here',
      ja: 'リクエストの本文が圧縮されています（{coding}）。圧縮された本文は読めません',
    },
    remedy: {
      en: 'Send it without Content-Encoding.',
      ja: 'Content-Encoding を付けずに、圧縮しないで送ってください。',
    },
  },
  url_refused: {
    exitCode: 2,
    message: {
      en: '{field}: this URL cannot be fetched: {reason}',
      ja: '{field}: この URL からはダウンロードできません: {reason}',
    },
    remedy: {
      en: 'Use the public https URL of an image, or upload the file.',
      ja: '公開されている https の画像 URL を使うか、ファイルをアップロードしてください。',
    },
  },
  attempt_died: {
    exitCode: 3,
    message: {
      en: 'The process that makes this clip crashed {attempts} times ({reason}).',
      ja: 'クリップを作るプロセスが{attempts}回異常終了しました（{reason}）。',
    },
    remedy: {
      en: 'The usual cause is too little memory: choose a lower resolution or a shorter length, then retry.',
      ja: '多くはメモリ不足が原因です。解像度を下げるか、長さを短くして再試行してください。',
    },
  },
  deadline_passed: {
    exitCode: 3,
    message: {
      en: 'The deadline of this job passed before the clip was done.',
      ja: 'クリップが完成する前に、このジョブの期限が過ぎました。',
    },
    remedy: { en: 'Submit it again with a later deadline.', ja: '期限を延ばして、もう一度送信してください。' },
  },
  account_stopped: {
    exitCode: 3,
    message: {
      en: 'This job was cancelled: its account was disabled or deleted, or may only view now.',
      ja: 'アカウントが無効になったか、削除されたか、閲覧だけになったため、このジョブはキャンセルされました。',
    },
    remedy: {
      en: 'When an owner of the server has allowed it again, submit it again.',
      ja: '管理者がもう一度許可したら、送信し直してください。',
    },
  },
  upstream_failed: {
    exitCode: 3,
    message: {
      en: 'The server behind {model} failed: {reason}',
      ja: '{model} の接続先サーバーでエラーが起きました: {reason}',
    },
    remedy: { en: 'Try again later, or use another model.', ja: '時間をおいて試すか、別のモデルを使ってください。' },
  },
  database_unavailable: {
    exitCode: 3,
    message: { en: 'The database does not answer: {reason}', ja: 'データベースが応答しません: {reason}' },
    remedy: {
      en: 'Nothing is lost; try again in a moment.',
      ja: 'データは失われていません。少し待ってから試してください。',
    },
    without: {
      detail: 'reason',
      message: { en: 'The database does not answer.', ja: 'データベースが応答しません。' },
      remedy: {
        en: 'Nothing is lost; try again in a moment.',
        ja: 'データは失われていません。少し待ってから試してください。',
      },
    },
  },
  database_damaged: {
    exitCode: 3,
    message: {
      en: 'The embedded database is damaged: its files do not fit together.',
      ja: '組み込みデータベースが壊れています（ファイルの内容が一致しません）。',
    },
    remedy: {
      en: 'Stop the server and run `akezora restore` to bring back the last automatic copy; the damaged files are kept beside it.',
      ja: 'サーバーを停止し、`akezora restore` で最後の自動コピーを戻してください（壊れたファイルも残ります）。',
    },
  },
  database_newer: {
    exitCode: 3,
    message: {
      en: 'The database was last used by a newer version of Akezora, which changed it ({changes}).',
      ja: 'データベースは、より新しいバージョンの Akezora が使い、変更しています（{changes}）。',
    },
    remedy: {
      en: 'Run the newer version. To stay with this one, run `akezora restore` to bring back the copy from before the upgrade.',
      ja: '新しいバージョンで起動してください。このバージョンを使い続けるには、`akezora restore` で、更新前のコピーを戻してください。',
    },
  },
  database_format: {
    exitCode: 3,
    message: {
      en: 'The files of the embedded database in {path} are of Postgres {found}; this version of Akezora reads those of {known}, and what converts them is not installed.',
      ja: '{path} の組み込みデータベースのファイルは Postgres {found} のものです。このバージョンの Akezora は {known} のファイルを読みますが、変換に必要なパッケージがインストールされていません。',
    },
    remedy: {
      en: 'Nothing was changed. Install Akezora again without leaving out optional packages, or run the version that used this folder last.',
      ja: '何も変更していません。任意のパッケージを省かずに Akezora をインストールし直すか、このフォルダーを最後に使ったバージョンで起動してください。',
    },
  },
  data_folder_unwritable: {
    exitCode: 3,
    message: {
      en: 'The data folder {path} cannot be written: {reason}',
      ja: 'データフォルダー {path} に書き込めません: {reason}',
    },
    remedy: {
      en: 'Choose another folder with --data DIR, or let this user write there.',
      ja: '--data DIR で別のフォルダーを指定するか、このユーザーに書き込みを許可してください。',
    },
  },
  data_folder_foreign: {
    exitCode: 3,
    message: {
      en: '{path} in the data folder belongs to the user {user}; this command runs as {self}.',
      ja: 'データフォルダーの {path} はユーザー {user} のものです。このコマンドは {self} として動いています。',
    },
    remedy: {
      en: "Run it as the user of the server, such as `sudo -u {user} akezora …`. If files in the server's own folder belong to somebody else, give them back with chown.",
      ja: 'サーバーのユーザーで実行してください（例: `sudo -u {user} akezora …`）。サーバー自身のフォルダーに別のユーザーのファイルがあるときは、chown で元に戻してください。',
    },
  },
  files_may_not_grow: {
    exitCode: 3,
    message: {
      en: 'The files of this process may not grow far enough (limit in bytes: {limit}).',
      ja: 'このプロセスが書けるファイルの大きさが足りません（上限: {limit}バイト）。',
    },
    remedy: {
      en: 'Lift the limit with `ulimit -f unlimited` or LimitFSIZE, and start again.',
      ja: '`ulimit -f unlimited` や LimitFSIZE で上限を外してから、起動し直してください。',
    },
  },
  too_few_open_files: {
    exitCode: 3,
    message: {
      en: 'This process may not open enough files (limit: {limit}).',
      ja: 'このプロセスが同時に開けるファイルの数が足りません（上限: {limit}）。',
    },
    remedy: {
      en: 'Raise the limit to at least 1024 with `ulimit -n 4096` or LimitNOFILE, and start again.',
      ja: '`ulimit -n 4096` や LimitNOFILE で上限を 1024 以上に上げてから、起動し直してください。',
    },
  },
  secret_key_unusable: {
    exitCode: 3,
    message: {
      en: 'The key that protects stored secrets cannot be used: {path}',
      ja: '保存した秘密を守る鍵が使えません: {path}',
    },
    remedy: {
      en: 'Put the right file back from a backup, or set at least 32 characters. To go on without it, move the file away: webhooks and the prompt help key must then be set again.',
      ja: 'バックアップから正しいファイルを戻すか、32文字以上を設定してください。鍵なしで続けるにはファイルを移動します。その場合、Webhook とプロンプト補助のキーを設定し直す必要があります。',
    },
  },
  secret_unreadable: {
    exitCode: 3,
    message: {
      en: 'A stored secret ({what}) was sealed with another key and cannot be read.',
      ja: '保存されている秘密（{what}）は別の鍵で暗号化されているため、読めません。',
    },
    remedy: {
      en: 'Put the former `secret.key` back into the data folder (or set the former AKEZORA_SECRET_KEY), or set this secret again.',
      ja: '以前の `secret.key` をデータフォルダーに戻すか（または以前の AKEZORA_SECRET_KEY を設定するか）、この秘密を設定し直してください。',
    },
  },
  storage_unavailable: {
    exitCode: 3,
    message: { en: 'The clip storage does not answer: {reason}', ja: 'クリップの保存先が応答しません: {reason}' },
    remedy: { en: 'Try again in a moment.', ja: '少し待ってから試してください。' },
  },
  data_folder_busy: {
    exitCode: 3,
    message: {
      en: 'Another server (process {pid}) already uses the data folder {path}.',
      ja: 'データフォルダー {path} は別のサーバー（プロセス {pid}）が使用中です。',
    },
    remedy: {
      en: 'Stop that server first, or choose another folder with --data.',
      ja: '先に使用中のサーバーを停止するか、--data で別のフォルダーを指定してください。',
    },
  },
  access_unset: {
    exitCode: 2,
    message: {
      en: 'At {address} anyone who can connect could use this server: it has no account or API key.',
      ja: '{address} では、アカウントも API キーもないため、接続できる人なら誰でもこのサーバーを使えてしまいます。',
    },
    remedy: {
      en: 'Create an account with `akezora serve --add-account NAME`, listen on 127.0.0.1 without --public-url and --trust-proxy, or set --access open.',
      ja: '`akezora serve --add-account 名前` でアカウントを作るか、--public-url と --trust-proxy なしで 127.0.0.1 で待ち受けるか、--access open を明示してください。',
    },
  },
  port_in_use: {
    exitCode: 3,
    message: { en: 'Port {port} on {address} is already in use.', ja: '{address} のポート {port} は使用中です。' },
    remedy: { en: 'Choose another with --port.', ja: '--port で別の番号を指定してください。' },
  },
  server_unreachable: {
    exitCode: 3,
    message: { en: "Can't reach the server.", ja: 'サーバーに接続できません。' },
    remedy: {
      en: 'Check that `akezora serve` is running. Jobs continue, and nothing you typed is lost.',
      ja: '`akezora serve` が動いているか確かめてください。ジョブはそのまま続き、入力した内容も消えません。',
    },
  },
  server_stopping: {
    exitCode: 3,
    message: { en: 'The server is shutting down.', ja: 'サーバーは停止処理中です。' },
    remedy: { en: 'Try again in a moment.', ja: '少し待ってから試してください。' },
  },
} as const satisfies Record<string, ErrorTemplate>;
