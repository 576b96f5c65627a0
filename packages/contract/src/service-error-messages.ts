import type { ErrorTemplate } from './error-messages.ts';

/** Words of the errors that only a server meets: access, limits, states of a job, storage. */
export const serviceErrorMessages = {
  not_found: {
    exitCode: 2,
    message: { en: 'There is no {what} here.', ja: '{what} は見つかりません。' },
    remedy: {
      en: 'Check the address and that it belongs to you; deleted and expired things are gone.',
      ja: 'アドレスと、自分のものかどうかを確かめてください（削除・期限切れのものは残りません）。',
    },
  },
  method_not_allowed: {
    exitCode: 2,
    message: { en: '{method} is not possible at {path}.', ja: '{path} では {method} を使えません。' },
    remedy: { en: 'Possible here: {choices}.', ja: 'ここで使えるもの: {choices}。' },
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
    message: { en: 'This needs more rights: {reason}', ja: '権限が足りません: {reason}' },
    remedy: { en: 'Ask the owner of this server.', ja: 'このサーバーの所有者に頼んでください。' },
  },
  host_refused: {
    exitCode: 5,
    message: {
      en: 'This server does not answer to {field} {asked}.',
      ja: 'このサーバーは {field} {asked} には応じません。',
    },
    remedy: {
      en: 'Open it under its own address, or allow this one with --allowed-host or --cors.',
      ja: '本来のアドレスで開くか、--allowed-host または --cors で許可してください。',
    },
  },
  state_conflict: {
    exitCode: 2,
    message: { en: 'That is not possible now: {reason}', ja: '今はできません: {reason}' },
    remedy: { en: 'Look at the present state first.', ja: '先に現在の状態を確かめてください。' },
  },
  idempotency_conflict: {
    exitCode: 2,
    message: {
      en: 'The idempotency key was already used for another request.',
      ja: 'この冪等キーは別の依頼ですでに使われています。',
    },
    remedy: { en: 'Use a new key for a new request.', ja: '新しい依頼には新しいキーを使ってください。' },
  },
  too_many_requests: {
    exitCode: 3,
    message: { en: 'Too many requests.', ja: 'リクエストが多すぎます。' },
    remedy: { en: 'Try again in {seconds} s.', ja: '{seconds} 秒後にもう一度試してください。' },
  },
  limit_reached: {
    exitCode: 3,
    message: { en: 'The limit of {limit} {unit} is reached.', ja: '上限（{limit} {unit}）に達しています。' },
    remedy: {
      en: 'Wait for running jobs to end, delete queued ones, or ask the owner of this server for more.',
      ja: '実行中のジョブが終わるのを待つか、待機中のものを消すか、サーバーの所有者に上限を上げてもらってください。',
    },
  },
  body_too_large: {
    exitCode: 2,
    message: { en: 'The body is larger than {limit}.', ja: '送信内容が {limit} を超えています。' },
    remedy: {
      en: 'Send less, or upload large files at /api/uploads.',
      ja: '小さくするか、大きなファイルは /api/uploads へ送ってください。',
    },
  },
  archive_refused: {
    exitCode: 2,
    message: { en: '{field}: {path} is not taken in: {reason}', ja: '{field}: {path} は取り込めません: {reason}' },
    remedy: {
      en: 'Pack the videos and their JSON or CSV anew, in plain folders; nothing was taken in.',
      ja: '動画と JSON・CSV を普通のフォルダーのまま圧縮し直してください（何も取り込まれていません）。',
    },
  },
  body_unreadable: {
    exitCode: 2,
    message: { en: 'The body cannot be read: {reason}', ja: '送信内容を読めません: {reason}' },
    remedy: { en: 'Send {choices}.', ja: '{choices} を送ってください。' },
  },
  url_refused: {
    exitCode: 2,
    message: {
      en: '{field}: this address is not fetched: {reason}',
      ja: '{field}: このアドレスは取得しません: {reason}',
    },
    remedy: {
      en: 'Use a public https address of a picture, or upload the file.',
      ja: '公開された https の画像アドレスを使うか、ファイルをアップロードしてください。',
    },
  },
  attempt_died: {
    exitCode: 3,
    message: {
      en: 'The process that made this clip died ({reason}), {attempts} times.',
      ja: 'クリップを作るプロセスが {attempts} 回異常終了しました（{reason}）。',
    },
    remedy: {
      en: 'Often the machine had too little memory: try a smaller size or fewer seconds, then retry.',
      ja: '多くはメモリ不足が原因です。サイズや秒数を減らして再試行してください。',
    },
  },
  deadline_passed: {
    exitCode: 3,
    message: {
      en: 'The deadline of this job passed before it was done.',
      ja: '終わる前にこのジョブの期限が過ぎました。',
    },
    remedy: { en: 'Submit it again with a later deadline.', ja: '期限を延ばしてもう一度依頼してください。' },
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
      ja: '失われたものはありません。少し待ってから試してください。',
    },
  },
  storage_unavailable: {
    exitCode: 3,
    message: { en: 'The clip store does not answer: {reason}', ja: 'クリップの保存先が応答しません: {reason}' },
    remedy: { en: 'Try again in a moment.', ja: '少し待ってから試してください。' },
  },
  data_folder_busy: {
    exitCode: 3,
    message: {
      en: 'Another server (process {pid}) already uses the data folder {path}.',
      ja: 'データフォルダー {path} は別のサーバー（プロセス {pid}）が使用中です。',
    },
    remedy: {
      en: 'Stop it first, or start this one with another --data folder.',
      ja: '先にそちらを止めるか、--data で別のフォルダーを指定してください。',
    },
  },
  access_unset: {
    exitCode: 2,
    message: {
      en: 'Listening on {address} would let anyone on the network in: no account or key is set up.',
      ja: '{address} で待ち受けると、アカウントもキーもないため誰でも入れてしまいます。',
    },
    remedy: {
      en: 'Create one with `akezora serve --add-account NAME`, keep to 127.0.0.1, or say --access open.',
      ja: '`akezora serve --add-account 名前` で作るか、127.0.0.1 のままにするか、--access open を明示してください。',
    },
  },
  port_in_use: {
    exitCode: 3,
    message: { en: 'Port {port} of {address} is taken.', ja: '{address} のポート {port} は使用中です。' },
    remedy: { en: 'Choose another with --port.', ja: '--port で別の番号を指定してください。' },
  },
  server_unreachable: {
    exitCode: 3,
    message: { en: 'The server does not answer.', ja: 'サーバーに接続できません。' },
    remedy: {
      en: 'Check that `akezora serve` is running; jobs go on by themselves and nothing typed is lost.',
      ja: '`akezora serve` が動いているか確かめてください。ジョブはそのまま続き、入力した内容も消えません。',
    },
  },
  server_stopping: {
    exitCode: 3,
    message: { en: 'The server is shutting down.', ja: 'サーバーは停止処理中です。' },
    remedy: { en: 'Try again in a moment.', ja: '少し待ってから試してください。' },
  },
} as const satisfies Record<string, ErrorTemplate>;
