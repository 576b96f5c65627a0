import type { Language, Text } from '@akezora/contract';

/** Everything the command line says, besides its help (`help.ts`) and the words of errors (`@akezora/contract`). */
export const messages = {
  unknownCommand: {
    en: 'There is no command `{name}`. Commands: {commands}.',
    ja: '`{name}` というコマンドはありません。使えるコマンド: {commands}。',
  },
  badOption: { en: '{option}: {reason}', ja: '{option}: {reason}' },
  optionForm: { en: 'write it as {form}', ja: '{form} の形で書いてください' },
  optionNumber: {
    en: 'a number is needed, not “{value}”',
    ja: '数値を指定してください（“{value}” は数値ではありません）',
  },
  optionWhole: { en: 'a whole number from {min} to {max} is needed', ja: '{min}〜{max} の整数を指定してください' },
  optionUnknown: {
    en: 'there is no such option; `akezora {command} --help` lists them',
    ja: 'このオプションはありません。一覧は `akezora {command} --help` で見られます',
  },
  optionValue: { en: 'it needs a value', ja: '値が必要です' },
  optionNoValue: { en: 'it takes no value', ja: '値は指定できません' },
  optionChoice: { en: 'choose one of {choices}', ja: '{choices} から選んでください' },
  jsonUnreadable: { en: 'not valid JSON: {reason}', ja: 'JSON として読めません: {reason}' },
  fileHasNoFacts: {
    en: 'it carries no prompt of its own; write one',
    ja: 'ファイルにプロンプトが記録されていません。プロンプトを書いてください',
  },
  error: { en: 'Error: {message}', ja: 'エラー: {message}' },
  remedy: { en: '  → {remedy}', ja: '  → {remedy}' },
  internalHint: { en: '  (details: run again with AKEZORA_DEBUG=1)', ja: '  （詳細: AKEZORA_DEBUG=1 を付けて実行）' },
  cancelling: { en: 'Stopping… (once more to stop at once)', ja: '中止しています…（もう一度押すとすぐに終了します）' },

  planTitle: {
    en: '{model} · {width}×{height} · {seconds} s at {fps} frames/s · {codec} · seed {seed}',
    ja: '{model} · {width}×{height} · {seconds} 秒（毎秒 {fps} フレーム） · {codec} · シード {seed}',
  },
  planCost: {
    en: 'about {time} and {memory} of memory on {device}',
    ja: '予想: 約 {time}、メモリ {memory}（{device}）',
  },
  planStage: { en: '  {name}  {time}  {memory}', ja: '  {name}  {time}  {memory}' },
  planPainted: {
    en: 'painted at {width}×{height}, {fps} frames/s, {steps} steps, in {windows} window(s)',
    ja: '{width}×{height}・毎秒 {fps} フレームで描画、{steps} ステップ、{windows} 区間',
  },
  understood: { en: 'Understood as: {scene}', ja: '読み取った内容: {scene}' },
  unknownWords: {
    en: 'Words it does not know: {words}',
    ja: '知らない言葉: {words}',
  },
  notice: { en: 'Note: {message}', ja: '注意: {message}' },
  dryRun: { en: 'Nothing was made (--dry-run).', ja: '何も作成していません（--dry-run）。' },

  stepOf: { en: 'step {index}/{total}', ja: '{index}/{total} ステップ' },
  framesOf: { en: '{done}/{total} frames', ja: '{done}/{total} フレーム' },
  left: { en: '{time} left', ja: '残り {time}' },
  done: { en: 'Done in {time}: {file}', ja: '{time} で完成: {file}' },
  variant: { en: 'Variant {index} of {total}', ja: 'バリエーション {index}/{total}' },

  batchEmpty: { en: 'it holds no prompts', ja: 'プロンプトがありません' },
  batchLine: { en: 'line {line}: {reason}', ja: '{line} 行目: {reason}' },
  batchItem: { en: '[{index}/{total}] {prompt}', ja: '[{index}/{total}] {prompt}' },
  batchSkipped: { en: '  already made: {file}', ja: '  作成済み: {file}' },
  batchEnd: {
    en: '{made} made, {skipped} already there, {failed} failed.',
    ja: '作成 {made} 件、作成済み {skipped} 件、失敗 {failed} 件。',
  },

  modelFits: { en: 'fits this machine ({memory} of memory)', ja: 'このマシンで動きます（メモリ {memory}）' },
  modelTooLarge: { en: 'does not run now: {reason}', ja: '今は動きません: {reason}' },
  modelBuiltIn: { en: 'in the box', ja: '同梱' },
  modelLimits: {
    en: '{resolutions} · {aspects} · {min}–{max} s · {fps} frames/s · prompts in {languages} · {licence} · {size}',
    ja: '{resolutions} · {aspects} · {min}〜{max} 秒 · 毎秒 {fps} フレーム · プロンプトの言語 {languages} · {licence} · {size}',
  },
  modelsAbsent: {
    en: 'Not here yet (`akezora models pull NAME` gets one):',
    ja: 'まだここにないもの（`akezora models pull 名前` で取得）:',
  },
  modelsAdded: { en: 'Added from elsewhere:', ja: '別の場所から追加したもの:' },
  modelAdded: { en: 'Added {id} ({size}) from {path}', ja: '{id}（{size}）を追加しました: {path}' },
  modelRemoved: { en: 'Removed {id}; {size} freed.', ja: '{id} を削除しました（{size} 空きました）。' },
  modelForgotten: { en: 'Forgot {id}; its files stay.', ja: '{id} の登録を消しました（ファイルは残っています）。' },
  modelNoGraphs: {
    en: '{id} has no graphs to show.',
    ja: '{id} には表示できる計算グラフがありません。',
  },
  modelVerified: { en: 'All files of {id} are whole.', ja: '{id} のファイルはすべて正常です。' },
  modelDamaged: { en: 'damaged: {path}: {reason}', ja: '壊れています: {path}: {reason}' },
  pullPlan: {
    en: '{files} files, {size} ({here} here already)',
    ja: '{files} ファイル、{size}（うち {here} 取得済み）',
  },
  pullProgress: { en: '{done} of {total} · {rate}/s', ja: '{total} のうち {done} · 毎秒 {rate}' },
  pullDone: { en: '{id} is here.', ja: '{id} を取得しました。' },
  modelsNeedName: { en: 'a model name is needed', ja: 'モデルの名前を指定してください' },

  doctorNode: { en: 'Node', ja: 'Node' },
  doctorProcessor: { en: 'processor', ja: 'プロセッサー' },
  doctorMemory: { en: 'memory', ja: 'メモリ' },
  doctorDisk: { en: 'disk (here)', ja: 'ディスク（ここ）' },
  doctorCache: { en: 'cache', ja: 'キャッシュ' },
  doctorProviders: { en: 'devices', ja: 'デバイス' },
  doctorCodecs: { en: 'codecs', ja: 'コーデック' },
  doctorModels: { en: 'models', ja: 'モデル' },
  doctorSpeed: { en: 'speed', ja: '速度' },
  doctorFree: { en: '{free} free of {total}', ja: '{total} のうち {free} 空き' },
  doctorAdviceNode: {
    en: 'Node {version} is too old: install Node 22.20 or newer from nodejs.org.',
    ja: 'Node {version} は古すぎます。nodejs.org から 22.20 以降を入れてください。',
  },
  doctorAdviceMemory: {
    en: 'Less than 2 GB of memory is free: close other programs, or ask for less with --resolution 720p.',
    ja: 'メモリの空きが 2 GB 未満です。ほかのプログラムを閉じるか、--resolution 720p などで小さくしてください。',
  },
  doctorAdviceDisk: {
    en: 'Less than 1 GB of disk is free here: clips may not fit.',
    ja: 'ここのディスクの空きが 1 GB 未満です。クリップが収まらないことがあります。',
  },
  doctorAdviceCodecs: {
    en: 'The video coder did not load ({reason}): run `npm ci` again on this machine.',
    ja: '動画コーデックを読み込めません（{reason}）。このマシンで `npm ci` をやり直してください。',
  },
  doctorAdviceRuntime: {
    en: 'The compute runtime did not load ({reason}): run `npm ci` again on this machine.',
    ja: '計算ランタイムを読み込めません（{reason}）。このマシンで `npm ci` をやり直してください。',
  },
  doctorAdviceModel: { en: '{model}: {reason} {remedy}', ja: '{model}: {reason} {remedy}' },
  doctorWell: { en: 'Everything is as it should be.', ja: '問題は見つかりませんでした。' },
  doctorSpeedRow: { en: '{work}: {value}', ja: '{work}: {value}' },
  doctorEncodeSpeed: { en: 'writing 1080p H.264', ja: '1080p H.264 の書き出し' },
  doctorFramesPerSecond: { en: '{value} frames/s', ja: '毎秒 {value} フレーム' },
  doctorNoSpeeds: {
    en: 'stages of models: none measured yet (the first clip does)',
    ja: 'モデルの各段階: まだ計測がありません（最初のクリップで計測します）',
  },
  doctorNotHere: {
    en: 'not here yet; `akezora models pull {model}` gets it',
    ja: 'まだありません（`akezora models pull {model}` で入ります）',
  },
  doctorSpeedOf: { en: '{model}, {stage} ({where})', ja: '{model}「{stage}」（{where}）' },
  doctorUnits: { en: '{value} units of work/s', ja: '毎秒 {value} 単位' },
  doctorCuda: {
    en: 'Fetching onnxruntime’s CUDA libraries from NuGet, as you asked…',
    ja: 'ご指定のとおり、onnxruntime の CUDA ライブラリを NuGet から取得します…',
  },
  yes: { en: 'yes', ja: '可' },
  no: { en: 'no', ja: '不可' },
} as const satisfies Record<string, Text>;

/** Name of a message. */
export type MessageName = keyof typeof messages;

/** Fills the `{places}` of a text in one language. */
export function fill(text: Text, language: Language, details: Readonly<Record<string, string | number>> = {}): string {
  return text[language].replace(/\{(\w+)\}/g, (whole, name: string) => String(details[name] ?? whole));
}

/** Says a message in one language. */
export type Say = (name: MessageName, details?: Readonly<Record<string, string | number>>) => string;

/** Binds messages to a language. */
export const sayIn =
  (language: Language): Say =>
  (name, details) =>
    fill(messages[name], language, details);
