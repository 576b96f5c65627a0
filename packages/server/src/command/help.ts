import type { Text } from '@akezora/contract';
import { type DescribedSetting, describeSettings } from '../config/describe.ts';
import { type SettingKey, settings } from '../config/settings.ts';

/** An option of a command, besides the settings of the server. */
interface CommandOption {
  /** Placeholder of its value; an option without one is a switch. */
  readonly value?: string;
  readonly about: Text;
}

/** A command with its options. */
export interface CommandSpec {
  readonly usage: Text;
  readonly about: Text;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Settings of the server that the command uses. */
  readonly settings: readonly SettingKey[];
}

const json: CommandOption = { about: { en: 'print the result as JSON', ja: '結果を JSON で表示する' } };

const key: CommandOption = {
  value: 'KEY',
  about: { en: 'API key of that server (default: AKEZORA_KEY)', ja: 'そのサーバーの API キー（既定: AKEZORA_KEY）' },
};

const dataPlaces = ['dataFolder', 'databaseUrl', 's3'] as const satisfies readonly SettingKey[];

/** The commands of the service. */
export const commandSpecs = {
  serve: {
    usage: { en: 'akezora serve', ja: 'akezora serve' },
    about: { en: 'run the studio and its APIs', ja: 'スタジオと API を動かす' },
    options: {
      'no-open': { about: { en: 'do not open a browser', ja: 'ブラウザーを開かない' } },
      'dry-run': {
        about: {
          en: 'print the migrations that would run, without starting',
          ja: '起動せずに、実行されるマイグレーションを表示する',
        },
      },
      'add-account': {
        value: 'NAME',
        about: {
          en: 'create an account; its password is read from AKEZORA_PASSWORD or typed in',
          ja: 'アカウントを作る（パスワードは AKEZORA_PASSWORD か入力から）',
        },
      },
      role: {
        value: 'owner|member|viewer',
        about: { en: 'role of that account (default: owner)', ja: 'そのアカウントの役割（既定: owner）' },
      },
      'reset-second-factor': {
        value: 'NAME',
        about: {
          en: 'remove authenticator app, recovery codes and passkeys of an account, and end its sessions',
          ja: 'アカウントの認証アプリ・リカバリーコード・パスキーを削除し、セッションを終了する',
        },
      },
      'add-key': {
        value: 'NAME',
        about: {
          en: 'create an API key with all scopes and print it',
          ja: 'すべての権限を持つ API キーを作って表示する',
        },
      },
    },
    settings: Object.keys(settings) as SettingKey[],
  },
  worker: {
    usage: { en: 'akezora worker', ja: 'akezora worker' },
    about: { en: 'run jobs for a server on another machine', ja: '別のマシンにあるサーバーのジョブを実行する' },
    options: {},
    settings: [...dataPlaces, 'devices', 'limits', 'upstreams', 'heartbeatTimeoutSeconds', 'reserveBytes', 'logLevel'],
  },
  doctor: {
    usage: { en: 'akezora doctor --server', ja: 'akezora doctor --server' },
    about: {
      en: 'check what a server with these settings needs',
      ja: 'この設定のサーバーに必要なものを点検する',
    },
    options: {
      deep: {
        about: {
          en: 'also read every row of the embedded database, to find damage',
          ja: '組み込みデータベースの全行を読み、破損がないか調べる',
        },
      },
      server: { about: { en: 'check a server, not this machine', ja: 'このマシンではなくサーバーを点検する' } },
      json,
    },
    settings: Object.keys(settings) as SettingKey[],
  },
  accounts: {
    usage: {
      en: 'akezora accounts [list | create NAME | passwd NAME | role NAME ROLE | disable NAME | enable NAME | delete NAME]',
      ja: 'akezora accounts [list | create 名前 | passwd 名前 | role 名前 役割 | disable 名前 | enable 名前 | delete 名前]',
    },
    about: {
      en: 'list and change accounts (stop a server with the embedded database first)',
      ja: 'アカウントの一覧と変更（組み込みデータベースのサーバーは先に停止する）',
    },
    options: {
      role: {
        value: 'owner|member|viewer',
        about: { en: 'role of a new account (default: member)', ja: '新しいアカウントの役割（既定: member）' },
      },
      email: {
        value: 'ADDRESS',
        about: {
          en: 'verified address by which OpenID Connect finds a new account the first time; then it has no password',
          ja: '新しいアカウントを OpenID Connect で最初に見つけるための、確認済みのメールアドレス（パスワードなし）',
        },
      },
      'oidc-subject': {
        value: 'SUBJECT',
        about: {
          en: 'subject of a new account at the issuer of --oidc, instead of an address',
          ja: 'メールアドレスの代わりに、--oidc の issuer での subject',
        },
      },
      'revoke-keys': {
        about: {
          en: 'with passwd and disable: also revoke its API keys',
          ja: 'passwd と disable で、API キーも取り消す',
        },
      },
      'with-library': {
        about: {
          en: 'with delete: also move its clips to the bin and delete what else it owns',
          ja: 'delete で、クリップをごみ箱に移し、ほかの持ち物も削除する',
        },
      },
    },
    settings: [...dataPlaces, 'oidc'],
  },
  keys: {
    usage: {
      en: 'akezora keys [list | create NAME | revoke ID]',
      ja: 'akezora keys [list | create 名前 | revoke ID]',
    },
    about: {
      en: 'list, create and revoke the API keys of all accounts (stop a server with the embedded database first)',
      ja: '全アカウントの API キーの一覧・作成・取り消し（組み込みデータベースのサーバーは先に停止する）',
    },
    options: {
      account: {
        value: 'NAME',
        about: {
          en: 'account of a new key (default: the machine itself)',
          ja: '新しいキーのアカウント（既定: マシン自体）',
        },
      },
      scopes: {
        value: 'NAMES',
        about: {
          en: 'scopes of a new key: generate, library, admin (default: generate,library)',
          ja: '新しいキーの権限: generate、library、admin（既定: generate,library）',
        },
      },
      days: {
        value: 'N',
        about: { en: 'days that a new key works (default: no end)', ja: '新しいキーの有効日数（既定: 無期限）' },
      },
    },
    settings: dataPlaces,
  },
  import: {
    usage: { en: 'akezora import PATH…', ja: 'akezora import パス…' },
    about: {
      en: 'import folders, ZIPs and videos into the library',
      ja: 'フォルダー・ZIP・動画をライブラリに取り込む',
    },
    options: {
      folder: {
        value: 'NAME',
        about: {
          en: 'folder of the library for the clips; created if it does not exist',
          ja: 'クリップを入れるライブラリのフォルダー（なければ作る）',
        },
      },
      account: {
        value: 'NAME',
        about: { en: 'account that gets the clips', ja: 'クリップを受け取るアカウント' },
      },
      'skip-unreadable': {
        about: {
          en: 'skip and report unreadable files instead of refusing the whole import',
          ja: '読めないファイルがあっても、それを報告して残りを取り込む',
        },
      },
      url: {
        value: 'URL',
        about: { en: 'import into the running server at this URL', ja: 'この URL で動いているサーバーに取り込む' },
      },
      key,
      json,
    },
    settings: [...dataPlaces, 'quotaBytes', 'reserveBytes', 'clipTtlSeconds'],
  },
  export: {
    usage: { en: 'akezora export [FILE.zip|DIR]', ja: 'akezora export [ファイル.zip|フォルダー]' },
    about: {
      en: 'write clips as a data set (default: akezora-clips.zip)',
      ja: 'クリップをデータセットとして書き出す（既定: akezora-clips.zip）',
    },
    options: {
      folder: {
        value: 'NAME',
        about: { en: 'only clips in this folder (name or id)', ja: 'このフォルダーのクリップだけ（名前か ID）' },
      },
      favourites: { about: { en: 'only favourites', ja: 'お気に入りだけ' } },
      account: {
        value: 'NAME',
        about: { en: 'only clips of this account', ja: 'このアカウントのクリップだけ' },
      },
      push: {
        value: 'OWNER/NAME',
        about: {
          en: 'upload to this data set on the Hugging Face hub instead',
          ja: '代わりに Hugging Face のこのデータセットにアップロードする',
        },
      },
      private: { about: { en: 'make that data set private', ja: 'そのデータセットを非公開にする' } },
      storyboard: {
        value: 'NAME',
        about: {
          en: 'instead, this storyboard (name or id) as a timeline for editing programs, with its clips',
          ja: '代わりに、この絵コンテ（名前か ID）を、クリップ付きの編集ソフト用タイムラインとして書き出す',
        },
      },
      timeline: {
        value: 'otio|fcpxml',
        about: {
          en: 'form of the timeline: OpenTimelineIO (default) or FCPXML 1.10',
          ja: 'タイムラインの形式: OpenTimelineIO（既定）か FCPXML 1.10',
        },
      },
      fps: {
        value: 'F',
        about: {
          en: 'its frame rate: 23.976, 24, 25, 29.97, 30, 50, 59.94 or 60 (default: that of its clip)',
          ja: 'フレームレート: 23.976、24、25、29.97、30、50、59.94、60（既定: クリップと同じ）',
        },
      },
      clip: {
        value: 'ID',
        about: {
          en: 'the clip that was made of it (default: the newest of the storyboard as it is now)',
          ja: '絵コンテから作ったクリップ（既定: 今の絵コンテから作った最新のもの）',
        },
      },
      json,
    },
    settings: dataPlaces,
  },
  backup: {
    usage: { en: 'akezora backup [FILE]', ja: 'akezora backup [ファイル]' },
    about: {
      en: 'save the data folder in one file (default: akezora-backup.tar); stop the server first',
      ja: 'データフォルダーを1つのファイルに保存する（既定: akezora-backup.tar。先にサーバーを停止する）',
    },
    options: {},
    settings: ['dataFolder'],
  },
  restore: {
    usage: { en: 'akezora restore [FILE]', ja: 'akezora restore [ファイル]' },
    about: {
      en: 'restore the database from its newest automatic copy (or the named one), or a whole backup into an empty data folder',
      ja: 'データベースを最新（または指定）の自動コピーから復元する。バックアップ全体は空のデータフォルダーに復元する',
    },
    options: { list: { about: { en: 'list the automatic copies', ja: '自動コピーの一覧を表示する' } } },
    settings: ['dataFolder'],
  },
  audit: {
    usage: { en: 'akezora audit', ja: 'akezora audit' },
    about: {
      en: 'list the records of the audit log, newest first',
      ja: '監査ログを新しい順に表示する',
    },
    options: {
      action: {
        value: 'NAME',
        about: { en: 'only this action, such as sign-in-failed', ja: 'この操作だけ（例: sign-in-failed）' },
      },
      limit: { value: 'N', about: { en: 'number of records (default: 50)', ja: '件数（既定: 50）' } },
      url: {
        value: 'URL',
        about: { en: 'ask the running server at this URL', ja: 'この URL で動いているサーバーに尋ねる' },
      },
      key,
      json,
    },
    settings: ['dataFolder', 'databaseUrl'],
  },
  mcp: {
    usage: { en: 'akezora mcp', ja: 'akezora mcp' },
    about: {
      en: 'serve the Model Context Protocol on standard input and output, for a running server',
      ja: '動いているサーバーを、標準入出力の Model Context Protocol で使えるようにする',
    },
    options: {
      url: {
        value: 'URL',
        about: {
          en: 'URL of the server (default: http://127.0.0.1:7860)',
          ja: 'サーバーの URL（既定: http://127.0.0.1:7860）',
        },
      },
      key,
    },
    settings: [],
  },
  token: {
    usage: { en: 'akezora token', ja: 'akezora token' },
    about: {
      en: 'print the address of the server on this machine with its start token, which lets you manage it',
      ja: 'このマシンのサーバーを管理するための、起動トークン付きのアドレスを表示する',
    },
    options: {
      renew: { about: { en: 'make a new start token first', ja: '先に起動トークンを新しくする' } },
    },
    settings: ['dataFolder'],
  },
} as const satisfies Record<string, CommandSpec>;

/** Names of the commands of the service. */
export type ServerCommandName = keyof typeof commandSpecs;

const settingsHeading: Text = {
  en: 'Settings of the server, also from the environment and a JSON file (--config FILE):',
  ja: 'サーバーの設定（環境変数と JSON ファイル --config FILE からも読みます）:',
};

function settingLine({ flag, about, fallback }: DescribedSetting, language: 'en' | 'ja') {
  const suffix = language === 'en' ? ` (default: ${fallback})` : `（既定: ${fallback}）`;
  return { flag, about: `${about.replaceAll('`', '')}${fallback === undefined ? '' : suffix}` };
}

/** The help of a command: one line for each of its options, then one for each setting that it uses. */
export function commandHelp({ usage, about, options, settings: keys }: CommandSpec, language: 'en' | 'ja'): string {
  const own = Object.entries(options).map(([name, option]) => ({
    flag: option.value === undefined ? `--${name}` : `--${name} ${option.value}`,
    about: option.about[language],
  }));
  const used = describeSettings(keys, language).map((setting) => settingLine(setting, language));
  const width = Math.max(0, ...[...own, ...used].map(({ flag }) => flag.length)) + 2;
  const line = (option: { flag: string; about: string }) => `  ${option.flag.padEnd(width)}${option.about}`;
  const parts = [
    [`${usage[language]}   ${about[language]}`],
    own.map(line),
    used.length === 0 ? [] : [settingsHeading[language], ...used.map(line)],
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}
